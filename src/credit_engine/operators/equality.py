"""When two values are equal, which comes first, and which parts of a value are absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from credit_engine import temporal
from credit_engine.absent import NULL, Absent, absent, merge
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.operators.kinds import NUMBERS, TEMPORAL, kind_of
from credit_engine.operators.value_classes import RangeValue
from credit_engine.work import ITEMS_A_TURN, spend


def not_comparable(subject: str, a: object, b: object) -> Absent:
    """The absent value for two values that the operation cannot bring together."""
    if type(a) is Absent or type(b) is Absent:
        return merge(a, b)
    return absent("not_comparable", subject, f"{kind_of(a)} and {kind_of(b)}")


def equal(a: Any, b: Any) -> bool | Absent:
    """FEEL equality, deep: null equals null alone; values of different kinds give absent.

    Lists and contexts of which some part is not comparable are equal to nothing.
    """
    simple = _simple_equal(a, b)
    return _deep_equal(a, b, known=False) if simple is None else simple


def known_equal(a: Any, b: Any) -> bool | Absent:
    """Equality where absent means unknown: absent unless some known part differs."""
    if type(a) is Absent or type(b) is Absent:
        return merge(a, b)
    simple = _simple_equal(a, b)
    return _deep_equal(a, b, known=True) if simple is None else simple


def _simple_equal(a: Any, b: Any) -> bool | Absent | None:
    """Equality of values without parts; None if both are lists, contexts or ranges."""
    kind, other = type(a), type(b)
    if kind is other or (kind in NUMBERS and other in NUMBERS):
        if kind in TEMPORAL:
            return temporal.equal(a, b)
        if kind is Absent:
            return True
        if kind is list or kind is dict or kind is RangeValue:
            return None
        return bool(a == b)
    if kind is Absent or other is Absent:
        return False
    if kind in TEMPORAL and other in TEMPORAL:
        return temporal.equal(a, b)
    return not_comparable("=", a, b)


def _deep_equal(a: Any, b: Any, known: bool) -> bool | Absent:
    """Equality of lists, contexts and ranges, without recursion and with bounded work.

    Where `known` is false, parts that are not comparable make the whole unequal.
    """
    pairs, undecided, visited = [(a, b)], NULL, 0
    found = False
    while pairs:
        left, right = pairs.pop()
        visited += 1
        if visited > MAX_ITERATIONS:
            return absent("limit_exceeded", "=")
        if known and (type(left) is Absent or type(right) is Absent):
            undecided, found = merge(undecided, left, right), True
            continue
        simple = _simple_equal(left, right)
        if simple is None:
            parts = _parts(left, right)
            if parts is None:
                return False
            spend(1 + len(parts) // ITEMS_A_TURN)
            pairs.extend(parts)
        elif isinstance(simple, Absent):
            if not known:
                return False
            undecided, found = merge(undecided, simple), True
        elif not simple:
            return False
    return undecided if found else True


def _parts(a: Any, b: Any) -> list[tuple[Any, Any]] | None:
    """The parts of two values of one kind side by side; None if their shapes differ."""
    if type(a) is list:
        return list(zip(a, b, strict=True)) if len(a) == len(b) else None
    if type(a) is dict:
        return [(a[k], b[k]) for k in a] if a.keys() == b.keys() else None
    if (a.low_closed, a.high_closed, a.operator) != (b.low_closed, b.high_closed, b.operator):
        return None
    if (a.low is None) != (b.low is None) or (a.high is None) != (b.high is None):
        return None
    ends = [(a.low, b.low), (a.high, b.high)]
    return [(x, y) for x, y in ends if x is not None]


def is_same(a: Any, b: Any) -> bool:
    """Whether two values are equal for certain; what list functions look items up by."""
    return equal(a, b) is True


def compare(a: Any, b: Any) -> int | Absent:
    """-1, 0 or 1 as `a` comes before, with or after `b`; absent where FEEL does not order them.

    Numbers, text (by code point), dates, times, date-times and durations of one kind are ordered.
    """
    kind, other = type(a), type(b)
    if (kind in NUMBERS and other in NUMBERS) or (kind is str and other is str):
        return int(a > b) - int(a < b)
    if kind in TEMPORAL and other in TEMPORAL:
        return temporal.order(a, b)
    return not_comparable("<", a, b)


def absent_parts(value: Any) -> Iterator[Absent]:
    """Every absent value within a value, itself included; looks at each shared part once."""
    stack, seen = [value], set()
    while stack:
        part = stack.pop()
        if type(part) is Absent:
            yield part
        elif type(part) in _COMPOUND and id(part) not in seen:
            seen.add(id(part))
            stack.extend(_children(part))


_COMPOUND: frozenset[type] = frozenset({list, dict, RangeValue})


def _children(part: Any) -> list[Any]:
    if type(part) is list:
        return part[::-1]
    if type(part) is dict:
        return list(part.values())[::-1]
    return [part.high, part.low]
