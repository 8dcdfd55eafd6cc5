"""A decision as a loan system holds it: nobody can change it, and wrong questions are refused."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any, cast

import pytest

from credit_engine import Decision, InputError, Policy, load_policy

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(ROOT / "policies" / "consumer_loan.yaml")


@pytest.fixture(scope="module")
def record() -> Any:
    return json.loads((ROOT / "examples" / "consumer_loan" / "decline_fraud.json").read_text("utf-8"))


@pytest.fixture
def decision(policy: Policy, record: Any) -> Decision:
    return policy.decide(record, as_of="2026-11-23")


@pytest.mark.parametrize("name", ["outputs", "withheld", "dates"])
def test_what_a_caller_does_with_a_mapping_does_not_reach_the_decision(decision: Decision, name: str) -> None:
    before, stored = dict(getattr(decision, name)), decision.to_json()
    cast("dict[str, Any]", getattr(decision, name)).update(rate=0, as_of="x")
    assert getattr(decision, name) == before
    assert decision.to_json() == stored


def test_copies_of_decisions_and_policies_are_the_same_objects(policy: Policy, decision: Decision) -> None:
    assert copy.deepcopy(decision) is decision
    assert copy.copy(policy) is policy


def test_pickling_says_what_to_pass_on_instead(policy: Policy, decision: Decision) -> None:
    with pytest.raises(TypeError, match="to_json"):
        pickle.dumps(decision)
    with pytest.raises(TypeError, match="load it in each process"):
        pickle.dumps(policy)


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
