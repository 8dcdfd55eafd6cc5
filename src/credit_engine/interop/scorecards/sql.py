"""Scorecards as SQL: one SELECT with a CASE for each characteristic, its points added exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf, nextafter
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.exported import (
    Exported,
    codes_by_attribute,
    is_double,
    points_of,
    refuse,
    tell_causes,
    tell_edges,
)
from credit_engine.interop.scorecards.pmml_outputs import free_name
from credit_engine.interop.scorecards.sql_dialects import DIALECTS, Dialect
from credit_engine.interop.scorecards.sql_rating import Exponent, grade_column, pd_column
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard
    from credit_engine.parts.card.attributes import Characteristic

MOST_DIGITS = 38
"""Digits of the decimals of every dialect that has any."""
MOST_DECIMALS_IN_INTEGERS = 17
"""With so many decimals the fractions of 90 characteristics still add up within 64 bits."""
MOST_CHARACTERISTICS = 90


def to_sql(
    card: Scorecard,
    dialect: str = "generic",
    *,
    table: str | Sequence[str] = "applications",
    columns: Mapping[str, str] | None = None,
) -> Exported:
    """A SELECT that adds `points`, `pd` and, with a master scale, `grade` to every row of a table.

    `dialect` is one of `generic`, `sqlite`, `duckdb`, `postgres`, `spark`; `table` a name, or a
    sequence of names (schema, table); `columns` names the column of a characteristic where it has
    another name.

    Points are exact: decimals of one scale, or, in SQLite and Spark, whole parts and fractions as
    integers; SQLite has no decimals, so `points` is the nearest double there, and
    `points_whole + points_fraction / 10^n` is exact. PD is a double. Where a characteristic has no
    attribute for a value, and for NULL without one, points and PD are NULL. Numeric columns are
    compared as doubles (or as the exact types that they are); NaN counts as NULL.

    Raises PolicyError for an unknown dialect, and for names and texts that SQL cannot hold.
    """
    known = DIALECTS.get(dialect)
    if known is None:
        raise PolicyError([say.unknown_dialect(dialect, list(DIALECTS))])
    names = {name: (columns or {}).get(name, name) for name in card.characteristics}
    notes: list[Problem] = []
    refuse(list(_unfit(card, names)))
    tell_causes(card, notes)
    tell_edges(card, notes, "no double shows these edges; numeric columns are taken for doubles")
    parts = [table] if isinstance(table, str) else list(table)
    scored, rated = (free_name(name, [*parts]) for name in ("scored", "rated"))
    points = _Points(card, known, _decimals(card, known, notes))
    outputs = _output_names(names.values())
    refuse(
        [say.not_expressible("table", said("a table has a name", "数据表须有名称"), "a name")]
        if not all(parts) or not parts
        else []
    )
    lines = [
        f"-- {_comment(card)}",
        *(
            []
            if known.exact_decimals
            else [f"-- exactly: points_whole + points_fraction / 10^{points.decimals}"]
        ),
        f"WITH {known.identifier(scored)} AS (",
        "  SELECT s.*,",
        *_points_columns(points, names, outputs),
        f"  FROM {'.'.join(map(known.identifier, parts))} AS s",
        *_rating(points, (scored, rated), outputs),
    ]
    return Exported("\n".join(lines) + "\n", notes)


def _comment(card: Scorecard) -> str:
    """The first line, in which nothing ends the comment."""
    text = f"Scorecard {card.name}, version {card.version}"
    return "".join(c if c.isprintable() else " " for c in text)


def _unfit(card: Scorecard, names: Mapping[str, str]) -> Iterator[Problem]:
    """Names and texts with a NUL character, and names that SQL does not tell apart."""
    seen: dict[str, str] = {}
    for one in card.card.characteristics:
        column = names[one.name]
        texts = [
            column,
            *one.spec.codes,
            *(v for a in one.spec.attributes for v in a.values or () if isinstance(v, str)),
        ]
        if any("\0" in text for text in texts):
            yield say.not_expressible(
                one.name,
                said("SQL cannot hold the character NUL", "SQL 不能存放 NUL 字符"),
                said("texts without it", "不含该字符的文本"),
            )
        if seen.setdefault(column.lower(), column) != column:
            yield say.not_expressible(
                one.name,
                said(
                    "SQL takes '{column}' for '{other}'",
                    "SQL 视 '{column}' 与 '{other}' 为同名",
                    column=column,
                    other=seen[column.lower()],
                ),
                said(
                    "columns={{...}} with names that differ in more than case",
                    "columns={{...}}，名称须不仅大小写不同",
                ),
            )


def _output_names(taken: Any) -> dict[str, str]:
    """The names of the new columns; they give way to those of the characteristics."""
    used = [name.lower() for name in taken]
    return {
        name: free_name(name, used) for name in ("points", "points_whole", "points_fraction", "pd", "grade")
    }


def _decimals(card: Scorecard, dialect: Dialect, notes: list[Problem]) -> int:
    """Decimals of the points: as many as the card has, unless the dialect's numbers are too short."""
    every = [points_of(one) for one in card.card.characteristics]
    initial = Decimal(card.spec.initial_points)
    wanted = max(_scale(points) for points in [*(p for part in every for p in part), initial])
    largest = abs(initial) + sum((max(map(abs, part)) for part in every), Decimal(0))
    room = MOST_DIGITS - len(str(int(largest))) if dialect.exact_decimals else MOST_DECIMALS_IN_INTEGERS
    if not dialect.exact_decimals and len(every) > MOST_CHARACTERISTICS:
        room -= 1
    if wanted > room:
        notes.append(
            say.not_carried(
                said(
                    "the points have {wanted} decimals, {dialect} adds {room}: they are rounded",
                    "分值有 {wanted} 位小数，{dialect} 求和保留 {room} 位：将四舍五入",
                    wanted=wanted,
                    dialect=dialect.name,
                    room=room,
                )
            )
        )
    return min(wanted, room)


def _scale(number: Decimal) -> int:
    return len(numbers.canonical_text(number).partition(".")[2])


@dataclass(frozen=True)
class _Points:
    """Points as SQL literals."""

    card: Scorecard
    dialect: Dialect
    decimals: int

    def literal(self, points: Decimal) -> str:
        """The points with all decimals of the scale, so that all have one type."""
        return f"{numbers.round_number(points, self.decimals):.{self.decimals}f}"

    def parts(self, points: Decimal) -> tuple[str, str]:
        """Whole part and fraction (in units of the last decimal) as integers, of the same sign."""
        text = self.literal(points)
        whole, _, fraction = text.partition(".")
        sign = "-" if text.startswith("-") else ""
        return str(int(whole)), f"{sign}{int(fraction or 0)}" if int(fraction or 0) else "0"


def _points_columns(points: _Points, names: Mapping[str, str], outputs: Mapping[str, str]) -> Iterator[str]:
    """The columns that add the points up."""
    card, dialect = points.card, points.dialect
    initial = Decimal(card.spec.initial_points)
    if dialect.exact_decimals:
        kind = f"DECIMAL({MOST_DIGITS}, {points.decimals})"
        yield f"    CAST({points.literal(initial)} AS {kind})"
        for one in card.card.characteristics:
            yield from _case(one, dialect, names[one.name], points.literal, ("+ CAST(", f" AS {kind})"))
        yield f"    AS {dialect.identifier(outputs['points'])}"
        return
    for part, key in enumerate(("points_whole", "points_fraction")):
        yield f"    CAST({points.parts(initial)[part]} AS BIGINT)"
        for one in card.card.characteristics:
            yield from _case(
                one, dialect, names[one.name], lambda p, part=part: points.parts(p)[part], ("+ ", "")
            )
        yield f"    AS {dialect.identifier(outputs[key])}{',' * (1 - part)}"


def _case(
    one: Characteristic, dialect: Dialect, column: str, literal: Any, around: tuple[str, str]
) -> Iterator[str]:
    """The CASE of a characteristic: missing, unusable, codes, then values or ranges, then all others."""
    x = f"s.{dialect.identifier(column)}"
    scores = points_of(one)

    def line(test: str, attribute: int | None) -> str:
        found = "NULL" if attribute is None else literal(scores[attribute])
        return f"      WHEN {test} THEN {found}"

    numeric = one.kind == "number"
    yield f"    {around[0]}CASE"
    absent = f"{x} IS NULL"
    if numeric and dialect.not_a_number:
        absent += f" OR {dialect.not_a_number.format(x=x)}"
    yield line(absent, one.bins.missing)
    unusable = dialect.unusable if numeric else dialect.not_text if one.kind == "text" else ""
    if unusable:
        yield line(unusable.format(x=x), None)
    for i, codes in codes_by_attribute(one).items():
        yield line(_among(dialect, x, codes), i)
    for i, attribute in enumerate(one.spec.attributes):
        if attribute.values is not None:
            yield line(_among(dialect, x, attribute.values), i)
    ranged = [i for i, a in enumerate(one.spec.attributes) if a.range is not None]
    for i, interval in zip(ranged, one.covered, strict=True):
        yield line(_within(dialect, x, interval), i)
    other = one.bins.otherwise
    yield f"      ELSE {'NULL' if other is None else literal(scores[other])} END{around[1]}"


def _among(dialect: Dialect, x: str, values: Sequence[Any]) -> str:
    listed = ", ".join(_literal(dialect, value) for value in values)
    return f"{x} IN ({listed})"


def _literal(dialect: Dialect, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return dialect.text(value) if isinstance(value, str) else dialect.number(Decimal(value))


def _within(dialect: Dialect, x: str, interval: Any) -> str:
    tests = []
    if interval.low is not None:
        edge, exact = _edge(Decimal(interval.low))
        tests.append(f"{x} {'>=' if interval.low_closed or not exact else '>'} {dialect.number(edge)}")
    if interval.high is not None:
        edge, exact = _edge(Decimal(interval.high))
        tests.append(f"{x} {'<=' if interval.high_closed and exact else '<'} {dialect.number(edge)}")
    return " AND ".join(tests)


def _edge(number: Decimal) -> tuple[Decimal, bool]:
    """The edge; one that no double shows is moved to the first double that shows more than it."""
    if is_double(number):
        return number, True
    nearest = float(number)
    if Decimal(repr(nearest)) < number:
        nearest = nextafter(nearest, inf)
    return Decimal(repr(nearest)), False


def _rating(points: _Points, steps: tuple[str, str], outputs: Mapping[str, str]) -> Iterator[str]:
    """The steps from points to PD and grade."""
    card, dialect = points.card, points.dialect
    source = dialect.identifier(steps[0])
    if not dialect.exact_decimals:
        summed = dialect.identifier(free_name("summed", steps))
        yield from _step(
            source, _from_integers(points, source, outputs), dialect.identifier(outputs["points"]), summed
        )
        source = summed
    score, pd = (dialect.identifier(outputs[key]) for key in ("points", "pd"))
    rating = pd_column(card, dialect, f"{source}.{score}", Exponent(*_extremes(card)))
    if card.card.scale is None:
        yield from _step(source, rating, pd)
        return
    last = dialect.identifier(steps[1])
    yield from _step(source, rating, pd, last)
    yield from _step(last, grade_column(card, dialect, f"{last}.{pd}"), dialect.identifier(outputs["grade"]))


def _step(source: str, formula: str, column: str, name: str = "") -> Iterator[str]:
    """A SELECT that adds a column: under a name for the next step, or the last one."""
    yield ")," if name else ")"
    if name:
        yield f"{name} AS ("
    margin = "  " if name else ""
    yield f"{margin}SELECT {source}.*,"
    yield f"{margin}  {formula} AS {column}"
    yield f"{margin}FROM {source}"


def _from_integers(points: _Points, source: str, outputs: Mapping[str, str]) -> str:
    """Whole parts and fractions as one number: a double in SQLite, an exact decimal elsewhere."""
    dialect, decimals = points.dialect, points.decimals
    whole, fraction = (
        f"{source}.{dialect.identifier(outputs[k])}" for k in ("points_whole", "points_fraction")
    )
    if dialect.name == "sqlite":
        return f"({whole} + {fraction} / 1{'0' * decimals}.0)"
    if decimals == 0:
        return f"CAST({whole} AS DECIMAL(12, 0))"
    unit = f"CAST('0.{'0' * (decimals - 1)}1' AS DECIMAL({decimals + 1}, {decimals}))"
    product = f"CAST(CAST({fraction} AS DECIMAL(19, 0)) * {unit} AS DECIMAL(30, {decimals}))"
    return f"(CAST({whole} AS DECIMAL(12, 0)) + {product})"


def _extremes(card: Scorecard) -> tuple[Decimal, Decimal]:
    """The lowest and the highest score that the card can give."""
    initial = Decimal(card.spec.initial_points)
    every = [points_of(one) for one in card.card.characteristics]
    return sum(map(min, every), initial), sum(map(max, every), initial)
