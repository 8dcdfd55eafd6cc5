"""Dates with a time of day: local, with an offset from UTC, or in a named zone."""

from __future__ import annotations

from typing import ClassVar

from credit_engine.temporal.dates import Date
from credit_engine.temporal.times import DAY, SECOND, InZone, Time
from credit_engine.temporal.zones import DAY_SECONDS, Zone, local_seconds, offset_at


class DateTime(InZone):
    """A date and a time; the time carries the zone. Where both have a zone they compare as instants.

    `fold` is 1 for the second of two equal local times, when a zone's clock is set back; the text form does
    not show it.
    """

    __slots__ = ("_date", "_fold", "_second", "_time")

    kind: ClassVar[str] = "date and time"

    def __init__(self, date: Date, time: Time, fold: int = 0) -> None:
        self._date: Date = date
        self._time: Time = time
        self._fold: int = fold
        self._second: int | None = None

    @classmethod
    def from_seconds(cls, second: int, nanosecond: int, zone: Zone = None, fold: int = 0) -> DateTime:
        """From local seconds since 1970-01-01 and a fraction; ValueError beyond the years."""
        day, second_of_day = divmod(second, DAY_SECONDS)
        time = Time.from_nanosecond(second_of_day * SECOND + nanosecond, zone)
        return cls(Date.from_day_number(day), time, fold)

    @property
    def date(self) -> Date:
        """The local date."""
        return self._date

    @property
    def time(self) -> Time:
        """The local time, with its zone."""
        return self._time

    @property
    def zone(self) -> Zone:
        """An offset in seconds, a zone's name, or None."""
        return self._time.zone

    @property
    def fold(self) -> int:
        """1 for the second of two equal local times, else 0."""
        return self._fold

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC at this date and time; None where it is local."""
        zone = self._time.zone
        if not isinstance(zone, str):
            return zone
        return offset_at(zone, self._date.day_number, self._time.nanosecond_of_day // SECOND, self._fold)

    @property
    def instant(self) -> int:
        """Whole seconds since 1970-01-01T00:00:00, of UTC where there is a zone, else of local time."""
        if self._second is None:
            local = self._date.day_number * DAY_SECONDS + self._time.nanosecond_of_day // SECOND
            self._second = local - (self.offset or 0)
        return self._second

    order_key = instant

    @property
    def instant_nanoseconds(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00, of UTC where there is a zone, else of local time."""
        return self.instant * SECOND + self._time.nanosecond

    def plus_nanoseconds(self, nanoseconds: int) -> DateTime:
        """Later by a length of time, in the same zone; ValueError beyond the years."""
        zone = self._time.zone
        if isinstance(zone, str):
            second, nanosecond = divmod(self.instant_nanoseconds + nanoseconds, SECOND)
            local, fold = local_seconds(zone, second)
            return DateTime.from_seconds(local, nanosecond, zone, fold)
        days, nanosecond = divmod(self._time.nanosecond_of_day + nanoseconds, DAY)
        return DateTime(self._date.plus_days(days), Time.from_nanosecond(nanosecond, zone))

    def plus_months(self, months: int) -> DateTime:
        """The same local time `months` later, on the last day of a shorter month."""
        return DateTime(self._date.plus_months(months), self._time)

    def in_zone(self, zone: str) -> DateTime:
        """The same instant in a named zone; a local date and time is taken to be in it already."""
        if self._time.zone is None:
            return DateTime(self._date, Time.from_nanosecond(self._time.nanosecond_of_day, zone))
        local, fold = local_seconds(zone, self.instant)
        return DateTime.from_seconds(local, self._time.nanosecond, zone, fold)

    def comparable(self, other: object) -> bool:
        """Whether FEEL compares the two: both dates with times, both local or both with a zone."""
        return isinstance(other, DateTime) and (self._time.zone is None) == (other._time.zone is None)

    def __str__(self) -> str:
        return f"{self._date}T{self._time}"


def at_midnight(date: Date, utc: bool = False) -> DateTime:
    """The beginning of a day: local, or in UTC."""
    return DateTime(date, Time.from_nanosecond(0, 0 if utc else None))


def utc_midnight(date: Date) -> DateTime:
    """A date as a date and time: the beginning of its day in UTC (DMN 1.5, 10.3.2.9.4)."""
    return at_midnight(date, utc=True)


def date_of(value: Date | DateTime) -> Date:
    """A date itself, or the local date of a date and time."""
    return value.date if isinstance(value, DateTime) else value
