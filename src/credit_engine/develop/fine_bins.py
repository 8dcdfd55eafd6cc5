"""Fine bins: the finest cuts of a column that are kept beside a card, to cut it anew without data.

A number is kept as its bin, a category as itself, a missing value as its cause. A border can lie wherever no
bin is cut in two: within the gap between the greatest value of one bin and the least of the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.attributes import Attribute, readable_edge
from credit_engine.develop.columns import PRESENT, Column
from credit_engine.develop.settings import ColumnSettings

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
        return sorted(sorted(borders, key=lambda one: abs(one - edge))[:number])


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
