"""Few rows are read by cells that were read before: batch after batch says of each row what the row says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from batch.tables import both, differences
from credit_engine import Policy, load_policy
from credit_engine.run.columns.cells import Seen

DAY = "2026-11-23"
_POLICY = """
policy: few_rows
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  kind: {type: text, values: [salaried, retired], missing: {not_asked: not_applicable, not_given: undecided}}
  since: {type: date, missing: {not_given: undecided}}
  held: {type: boolean, missing: {unknown: {value: false}, not_given: undecided}}
  amount: {type: number, range: "[0..1000]", missing: {none: {value: 0}, not_given: undecided}}
  months: {type: integer, range: "[0..120]", missing: {not_given: undecided}}
  debts:
    type: list
    items:
      kind: {type: text, values: [card, loan], missing: {not_given: undecided}}
      balance: {type: number, range: ">= 0", missing: {none: {value: 0}, not_given: undecided}}
decisions:
  owed: {formula: "sum(for debt in debts return debt.balance)"}
  cards: {formula: "count(debts[kind = \\"card\\"])"}
  root: {formula: "decimal(sqrt(months), 3)"}
  admission:
    rules:
      - {id: R-1, when: held, then: decline, because: why}
      - {id: R-2, when: kind = "retired" and since > date("2026-01-05"), then: refer, because: why}
      - {id: R-3, when: amount + owed > 500 or months < 12, then: refer, because: other}
decision: {outcome: [admission], outputs: {owed: always, cards: always, root: always}}
reasons: {why: {en: Why, zh: 原因}, other: {en: Other, zh: 其他}}
"""
_KINDS = ("salaried", "retired", "baker", None)
_CAUSES = (None, None, None, "not_asked", "not_given", "lost")
_AMOUNTS = (0.0, 12.5, 999.99, 1000.0, 1000.01, -1.0, 0.125, None, float("nan"), float("inf"), 1e16)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path: Path = tmp_path_factory.mktemp("few") / "few_rows.yaml"
    path.write_text(_POLICY, encoding="utf-8")
    return load_policy(path)


def drawn(rng: Random, rows: int) -> pa.Table:
    """Rows of which every third has a cell that is refused, and others have causes."""

    def some(values: Sequence[Any], sound: int) -> list[Any]:
        return [rng.choice(values if rng.random() < 0.3 else values[:sound]) for _ in range(rows)]

    items = [
        [
            {"kind": rng.choice(("card", "loan", None)), "balance": rng.choice((0.5, 100.0, 400.25, None))}
            for _ in range(rng.randrange(4))
        ]
        for _ in range(rows)
    ]
    kinds = pa.list_(pa.struct([("kind", pa.string()), ("balance", pa.float64())]))
    return pa.table(
        {
            "kind": pa.array(some(_KINDS, 2), pa.string()),
            "kind.missing": pa.array(some(_CAUSES, 1), pa.string()),
            "since": pa.array([date(2026, 1, rng.randrange(1, 9)) for _ in range(rows)]),
            "held": pa.array(some((False, False, True, None), 3), pa.bool_()),
            "held.missing": pa.array(some((None, None, "unknown", "lost"), 3), pa.string()),
            "amount": pa.array(some(_AMOUNTS, 4), pa.float64()),
            "amount.missing": pa.array(some((None, None, "none", "lost"), 3), pa.string()),
            "months": pa.array(some((24, 11, 0, 120, 121, -9, None), 4), pa.int64()),
            "debts": pa.array(items, kinds),
        }
    )


def found(policy: Policy, rounds: int) -> list[str]:
    """The differences in tables of few rows, decided one after the other."""
    rng = Random(20261130)
    tables = [drawn(rng, rng.choice((1, 2, 7, 40))) for _ in range(rounds)]
    return [one for table in tables for one in differences(*both(policy, table, DAY, 1_000)[1:])]


def test_tables_of_few_rows_decide_as_their_rows(policy: Policy) -> None:
    assert found(policy, 40) == []


def test_refused_cells_that_are_kept_are_noticed(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = Seen.noted
    monkeypatch.setattr(
        Seen,
        "noted",
        lambda self, tables, cells, column, refused, first: noted(self, tables, cells, column, None, first),
    )
    again = Policy(policy.versions)  # with nothing read yet
    assert found(again, 10)
