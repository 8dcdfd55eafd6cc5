"""SQL that is written gives the same points in the databases themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from credit_engine.api import Scorecard
from credit_engine.interop import scorecards as exchange
from interop.exchange_cards import Record, cards, needs_shared, optbinning_card, points_text, records_of

TYPES = {
    "sqlite": {"number": "REAL", "text": "TEXT", "boolean": "INTEGER"},
    "duckdb": {"number": "DOUBLE", "text": "VARCHAR", "boolean": "BOOLEAN"},
}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def rows_of(dialect: str, card: Scorecard, records: Sequence[Record]) -> list[dict[str, Any]]:
    """The rows that the database gives for the records, in their order."""
    kinds = {one.name: one.kind for one in card.card.characteristics}
    columns = ", ".join(f"{quoted(name)} {TYPES[dialect][kind]}" for name, kind in kinds.items())
    marks = ", ".join("?" * (len(kinds) + 1))
    values = [(i, *(record[name] for name in kinds)) for i, record in enumerate(records)]
    sql = exchange.to_sql(card, dialect)
    if dialect == "sqlite":
        base: Any = sqlite3.connect(":memory:")
    else:
        import duckdb

        base = duckdb.connect()
    base.execute(f"CREATE TABLE applications (row_number INTEGER, {columns})")
    base.executemany(f"INSERT INTO applications VALUES ({marks})", values)
    found = base.execute(f"SELECT * FROM ({sql}) ORDER BY row_number")
    # The new columns stand behind those of the table; their names give way to names that it has.
    names = [column[0].rstrip("_") for column in found.description][len(kinds) + 1 :]
    rows = [dict(zip(names, row[len(kinds) + 1 :], strict=True)) for row in found.fetchall()]
    base.close()
    return rows


def exact_points(row: dict[str, Any], dialect: str, sql: str) -> Decimal | None:
    """The points of a row, exactly."""
    if row["points"] is None:
        return None
    if dialect == "duckdb":
        return Decimal(row["points"])
    decimals = int(sql.partition("points_fraction / 10^")[2].partition("\n")[0])
    return row["points_whole"] + Decimal(row["points_fraction"]).scaleb(-decimals)


def compare(dialect: str, card: Scorecard, records: Sequence[Record]) -> None:
    sql = exchange.to_sql(card, dialect)
    for record, row in zip(records, rows_of(dialect, card, records), strict=True):
        score = card.score(record)
        found = exact_points(row, dialect, sql)
        assert points_text(found) == points_text(score.points), (record, row)
        if score.pd is None:
            assert row["pd"] is None
            continue
        assert row["pd"] == pytest.approx(float(score.pd), rel=1e-11)
        assert row.get("grade") == score.grade or abs(score.pd * 50 - round(score.pd * 50)) < Decimal("1e-9")


@needs_shared
@pytest.mark.parametrize("name", ["german", "heloc"])
@pytest.mark.parametrize("dialect", [pytest.param("duckdb", marks=pytest.mark.heavy), "sqlite"])
def test_ten_thousand_rows_have_the_same_points_in_the_database(name: str, dialect: str) -> None:
    if dialect == "duckdb":
        pytest.importorskip("duckdb")
    card = optbinning_card(name)
    compare(dialect, card, records_of(card, 10_000))


@settings(max_examples=100, deadline=None)
@given(card=cards())
def test_any_card_has_the_same_points_in_sqlite(card: Scorecard) -> None:
    compare("sqlite", card, records_of(card, 40))


@pytest.mark.heavy
@settings(max_examples=40, deadline=None)
@given(card=cards())
def test_any_card_has_the_same_points_in_duckdb(card: Scorecard) -> None:
    pytest.importorskip("duckdb")
    compare("duckdb", card, records_of(card, 40))
