"""Temporal values from and to the types of Python's datetime module, of numpy and of pandas.

pandas' types are those of datetime with nanoseconds; numpy's are counts of a unit since 1970-01-01.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from credit_engine.temporal.date_times import DateTime
from credit_engine.temporal.dates import Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.text_forms import Temporal
from credit_engine.temporal.times import DAY, HOUR, MINUTE, SECOND, Time
from credit_engine.temporal.zones import DAY_SECONDS, Zone, local_seconds, named_zone, zone_names

_MICROSECOND = 1000
"""Nanoseconds of Python's finest unit of time."""
UNITS = {"D": DAY, "h": HOUR, "m": MINUTE, "s": SECOND, "ms": 1_000_000, "us": _MICROSECOND, "ns": 1}
"""Nanoseconds of the units in which numpy and Arrow count time."""
_UTC = "UTC"


def _zone(value: dt.time | dt.datetime) -> Zone:
    """A named zone of the packaged database by its name, any other, and UTC, by its offset."""
    name = getattr(value.tzinfo, "key", None) or getattr(value.tzinfo, "zone", None)  # pytz says zone
    if isinstance(name, str) and name in zone_names():
        return zone_named(name)
    offset = value.utcoffset()
    if offset is None:
        return None
    if offset.microseconds:
        raise ValueError("a time offset has whole seconds")
    return offset.days * DAY_SECONDS + offset.seconds


def zone_named(name: str) -> Zone:
    """The zone of a name of the packaged database; UTC, which has no rules, is the offset 0 however given."""
    return 0 if name == _UTC else name


def _time(value: dt.time | dt.datetime) -> Time:
    nanosecond: int = value.microsecond * _MICROSECOND + getattr(value, "nanosecond", 0)
    return Time(value.hour, value.minute, value.second, nanosecond, _zone(value))


def is_python_time(value: Any) -> bool:
    """Whether a value is of a type that `from_python` takes."""
    return isinstance(value, dt.date | dt.time | dt.timedelta) or _is_of_numpy(value)


def _is_of_numpy(value: Any) -> bool:
    return getattr(value, "shape", None) == () and getattr(value.dtype, "kind", "") in ("M", "m")


def from_python(value: Any) -> Temporal:
    """The temporal value of a date, time, datetime or timedelta, numpy's and pandas' too.

    TypeError for anything else; ValueError where an offset from UTC has a fraction of a second or is beyond
    18 hours, for what is no time (NaT), and for numpy's units longer than a day or shorter than a nanosecond.
    """
    if _is_of_numpy(value):
        return _from_numpy(value)
    if value != value:
        raise ValueError("not a time")
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return _time(value)
    if isinstance(value, dt.timedelta):
        seconds = value.days * DAY_SECONDS + value.seconds
        fraction: int = value.microseconds * _MICROSECOND + getattr(value, "nanoseconds", 0)
        return DaysDuration(seconds * SECOND + fraction)
    raise TypeError(f"not a date, time, datetime or timedelta: {type(value).__name__}")


def _moment(value: dt.datetime) -> DateTime:
    """A datetime; where its zone goes by other offsets than the one of that name, with its offset alone."""
    day, time = Date(value.year, value.month, value.day), _time(value)
    if not isinstance(time.zone, str):
        return DateTime(day, time)
    offset = value.utcoffset()
    seconds = None if offset is None else offset.days * DAY_SECONDS + offset.seconds
    for fold in (value.fold, 1 - value.fold):
        found = DateTime(day, time, fold)
        if found.offset == seconds:
            return found
    return DateTime(day, Time.from_nanosecond(time.nanosecond_of_day, seconds))


def _from_numpy(value: Any) -> Temporal:
    """The temporal value of a datetime64 or timedelta64."""
    import numpy as np

    unit, step = np.datetime_data(value.dtype)
    if unit not in UNITS or np.isnat(value):
        raise ValueError("not a time")
    counted = int(value.astype(np.int64)) * step
    if value.dtype.kind == "m":
        return DaysDuration(counted * UNITS[unit])
    return Date.from_day_number(counted) if unit == "D" else moment_at(counted * UNITS[unit])


def moment_at(nanoseconds: int, zone: Zone = None) -> DateTime:
    """The moment so many nanoseconds after 1970-01-01T00:00:00, of UTC where there is a zone, else local.

    ValueError beyond the years.
    """
    second, nanosecond = divmod(nanoseconds, SECOND)
    if isinstance(zone, str):
        local, fold = local_seconds(zone, second)
        return DateTime.from_seconds(local, nanosecond, zone, fold)
    return DateTime.from_seconds(second + (zone or 0), nanosecond, zone)


def is_local_midnight(moment: DateTime) -> bool:
    """Whether a moment is a plain day in the form of types that have no plain days."""
    return moment.zone is None and moment.time.nanosecond_of_day == 0


def day_in(moment: DateTime, zone: str) -> Date | None:
    """The day that a moment stands for: with a zone its day in another one, a local midnight its own day.

    None for a local time of day; ValueError beyond the years.
    """
    if moment.zone is not None:
        return moment.in_zone(zone).date
    return moment.date if is_local_midnight(moment) else None


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
