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
    stretches,
    tell_causes,
    tell_edges,
)
from credit_engine.interop.scorecards.pmml_outputs import free_name
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard
    from credit_engine.parts.card.attributes import Characteristic

_SAFE_DIGITS = 15
"""So many significant digits are read as the nearest double everywhere."""


@dataclass(frozen=True)
class Dialect:
    """A dialect of SQL.

    `not_a_number` and `unusable` are tests of a numeric column `{x}` for NaN, and for infinity or a value
    that is no number; `not_text` for one that is no text. Empty where the dialect cannot have it or
    refuses it by itself. Where there is no exact decimal addition, points are added in two integers.
    """

    name: str
    double: str
    quote: str = '"'
    backslash: bool = False
    exact_decimals: bool = True
    not_a_number: str = ""
    unusable: str = ""
    not_text: str = ""
    reads_all_digits: bool = True

    def identifier(self, name: str) -> str:
        """The name in quotes, which makes anything a name."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def text(self, value: str) -> str:
        """The text as a literal, from which nothing breaks out."""
        if self.backslash:
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        written = "'" + value.replace("'", "''") + "'"
        if self.name == "postgres" and "\\" in value:
            # An E'' literal reads the same whatever standard_conforming_strings says.
            return "E" + written.replace("\\", "\\\\")
        return written

    def number(self, value: Decimal) -> str:
        """A number that a column is compared with: the nearest double where the column has doubles."""
        text = numbers.canonical_text(value)
        digits = len(text.replace("-", "").replace(".", "").lstrip("0"))
        if self.reads_all_digits or digits <= _SAFE_DIGITS or value == value.to_integral_value():
            return text
        above, below = float(value).as_integer_ratio()  # a power of two below: the division is exact
        return f"({above}.0 / {below}.0)" if below < 2**53 * 2**10 else text


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("generic", "DOUBLE PRECISION"),
        Dialect(
            "sqlite",
            "REAL",
            exact_decimals=False,
            reads_all_digits=False,
            unusable="(typeof({x}) NOT IN ('integer', 'real') OR {x} IN (9e999, -9e999))",
            not_text="typeof({x}) <> 'text'",
        ),
        Dialect(
            "duckdb",
            "DOUBLE",
            not_a_number="isnan(CAST({x} AS DOUBLE))",
            unusable="isinf(CAST({x} AS DOUBLE))",
        ),
        Dialect(
            "postgres",
            "DOUBLE PRECISION",
            not_a_number="CAST({x} AS DOUBLE PRECISION) = 'NaN'",
            unusable="CAST({x} AS DOUBLE PRECISION) IN ('Infinity', '-Infinity')",
        ),
        Dialect(
            "spark",
            "DOUBLE",
            quote="`",
            backslash=True,
            exact_decimals=False,
            not_a_number="isnan(CAST({x} AS DOUBLE))",
            unusable="CAST({x} AS DOUBLE) IN (CAST('Infinity' AS DOUBLE), CAST('-Infinity' AS DOUBLE))",
        ),
    )
}


_LARGEST = 700
"""exp of a larger number overflows a double, which some databases refuse."""


@dataclass(frozen=True)
class Exponent:
    """The lowest and the highest score, for which the exponent of the PD has to be a number."""

    lowest: Decimal
    highest: Decimal

    def overflows(self, intercept: Decimal, slope: Decimal) -> bool:
        """Whether any score has an exponent that exp cannot take."""
        return any(abs(intercept + slope * score) > _LARGEST for score in (self.lowest, self.highest))


def pd_column(card: Scorecard, dialect: Dialect, points: str, exponent: Exponent) -> str:
    """PD = 1 / (1 + exp(intercept + slope * points)) as a double, or by steps; at least the floor."""
    calibration = card.card.calibration
    assert calibration is not None
    if calibration.steps is not None:
        found = _steps(calibration.steps, points, dialect)
    else:
        score = f"CAST({points} AS {dialect.double})"
        power = f"{_double(calibration.intercept)} + {_double(calibration.slope)} * {score}"
        if exponent.overflows(calibration.intercept, calibration.slope):
            power = (
                f"CASE WHEN {power} > {_LARGEST} THEN {_LARGEST} "
                f"WHEN {power} < -{_LARGEST} THEN -{_LARGEST} ELSE {power} END"
            )
        found = f"1.0 / (1.0 + EXP({power}))"
    if calibration.floor is None:
        return found
    floor = _double(Decimal(calibration.floor))
    return f"CASE WHEN {found} < {floor} THEN {floor} ELSE {found} END"


def grade_column(card: Scorecard, dialect: Dialect, pd: str) -> str:
    """The grade of a PD on the master scale; NULL without a PD."""
    return _steps(card.card.scale, pd, dialect)


def _steps(steps: Any, x: str, dialect: Dialect) -> str:
    bounds = stretches(steps.bins.edges, steps.bins.cells)
    lines = [f"CASE WHEN {x} IS NULL THEN NULL"]
    for bound in bounds[:-1]:
        assert bound.edge is not None
        test = f"{x} {'<=' if bound.closed else '<'} {dialect.number(bound.edge)}"
        lines.append(f"WHEN {test} THEN {_value(steps.values[bound.found or 0], dialect)}")
    lines.append(f"ELSE {_value(steps.values[bounds[-1].found or 0], dialect)} END")
    return " ".join(lines)


def _value(value: Any, dialect: Dialect) -> str:
    return dialect.text(value) if isinstance(value, str) else _double(Decimal(value))


def _double(number: Decimal) -> str:
    """A number in the notation that every dialect reads as a double."""
    text = repr(float(number))
    return text if "e" in text else f"{text}e0"


MOST_DIGITS = 38
"""Digits of the decimals of every dialect that has any."""
MOST_DECIMALS_IN_INTEGERS = 17
"""With so many decimals the fractions of 90 characteristics still add up within 64 bits."""
MOST_CHARACTERISTICS = 90
"""Scaled fractions of so many characteristics add up within 64 bits, and it is more than any card has."""


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
        raise PolicyError([say.unknown_dialect(dialect=dialect, known=DIALECTS)])
    names = {name: (columns or {}).get(name, name) for name in card.characteristics}
    parts = [table] if isinstance(table, str) else list(table)
    refuse([*_unfit(card, names), *([] if parts and all(parts) else [say.nameless_table(path="table")])])
    notes: list[Problem] = []
    tell_causes(card, notes)
    tell_edges(card, notes, "no double shows these edges; numeric columns are taken for doubles")
    points = _Points(card, known, _decimals(card, known, notes))
    return Exported("\n".join(_lines(points, names, parts)) + "\n", notes)


def _lines(points: _Points, names: Mapping[str, str], parts: Sequence[str]) -> list[str]:
    """The statement: points first, from them the PD, from that the grade."""
    card, known = points.card, points.dialect
    scored, rated = (free_name(name, [*parts]) for name in ("scored", "rated"))
    outputs = _output_names(names.values())
    exactly = f"-- exactly: points_whole + points_fraction / 10^{points.decimals}"
    return [
        f"-- {_comment(card)}",
        *([] if known.exact_decimals else [exactly]),
        f"WITH {known.identifier(scored)} AS (",
        "  SELECT s.*,",
        *_points_columns(points, names, outputs),
        f"  FROM {'.'.join(map(known.identifier, parts))} AS s",
        *_rating(points, (scored, rated), outputs),
    ]


def _comment(card: Scorecard) -> str:
    """The first line, in which nothing ends the comment."""
    text = f"Scorecard {card.name}, version {card.version}"
    return "".join(c if c.isprintable() else " " for c in text)


def _unfit(card: Scorecard, names: Mapping[str, str]) -> Iterator[Problem]:
    """Names and texts with a NUL character, and names that SQL does not tell apart."""
    seen: dict[str, str] = {}
    for characteristic in card.card.characteristics:
        column = names[characteristic.name]
        texts = [
            column,
            *characteristic.spec.codes,
            *(v for a in characteristic.spec.attributes for v in a.values or () if isinstance(v, str)),
        ]
        if any("\0" in text for text in texts):
            yield say.not_expressible(
                characteristic.name,
                said("SQL cannot hold the character NUL", "SQL 不能存放 NUL 字符"),
                said("texts without it", "不含该字符的文本"),
            )
        if seen.setdefault(column.lower(), column) != column:
            yield say.not_expressible(
                characteristic.name,
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
    every = [points_of(characteristic) for characteristic in card.card.characteristics]
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
        integer, _, fraction = text.partition(".")
        sign = "-" if text.startswith("-") else ""
        return str(int(integer)), f"{sign}{int(fraction or 0)}" if int(fraction or 0) else "0"


def _points_columns(points: _Points, names: Mapping[str, str], outputs: Mapping[str, str]) -> Iterator[str]:
    """The columns that add the points up."""
    card, dialect = points.card, points.dialect
    initial = Decimal(card.spec.initial_points)
    if dialect.exact_decimals:
        kind = f"DECIMAL({MOST_DIGITS}, {points.decimals})"
        yield f"    CAST({points.literal(initial)} AS {kind})"
        for characteristic in card.card.characteristics:
            yield from _case(
                characteristic,
                dialect,
                names[characteristic.name],
                points.literal,
                ("+ CAST(", f" AS {kind})"),
            )
        yield f"    AS {dialect.identifier(outputs['points'])}"
        return
    for part, key in enumerate(("points_whole", "points_fraction")):
        yield f"    CAST({points.parts(initial)[part]} AS BIGINT)"
        for characteristic in card.card.characteristics:
            yield from _case(
                characteristic,
                dialect,
                names[characteristic.name],
                lambda p, part=part: points.parts(p)[part],
                ("+ ", ""),
            )
        yield f"    AS {dialect.identifier(outputs[key])}{',' * (1 - part)}"


def _case(
    characteristic: Characteristic, dialect: Dialect, column: str, literal: Any, around: tuple[str, str]
) -> Iterator[str]:
    """The CASE of a characteristic: missing, unusable, codes, then values or ranges, then all others."""
    x = f"s.{dialect.identifier(column)}"
    scores = points_of(characteristic)

    def line(test: str, attribute: int | None) -> str:
        found = "NULL" if attribute is None else literal(scores[attribute])
        return f"      WHEN {test} THEN {found}"

    numeric = characteristic.kind == "number"
    yield f"    {around[0]}CASE"
    absent = f"{x} IS NULL"
    if numeric and dialect.not_a_number:
        absent += f" OR {dialect.not_a_number.format(x=x)}"
    yield line(absent, characteristic.bins.missing)
    unusable = dialect.unusable if numeric else dialect.not_text if characteristic.kind == "text" else ""
    if unusable:
        yield line(unusable.format(x=x), None)
    for i, codes in codes_by_attribute(characteristic).items():
        yield line(_among(dialect, x, codes), i)
    for i, attribute in enumerate(characteristic.spec.attributes):
        if attribute.values is not None:
            yield line(_among(dialect, x, attribute.values), i)
    ranged = [i for i, a in enumerate(characteristic.spec.attributes) if a.range is not None]
    for i, interval in zip(ranged, characteristic.covered, strict=True):
        yield line(_within(dialect, x, interval), i)
    other = characteristic.bins.otherwise
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
    integer, fraction = (
        f"{source}.{dialect.identifier(outputs[k])}" for k in ("points_whole", "points_fraction")
    )
    if dialect.name == "sqlite":
        return f"({integer} + {fraction} / 1{'0' * decimals}.0)"
    if decimals == 0:
        return f"CAST({integer} AS DECIMAL(12, 0))"
    unit = f"CAST('0.{'0' * (decimals - 1)}1' AS DECIMAL({decimals + 1}, {decimals}))"
    product = f"CAST(CAST({fraction} AS DECIMAL(19, 0)) * {unit} AS DECIMAL(30, {decimals}))"
    return f"(CAST({integer} AS DECIMAL(12, 0)) + {product})"


def _extremes(card: Scorecard) -> tuple[Decimal, Decimal]:
    """The lowest and the highest score that the card can give."""
    initial = Decimal(card.spec.initial_points)
    every = [points_of(characteristic) for characteristic in card.card.characteristics]
    return sum(map(min, every), initial), sum(map(max, every), initial)
