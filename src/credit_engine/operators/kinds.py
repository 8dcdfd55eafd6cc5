"""What kind a value is, in FEEL's names of types."""

from __future__ import annotations

from decimal import Decimal

from credit_engine.absent import Absent
from credit_engine.operators.table import Function
from credit_engine.operators.value_classes import FunctionValue, RangeValue
from credit_engine.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

_KINDS: dict[type, str] = {
    int: "number",
    Decimal: "number",
    str: "text",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    RangeValue: "range",
    FunctionValue: "function",
    Function: "function",
    Absent: "null",
}
TEMPORAL: frozenset[type] = frozenset({Date, Time, DateTime, DaysDuration, MonthsDuration})
NUMBERS: frozenset[type] = frozenset({int, Decimal})


def kind_of(value: object) -> str:
    """The kind of a value as FEEL names its type, without the types of items; `null` if absent.

    `foreign` is what no FEEL value is.
    """
    return _KINDS.get(type(value), "foreign")


def classes_of(kind: str) -> frozenset[type]:
    """The classes whose values are of a kind; none for names that are no kind."""
    return frozenset(c for c, name in _KINDS.items() if name == kind)
