"""Random large tables as the index takes them, and the same tables evaluated cell by cell.

The plain evaluation knows nothing of the index: it compares a value with each end of each range, and
joins cells by Kleene's tables and rows by the hit policies as DMN describes them.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.run.index import NOTHING, Listed, Lookup, Ordered, Range
from credit_engine.run.kernels import kleene_and
from credit_engine.run.steps import Hits, hit
from credit_engine.temporal import Date

HITS = ("unique", "any", "first", "priority", "rule_order", "output_order", "collect")
NUMBERS = (-3, 0, Decimal("0.1"), Decimal("0.30"), Decimal("0.3"), 1, Decimal("1.5"), 2, 7, Decimal("1E+30"))
DATES = tuple(Date(2026, month, 15) for month in range(1, 13))
TEXTS = ("", "a", "b", "A", "中", "a b")
ENDS: dict[str, tuple[Any, ...]] = {"number": NUMBERS, "date": DATES}


def _range(rng: Random, ends: tuple[Any, ...]) -> Range:
    low = rng.choice((None, *ends))
    high = rng.choice((None, *ends)) if low is not None else rng.choice(ends)
    return Range(low, high, rng.random() < 0.5, rng.random() < 0.5)


def _cell(rng: Random, kind: str) -> Any:
    if rng.random() < 0.3:
        return None
    excluded = rng.random() < 0.2
    if kind in ENDS:
        return excluded, tuple(_range(rng, ENDS[kind]) for _ in range(rng.choice((1, 1, 1, 2, 3))))
    values = TEXTS if kind == "text" else (True, False)
    return excluded, tuple(rng.choice(values) for _ in range(rng.choice((1, 1, 2))))


def draw(rng: Random, rows: int, hit_policy: str) -> tuple[Lookup, list[str]]:
    """A table of so many rows, a tenth of them conditional, and the kinds of its columns."""
    kinds = [rng.choice(("number", "number", "date", "text", "boolean")) for _ in range(rng.randrange(1, 5))]
    conditional = tuple(r for r in range(rows) if rng.random() < rng.choice((0, 0.1)))
    columns = []
    for kind in kinds:
        cells = tuple(NOTHING if r in conditional else _cell(rng, kind) for r in range(rows))
        columns.append(Ordered(cells) if kind in ENDS else Listed(cells))
    priority = tuple(rng.sample(range(rows), rows)) if hit_policy in ("priority", "output_order") else ()
    return Lookup(Hits(hit_policy, rng.random() < 0.5, priority), rows, tuple(columns), conditional), kinds


def values(rng: Random, kinds: list[str]) -> list[Any]:
    """A value for each column: on an end, between two, in none, or unknown with one cause or two."""
    return [_value(rng, kind, i) for i, kind in enumerate(kinds)]


def _value(rng: Random, kind: str, column: int) -> Any:
    if rng.random() < 0.2:
        other = absent("source_failed", f"in{column}")
        return rng.choice((absent("not_given", f"in{column}"), Absent((*other.causes, *absent("x").causes))))
    if kind == "number":
        return rng.choice((*NUMBERS, Decimal("0.2"), -99, Decimal("1.0"), Decimal("7.000001"), 10**33))
    if kind == "date":
        return rng.choice((*DATES, Date(2026, 2, 16), Date(1999, 1, 1)))
    return rng.choice((*TEXTS, "other")) if kind == "text" else rng.random() < 0.5


def _satisfies(value: Any, cell: Any) -> Any:
    if cell is None:
        return True
    if isinstance(value, Absent):
        return value
    excluded, items = cell
    return any(_in(value, item) if isinstance(item, Range) else value == item for item in items) != excluded


def _in(value: Any, one: Range) -> bool:
    above = one.low is None or value > one.low or (one.low_closed and value == one.low)
    below = one.high is None or value < one.high or (one.high_closed and value == one.high)
    return above and below


def matches(lookup: Lookup, inputs: list[Any], conditions: list[Any]) -> list[Any]:
    """Whether each row matches."""
    found = []
    for row in range(lookup.rows):
        match: Any = True
        for column, value in zip(lookup.columns, inputs, strict=True):
            if match is not False:
                match = kleene_and(match, _satisfies(value, column.cells[row]))
        found.append(match)
    for row, condition in zip(lookup.conditional, conditions, strict=True):
        found[row] = condition
    return found


def plainly(lookup: Lookup, inputs: list[Any], conditions: list[Any]) -> Any:
    """What the hit policy makes of the rows."""
    return hit(lookup.hits)(*matches(lookup, inputs, conditions))
