"""A value that the policy declares for a missing input decides; that it was missing is kept."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from credit_engine import Decision, Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

POLICY = """
policy: exposure
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs:
  cases.open:
    type: number
    range: ">= 0"
    unit: CNY
    missing: {no_case: {value: 0}, not_given: undecided}
    codes: {-9: no_case}
  debts:
    type: list
    items:
      balance: {type: number, unit: CNY, missing: {no_case: {value: 0}, not_given: undecided}}
decisions:
  check:
    rules:
      - id: A
        when: cases.open > 100 or sum(debts.balance) > 5
        then: bad
        because: high
        waivable_by: [officer]
decision: {outcome: [check]}
reasons: {high: {en: High, zh: 高}}
"""
MISSING: dict[str, Any] = {"missing": "no_case"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy((compile_policy(Source("exposure.yaml", POLICY), lambda kind, name: Source(name, "")),))


def decided(policy: Policy, cases: Any, balance: Any = 1) -> Decision:
    record = {"cases": {"open": cases}, "debts": [{"balance": 1}, {"balance": balance}]}
    return policy.decide(record, as_of="2026-11-23")


def test_the_outcome_is_that_of_the_value_and_the_decision_is_another(policy: Policy) -> None:
    missing, given = decided(policy, MISSING), decided(policy, 0)
    assert missing.outcome == given.outcome == "good"
    assert missing.slots == given.slots
    assert missing.fingerprint != given.fingerprint


def test_the_canonical_inputs_keep_the_cause(policy: Policy) -> None:
    found = json.loads(decided(policy, MISSING, MISSING).to_json())["inputs"]
    assert found == {"cases.open": MISSING, "debts": [{"balance": 1}, {"balance": MISSING}]}


def test_a_record_made_of_the_canonical_inputs_gives_the_same_decision(policy: Policy) -> None:
    first = decided(policy, MISSING, MISSING)
    inputs = json.loads(first.to_json())["inputs"]
    again = decided(policy, inputs["cases.open"], inputs["debts"][1]["balance"])
    assert again.to_json() == first.to_json()


def test_a_code_of_the_source_is_its_cause(policy: Policy) -> None:
    assert decided(policy, -9).to_json() == decided(policy, MISSING).to_json()


def test_a_decision_that_is_sent_elsewhere_keeps_the_cause(policy: Policy) -> None:
    decision = decided(policy, MISSING, MISSING)
    assert pickle.loads(pickle.dumps(decision)).to_json() == decision.to_json()


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_the_page_names_the_cause_beside_the_value(policy: Policy, format: Any) -> None:
    decision = decided(policy, MISSING, MISSING)
    assert decision.explain("en", format).count("CNY 0 (missing: no case; value declared for it)") == 2
    assert decision.explain("zh", format).count("0元（缺失：无案件；取政策规定值）") == 2
    assert "declared for it" not in decided(policy, 0, 0).explain("en", format)


def test_the_page_as_json_has_both(policy: Policy) -> None:
    inputs = json.loads(decided(policy, MISSING, MISSING).explain(format="json"))["inputs"]
    assert inputs[0]["figure"]["value"] == {"missing": "no_case", "value": 0}
    assert inputs[1]["figure"]["value"][1]["balance"] == {"missing": "no_case", "value": 0}


def test_interventions_leave_the_cause_as_it_is(policy: Policy) -> None:
    made = {
        "rule": "check.A",
        "kind": "waiver",
        "by": "Li",
        "expires": "2026-12-31",
        "authority": "officer",
        "reason": "Known to the bank",
    }
    record = {"cases": {"open": MISSING}, "debts": [{"balance": 9}]}
    decision = policy.decide(record, as_of="2026-11-23", interventions=[made])
    assert decision.outcome == "good"
    assert json.loads(decision.to_json())["inputs"]["cases.open"] == MISSING


def test_rows_of_a_batch_have_the_fingerprints_of_single_decisions(policy: Policy) -> None:
    pa = pytest.importorskip("pyarrow")
    debts = [[{"balance": 1.0}, {"balance": 1.0}]] * 3
    table = pa.table(
        {"cases.open": [None, 0.0, -9.0], "cases.open.missing": ["no_case", None, None], "debts": debts}
    )
    found = policy.decide_batch(table, as_of="2026-11-23", fingerprints=True).to_arrow()
    assert found["fingerprint"].to_pylist() == [
        decided(policy, cases).fingerprint for cases in (MISSING, 0, MISSING)
    ]
