"""The consumer loan with offers over tables: every offer in columns, each row as by itself and as by hand."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest

from batch.loans import DAY, is_tabular, loan_table
from batch.tables import both, differences, table_of
from compiled import shipped
from credit_engine import Policy
from reference.applications import AS_OF, applications
from reference.consumer_loan import is_valid
from reference.consumer_loan_offers import decide

NUMBERS = ("offered_amount", "offered_term", "annual_rate", "monthly_instalment")


@cache
def policy() -> Policy:
    return shipped("consumer_loan_offers")


@pytest.mark.parametrize("seed", [1, 2])
def test_random_applications_are_decided_as_by_themselves_without_row_evaluation(seed: int) -> None:
    result, batch, rows = both(policy(), loan_table(400, seed), DAY, 150)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
    assert result.stages.redecided <= 1


def test_random_applications_are_decided_as_by_the_hand_written_function() -> None:
    records = [record for record in applications(300, 5) if is_tabular(record) and is_valid(record)]
    table = table_of(policy().versions[0].fields, records, Random(5))
    answers = policy().decide_batch(table, as_of=DAY).to_arrow().to_pylist()
    compared = 0
    for record, answer in zip(records, answers, strict=True):
        if answer["outcome"] == "error":
            continue
        by_hand = decide(record, AS_OF)
        assert [answer[key] for key in ("outcome", "stage", "grade")] == [
            by_hand[key] for key in ("outcome", "stage", "grade")
        ]
        assert answer["reasons"] == by_hand["reasons"]
        assert [_decimal(answer[name]) for name in NUMBERS] == [by_hand[name] for name in NUMBERS]
        compared += 1
    assert compared > 250


def _decimal(found: Any) -> Decimal | None:
    return None if found is None else Decimal(repr(found))
