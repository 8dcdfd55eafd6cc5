"""Arithmetic of temporal values (DMN 1.5, 10.3.2.14) and, gathered here, their comparison.

Each function takes any two FEEL values and gives a value, or Absent with its cause: `wrong_type`
where FEEL does not define the operation, `out_of_range` beyond the years or lengths that values
have, `division_by_zero`. Absent operands pass on their causes. Shares of durations are truncated
towards zero, to months and to nanoseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import Any, TypeAlias

from credit_engine.absent import Absent, absent, merge
from credit_engine.temporal.comparison import equal, is_identical, kind_name, order
from credit_engine.temporal.date_times import DateTime, utc_midnight
from credit_engine.temporal.dates import Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.text_forms import Temporal
from credit_engine.temporal.times import DAY, Time

__all__ = ["absolute", "add", "divide", "equal", "is_identical", "multiply", "negate", "order", "subtract"]

Number: TypeAlias = int | Decimal
Operation: TypeAlias = Callable[[Any, Any], "Temporal | Number | Absent"]
_Operations: TypeAlias = Mapping[tuple[type, type], Operation]

_CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)


def days_between(a: Date, b: Date) -> DaysDuration:
    """The time from one date to an earlier one."""
    return DaysDuration((a.day_number - b.day_number) * DAY)


def _date_time_minus_date_time(a: DateTime, b: DateTime) -> DaysDuration | Absent:
    if not a.comparable(b):
        return absent("wrong_type", "-", "local date and time and date and time with a zone")
    return DaysDuration(a.instant_nanoseconds - b.instant_nanoseconds)


def _time_minus_time(a: Time, b: Time) -> DaysDuration | Absent:
    if not a.comparable(b):
        return absent("wrong_type", "-", "local time and time with a zone")
    return DaysDuration(a.utc_nanosecond - b.utc_nanosecond)


def _truncated(dividend: int, divisor: int) -> int:
    size = abs(dividend) // abs(divisor)
    return -size if (dividend < 0) != (divisor < 0) else size


def _share(size: int, number: Number) -> int:
    numerator, denominator = number.as_integer_ratio()
    return _truncated(size * numerator, denominator)


def _part(size: int, number: Number) -> int:
    numerator, denominator = number.as_integer_ratio()
    return _truncated(size * denominator, numerator)


def _quotient(a: int, b: int) -> Number:
    quotient, rest = divmod(a, b)
    return quotient if rest == 0 else _CONTEXT.divide(Decimal(a), Decimal(b))


def _swapped(operations: _Operations) -> dict[tuple[type, type], Operation]:
    return {(right, left): partial(_swap, operation) for (left, right), operation in operations.items()}


def _swap(operation: Operation, a: Any, b: Any) -> Any:
    return operation(b, a)


def _by_number(sized: Callable[[int, Number], int]) -> _Operations:
    """Both kinds of duration with a number: what `sized` makes of their size."""

    def days(duration: DaysDuration, by: Number) -> DaysDuration:
        return DaysDuration(sized(duration.nanoseconds, by))

    def months(duration: MonthsDuration, by: Number) -> MonthsDuration:
        return MonthsDuration(sized(duration.total_months, by))

    of_kinds = ((DaysDuration, days), (MonthsDuration, months))
    return {(kind, number): operation for kind, operation in of_kinds for number in (int, Decimal)}


def _plus_negated(operation: Operation, a: Any, b: Any) -> Any:
    return operation(a, negate(b))


_SUMS: _Operations = {
    # The day that holds the moment so long after the date's midnight.
    (Date, DaysDuration): lambda date, duration: date.plus_days(duration.nanoseconds // DAY),
    (Date, MonthsDuration): lambda date, duration: date.plus_months(duration.total_months),
    (DateTime, DaysDuration): lambda moment, duration: moment.plus_nanoseconds(duration.nanoseconds),
    (DateTime, MonthsDuration): lambda moment, duration: moment.plus_months(duration.total_months),
    (Time, DaysDuration): lambda time, duration: Time.from_nanosecond(
        time.nanosecond_of_day + duration.nanoseconds, time.zone
    ),
    (DaysDuration, DaysDuration): lambda a, b: DaysDuration(a.nanoseconds + b.nanoseconds),
    (MonthsDuration, MonthsDuration): lambda a, b: MonthsDuration(a.total_months + b.total_months),
}
_PRODUCTS = _by_number(_share)
_ADD: _Operations = {**_swapped(_SUMS), **_SUMS}
_SUBTRACT: _Operations = {
    **{kinds: partial(_plus_negated, operation) for kinds, operation in _SUMS.items()},
    (Date, Date): days_between,
    (Date, DateTime): lambda a, b: _date_time_minus_date_time(utc_midnight(a), b),
    (DateTime, Date): lambda a, b: _date_time_minus_date_time(a, utc_midnight(b)),
    (DateTime, DateTime): _date_time_minus_date_time,
    (Time, Time): _time_minus_time,
}
_MULTIPLY: _Operations = {**_swapped(_PRODUCTS), **_PRODUCTS}
_DIVIDE: _Operations = {
    (DaysDuration, DaysDuration): lambda a, b: _quotient(a.nanoseconds, b.nanoseconds),
    (MonthsDuration, MonthsDuration): lambda a, b: _quotient(a.total_months, b.total_months),
    **_by_number(_part),
}


def _apply(operations: _Operations, symbol: str, a: object, b: object) -> Any:
    operation = operations.get((a.__class__, b.__class__))
    if operation is None:
        if isinstance(a, Absent) or isinstance(b, Absent):
            return merge(a, b)
        return absent("wrong_type", symbol, f"{kind_name(a)} {symbol} {kind_name(b)}")
    try:
        return operation(a, b)
    except ZeroDivisionError:
        return absent("division_by_zero", symbol, f"{kind_name(a)} {symbol} 0")
    except (ValueError, OverflowError) as error:
        return absent("out_of_range", symbol, str(error))


def add(a: object, b: object) -> Any:
    """`a + b`: durations of one kind, or a date, time or date and time and a duration."""
    return _apply(_ADD, "+", a, b)


def subtract(a: object, b: object) -> Any:
    """`a - b`: a duration from what `add` takes, or two dates or times, giving days and time.

    A date beside a date and time is its midnight in UTC.
    """
    return _apply(_SUBTRACT, "-", a, b)


def multiply(a: object, b: object) -> Any:
    """`a * b`: a duration and a number, in either order."""
    return _apply(_MULTIPLY, "*", a, b)


def divide(a: object, b: object) -> Any:
    """`a / b`: a duration by a number, or by a duration of its kind, giving a number."""
    return _apply(_DIVIDE, "/", a, b)


def negate(a: object) -> Any:
    """`-a` of a duration."""
    if isinstance(a, DaysDuration):
        return DaysDuration(-a.nanoseconds)
    if isinstance(a, MonthsDuration):
        return MonthsDuration(-a.total_months)
    return a if isinstance(a, Absent) else absent("wrong_type", "-", kind_name(a))


def absolute(a: object) -> Any:
    """The size of a duration, without its sign."""
    if isinstance(a, DaysDuration):
        return DaysDuration(abs(a.nanoseconds))
    if isinstance(a, MonthsDuration):
        return MonthsDuration(abs(a.total_months))
    return a if isinstance(a, Absent) else absent("wrong_type", "abs", kind_name(a))


def months_between(start: Date, end: Date) -> MonthsDuration:
    """The whole months from one date to another, towards zero (`years and months duration`)."""
    months = 12 * (end.year - start.year) + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return MonthsDuration(months)
