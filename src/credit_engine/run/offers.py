"""Kernels of offers: what is lacking, which are feasible for certain, how many are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.numbers import is_number


def lacking(*values: Any) -> Any:
    """False where all values are numbers; otherwise unknown, as a question that does arise."""
    if all(map(is_number, values)):
        return False
    found = merge(*(value if is_number(value) else _no_number(value) for value in values))
    return Absent(tuple(cause._replace(applicable=True) for cause in found.causes))


def _no_number(value: Any) -> Absent:
    return value if isinstance(value, Absent) else absent("wrong_type", "offers")


def is_false(value: Any) -> bool:
    """Whether a condition fails for certain."""
    return value is False


def count_false(*values: Any) -> Any:
    """How many of these conditions fail; unknown while one of them is."""
    if any(value.__class__ is Absent for value in values):
        return merge(*values)
    return sum(value is False for value in values)


OFFERS: Mapping[str, Callable[..., Any]] = {
    "lacking": lacking,
    "is false": is_false,
    "count false": count_false,
}
