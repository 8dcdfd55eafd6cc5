"""Time zones: fixed offsets and the named zones of the packaged tz database, never the system's.

Named zones are read from the `tzdata` distribution on first use. Local times outside the range of
Python's datetime are looked up in an equivalent year: the calendar repeats every 400 years.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Zone: TypeAlias = int | str | None
"""An offset east of UTC in seconds, the name of a zone, or None for local time."""

MAX_OFFSET = 18 * 3600
DAY_SECONDS = 86_400
"""Seconds: an offset has at most 18 hours (java.time.ZoneOffset, which the conformance suite of DMN
follows), a day no leap second."""

_CYCLE_DAYS = 146_097
"""Days of 400 years, after which the Gregorian calendar and its weekdays repeat."""
_EPOCH = datetime.fromordinal(date(1970, 1, 1).toordinal())
_FIRST_DAY = (date(2, 1, 1) - _EPOCH.date()).days
_LAST_DAY = (date(9998, 12, 31) - _EPOCH.date()).days
_REFERENCE_DAYS = tuple((date(2025, month, 1) - _EPOCH.date()).days for month in (1, 7))


@cache
def zone_names() -> frozenset[str]:
    """The names of all zones that the packaged tz database knows."""
    from importlib import resources

    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def named_zone(name: str) -> ZoneInfo:
    """The rules of a named zone; KeyError where the packaged database has no such zone."""
    from importlib import resources
    from zoneinfo import ZoneInfo

    if name not in zone_names():
        raise KeyError(name)
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def check_zone(zone: Zone) -> None:
    """Raise ValueError unless `zone` is None, an offset of at most 18 hours or a known name."""
    if isinstance(zone, str):
        if zone not in zone_names():
            raise ValueError(f"no time zone is named {zone!r}")
    elif zone is not None and not -MAX_OFFSET <= zone <= MAX_OFFSET:
        raise ValueError("a time offset is at most 18 hours")


def zone_text(zone: Zone) -> str:
    """How a zone is written after a time: nothing, `Z`, `+01:00`, `@Europe/Paris`."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def _equivalent(day: int) -> int:
    """How many days to add to `day` (since 1970-01-01) to bring it into the range of datetime."""
    if day < _FIRST_DAY:
        return -((day - _FIRST_DAY) // _CYCLE_DAYS) * _CYCLE_DAYS
    if day > _LAST_DAY:
        return -((day - _LAST_DAY + _CYCLE_DAYS - 1) // _CYCLE_DAYS) * _CYCLE_DAYS
    return 0


def offset_at(name: str, day: int, second: int, fold: int = 0) -> int:
    """Seconds east of UTC of a named zone at a local time: day since 1970-01-01, second of the day.

    A local time that the clock skips has the offset before the change; one that occurs twice is the
    first, or the second where `fold` is 1.
    """
    local = _EPOCH + timedelta(days=day + _equivalent(day), seconds=second)
    offset = named_zone(name).utcoffset(local.replace(fold=fold))
    return round(offset.total_seconds()) if offset is not None else 0


def local_seconds(name: str, instant: int) -> tuple[int, int]:
    """The local time in a named zone at an instant, both in seconds since 1970-01-01, and its fold."""
    day, second = divmod(instant, DAY_SECONDS)
    shift = _equivalent(day)
    zone = named_zone(name)
    local = (_EPOCH + timedelta(days=day + shift, seconds=second)).replace(tzinfo=zone)
    local = zone.fromutc(local)
    past = local.replace(tzinfo=None, fold=0) - _EPOCH
    return (past.days - shift) * DAY_SECONDS + past.seconds, local.fold


@cache
def standard_offset(name: str) -> int:
    """Seconds east of UTC of a named zone for a time without a date: its offset outside summer time.

    That is the smaller of its offsets on 1 January and 1 July 2025, so that no clock is asked.
    """
    return min(offset_at(name, day, DAY_SECONDS // 2) for day in _REFERENCE_DAYS)
