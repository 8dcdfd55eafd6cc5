"""Times of day: local, with an offset from UTC, or in a named zone."""

from __future__ import annotations

from typing import ClassVar, Self

from credit_engine.temporal.zones import Zone, check_zone, standard_offset, zone_text

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Nanoseconds; days without leap seconds, as FEEL's are."""


def fraction_text(nanosecond: int) -> str:
    """The fraction of a second as text with its point, without trailing zeros; nothing for 0."""
    return f".{nanosecond:09d}".rstrip("0") if nanosecond else ""


class InZone:
    """What is local or has a zone, compared as FEEL does: by whole seconds, the offset taken off.

    A local value is never equal to one with a zone, and has no order with it (TypeError); values of two
    classes are never compared.
    """

    __slots__ = ()

    @property
    def zone(self) -> Zone:
        """An offset in seconds, a zone's name, or None for a local value."""
        raise NotImplementedError

    @property
    def order_key(self) -> int:
        """The whole seconds by which values are ordered."""
        raise NotImplementedError

    def comparable(self, other: object) -> bool:
        """Whether FEEL compares the two: of one class, both local or both with a zone."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.comparable(other) and self.order_key == other.order_key

    def __lt__(self, other: Self) -> bool:
        return self.order_key < other.order_key if self.comparable(other) else NotImplemented

    def __le__(self, other: Self) -> bool:
        return self.order_key <= other.order_key if self.comparable(other) else NotImplemented

    def __gt__(self, other: Self) -> bool:
        return self.order_key > other.order_key if self.comparable(other) else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return self.order_key >= other.order_key if self.comparable(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.zone is None, self.order_key))

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__} {self}>"


class Time(InZone):
    """A time of day to the nanosecond; ValueError where a part is out of its range."""

    __slots__ = ("_nanosecond", "_zone")

    kind: ClassVar[str] = "time"

    def __init__(self, hour: int, minute: int, second: int, nanosecond: int = 0, zone: Zone = None) -> None:
        if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= nanosecond < SECOND):
            raise ValueError(f"no such time: hour {hour}, minute {minute}, second {second}")
        if zone is not None:
            check_zone(zone)
        self._nanosecond: int = hour * HOUR + minute * MINUTE + second * SECOND + nanosecond
        self._zone: Zone = zone

    @classmethod
    def from_nanosecond(cls, nanosecond: int, zone: Zone = None) -> Time:
        """The time that many nanoseconds after midnight, wrapped into the day; `zone` is trusted."""
        time = cls.__new__(cls)
        time._nanosecond = nanosecond % DAY
        time._zone = zone
        return time

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self._nanosecond // HOUR

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self._nanosecond // MINUTE % 60

    @property
    def second(self) -> int:
        """0 to 59, the fraction left off."""
        return self._nanosecond // SECOND % 60

    @property
    def nanosecond(self) -> int:
        """The fraction of the second, 0 to 999999999."""
        return self._nanosecond % SECOND

    @property
    def nanosecond_of_day(self) -> int:
        """Nanoseconds since midnight."""
        return self._nanosecond

    @property
    def zone(self) -> Zone:
        """An offset in seconds, a zone's name, or None for a local time."""
        return self._zone

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC (a named zone's offset outside summer time); None for a local time."""
        return standard_offset(self._zone) if isinstance(self._zone, str) else self._zone

    @property
    def utc_nanosecond(self) -> int:
        """Nanoseconds since midnight minus the offset; not wrapped at midnight, so that it can be ordered."""
        return self._nanosecond - (self.offset or 0) * SECOND

    def comparable(self, other: object) -> bool:
        """Whether FEEL compares the two: both times, both local or both with a zone."""
        return isinstance(other, Time) and (self._zone is None) == (other._zone is None)

    @property
    def order_key(self) -> int:
        """Whole seconds since midnight, of UTC where there is a zone."""
        return self.utc_nanosecond // SECOND

    def __str__(self) -> str:
        clock = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        return f"{clock}{fraction_text(self.nanosecond)}{zone_text(self._zone)}"
