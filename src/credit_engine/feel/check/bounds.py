"""Between which numbers the value of a function lies, whatever it is given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from credit_engine.feel.types import Interval, Type, hull

_AT_LEAST_0 = Interval(0, None)
_NOT_NEGATIVE = ("abs", "string length", "sqrt", "exp", "stddev")
_AMONG = ("min", "max", "mean", "median")
"""Functions whose value lies among those that they are given."""
WHOLE = ("count", "string length")
"""Functions that count."""


def bounds(name: str, arguments: Sequence[Type]) -> Interval | None:
    """The interval of a call's value, None where nothing is known of it."""
    if name == "count" and arguments and arguments[0].most is not None:
        return Interval(0, arguments[0].most)
    if name == "count" or name in _NOT_NEGATIVE:
        return _AT_LEAST_0
    if name in ("min", "max") and len(arguments) > 1:
        return _extreme(name, [argument.interval for argument in arguments])
    if name in _AMONG:
        return _closed(_given(arguments))
    if name == "sum":
        return _sum(_given(arguments))
    return None


def _given(arguments: Sequence[Type]) -> Interval | None:
    """The interval that holds all numbers that a function is given, in a list or one by one."""
    if len(arguments) == 1 and arguments[0].kind == "list":
        return None if arguments[0].item is None else arguments[0].item.interval
    return reduce(hull, [argument.interval for argument in arguments]) if arguments else None


def _extreme(name: str, given: Sequence[Interval | None]) -> Interval | None:
    """The least or greatest of several numbers lies beyond each of them on one side."""
    lows = [one.low for one in given if one is not None and one.low is not None]
    highs = [one.high for one in given if one is not None and one.high is not None]
    if name == "max":
        low, high = max(lows, default=None), max(highs) if len(highs) == len(given) else None
    else:
        low, high = min(lows) if len(lows) == len(given) else None, min(highs, default=None)
    return None if low is None and high is None else Interval(low, high)


def _closed(given: Interval | None) -> Interval | None:
    """The same with its ends: a mean may be rounded to one of them."""
    return None if given is None else Interval(given.low, given.high)


def _sum(given: Interval | None) -> Interval | None:
    """The sum of any number of values, none among them, has their common sign."""
    if given is not None and given.low is not None and given.low >= 0:
        return _AT_LEAST_0
    return Interval(None, 0) if given is not None and given.high is not None and given.high <= 0 else None
