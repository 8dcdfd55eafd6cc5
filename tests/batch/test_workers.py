"""However many workers share a table, and however it is cut, the decisions and their order are the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from batch.loans import DAY, loan_policy, loan_table
from credit_engine import load_policy
from credit_engine.api.batch.chunks import Days
from credit_engine.api.batch.workers import _is_much_by_rows, decided

NESTED = """
policy: nested
version: "1"
effective: {from: 2020-01-01, time_zone: UTC}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  amounts: {type: list, items: {cny: {type: number}}}
decisions:
  pairs:
    formula: "count(distinct values(amounts)) ** 2"
decision: {outcome: [], outputs: {pairs: always}}
"""
"""Telling contexts apart has no columnar form."""


@pytest.fixture(scope="module")
def loans() -> pa.Table:
    """Applications with gaps, some of them refused, in an odd number."""
    table = loan_table(2_200, 21)
    refused = np.array([outcome == "error" for outcome in outcomes(table)])
    few = np.flatnonzero(refused)[:11]
    kept = np.sort(np.concatenate((np.flatnonzero(~refused)[:766], few)))
    found: pa.Table = table.take(pa.array(kept))
    assert found.num_rows == 777
    return found


def outcomes(table: pa.Table) -> list[str]:
    """How applications come out."""
    found: list[str] = loan_policy().decide_batch(table, as_of=DAY).to_arrow().column("outcome").to_pylist()
    return found


@pytest.fixture(scope="module")
def expected(loans: pa.Table) -> pa.Table:
    """The decisions in one piece."""
    found: pa.Table = loan_policy().decide_batch(loans, as_of=DAY).to_arrow()
    return found


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
@pytest.mark.parametrize("chunk_rows", [197, 256, 776, 1_000_000])
def test_the_same_whatever_the_workers_and_chunks(
    loans: pa.Table, expected: pa.Table, workers: int, chunk_rows: int
) -> None:
    result = loan_policy().decide_batch(loans, as_of=DAY, workers=workers, chunk_rows=chunk_rows)
    assert result.to_arrow().equals(expected)
    assert (result.stages.rows, result.stages.refused) == (777, 11)


def test_the_same_for_every_row_by_itself(loans: pa.Table, expected: pa.Table) -> None:
    result = loan_policy().decide_batch(loans.slice(0, 60), as_of=DAY, workers=3, chunk_rows=1)
    assert result.to_arrow().equals(expected.slice(0, 60))


@pytest.mark.parametrize("workers", [2, 3])
def test_the_same_from_file_to_file(
    loans: pa.Table, expected: pa.Table, workers: int, tmp_path: Path
) -> None:
    pq.write_table(loans, tmp_path / "loans.parquet", row_group_size=130)
    policy, output = loan_policy(), tmp_path / "decisions.parquet"
    policy.decide_batch(tmp_path / "loans.parquet", as_of=DAY, output=output, workers=workers, chunk_rows=101)
    assert pq.read_table(output).equals(expected)


def test_processes_decide_what_python_has_to_decide(tmp_path: Path) -> None:
    (tmp_path / "nested.yaml").write_text(NESTED, encoding="utf-8")
    policy = load_policy(tmp_path / "nested.yaml")
    lists = [[{"cny": n} for n in range(row % 4)] for row in range(300)]
    table = pa.table({"amounts": pa.array(lists)})
    alone = policy.decide_batch(table, as_of=DAY, chunk_rows=40)
    shared = policy.decide_batch(table, as_of=DAY, chunk_rows=40, workers=2)
    assert alone.stages.total.by_rows == 300
    assert shared.to_arrow().equals(alone.to_arrow())
    assert shared.to_arrow().column("pairs").to_pylist() == [float((row % 4) ** 2) for row in range(300)]


def test_fingerprints_are_the_same_with_several_workers(loans: pa.Table) -> None:
    some = loans.slice(0, 40)
    one, two = (
        loan_policy()
        .decide_batch(some, as_of=DAY, chunk_rows=13, workers=workers, fingerprints=True)
        .to_arrow()
        for workers in (1, 2)
    )
    assert one.equals(two)
    assert any(one.column("fingerprint").to_pylist())


def test_columns_stay_with_threads_and_python_goes_to_processes(loans: pa.Table) -> None:
    policy = loan_policy()
    days = Days(np.zeros((), dtype=np.int64), [(DAY, None, None)])
    refused = loans.filter(pa.array([outcome == "error" for outcome in outcomes(loans)]))
    both = [(loans, days), (pa.concat_tables([loans.slice(0, 90), refused]), days)]
    tallies = [tally for _, tally in decided(policy, iter(both), 1)]
    assert [_is_much_by_rows(tally) for tally in tallies] == [False, True]


def test_one_policy_may_decide_several_tables_at_once(loans: pa.Table, expected: pa.Table) -> None:
    policy = loan_policy()
    with ThreadPoolExecutor(4) as pool:
        tables = [pool.submit(policy.decide_batch, loans, as_of=DAY, chunk_rows=50 + n) for n in range(8)]
        assert all(one.result().to_arrow().equals(expected) for one in tables)
