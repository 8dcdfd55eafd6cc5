"""The attributes of a binned column: what each covers, which rows it holds, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from credit_engine.develop.arrays import Integers
from credit_engine.develop.columns import PRESENT, Column
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
            groups.get(value, other) if there else other
            for value, there in zip(column.values, present, strict=True)
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
