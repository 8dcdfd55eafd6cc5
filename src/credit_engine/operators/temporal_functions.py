"""The built-in functions about time: making values, and the calendar (DMN 1.5, 10.3.4).

Besides the forms of the standard, `date and time` takes numbers with an offset or a zone's name, and
carries a date and time into another zone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias, TypeVar

from credit_engine.absent import Absent, absent
from credit_engine.operators.table import LiteralCheck, Parameter, Signature, define
from credit_engine.problems import shortened
from credit_engine.temporal import (
    MAX_YEAR,
    MIN_YEAR,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Zone,
    date_of,
    months_between,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    zone_names,
)
from credit_engine.temporal.times import SECOND
from credit_engine.texts.units import MONTHS

Number: TypeAlias = int | Decimal
_Value = TypeVar("_Value")

_DATES = "date|date and time"
_DURATIONS = "days and time duration|years and months duration"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _read(value: _Value | None, function: str, text: str) -> _Value | Absent:
    if value is None:
        return absent("invalid_argument", function, f"{shortened(text)!r} is not the text of a {function}")
    return value


def _invalid(function: str, error: ValueError) -> Absent:
    return absent("invalid_argument", function, str(error))


def _whole(number: Number, scale: int = 1) -> int:
    if not MIN_YEAR <= number <= MAX_YEAR:  # no field of a date or a time is larger than a year
        raise ValueError("a number is out of range")
    numerator, denominator = number.as_integer_ratio()
    quotient, rest = divmod(numerator * scale, denominator)
    if rest:
        raise ValueError(f"{number} is not whole" if scale == 1 else f"{number} is finer than a nanosecond")
    return quotient


def date_from(value: str | Date | DateTime) -> Date | Absent:
    """`date(from)`: read from text, or the local date of a date and time."""
    return _read(parse_date(value), "date", value) if isinstance(value, str) else date_of(value)


def _field_check(name: str, low: int, high: int) -> LiteralCheck:
    """The check of a number that is one field of a date or time: `high` is beyond it."""

    def refusal(value: Number) -> Absent | None:
        if low <= value < high and (name == "second" or value == int(value)):
            return None
        return absent("invalid_argument", "", f"there is no {name} {value}")

    return LiteralCheck((name,), refusal)


_DATE_FIELDS = (
    _field_check("year", MIN_YEAR, MAX_YEAR + 1),
    _field_check("month", 1, 13),
    _field_check("day", 1, 32),
)
_CLOCK_FIELDS = (
    _field_check("hour", 0, 24),
    _field_check("minute", 0, 60),
    _field_check("second", 0, 60),
)


def _zone_refusal(timezone: str) -> Absent | None:
    """Why there is no time in a zone."""
    if timezone in zone_names():
        return None
    return absent("invalid_argument", "date and time", f"no time zone is named {shortened(timezone)!r}")


def date_from_parts(year: Number, month: Number, day: Number) -> Date | Absent:
    """`date(year, month, day)`."""
    try:
        return Date(_whole(year), _whole(month), _whole(day))
    except ValueError as error:
        return _invalid("date", error)


def time_from(value: str | Time | DateTime | Date) -> Time | Absent:
    """`time(from)`: read from text, or the time of a date and time; a date's is midnight in UTC."""
    if isinstance(value, str):
        return _read(parse_time(value), "time", value)
    if isinstance(value, Date):
        return Time(0, 0, 0, zone=0)
    return value.time if isinstance(value, DateTime) else value


def _offset(duration: DaysDuration | Absent | None) -> int | None:
    if not isinstance(duration, DaysDuration):
        return None
    seconds, rest = divmod(duration.nanoseconds, SECOND)
    if rest:
        raise ValueError("a time offset has whole seconds")
    return seconds


def _clock(hour: Number, minute: Number, second: Number, zone: Zone) -> Time:
    whole_second, nanosecond = divmod(_whole(second, SECOND), SECOND)
    return Time(_whole(hour), _whole(minute), whole_second, nanosecond, zone)


def time_from_parts(
    hour: Number, minute: Number, second: Number, offset: DaysDuration | Absent | None = None
) -> Time | Absent:
    """`time(hour, minute, second, offset)`: local where the offset from UTC is null or left out."""
    try:
        return _clock(hour, minute, second, _offset(offset))
    except ValueError as error:
        return _invalid("time", error)


def date_time_from(value: str) -> DateTime | Absent:
    """`date and time(from)`: read from text; a date alone is its local midnight."""
    return _read(parse_date_time(value), "date and time", value)


def date_time_from_date(date: Date | DateTime, time: Time) -> DateTime:
    """`date and time(date, time)`: the date of the first and the time of the second, with its zone."""
    return DateTime(date_of(date), time)


def date_time_in_zone(date: DateTime, timezone: str) -> DateTime | Absent:
    """`date and time(date, timezone)`: the same instant there; a local one gets the zone."""
    refused = _zone_refusal(timezone)
    if refused is not None:
        return refused
    try:
        return date.in_zone(timezone)
    except ValueError as error:
        return _invalid("date and time", error)


def date_time_from_parts(
    year: Number,
    month: Number,
    day: Number,
    hour: Number,
    minute: Number,
    second: Number,
    zone: DaysDuration | str | Absent | None = None,
) -> DateTime | Absent:
    """`date and time(year, month, day, hour, minute, second)`, maybe with an offset or zone's name."""
    try:
        date = Date(_whole(year), _whole(month), _whole(day))
        return DateTime(date, _clock(hour, minute, second, zone if isinstance(zone, str) else _offset(zone)))
    except ValueError as error:
        return _invalid("date and time", error)


def duration_from(value: str) -> DaysDuration | MonthsDuration | Absent:
    """`duration(from)`: read from text."""
    return _read(parse_duration(value), "duration", value)


def years_and_months_duration(start: Date | DateTime, end: Date | DateTime) -> MonthsDuration:
    """`years and months duration(from, to)`: whole months between two local dates, towards zero."""
    return months_between(date_of(start), date_of(end))


def day_of_year(value: Date | DateTime) -> int:
    """`day of year(date)`: 1 to 366."""
    return date_of(value).day_of_year


def day_of_week(value: Date | DateTime) -> str:
    """`day of week(date)`: the English name."""
    return _WEEKDAYS[date_of(value).weekday - 1]


def month_of_year(value: Date | DateTime) -> str:
    """`month of year(date)`: the English name."""
    return MONTHS[date_of(value).month - 1]


def week_of_year(value: Date | DateTime) -> int:
    """`week of year(date)`: 1 to 53, as ISO 8601 counts."""
    return date_of(value).week_of_year


def today() -> Absent:
    """`today()` without a decision: there is no clock."""
    return absent("invalid_argument", "today", "the date of the decision is not known here")


def now() -> Absent:
    """`now()` without a decision: there is no clock."""
    return absent("invalid_argument", "now", "the time of the decision is not known here")


def _numbers(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, "number") for name in names)


_DATE = (Parameter("date", _DATES),)
_CLOCK = ("hour", "minute", "second")
_OFFSET = Parameter("offset", "days and time duration", optional=True, nullable=True)
_TIMEZONE = Parameter("timezone", "text")
_DATE_AND_TIME = _numbers("year", "month", "day", *_CLOCK)

define(
    "date",
    (
        Signature((Parameter("from", "text|date|date and time"),), "date", date_from),
        Signature(_numbers("year", "month", "day"), "date", date_from_parts),
    ),
    "A date from its text, from a date and time, or from year, month and day.",
    'date("2026-11-23").year = 2026',
    source="DMN 1.5, 10.3.4.1",
    literals=_DATE_FIELDS,
)
define(
    "time",
    (
        Signature((Parameter("from", "text|time|date and time|date"),), "time", time_from),
        Signature((*_numbers(*_CLOCK), _OFFSET), "time", time_from_parts),
    ),
    "A time from its text, from a date and time, or from hour, minute, second and offset from UTC.",
    'time(10, 30, 0, duration("PT8H")) = time("10:30:00+08:00")',
    source="DMN 1.5, 10.3.4.1",
    literals=_CLOCK_FIELDS,
)
define(
    "date and time",
    (
        Signature((Parameter("from", "text"),), "date and time", date_time_from),
        Signature((*_DATE, Parameter("time", "time")), "date and time", date_time_from_date),
        Signature((Parameter("date", "date and time"), _TIMEZONE), "date and time", date_time_in_zone),
        Signature((*_DATE_AND_TIME, _OFFSET), "date and time", date_time_from_parts),
        Signature((*_DATE_AND_TIME, _TIMEZONE), "date and time", date_time_from_parts),
    ),
    "A date and time from its text, from a date and a time, from numbers, or seen in another time zone.",
    'date and time(date("2026-11-23"), time("10:30:00")) = date and time("2026-11-23T10:30:00")',
    source="DMN 1.5, 10.3.4.1; forms with a timezone and with numbers beyond it",
    literals=(*_DATE_FIELDS, *_CLOCK_FIELDS, LiteralCheck(("timezone",), _zone_refusal)),
)
define(
    "duration",
    (Signature((Parameter("from", "text"),), _DURATIONS, duration_from),),
    "A days and time duration or a years and months duration from its text.",
    'duration("P1DT2H").hours = 2',
    source="DMN 1.5, 10.3.4.1",
)
define(
    "years and months duration",
    (
        Signature(
            (Parameter("from", _DATES), Parameter("to", _DATES)),
            "years and months duration",
            years_and_months_duration,
        ),
    ),
    "The whole years and months from one date to another.",
    'years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")',
    source="DMN 1.5, 10.3.4.1",
)
define(
    "day of year",
    (Signature(_DATE, "number", day_of_year),),
    "The number of a day in its year, from 1.",
    'day of year(date("2019-09-17")) = 260',
    source="DMN 1.5, 10.3.4.8",
)
define(
    "day of week",
    (Signature(_DATE, "text", day_of_week),),
    "The English name of a day of the week.",
    'day of week(date("2019-09-17")) = "Tuesday"',
    source="DMN 1.5, 10.3.4.8",
)
define(
    "month of year",
    (Signature(_DATE, "text", month_of_year),),
    "The English name of a month.",
    'month of year(date("2019-09-17")) = "September"',
    source="DMN 1.5, 10.3.4.8",
)
define(
    "week of year",
    (Signature(_DATE, "number", week_of_year),),
    "The number of a week in its year as ISO 8601 counts: weeks begin on Monday.",
    'week of year(date("2003-12-29")) = 1',
    source="DMN 1.5, 10.3.4.8",
)
define(
    "today",
    (Signature((), "date", today),),
    "The date of the decision.",
    "today().year",
    source="DMN 1.5, 10.3.4.11",
)
define(
    "now",
    (Signature((), "date and time", now),),
    "The date and time of the decision.",
    "now().hour",
    source="DMN 1.5, 10.3.4.11",
)
