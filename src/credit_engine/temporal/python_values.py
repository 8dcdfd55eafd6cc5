"""Temporal values from and to the types of Python's datetime module."""

from __future__ import annotations

import datetime as dt

from credit_engine.temporal.date_times import DateTime
from credit_engine.temporal.dates import Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.text_forms import Temporal
from credit_engine.temporal.times import SECOND, Time
from credit_engine.temporal.zones import DAY_SECONDS, Zone, named_zone, zone_names

_MICROSECOND = 1000


def _zone(value: dt.time | dt.datetime) -> Zone:
    """A named zone of the packaged database by its name, any other by its offset."""
    name = getattr(value.tzinfo, "key", None)
    if isinstance(name, str) and name in zone_names():
        return name
    offset = value.utcoffset()
    if offset is None:
        return None
    if offset.microseconds:
        raise ValueError("a time offset has whole seconds")
    return offset.days * DAY_SECONDS + offset.seconds


def _time(value: dt.time | dt.datetime) -> Time:
    return Time(value.hour, value.minute, value.second, value.microsecond * _MICROSECOND, _zone(value))


def from_python(value: dt.date | dt.time | dt.timedelta) -> Temporal:
    """The temporal value of a date, time, datetime or timedelta; TypeError for anything else.

    ValueError where an offset from UTC has a fraction of a second or is beyond 18 hours.
    """
    if isinstance(value, dt.datetime):
        fold = value.fold if isinstance(_zone(value), str) else 0
        return DateTime(Date(value.year, value.month, value.day), _time(value), fold)
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return _time(value)
    if isinstance(value, dt.timedelta):
        seconds = value.days * DAY_SECONDS + value.seconds
        return DaysDuration(seconds * SECOND + value.microseconds * _MICROSECOND)
    raise TypeError(f"not a date, time, datetime or timedelta: {type(value).__name__}")


def _tzinfo(zone: Zone) -> dt.tzinfo | None:
    if isinstance(zone, str):
        return named_zone(zone)
    if zone is None:
        return None
    return dt.timezone(dt.timedelta(seconds=zone)) if zone else dt.UTC


def _python_time(time: Time) -> dt.time:
    microsecond = time.nanosecond // _MICROSECOND
    return dt.time(time.hour, time.minute, time.second, microsecond, tzinfo=_tzinfo(time.zone))


def _python_duration(duration: DaysDuration) -> dt.timedelta | DaysDuration:
    try:
        return dt.timedelta(microseconds=duration.nanoseconds // _MICROSECOND)
    except OverflowError:
        return duration


def _fits(value: Temporal) -> bool:
    if isinstance(value, Date):
        return dt.MINYEAR <= value.year <= dt.MAXYEAR
    if isinstance(value, Time):
        return value.nanosecond % _MICROSECOND == 0
    if isinstance(value, DateTime):
        return _fits(value.date) and _fits(value.time)
    return isinstance(value, DaysDuration) and value.nanoseconds % _MICROSECOND == 0


def to_python(value: Temporal) -> dt.date | dt.time | dt.timedelta | Temporal:
    """The date, time, datetime or timedelta of a temporal value, or the value itself.

    It stays itself where Python has no equal: years outside 1 to 9999, fractions below a
    microsecond, years and months durations.
    """
    if not _fits(value) or isinstance(value, MonthsDuration):
        return value
    if isinstance(value, DaysDuration):
        return _python_duration(value)
    if isinstance(value, Time):
        return _python_time(value)
    if isinstance(value, Date):
        return dt.date(value.year, value.month, value.day)
    day = dt.date(value.date.year, value.date.month, value.date.day)
    return dt.datetime.combine(day, _python_time(value.time)).replace(fold=value.fold)
