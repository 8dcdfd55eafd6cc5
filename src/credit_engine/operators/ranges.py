"""Ranges of FEEL: between two ends, each open or closed, or unbounded on one side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

PointOperator: TypeAlias = Literal["", "=", "!="]


@dataclass(frozen=True, slots=True, eq=False)
class RangeValue:
    """The values from `low` to `high`; an end that is None is unbounded.

    An end that is absent makes every test of the range absent.
    """

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True
    operator: PointOperator = ""
    """`(=10)` and `(!=10)`: the one value that stands at both ends, or every value but it, ordered or not."""
