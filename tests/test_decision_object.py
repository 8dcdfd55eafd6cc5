"""A decision as a loan system holds it: nobody can change it, and wrong questions are refused."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from compiled import shipped
from credit_engine import Decision, InputError, Policy

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return shipped("consumer_loan")


@pytest.fixture(scope="module")
def record() -> Any:
    return json.loads((ROOT / "examples" / "consumer_loan" / "decline_fraud.json").read_text("utf-8"))


@pytest.fixture
def decision(policy: Policy, record: Any) -> Decision:
    return policy.decide(record, as_of="2026-11-23")


@pytest.mark.parametrize("name", ["outputs", "withheld", "dates"])
def test_what_a_decision_says_by_name_can_only_be_read(decision: Decision, name: str) -> None:
    stored = decision.to_json()
    said = cast("dict[str, Any]", getattr(decision, name))
    for change in (
        lambda: said.update(rate=0),
        lambda: said.__setitem__("rate", 0),
        said.clear,
        said.popitem,
    ):
        with pytest.raises(TypeError, match="can only be read"):
            change()
    assert decision.to_json() == stored


@pytest.mark.parametrize("name", ["outputs", "withheld", "dates"])
def test_what_a_decision_says_by_name_is_taken_as_a_dict(decision: Decision, name: str) -> None:
    said = getattr(decision, name)
    assert json.loads(json.dumps(said, default=str)) == {key: str(value) for key, value in said.items()}
    assert pickle.loads(pickle.dumps(said)) == copy.deepcopy(said) == dict(said)
    assert {**said} | {"more": 1} == {**said, "more": 1}


def test_copies_of_decisions_and_policies_are_the_same_objects(policy: Policy, decision: Decision) -> None:
    assert copy.deepcopy(decision) is decision
    assert copy.copy(policy) is policy


def everything(decision: Decision) -> list[str]:
    return [decision.to_json(), decision.fingerprint, decision.explain("zh"), decision.explain(format="json")]


def test_decisions_and_policies_can_be_pickled(policy: Policy, decision: Decision, record: Any) -> None:
    again = pickle.loads(pickle.dumps(decision))
    assert again is not decision
    assert everything(again) == everything(decision)
    other = pickle.loads(pickle.dumps(policy))
    assert other.fingerprint == policy.fingerprint
    assert everything(other.decide(record, as_of="2026-11-23")) == everything(decision)


def test_another_process_has_the_same_decision_without_the_files(
    policy: Policy, decision: Decision, tmp_path: Path
) -> None:
    file = tmp_path / "pickled"
    file.write_bytes(pickle.dumps((policy, decision)))
    program = (
        "import pickle, sys; policy, decision = pickle.load(open(sys.argv[1], 'rb'))\n"
        "assert decision.compiled is policy.versions[0]\n"
        "sys.stdout.buffer.write((decision.to_json() + decision.explain('zh')).encode())"
    )
    run = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, check=True)
    assert run.stdout.decode() == decision.to_json() + decision.explain("zh")


def test_a_pickled_policy_is_small(policy: Policy, decision: Decision) -> None:
    text = (ROOT / "policies" / "origination" / "consumer_loan.yaml").stat().st_size
    alone = len(pickle.dumps(policy))
    assert alone < 4 * text
    assert len(pickle.dumps([policy, *[decision] * 100])) < alone + 5_000


def test_a_reason_has_no_text_for_unknown_readers(decision: Decision) -> None:
    reason = decision.reasons[0]
    assert reason.text("en", "customer") == ""
    with pytest.raises(ValueError, match="unknown language 'ZH'; known are en, zh"):
        reason.text("ZH")
    with pytest.raises(ValueError, match="unknown audience 'client'; known are internal, customer"):
        reason.text("en", "client")


@pytest.mark.parametrize("name", ["as_of", "policy_as_of", "data_as_of"])
@pytest.mark.parametrize("when", ["", "2026-2-3", "P1D", 20261123])
def test_a_bad_date_is_reported_under_its_own_name(policy: Policy, record: Any, name: str, when: Any) -> None:
    dates: Any = {"as_of": "2026-11-23", name: when}
    with pytest.raises(InputError) as refused:
        policy.decide(record, **dates)
    assert [problem.path for problem in refused.value.problems] == [name]
