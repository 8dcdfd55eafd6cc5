"""The shipped policy over tables: its examples, random applications, and the single decisions behind them."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from batch.loans import DAY, ROOT, examples, is_tabular, loan_policy, loan_table
from batch.tables import both, differences, table_of
from credit_engine import InputError
from reference.applications import AS_OF, applications
from reference.consumer_loan import decide, is_valid

EXPECTED = json.loads((ROOT / "examples" / "consumer_loan" / "expected.json").read_text("utf-8"))


def test_the_examples_come_out_of_a_batch_as_expected() -> None:
    records = examples()
    table = table_of(loan_policy().versions[0].fields, list(records.values()), Random(1))
    days = [EXPECTED[name]["as_of"] for name in records]
    answers = loan_policy().decide_batch(table, as_of=days).to_arrow().to_pylist()
    for name, answer in zip(records, answers, strict=True):
        assert answer["outcome"] == EXPECTED[name]["outcome"], name
        assert answer["reasons"] == EXPECTED[name]["reasons"], name


@pytest.mark.parametrize("seed", [1, 2])
def test_random_applications_are_decided_as_by_themselves(seed: int) -> None:
    result, batch, rows = both(loan_policy(), loan_table(1_500, seed), DAY, 700)
    assert differences(batch, rows) == []
    assert result.stages.share_by_rows <= 0.001
    assert result.stages.total.by_rows == 0


def test_random_applications_are_decided_as_by_the_hand_written_function() -> None:
    records = [record for record in applications(400, 5) if is_tabular(record) and is_valid(record)]
    table = table_of(loan_policy().versions[0].fields, records, Random(5))
    answers = loan_policy().decide_batch(table, as_of=DAY).to_arrow().to_pylist()
    compared = 0
    for record, answer in zip(records, answers, strict=True):
        if answer["outcome"] != "error":
            by_hand = decide(record, AS_OF)
            assert answer["outcome"] == by_hand["outcome"]
            assert answer["reasons"] == list(by_hand["reasons"])
            assert _same(answer["limit"], by_hand.get("limit"))
            assert _same(answer["rate"], by_hand.get("rate"))
            compared += 1
    assert compared > 300


def _same(found: float | None, expected: Any) -> bool:
    return (found is None) == (expected is None) and (found is None or Decimal(repr(found)) == expected)


def test_any_row_has_its_full_decision_and_explanation() -> None:
    table = loan_table(50, 9)
    result = loan_policy().decide_batch(table, as_of=DAY, chunk_rows=16)
    answers = result.to_arrow().to_pylist()
    for row in (0, 17, len(result) - 1):
        try:
            decision = result.decision(row)
        except InputError:
            assert answers[row]["outcome"] == "error"
        else:
            assert decision.outcome == answers[row]["outcome"]
            assert [reason.code for reason in decision.reasons] == answers[row]["reasons"]
            assert result.explain(row, "zh") == decision.explain("zh")
    with pytest.raises(IndexError):
        result.decision(len(result))


def test_fingerprints_are_those_of_the_single_decisions() -> None:
    result = loan_policy().decide_batch(loan_table(20, 3), as_of=DAY, fingerprints=True)
    for row, fingerprint in enumerate(result.to_arrow().column("fingerprint").to_pylist()):
        if fingerprint is not None:
            assert result.decision(row).fingerprint == fingerprint


def test_the_stages_say_where_the_work_was_done() -> None:
    stages = loan_policy().decide_batch(loan_table(500, 4), as_of=DAY).stages
    assert stages.rows >= 490
    assert stages.parts["affordability"].filtered > 0
    assert stages.total.filtered == sum(part.filtered for part in stages.parts.values())
