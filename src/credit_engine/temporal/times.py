"""Times of day: local, with an offset from UTC, or in a named zone."""

from __future__ import annotations

from typing import ClassVar

from credit_engine.temporal.zones import Zone, check_zone, standard_offset, zone_text

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def fraction_text(nanosecond: int) -> str:
    """The fraction of a second as text with its point, without trailing zeros; nothing for 0."""
    return f".{nanosecond:09d}".rstrip("0") if nanosecond else ""


class Time:
    """A time of day to the nanosecond; ValueError where a part is out of its range.

    `==` and `<` compare as FEEL does: by whole seconds, the offset taken off; a local time is
    never equal to one with a zone, and has no order with it (TypeError).
    """

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

    @property
    def _seconds(self) -> int:
        return self.utc_nanosecond // SECOND

    def comparable(self, other: Time) -> bool:
        """Whether FEEL compares the two: both local, or both with a zone."""
        return (self._zone is None) == (other._zone is None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Time):
            return NotImplemented
        return self.comparable(other) and self._seconds == other._seconds

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Time) or not self.comparable(other):
            return NotImplemented
        return self._seconds < other._seconds

    def __le__(self, other: object) -> bool:
        if not isinstance(other, Time) or not self.comparable(other):
            return NotImplemented
        return self._seconds <= other._seconds

    def __gt__(self, other: object) -> bool:
        if not isinstance(other, Time) or not self.comparable(other):
            return NotImplemented
        return self._seconds > other._seconds

    def __ge__(self, other: object) -> bool:
        if not isinstance(other, Time) or not self.comparable(other):
            return NotImplemented
        return self._seconds >= other._seconds

    def __hash__(self) -> int:
        return hash((self._zone is None, self._seconds))

    def __str__(self) -> str:
        clock = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        return f"{clock}{fraction_text(self.nanosecond)}{zone_text(self._zone)}"

    def __repr__(self) -> str:
        return f"<Time {self}>"
