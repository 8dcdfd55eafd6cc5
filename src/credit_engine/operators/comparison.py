"""Comparison operators: three-valued, absent where the operands cannot be compared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.operators.equality import compare, equal, known_equal
from credit_engine.operators.value_classes import RangeValue


def conjunction(*operands: Any) -> bool | Absent:
    """`and`: false if any operand is false, true if all are true, else absent with their causes."""
    undecided = None
    for operand in operands:
        if operand is False:
            return False
        if operand is not True:
            undecided = merge(undecided, _undecided("and", operand))
    return True if undecided is None else undecided


def negation(operand: Any) -> bool | Absent:
    """`not`: absent for what is neither true nor false."""
    if operand is True:
        return False
    return True if operand is False else _undecided("not", operand)


def _undecided(operator: str, operand: Any) -> Absent:
    return operand if isinstance(operand, Absent) else absent("wrong_type", operator, "not a boolean")


__all__ = [
    "between",
    "contains",
    "equal",
    "greater",
    "greater_equal",
    "known_contains",
    "known_equal",
    "less",
    "less_equal",
    "not_equal",
    "within",
]

_PLAIN = frozenset({(k, o) for k in (int, Decimal) for o in (int, Decimal)} | {(str, str)})


def not_equal(a: Any, b: Any) -> bool | Absent:
    """`a != b`: absent where `a = b` is."""
    result = equal(a, b)
    return result if isinstance(result, Absent) else not result


def less(a: Any, b: Any) -> bool | Absent:
    """`a < b`; absent for values that FEEL does not order."""
    if (type(a), type(b)) in _PLAIN:
        return a < b  # type: ignore[no-any-return]
    order = compare(a, b)
    return order if isinstance(order, Absent) else order < 0


def less_equal(a: Any, b: Any) -> bool | Absent:
    """`a <= b`; absent for values that FEEL does not order."""
    if (type(a), type(b)) in _PLAIN:
        return a <= b  # type: ignore[no-any-return]
    order = compare(a, b)
    return order if isinstance(order, Absent) else order <= 0


def greater(a: Any, b: Any) -> bool | Absent:
    """`a > b`; absent for values that FEEL does not order."""
    if (type(a), type(b)) in _PLAIN:
        return a > b  # type: ignore[no-any-return]
    order = compare(a, b)
    return order if isinstance(order, Absent) else order > 0


def greater_equal(a: Any, b: Any) -> bool | Absent:
    """`a >= b`; absent for values that FEEL does not order."""
    if (type(a), type(b)) in _PLAIN:
        return a >= b  # type: ignore[no-any-return]
    order = compare(a, b)
    return order if isinstance(order, Absent) else order >= 0


def between(value: Any, low: Any, high: Any) -> bool | Absent:
    """`value between low and high`, both ends included: `value >= low and value <= high`."""
    if (type(value), type(low)) in _PLAIN and (type(value), type(high)) in _PLAIN:
        return low <= value <= high  # type: ignore[no-any-return]
    return conjunction(greater_equal(value, low), less_equal(value, high))


def within(value: Any, test: RangeValue) -> bool | Absent:
    """Whether a range contains a value; absent if it is not comparable with an end."""
    if test.operator:
        return equal(value, test.low) if test.operator == "=" else not_equal(value, test.low)
    above: bool | Absent = True
    if test.low is not None:
        above = greater_equal(value, test.low) if test.low_closed else greater(value, test.low)
    below: bool | Absent = True
    if test.high is not None:
        below = less_equal(value, test.high) if test.high_closed else less(value, test.high)
    if isinstance(value, Absent) or isinstance(test.low, Absent) or isinstance(test.high, Absent):
        return merge(value, test.low, test.high)
    return conjunction(above, below)


def contains(test_value: Any, value: Any) -> bool | Absent:
    """FEEL's `test_value in value` for a value, a range, or a list of values and ranges.

    A list contains what equals one of its items, lies in one of its ranges, or equals it.
    """
    if type(value) is RangeValue:
        return _is_same_range(test_value, value) or within(test_value, value)
    if type(value) is not list:
        return equal(test_value, value)
    for item in value:
        if type(item) is RangeValue and type(test_value) is not RangeValue:
            found = within(test_value, item)
        else:
            found = equal(test_value, item)
        if found is True:
            return True
    return type(test_value) is list and equal(test_value, value) is True


def _is_same_range(test_value: Any, value: RangeValue) -> bool:
    return type(test_value) is RangeValue and equal(test_value, value) is True


def known_contains(test_value: Any, value: Any) -> bool | Absent:
    """`test_value in value` where absent means unknown: absent unless found, if any item is unknown."""
    if isinstance(test_value, Absent) or isinstance(value, Absent):
        return merge(test_value, value)
    if type(value) is RangeValue:
        return contains(test_value, value)
    if type(value) is not list:
        return known_equal(test_value, value)
    undecided = []
    for item in value:
        ranged = type(item) is RangeValue and type(test_value) is not RangeValue
        found = within(test_value, item) if ranged else known_equal(test_value, item)
        if found is True:
            return True
        if isinstance(found, Absent):
            undecided.append(found)
    if type(test_value) is list and known_equal(test_value, value) is True:
        return True
    return merge(*undecided) if undecided else False


def compare_test(operator: str, test_value: Any, value: Any) -> bool | Absent:
    """A unary test with an operator, such as `< 5`, of a value."""
    test = _OPERATORS.get(operator)
    return test(test_value, value) if test else absent("invalid_argument", operator)


_OPERATORS = {
    "=": equal,
    "!=": not_equal,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
}
