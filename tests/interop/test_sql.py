"""SQL that is written gives the same points in the databases themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from shutil import which
from typing import Any

import pytest
from hypothesis import given, settings

from credit_engine import PolicyError, Scorecard
from credit_engine.api.score import Score
from credit_engine.interop import scorecards as exchange
from drawing import examples
from interop.exchange_cards import (
    SCALING,
    Record,
    cards,
    needs_shared,
    optbinning_card,
    points_text,
    records_of,
)

TYPES = {
    "sqlite": {"number": "REAL", "text": "TEXT", "boolean": "INTEGER"},
    "duckdb": {"number": "DOUBLE", "text": "VARCHAR", "boolean": "BOOLEAN"},
}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def rows_of(dialect: str, card: Scorecard, records: Sequence[Record]) -> list[dict[str, Any]]:
    """The rows that the database gives for the records, in their order."""
    kinds = {one.name: one.kind for one in card.card.characteristics}
    values = [(i, *(record[name] for name in kinds)) for i, record in enumerate(records)]
    sql = exchange.to_sql(card, dialect)
    names, rows = (of_spark if dialect == "spark" else of_database)(dialect, sql, kinds, values)
    # The new columns stand behind those of the table; their names give way to names that it has.
    new = [name.rstrip("_") for name in names][len(kinds) + 1 :]
    return [dict(zip(new, row[len(kinds) + 1 :], strict=True)) for row in rows]


def of_database(
    dialect: str, sql: str, kinds: dict[str, str], values: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names and rows that SQLite or DuckDB gives."""
    if dialect == "sqlite":
        base: Any = sqlite3.connect(":memory:")
    else:
        import duckdb

        base = duckdb.connect()
    columns = ", ".join(f"{quoted(name)} {TYPES[dialect][kind]}" for name, kind in kinds.items())
    base.execute(f"CREATE TABLE applications (row_number INTEGER, {columns})")
    base.executemany(f"INSERT INTO applications VALUES ({', '.join('?' * (len(kinds) + 1))})", values)
    found = base.execute(f"SELECT * FROM ({sql}) ORDER BY row_number")
    answer = [column[0] for column in found.description], found.fetchall()
    base.close()
    return answer


def of_spark(
    _: str, sql: str, kinds: dict[str, str], values: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names and rows that Spark gives."""
    from pyspark.sql import types

    known = {"number": types.DoubleType(), "text": types.StringType(), "boolean": types.BooleanType()}
    fields = [types.StructField("row_number", types.IntegerType())]
    fields += [types.StructField(name, known[kind]) for name, kind in kinds.items()]
    frame = spark_session().createDataFrame(values, types.StructType(fields))
    frame.createOrReplaceTempView("applications")
    found = spark_session().sql(sql)
    return found.columns, [tuple(row) for row in found.orderBy("row_number").collect()]


@cache
def spark_session() -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()


def needs(dialect: str) -> None:
    """Skip where the database is not installed."""
    if dialect != "sqlite":
        pytest.importorskip({"duckdb": "duckdb", "spark": "pyspark"}[dialect])
    if dialect == "spark" and which("java") is None:
        pytest.skip("Spark needs Java")


def exact_points(row: dict[str, Any], dialect: str, sql: str) -> Decimal | None:
    """The points of a row, exactly."""
    if row["points"] is None:
        return None
    if dialect != "sqlite":
        return Decimal(row["points"])
    decimals = int(sql.partition("points_fraction / 10^")[2].partition("\n")[0])
    return row["points_whole"] + Decimal(row["points_fraction"]).scaleb(-decimals)


def differences(dialect: str, card: Scorecard, records: Sequence[Record]) -> list[Any]:
    """The records, with what the database gives, of which it gives something else than the card."""
    sql = exchange.to_sql(card, dialect)
    rows = zip(records, rows_of(dialect, card, records), strict=True)
    return [
        (record, row)
        for record, row in rows
        if not is_alike(row, exact_points(row, dialect, sql), card.score(record))
    ]


def is_alike(row: dict[str, Any], points: Decimal | None, score: Score) -> bool:
    """Whether a row has the points of a score, to the last digit, its PD, and its grade but near an edge."""
    if points_text(points) != points_text(score.points):
        return False
    if score.pd is None:
        return row["pd"] is None
    graded = row.get("grade") == score.grade or abs(score.pd * 50 - round(score.pd * 50)) < Decimal("1e-9")
    return graded and bool(row["pd"] == pytest.approx(float(score.pd), rel=1e-11))


@pytest.mark.sampled
@needs_shared
@pytest.mark.parametrize("name", ["german", "heloc"])
@pytest.mark.parametrize(
    "dialect",
    [
        "sqlite",
        pytest.param("duckdb", marks=pytest.mark.heavy),
        pytest.param("spark", marks=[pytest.mark.heavy, pytest.mark.slow]),
    ],
)
def test_ten_thousand_rows_have_the_same_points_in_the_database(name: str, dialect: str) -> None:
    """Among them NULL, every special code, every edge and its neighbouring doubles, unseen categories."""
    needs(dialect)
    card = optbinning_card(name)
    assert differences(dialect, card, records_of(card, 10_000)) == []


@settings(max_examples=examples(100), deadline=None)
@given(card=cards())
def test_any_card_has_the_same_points_in_sqlite(card: Scorecard) -> None:
    assert differences("sqlite", card, records_of(card, 40)) == []


@pytest.mark.heavy
@settings(max_examples=examples(40), deadline=None)
@given(card=cards())
def test_any_card_has_the_same_points_in_duckdb(card: Scorecard) -> None:
    needs("duckdb")
    assert differences("duckdb", card, records_of(card, 40)) == []


def card_of(attributes: list[dict[str, Any]], count: int = 1, **more: Any) -> Scorecard:
    """A card with the same attributes in each of its characteristics."""
    one = {"reason": {"code": "R", "en": "r", "zh": "r"}, "attributes": attributes}
    return Scorecard.from_data(
        {
            "scorecard": "c",
            "version": "1",
            "scaling": SCALING,
            "reason_codes": {"method": "below_maximum"},
            "characteristics": {f"x{i}": one for i in range(count)},
            **more,
        }
    )


@pytest.mark.parametrize(
    "dialect",
    ["sqlite", *(pytest.param(name, marks=pytest.mark.heavy) for name in ("duckdb", "spark"))],
)
def test_long_points_are_added_exactly(dialect: str) -> None:
    needs(dialect)
    for decimals in (9, 12, 17):
        points = [
            Decimal(10) - Decimal(1).scaleb(-decimals),
            -Decimal("3.14159265358979323").quantize(Decimal(1).scaleb(-decimals)),
        ]
        card = card_of([{"range": "< 1", "points": points[0]}, {"range": ">= 1", "points": points[1]}], 60)
        records = [dict.fromkeys(card.characteristics, value) for value in (0.0, 1.0)]
        assert differences(dialect, card, records) == []


def test_points_with_more_decimals_than_a_dialect_has_are_rounded_and_that_is_said() -> None:
    card = card_of(
        [{"range": "< 1", "points": Decimal("1.0000000000000000000012")}, {"range": ">= 1", "points": 2}]
    )
    assert [problem.code for problem in exchange.to_sql(card, "sqlite").warnings] == ["not-carried"]
    assert exchange.to_sql(card, "duckdb").warnings == ()
    assert rows_of("sqlite", card, [{"x0": 0.0}])[0]["points"] == 1.0


def test_values_of_the_wrong_type_leave_the_score_unknown_in_sqlite() -> None:
    numeric = card_of([{"range": "< 1", "points": 1}, {"range": ">= 1", "points": 2}])
    values = [0.5, "many", float("inf"), b"x"]
    assert [row["points"] for row in rows_of("sqlite", numeric, [{"x0": v} for v in values])] == [
        1,
        None,
        None,
        None,
    ]
    textual = card_of([{"values": ["1"], "points": 1}, {"otherwise": True, "points": 2}])
    sql = exchange.to_sql(textual, "sqlite")
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE applications (x0)")
    base.executemany("INSERT INTO applications VALUES (?)", [("1",), (1,), ("2",), (b"1",)])
    assert [row[3] for row in base.execute(sql)] == [1, None, 2, None]


@pytest.mark.heavy
def test_nan_is_missing_and_infinity_unknown_in_duckdb() -> None:
    needs("duckdb")
    card = card_of(
        [{"range": "< 1", "points": 5}, {"range": ">= 1", "points": 9}, {"missing": "any", "points": 1}]
    )
    values = [float("nan"), float("inf"), float("-inf"), None]
    assert [row["points"] for row in rows_of("duckdb", card, [{"x0": v} for v in values])] == [
        1,
        None,
        None,
        1,
    ]


def test_a_missing_column_is_an_error_and_never_a_text() -> None:
    """SQLite takes a name in quotes that it does not know for a text, unless the name is qualified."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE applications (other REAL)")
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        base.execute(exchange.to_sql(card_of([{"otherwise": True, "points": 1}]), "sqlite"))


def test_nothing_breaks_out_of_the_comment_names_and_texts() -> None:
    nasty = "a'); DROP TABLE applications; --\n\\' OR 1=1"
    card = card_of(
        [{"values": [nasty], "points": 1}, {"otherwise": True, "points": 2}], version=f"1\n{nasty}"
    )
    table = 'appl"ications'
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE TABLE {quoted(table)} ({quoted(nasty)} TEXT)")
    base.execute(f"INSERT INTO {quoted(table)} VALUES (?)", (nasty,))
    sql = exchange.to_sql(card, "sqlite", table=table, columns={"x0": nasty})
    assert [row[3] for row in base.execute(sql)] == [1]
    for dialect in exchange.DIALECTS:
        assert exchange.to_sql(card, dialect).splitlines()[0].startswith("-- ")


def test_names_that_sql_cannot_tell_apart_are_refused() -> None:
    data = card_of([{"otherwise": True, "points": 1}], 1).card.document.data
    one = data["characteristics"]["x0"]
    card = Scorecard.from_data({**data, "characteristics": {"Age": one, "age": one}})
    with pytest.raises(PolicyError) as refused:
        exchange.to_sql(card, "duckdb")
    assert [problem.code for problem in refused.value.problems] == ["not-expressible"]
    assert exchange.to_sql(card, "duckdb", columns={"age": "age_2"})


def test_scores_beyond_what_exp_can_take_have_pds_of_nearly_zero_and_one() -> None:
    card = card_of([{"range": "< 1", "points": -100_000}, {"range": ">= 1", "points": 100_000}])
    low, high = (row["pd"] for row in rows_of("sqlite", card, [{"x0": 0.0}, {"x0": 1.0}]))
    assert low == 1
    assert 0 < high < 1e-300
