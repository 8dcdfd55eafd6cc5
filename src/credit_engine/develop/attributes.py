"""The attributes of a binned column: what each covers, which rows it holds, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.columns import PRESENT, Column
from credit_engine.develop.settings import ColumnSettings
from credit_engine.numbers import canonical_text, normal

Kind = Literal["range", "values", "missing", "otherwise"]


@dataclass(frozen=True)
class Attribute:
    """A range [low, high) of numbers (None: open), a group of values, a missing cause, or what is left."""

    kind: Kind
    low: float | None = None
    high: float | None = None
    values: tuple[Any, ...] = ()
    cause: str = ""

    @property
    def text(self) -> str:
        """What the attribute covers, as the card file writes it."""
        if self.kind == "range":
            return range_text(self.low, self.high)
        if self.kind == "values":
            return ", ".join(
                ("true" if v else "false") if isinstance(v, bool) else str(v) for v in self.values
            )
        return self.cause or "otherwise"


def ranges(edges: Sequence[float]) -> list[Attribute]:
    """The ranges between ascending edges, the outer ones open; without edges, whatever value there is."""
    if not edges:
        return [Attribute("otherwise")]
    ends = [None, *edges, None]
    return [Attribute("range", low, high) for low, high in pairwise(ends)]


def range_text(low: float | None, high: float | None) -> str:
    """A range in FEEL: `< 7`, `[7..12)`, `>= 12`."""
    if low is None:
        return "" if high is None else f"< {number_text(high)}"
    return f">= {number_text(low)}" if high is None else f"[{number_text(low)}..{number_text(high)})"


def number_text(value: float) -> str:
    """A float through its shortest representation, without an exponent."""
    return canonical_text(exact(value))


def exact(value: float) -> int | Decimal:
    """The decimal number that a float's shortest representation writes."""
    return normal(Decimal(repr(float(value))))


def assign(column: Column, attributes: Sequence[Attribute]) -> Integers:
    """The attribute of every row; values of no group and unknown causes go to what is left and `any`."""
    places = {
        (attribute.kind, attribute.cause): i
        for i, attribute in enumerate(attributes)
        if attribute.kind in ("missing", "otherwise")
    }
    other = places.get(("otherwise", ""), -1)
    found = _of_numbers(column, attributes) if column.numeric else _of_values(column, attributes, other)
    gone = places.get(("missing", "any"), -1)
    found[column.state == 0] = gone
    for k, cause in enumerate(column.causes, 1):
        found[column.state == k] = places.get(("missing", cause), gone)
    return found


def _of_numbers(column: Column, attributes: Sequence[Attribute]) -> Integers:
    """Ranges stand first and in order, so that the number of edges passed is the attribute."""
    edges = [
        attribute.low for attribute in attributes if attribute.kind == "range" and attribute.low is not None
    ]
    found: Integers = np.searchsorted(np.array(edges, dtype=np.float64), column.values, side="right")
    return found


def _of_values(column: Column, attributes: Sequence[Attribute], other: int) -> Integers:
    groups = {value: i for i, attribute in enumerate(attributes) for value in attribute.values}
    present = column.state == PRESENT
    return np.array(
        [
            groups.get(value, other) if is_present else other
            for value, is_present in zip(column.values, present, strict=True)
        ],
        dtype=np.int64,
    )


def readable_edge(below: float, above: float) -> float:
    """The shortest decimal that is above `below` and at most `above`, near their middle."""
    middle = (Decimal(below) + Decimal(above)) / 2
    size = max(abs(below), abs(above), above - below)
    exponent = math.floor(math.log10(size)) + 1 if size > 0 else 0
    for power in range(exponent, exponent - 19, -1):
        unit = Decimal(1).scaleb(power)
        for rounding in (ROUND_HALF_EVEN, ROUND_CEILING, ROUND_FLOOR):
            candidate = float((middle / unit).to_integral_value(rounding) * unit)
            if below < candidate <= above:
                return candidate + 0.0
    return above


MOST_BINS = 200
"""Bins of half a percent of the rows: finer than any bin that a card has, and few enough to tell nobody's
exact figure in a large file. Columns with fewer values keep each of them."""


@dataclass(frozen=True)
class FineBins:
    """The fine bins of a column, `values` its least and greatest value for numbers, else its categories.

    The place of a value is the number of its bin; that of an absent one the number of bins and its state.
    """

    name: str
    numeric: bool
    codes: Mapping[str, str]
    values: tuple[Any, ...]

    def places(self, column: Column) -> Integers:
        """The place of each row of the column."""
        present = column.state == PRESENT
        found = len(self.values) + column.state
        if self.numeric:
            lows = np.array([low for low, _ in self.values])
            inside = np.searchsorted(lows, column.values[present], side="right") - 1
        else:
            numbers = {typed(value): i for i, value in enumerate(self.values)}
            inside = np.array([numbers[typed(v)] for v in column.values[present].tolist()], dtype=np.int64)
        found[present] = inside
        return found.astype(np.int64)

    def column(self, places: Integers, settings: ColumnSettings) -> Column:
        """The column of rows by their place; a number is the least one of its bin."""
        known = [value[0] for value in self.values] if self.numeric else list(self.values)
        shown = np.array([*known, None], dtype=object)[:-1]
        present = places < len(known)
        values = np.full(len(places), np.nan if self.numeric else None, dtype=object)
        values[present] = shown[places[present]]
        state = np.where(present, PRESENT, places - len(known)).astype(np.int64)
        typed = values.astype(np.float64) if self.numeric else values
        return Column(self.name, self.numeric, typed, state, self.codes, settings)

    def allows(self, edge: float) -> bool:
        """Whether no bin holds values on both sides of a border [a, edge), [edge, b)."""
        return not any(low < edge <= high for low, high in self.values)

    def near(self, edge: float, number: int = 4) -> list[float]:
        """The borders between bins that are nearest, rising."""
        borders = [readable_edge(below[1], above[0]) for below, above in pairwise(self.values)]
        return sorted(sorted(borders, key=lambda border: abs(border - edge))[:number])


def fine_bins(columns: Sequence[Column], attributes: Sequence[Attribute]) -> FineBins:
    """The fine bins of a column, given in parts, that every range of the attributes is made of."""
    first = columns[0]
    present = np.concatenate([column.values[column.state == PRESENT] for column in columns])
    if not first.numeric:
        known = {typed(value): value for value in present.tolist()}
        known |= {typed(value): value for attribute in attributes for value in attribute.values}
        ordered = tuple(known[key] for key in sorted(known))
        return FineBins(first.name, False, first.codes, ordered)
    edges = [
        attribute.low for attribute in attributes if attribute.kind == "range" and attribute.low is not None
    ]
    return FineBins(first.name, True, first.codes, _ends(present.astype(np.float64), edges))


def _ends(values: Floats, edges: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Least and greatest value of each bin that has any: about as many rows in each, cut at every edge."""
    ordered = np.unique(values)
    if len(ordered) > MOST_BINS:
        starts = np.unique([0, *np.searchsorted(ordered, [*_borders(values), *edges])])
        starts = starts[starts < len(ordered)]
    else:
        starts = np.arange(len(ordered))
    stops = np.append(starts[1:], len(ordered)) - 1
    return tuple(zip(ordered[starts].tolist(), ordered[stops].tolist(), strict=True)) if len(ordered) else ()


def _borders(values: Floats) -> list[float]:
    """Borders of bins of about as many rows each: the shortest decimal in each of equal stretches, so that
    people find round numbers among them.
    """
    ends = np.unique(np.quantile(values, np.arange(MOST_BINS + 1) / MOST_BINS, method="higher")).tolist()
    return [readable_edge(low, high) for low, high in pairwise(ends)]


def typed(value: object) -> tuple[str, Any]:
    """A category with its type, so that 1 and true stay different."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return "number", float(value)
    return type(value).__name__, value
