"""Equality, order and identity of temporal values (DMN 1.5, 10.3.2.13).

Only values of one kind compare, and of times and dates with times only local with local and zoned
with zoned. They compare by whole seconds: DMN takes the value of a time in seconds, and its
conformance kit holds that 10:30:00.0001 = 10:30:00.0002.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.temporal.date_times import DateTime
from credit_engine.temporal.dates import Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.times import Time

_PLAIN = frozenset((Date, DaysDuration, MonthsDuration))
_KINDS = {int: "number", Decimal: "number", str: "text", bool: "boolean", list: "list", dict: "context"}


def kind_name(value: object) -> str:
    """A value's FEEL type for the detail of a cause; `value` for those that only higher layers know."""
    kind = getattr(value, "kind", None)
    return kind if isinstance(kind, str) else _KINDS.get(type(value), "value")


def _not_comparable(a: object, b: object, operator: str) -> Absent:
    if isinstance(a, Absent) or isinstance(b, Absent):
        return merge(a, b)
    if type(a) is type(b) and isinstance(a, (Time, DateTime)):
        return absent("not_comparable", operator, f"local {a.kind} and {a.kind} with a zone")
    return absent("not_comparable", operator, f"{kind_name(a)} and {kind_name(b)}")


def _comparable(a: object, b: object) -> bool:
    kind = a.__class__
    if kind is not b.__class__:
        return False
    if kind in _PLAIN:
        return True
    if isinstance(a, DateTime) and isinstance(b, DateTime):
        return a.comparable(b)
    return isinstance(a, Time) and isinstance(b, Time) and a.comparable(b)


def equal(a: object, b: object, operator: str = "=") -> bool | Absent:
    """FEEL's `=` where at least one operand is temporal; Absent (not_comparable) where it has none."""
    return a == b if _comparable(a, b) else _not_comparable(a, b, operator)


def order(a: Any, b: Any, operator: str = "<") -> int | Absent:
    """-1, 0 or 1 as `a` is before, equal to or after `b`; Absent (not_comparable) where neither."""
    return (a > b) - (a < b) if _comparable(a, b) else _not_comparable(a, b, operator)


def is_identical(a: object, b: object) -> bool:
    """FEEL's `is`: one kind and the same parts, the zone as it is written and fractions included."""
    if a.__class__ is not b.__class__:
        return False
    if isinstance(a, Time) and isinstance(b, Time):
        return a.zone == b.zone and a.nanosecond_of_day == b.nanosecond_of_day
    if isinstance(a, DateTime) and isinstance(b, DateTime):
        return a.date == b.date and is_identical(a.time, b.time) and a.fold == b.fold
    return a.__class__ in _PLAIN and a == b
