"""Built-in functions that relate points and ranges to each other.

Each is a formula over the order of two ends. Of an unbounded range the missing end lies below or
above every value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.operators.comparison import conjunction, equal, less, within
from credit_engine.operators.equality import compare
from credit_engine.operators.table import Signature, define, signature
from credit_engine.operators.value_classes import RangeValue

Truth = bool | Absent
_POINT = "number|text|date|time|date and time|days and time duration|years and months duration"
_BELOW, _ABOVE = -1, 1
"""Where an unbounded end lies among all values."""


def _order(a: Any, a_side: int, b: Any, b_side: int) -> int | Absent:
    """The order of two ends; an end that is None lies infinitely far on its side."""
    if a is None and b is None:
        return (a_side > b_side) - (a_side < b_side)
    if a is None:
        return a_side
    return -b_side if b is None else compare(a, b)


def _decided(orders: list[int | Absent], formula: Callable[..., bool]) -> Truth:
    undecided = [order for order in orders if isinstance(order, Absent)]
    return merge(*undecided) if undecided else formula(*orders)


def _low_order(a: RangeValue, b: RangeValue) -> int | Absent:
    """The order of where two ranges begin: with equal values a closed end is before an open one."""
    order = _order(a.low, _BELOW, b.low, _BELOW)
    if isinstance(order, Absent) or order != 0 or a.low is None:
        return order
    return int(b.low_closed) - int(a.low_closed)


def _high_order(a: RangeValue, b: RangeValue) -> int | Absent:
    """The order of where two ranges end: with equal values an open end is before a closed one."""
    order = _order(a.high, _ABOVE, b.high, _ABOVE)
    if isinstance(order, Absent) or order != 0 or a.high is None:
        return order
    return int(a.high_closed) - int(b.high_closed)


def _gap(a: RangeValue, b: RangeValue) -> int | Absent:
    """-1 where `a` ends before `b` begins, 0 where they share one point, 1 where they share more."""
    order = _order(a.high, _ABOVE, b.low, _BELOW)
    if isinstance(order, Absent) or order != 0:
        return order
    return 0 if a.high_closed and b.low_closed else -1


def _before(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_gap(a, b)], lambda gap: gap < 0)


def _meets(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_gap(a, b)], lambda gap: gap == 0)


def _overlaps(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_gap(a, b), _gap(b, a)], lambda ab, ba: ab >= 0 and ba >= 0)


def _overlaps_before(a: RangeValue, b: RangeValue) -> Truth:
    orders = [_low_order(a, b), _gap(a, b), _high_order(a, b)]
    return _decided(orders, lambda low, gap, high: low < 0 and gap >= 0 and high <= 0)


def _finishes(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_high_order(a, b), _low_order(a, b)], lambda high, low: high == 0 and low >= 0)


def _starts(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_low_order(a, b), _high_order(a, b)], lambda low, high: low == 0 and high <= 0)


def _includes(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_low_order(a, b), _high_order(a, b)], lambda low, high: low <= 0 and high >= 0)


def _coincides(a: RangeValue, b: RangeValue) -> Truth:
    return _decided([_low_order(a, b), _high_order(a, b)], lambda low, high: low == high == 0)


def _point_before_range(point: Any, b: RangeValue) -> Truth:
    return _before(RangeValue(point, point), b)


def _range_before_point(a: RangeValue, point: Any) -> Truth:
    return _before(a, RangeValue(point, point))


def _point_finishes(point: Any, b: RangeValue) -> Truth:
    return conjunction(b.high is not None and b.high_closed, _equal_end(point, b.high))


def _point_starts(point: Any, b: RangeValue) -> Truth:
    return conjunction(b.low is not None and b.low_closed, _equal_end(point, b.low))


def _equal_end(point: Any, end: Any) -> Truth:
    return False if end is None else equal(point, end)


def _swapped(row: Callable[[Any, Any], Truth]) -> Callable[[Any, Any], Truth]:
    return lambda a, b: row(b, a)


_POINTS = f"point1: {_POINT}, point2: {_POINT}"
_POINT_RANGE = f"point: {_POINT}, range: range"
_RANGE_POINT = f"range: range, point: {_POINT}"
_RANGES = "range1: range, range2: range"


def _form(parameters: str, row: Callable[[Any, Any], Truth]) -> Signature:
    def related(a: Any, b: Any) -> Truth:
        if any(type(side) is RangeValue and side.operator == "!=" for side in (a, b)):
            return absent("invalid_argument", "", "all values but one are no range between two ends")
        return row(a, b)

    return signature(parameters, "boolean", related)


def _define(name: str, doc: str, example: str, *forms: Signature) -> None:
    define(name, forms, doc, example, source="DMN 1.5, table 78")


_define(
    "before",
    "Whether the first ends before the second begins.",
    "before([1..5], 10) = true",
    _form(_POINTS, less),
    _form(_POINT_RANGE, _point_before_range),
    _form(_RANGE_POINT, _range_before_point),
    _form(_RANGES, _before),
)
_define(
    "after",
    "Whether the first begins after the second ends.",
    "after(10, [1..5]) = true",
    _form(_POINTS, _swapped(less)),
    _form(_POINT_RANGE, _swapped(_range_before_point)),
    _form(_RANGE_POINT, _swapped(_point_before_range)),
    _form(_RANGES, _swapped(_before)),
)
_define(
    "meets",
    "Whether the first ends, included, where the second begins, included.",
    "meets([1..5], [5..10]) = true",
    _form(_RANGES, _meets),
)
_define(
    "met by",
    "Whether the first begins, included, where the second ends, included.",
    "met by([5..10], [1..5]) = true",
    _form(_RANGES, _swapped(_meets)),
)
_define(
    "overlaps",
    "Whether some value can lie in both ranges.",
    "overlaps([5..10], [1..6]) = true",
    _form(_RANGES, _overlaps),
)
_define(
    "overlaps before",
    "Whether the first begins before the second and ends within it.",
    "overlaps before([1..5], [2..10]) = true",
    _form(_RANGES, _overlaps_before),
)
_define(
    "overlaps after",
    "Whether the first begins within the second and ends after it.",
    "overlaps after([5..10], [1..6]) = true",
    _form(_RANGES, _swapped(_overlaps_before)),
)
_define(
    "finishes",
    "Whether the first ends where the second does and begins no earlier.",
    "finishes([5..10], [1..10]) = true",
    _form(_POINT_RANGE, _point_finishes),
    _form(_RANGES, _finishes),
)
_define(
    "finished by",
    "Whether the second ends where the first does and begins no earlier.",
    "finished by([1..10], 10) = true",
    _form(_RANGE_POINT, _swapped(_point_finishes)),
    _form(_RANGES, _swapped(_finishes)),
)
_define(
    "includes",
    "Whether the second lies within the first.",
    "includes([1..10], [4..6]) = true",
    _form(_RANGE_POINT, _swapped(within)),
    _form(_RANGES, _includes),
)
_define(
    "during",
    "Whether the first lies within the second.",
    "during(5, [1..10]) = true",
    _form(_POINT_RANGE, within),
    _form(_RANGES, _swapped(_includes)),
)
_define(
    "starts",
    "Whether the first begins where the second does and ends no later.",
    "starts([1..5], [1..10]) = true",
    _form(_POINT_RANGE, _point_starts),
    _form(_RANGES, _starts),
)
_define(
    "started by",
    "Whether the second begins where the first does and ends no later.",
    "started by([1..10], 1) = true",
    _form(_RANGE_POINT, _swapped(_point_starts)),
    _form(_RANGES, _swapped(_starts)),
)
_define(
    "coincides",
    "Whether both are the same point, or the same range.",
    "coincides([1..5], [1..5]) = true",
    _form(_POINTS, equal),
    _form(_RANGES, _coincides),
)
