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

PROPERTIES: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    Date.kind: _OF_DATE,
    Time.kind: {**_OF_TIME, **_ZONE},
    DateTime.kind: {
        **{name: _of_part("date", read) for name, read in _OF_DATE.items()},
        **{name: _of_part("time", read) for name, read in _OF_TIME.items()},
        **_ZONE,
    },
    DaysDuration.kind: {
        "days": lambda duration: duration.days,
        "hours": lambda duration: duration.hours,
        "minutes": lambda duration: duration.minutes,
        "seconds": lambda duration: duration.seconds,
    },
    MonthsDuration.kind: {
        "years": lambda duration: duration.years,
        "months": lambda duration: duration.months,
    },
}
_TYPES = {"time offset": DaysDuration.kind, "timezone": "text"}


def kind_of_temporal(value: Temporal) -> str:
    """The FEEL type of a temporal value."""
    return value.kind


def property_types(kind: str) -> dict[str, str]:
    """The names of the properties of a temporal kind with their types; none for other kinds."""
    return {name: _TYPES.get(name, "number") for name in PROPERTIES.get(kind, {})}


def property_of(value: object, name: str) -> Any:
    """A property of a temporal value: an int, a days duration (`time offset`) or text (`timezone`).

    Seconds are whole. Absent (no_such_key) where its kind has no such property, or a local time is
    asked for its zone.
    """
    if isinstance(value, Absent):
        return value
    kind = kind_name(value)
    read = PROPERTIES.get(kind, {}).get(name)
    found = read(value) if read else None
    return absent("no_such_key", name, f"{kind} has no {name}") if found is None else found
