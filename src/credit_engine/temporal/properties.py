"""The properties of temporal values (DMN 1.5, 10.3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.temporal.comparison import kind_name
from credit_engine.temporal.date_times import DateTime
from credit_engine.temporal.dates import Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.text_forms import Temporal
from credit_engine.temporal.times import SECOND, Time


def _time_offset(value: Time | DateTime) -> DaysDuration | None:
    offset = value.offset
    return None if offset is None else DaysDuration(offset * SECOND)


def _timezone(value: Time | DateTime) -> str | None:
    return value.zone if isinstance(value.zone, str) else None


def _of_part(part: str, read: Callable[[Any], Any]) -> Callable[[DateTime], Any]:
    return lambda moment: read(getattr(moment, part))


_OF_DATE: Mapping[str, Callable[[Any], Any]] = {
    "year": lambda date: date.year,
    "month": lambda date: date.month,
    "day": lambda date: date.day,
    "weekday": lambda date: date.weekday,
}
_OF_TIME: Mapping[str, Callable[[Any], Any]] = {
    "hour": lambda time: time.hour,
    "minute": lambda time: time.minute,
    "second": lambda time: time.second,
}
_ZONE: Mapping[str, Callable[[Any], Any]] = {"time offset": _time_offset, "timezone": _timezone}

PROPERTIES: Mapping[type[Temporal], Mapping[str, Callable[[Any], Any]]] = {
    Date: _OF_DATE,
    Time: {**_OF_TIME, **_ZONE},
    DateTime: {
        **{name: _of_part("date", read) for name, read in _OF_DATE.items()},
        **{name: _of_part("time", read) for name, read in _OF_TIME.items()},
        **_ZONE,
    },
    DaysDuration: {
        "days": lambda duration: duration.days,
        "hours": lambda duration: duration.hours,
        "minutes": lambda duration: duration.minutes,
        "seconds": lambda duration: duration.seconds,
    },
    MonthsDuration: {
        "years": lambda duration: duration.years,
        "months": lambda duration: duration.months,
    },
}


_READERS: Mapping[type, Mapping[str, Callable[[Any], Any]]] = {**PROPERTIES}
_TYPES = {"time offset": DaysDuration.kind, "timezone": "text"}


def property_types(kind: str) -> dict[str, str]:
    """The names of the properties of a temporal kind with their types; none for other kinds."""
    properties = next((names for type_, names in PROPERTIES.items() if type_.kind == kind), {})
    return {name: _TYPES.get(name, "number") for name in properties}


def property_of(value: object, name: str) -> Any:
    """A property of a temporal value: an int, a days duration (`time offset`) or text (`timezone`).

    Seconds are whole. Absent (no_such_key) where its kind has no such property, or a local time is
    asked for its zone.
    """
    properties = _READERS.get(value.__class__)
    read = properties.get(name) if properties else None
    found = read(value) if read else None
    if found is None:
        return _no_property(value, name)
    return found


def _no_property(value: object, name: str) -> Absent:
    if isinstance(value, Absent):
        return value
    return absent("no_such_key", name, f"{kind_name(value)} has no {name}")
