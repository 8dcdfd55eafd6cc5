"""The consumer loan with offers decides as a hand-written function with its own figures does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from credit_engine import InputError, Policy, load_policy
from reference.applications import AS_OF, OPTIONAL, applications
from reference.consumer_loan import is_valid
from reference.consumer_loan_offers import decide

ROOT = Path(__file__).resolve().parent.parent
POLICY_FILE = ROOT / "policies" / "origination" / "consumer_loan_offers.yaml"
TERMS = ("offered_amount", "offered_term", "annual_rate", "over_lpr", "monthly_instalment")
OUTPUTS = ("stage", "grade", "pd", *TERMS)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(POLICY_FILE)


def summary(decision: Any) -> dict[str, Any]:
    """What a decision of the engine has in common with one of the hand-written function."""
    outputs = {name: decision.outputs.get(name) for name in OUTPUTS}
    return {"outcome": decision.outcome, "reasons": [one.code for one in decision.reasons], **outputs}


def expected(record: dict[str, Any]) -> dict[str, Any]:
    by_hand = decide(record, AS_OF)
    del by_hand["score"]
    return by_hand


def as_by_hand(policy: Policy, count: int, seed: int) -> int:
    """How many random applications have been decided as by hand."""
    compared = 0
    for number, record in enumerate(applications(count, seed)):
        if not is_valid(record):
            with pytest.raises(InputError):
                policy.decide(record, as_of=AS_OF)
            continue
        found = summary(policy.decide(record, as_of=AS_OF))
        assert found == expected(record), f"application {number}: {record!r}"
        compared += 1
    return compared


def test_random_applications_are_decided_as_by_hand(policy: Policy) -> None:
    assert as_by_hand(policy, 500, seed=7) > 480


@pytest.mark.slow
def test_five_thousand_random_applications_are_decided_as_by_hand(policy: Policy) -> None:
    assert as_by_hand(policy, 5_000, seed=20261124) > 4_900


@pytest.mark.slow
def test_the_random_applications_reach_every_outcome_stage_grade_and_reason() -> None:
    document = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    decisions = [decide(record, AS_OF) for record in applications(5_000, 20261124) if is_valid(record)]
    assert {one["outcome"] for one in decisions} == set(document["outcomes"]["order"])
    assert {one["stage"] for one in decisions} == {"eligibility", "bureau", "offer"}
    assert {one["grade"] for one in decisions} == {*"ABCDER", None}
    offers = document["decisions"]["offer"]["offers"]
    of_conditions = {one["because"] for one in offers["feasible"]}
    reasons = {code for one in decisions for code in one["reasons"]}
    assert document["reasons"].keys() - reasons == of_conditions


def test_no_field_that_is_taken_away_makes_it_better(policy: Policy) -> None:
    order = ["approve", "counter_offer", "refer", "decline"]
    compared = 0
    for record in (one for one in applications(60, seed=3) if is_valid(one)):
        complete = policy.decide(record, as_of=AS_OF)
        for group, name in OPTIONAL:
            if record[group].get(name) is None:
                continue
            without = {**record, group: {key: one for key, one in record[group].items() if key != name}}
            reduced = policy.decide(without, as_of=AS_OF)
            at_least = min(order.index(complete.outcome), order.index("refer"))
            assert order.index(reduced.outcome) >= at_least, (group, name, record)
            if "offered_amount" in reduced.outputs:
                assert _rank(reduced) >= _rank(complete), (group, name, record)
                compared += 1
    assert compared > 100


def _rank(decision: Any) -> Any:
    """A larger amount is better, then a lower rate."""
    return -decision.outputs["offered_amount"], decision.outputs["annual_rate"]
