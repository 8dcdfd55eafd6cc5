"""Columns of causes hold texts; of any other type they are refused before a row is read."""

from __future__ import annotations

from typing import Any

import pytest

from arrow import pa
from credit_engine import InputError
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

POLICY = """
policy: causes
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs:
  income: {type: number, missing: {not_given: undecided}}
  debts: {type: list, items: {amount: {type: number, missing: {not_given: undecided}}}}
prior:
  months: {type: number}
next: {months: prior.months + 1}
decisions:
  check:
    rules:
      - id: A
        when: income > 100 or some d in debts satisfies d.amount > 9
        then: bad
        because: high
decision: {outcome: [check]}
reasons: {high: {en: High, zh: 高}}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:

    return Policy((compile_policy(Source("causes.yaml", POLICY), lambda kind, name: Source(name, "")),))


def table(causes: Any, of: str = "income.missing") -> pa.Table:
    columns: dict[str, Any] = {
        "income": pa.array([None], pa.float64()),
        "prior.months": pa.array([1.0]),
        "debts": pa.array([[{"amount": 1.0}]]),
    }
    return pa.table({**columns, of: causes})


@pytest.mark.parametrize("of", ["income.missing", "prior.months.missing", "prior.missing"])
@pytest.mark.parametrize(
    "causes", [pa.array([b"not_given"]), pa.array([1]), pa.array([True])], ids=["bytes", "number", "truth"]
)
def test_a_column_of_causes_that_are_no_texts_is_refused(policy: Policy, of: str, causes: Any) -> None:
    with pytest.raises(InputError) as refused:
        policy.decide_batch(table(causes, of), as_of="2026-11-23")
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("wrong-type", of)
    assert problem.expected.startswith("texts")


def test_causes_of_items_that_are_no_texts_are_their_rows_errors(policy: Policy) -> None:
    debts = pa.array([[{"amount": None, "amount.missing": b"not_given"}]])
    given = table(pa.nulls(1)).drop_columns(["debts"]).append_column("debts", debts)
    (answer,) = policy.decide_batch(given, as_of="2026-11-23").to_arrow().to_pylist()
    assert answer["outcome"] == "error"
    assert "is not a declared cause of a missing debts[0].amount" in answer["errors"][0]


@pytest.mark.parametrize(
    "causes",
    [
        pa.array(["not_given"]),
        pa.array(["not_given"], pa.large_string()),
        pa.array(["not_given"]).dictionary_encode(),
        pa.nulls(1),
    ],
    ids=["text", "large", "dictionary", "nothing"],
)
def test_causes_in_any_form_of_text_are_read(policy: Policy, causes: Any) -> None:
    assert policy.decide_batch(table(causes), as_of="2026-11-23").to_arrow()["outcome"].to_pylist() == ["bad"]
