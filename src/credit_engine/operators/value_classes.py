"""The classes of FEEL values that Python has none for: ranges and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function that an expression defines; `types` are FEEL type texts, None where none is given."""

    parameters: tuple[str, ...]
    call: Callable[..., Any]
    types: tuple[str | None, ...] = ()


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
