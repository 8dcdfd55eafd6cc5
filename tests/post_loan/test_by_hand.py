"""The policies after the loan decide random records as functions written by hand, by rows and in a batch."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from compiled import shipped
from post_loan.books import BOOKS, Book, disagreements
from post_loan.monitoring import MONITORING

RECORDS = 5_000
EVERY_BOOK = (*BOOKS, *MONITORING)


@pytest.mark.parametrize("book", EVERY_BOOK, ids=lambda book: book.name)
def test_random_records_are_decided_as_by_hand(book: Book) -> None:
    different, met = disagreements(book, RECORDS // 10)
    assert different == []
    assert len(met) > 5


@pytest.mark.slow
@pytest.mark.parametrize("book", EVERY_BOOK, ids=lambda book: book.name)
def test_five_thousand_random_records_meet_every_outcome(book: Book) -> None:
    different, met = disagreements(book, RECORDS)
    assert different == []
    version = shipped(book.name).versions[-1]
    assert set(version.outcomes.order) - met == set()


@pytest.mark.slow
@pytest.mark.parametrize("book", EVERY_BOOK, ids=lambda book: book.name)
def test_a_batch_decides_ten_thousand_as_rows_do(book: Book) -> None:
    pytest.importorskip("pyarrow")
    from batch.tables import both, differences, table_of

    random, policy = Random(11), shipped(book.name)
    records = [book.record(random) for _ in range(10_000)]
    table = table_of(policy.versions[-1].fields, records, random)
    result, batch, rows = both(policy, table, date(2026, 11, 30), 2048)
    assert differences(batch, rows) == []
    # Values on edges tie on purpose: such rows are decided again exactly.
    assert result.stages.redecided <= len(records) / 10
