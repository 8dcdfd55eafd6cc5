"""Sets of numbers as disjoint intervals: what comparisons and table cells can match."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import ceil, floor
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.types import Interval
from credit_engine.numbers import narrow
from credit_engine.temporal import parse_temporal

EVERYTHING = Interval(None, None)


def is_empty(interval: Interval) -> bool:
    """Whether no number lies in the interval."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        return False
    return low > high or (low == high and not (interval.low_closed and interval.high_closed))


def whole(interval: Interval) -> Interval:
    """The interval over whole numbers only: closed ends on whole numbers."""
    low, high = interval.low, interval.high
    if low is not None:
        low = floor(low) + 1 if not interval.low_closed else ceil(low)
    if high is not None:
        high = ceil(high) - 1 if not interval.high_closed else floor(high)
    return Interval(low, high)


def compared(operator: str, value: Interval) -> list[Interval]:
    """The numbers x for which `x operator value` holds for some number of `value`."""
    low, high, low_closed, high_closed = value
    single = low is not None and low == high
    if operator == "=":
        return [value]
    if operator == "!=":
        return (
            [Interval(None, low, True, False), Interval(high, None, False, True)] if single else [EVERYTHING]
        )
    if operator in ("<", "<="):
        return [Interval(None, high, True, operator == "<=" and high_closed)]
    return [Interval(low, None, operator == ">=" and low_closed, True)]


def union(intervals: Iterable[Interval], integer: bool = False) -> list[Interval]:
    """The intervals merged where they touch, in order; over whole numbers where asked."""
    kept = [whole(i) if integer else i for i in intervals]
    kept = sorted((i for i in kept if not is_empty(i)), key=_start)
    merged: list[Interval] = []
    for interval in kept:
        if merged and _touch(merged[-1], interval, integer):
            merged[-1] = _joined(merged[-1], interval)
        else:
            merged.append(interval)
    return merged


def complement(intervals: Iterable[Interval]) -> list[Interval]:
    """All numbers that lie in none of the intervals."""
    gaps: list[Interval] = []
    low, low_closed = None, True
    for interval in union(intervals):
        if interval.low is not None:
            gaps.append(Interval(low, interval.low, low_closed, not interval.low_closed))
        if interval.high is None:
            return [gap for gap in gaps if not is_empty(gap)]
        low, low_closed = interval.high, not interval.high_closed
    gaps.append(Interval(low, None, low_closed, True))
    return [gap for gap in gaps if not is_empty(gap)]


def intersection(left: Interval, right: Interval) -> Interval:
    """The numbers in both intervals (perhaps none: see is_empty)."""
    low, low_closed = left.low, left.low_closed
    if right.low is not None and (
        low is None or right.low > low or (right.low == low and not right.low_closed)
    ):
        low, low_closed = right.low, right.low_closed
    high, high_closed = left.high, left.high_closed
    if right.high is not None and (
        high is None or right.high < high or (right.high == high and not right.high_closed)
    ):
        high, high_closed = right.high, right.high_closed
    return Interval(low, high, low_closed, high_closed)


def covers(intervals: Iterable[Interval], whole_range: Interval, integer: bool = False) -> bool:
    """Whether every number of the range lies in one of the intervals."""
    wanted = whole(whole_range) if integer else whole_range
    return any(_contains(interval, wanted) for interval in union(intervals, integer))


def disjoint(intervals: Iterable[Interval], whole_range: Interval, integer: bool = False) -> bool:
    """Whether no number of the range lies in any of the intervals."""
    common = [intersection(interval, whole_range) for interval in intervals]
    return all(is_empty(whole(i) if integer else i) for i in common)


def _contains(outer: Interval, inner: Interval) -> bool:
    low = outer.low is None or (
        inner.low is not None
        and (outer.low < inner.low or (outer.low == inner.low and (outer.low_closed or not inner.low_closed)))
    )
    high = outer.high is None or (
        inner.high is not None
        and (
            outer.high > inner.high
            or (outer.high == inner.high and (outer.high_closed or not inner.high_closed))
        )
    )
    return low and high


def _start(interval: Interval) -> tuple[bool, object, bool]:
    return (interval.low is not None, interval.low or 0, not interval.low_closed)


def _touch(left: Interval, right: Interval, integer: bool) -> bool:
    if left.high is None or right.low is None:
        return True
    if integer and left.high + 1 == right.low:
        return True
    return right.low < left.high or (right.low == left.high and (left.high_closed or right.low_closed))


def _joined(left: Interval, right: Interval) -> Interval:
    if left.high is None or right.high is None:
        return Interval(left.low, None, left.low_closed, True)
    if right.high > left.high or (right.high == left.high and right.high_closed):
        return Interval(left.low, right.high, left.low_closed, right.high_closed)
    return left


def constant_interval(tree: syntax.UnaryTests) -> Interval | None:
    """The interval that one test with constant ends describes, or None if the tree is another."""
    if len(tree.tests) != 1 or tree.negated:
        return None
    test = tree.tests[0]
    if isinstance(test, syntax.ValueTest):
        if not isinstance(test.value, syntax.Range):
            return None
        if not test.value.operator or test.value.low is None:
            return _range(test.value)
        test = syntax.CompareTest(test.value.operator, test.value.low, span=test.span)
    end = constant_value(test.value)
    if end is None or test.operator == "!=":
        return None
    if test.operator == "=":
        return Interval(end, end)
    if test.operator in ("<", "<="):
        return Interval(None, end, True, test.operator == "<=")
    return Interval(end, None, test.operator == ">=", True)


def _range(tree: syntax.Range) -> Interval | None:
    low = None if tree.low is None else constant_value(tree.low)
    high = None if tree.high is None else constant_value(tree.high)
    if (low is None) != (tree.low is None) or (high is None) != (tree.high is None):
        return None
    return Interval(low, high, tree.low_closed, tree.high_closed)


def constant_value(tree: syntax.Expression) -> Any:
    """The number or date of a literal, or None."""
    if isinstance(tree, syntax.Number):
        return narrow(tree.value)
    if isinstance(tree, syntax.Negation) and isinstance(tree.operand, syntax.Number):
        return narrow(Decimal(-tree.operand.value))
    return parse_temporal(tree.text) if isinstance(tree, syntax.AtLiteral) else None
