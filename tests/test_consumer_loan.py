"""The shipped consumer loan policy decides as a hand-written function with its own figures does."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from credit_engine import InputError, load_policy
from reference.applications import AS_OF, applications
from reference.consumer_loan import decide, is_valid

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "consumer_loan"
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (EXAMPLES / "expected.json").read_text(encoding="utf-8"), parse_float=Decimal
)
POLICY_FILE = ROOT / "policies" / "origination" / "consumer_loan.yaml"
COMPARED = ("outcome", "reasons", "rate", "limit", "grade")


@pytest.fixture(scope="module")
def policy() -> Any:
    return load_policy(POLICY_FILE)


def example(name: str) -> dict[str, Any]:
    application: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return application


def summary(decision: Any) -> dict[str, Any]:
    """What a decision of the engine has in common with one of the hand-written function."""
    return {
        "outcome": decision.outcome,
        "reasons": [reason.code for reason in decision.reasons],
        "rate": decision.outputs.get("rate"),
        "limit": decision.outputs.get("limit"),
        "grade": decision.outputs.get("grade"),
    }


def test_every_example_has_an_expected_decision() -> None:
    files = {path.stem for path in EXAMPLES.glob("*.json")} - {"expected"}
    assert files == EXPECTED.keys()


def test_the_examples_show_every_outcome_and_every_reason_of_the_policy() -> None:
    document = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    assert {case["outcome"] for case in EXPECTED.values()} == set(document["outcomes"]["order"])
    shown = {code for case in EXPECTED.values() for code in case["reasons"]}
    assert document["reasons"].keys() - shown == set()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_hand_written_function_decides_the_example_as_expected(name: str) -> None:
    expected = EXPECTED[name]
    decision = decide(example(name), dt.date.fromisoformat(expected["as_of"]))
    assert {key: decision[key] for key in COMPARED} == {key: expected[key] for key in COMPARED}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_policy_decides_the_example_as_expected(policy: Any, name: str) -> None:
    expected = EXPECTED[name]
    decision = policy.decide(example(name), as_of=expected["as_of"])
    assert summary(decision) == {key: expected[key] for key in COMPARED}


@pytest.mark.slow
def test_ten_thousand_random_applications_are_decided_as_by_hand(policy: Any) -> None:
    refused = 0
    for number, record in enumerate(applications(10_000, seed=20261123)):
        if not is_valid(record):
            refused += 1
            with pytest.raises(InputError):
                policy.decide(record, as_of=AS_OF)
            continue
        decided = policy.decide(record, as_of=AS_OF)
        by_hand = decide(record, AS_OF)
        expected = {key: by_hand[key] for key in COMPARED}
        assert summary(decided) == expected, f"application {number}: {record!r}"
        assert decided.outputs["pd"] == by_hand["pd"]
        assert decided.outputs.get("monthly_instalment") == by_hand["monthly_instalment"]
    assert 50 < refused < 200


def test_the_random_applications_reach_every_outcome_grade_and_reason() -> None:
    document = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    decisions = [decide(record, AS_OF) for record in applications(10_000, seed=20261123) if is_valid(record)]
    assert {decision["outcome"] for decision in decisions} == set(document["outcomes"]["order"])
    assert {decision["grade"] for decision in decisions} == set("ABCDER")
    reasons = {code for decision in decisions for code in decision["reasons"]}
    assert document["reasons"].keys() - reasons == set()
