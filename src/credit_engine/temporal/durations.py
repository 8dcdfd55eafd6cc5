"""Durations: days and time (nanoseconds), and years and months (months). The two never compare."""

from __future__ import annotations

from typing import ClassVar, Self

from credit_engine.temporal.times import DAY, HOUR, MINUTE, SECOND, fraction_text

MAX_NANOSECONDS = (2**63 - 1) * SECOND
MAX_MONTHS = 12 * 2_000_000_000
"""As far as the conformance suite of DMN goes: seconds in 64 bits, and the months between the first and the
last year."""


class _Length:
    """A length of time in its own unit; lengths of two classes never compare."""

    __slots__ = ("_size",)

    _size: int

    def __eq__(self, other: object) -> bool:
        return self._size == other._size if other.__class__ is self.__class__ else NotImplemented

    def __lt__(self, other: Self) -> bool:
        return self._size < other._size if other.__class__ is self.__class__ else NotImplemented

    def __le__(self, other: Self) -> bool:
        return self._size <= other._size if other.__class__ is self.__class__ else NotImplemented

    def __gt__(self, other: Self) -> bool:
        return self._size > other._size if other.__class__ is self.__class__ else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return self._size >= other._size if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self) -> int:
        return hash(self._size)

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__} {self}>"


class DaysDuration(_Length):
    """A days and time duration: a length of time in nanoseconds; ValueError beyond 2**63 seconds.

    Its parts (`days`, `hours`, ...) all have the sign of the whole.
    """

    __slots__ = ()

    kind: ClassVar[str] = "days and time duration"

    def __init__(self, nanoseconds: int) -> None:
        if not -MAX_NANOSECONDS <= nanoseconds <= MAX_NANOSECONDS:
            raise ValueError("a days and time duration is less than 2**63 seconds")
        self._size = nanoseconds

    @property
    def nanoseconds(self) -> int:
        """The whole length in nanoseconds."""
        return self._size

    def _part(self, unit: int, wrap: int) -> int:
        size = abs(self._size) // unit % wrap
        return -size if self._size < 0 else size

    @property
    def days(self) -> int:
        """Whole days of 24 hours."""
        return self._part(DAY, MAX_NANOSECONDS)

    @property
    def hours(self) -> int:
        """Whole hours beyond the days."""
        return self._part(HOUR, 24)

    @property
    def minutes(self) -> int:
        """Whole minutes beyond the hours."""
        return self._part(MINUTE, 60)

    @property
    def seconds(self) -> int:
        """Whole seconds beyond the minutes."""
        return self._part(SECOND, 60)

    def __str__(self) -> str:
        if self._size == 0:
            return "PT0S"
        size = DaysDuration(abs(self._size))
        fraction = fraction_text(size._size % SECOND)
        clock = (f"{size.hours}H" if size.hours else "") + (f"{size.minutes}M" if size.minutes else "")
        if size.seconds or fraction:
            clock += f"{size.seconds}{fraction}S"
        sign = "-" if self._size < 0 else ""
        return f"{sign}P{f'{size.days}D' if size.days else ''}{f'T{clock}' if clock else ''}"


class MonthsDuration(_Length):
    """A years and months duration: a number of months; ValueError beyond 2,000,000,000 years."""

    __slots__ = ()

    kind: ClassVar[str] = "years and months duration"

    def __init__(self, months: int) -> None:
        if not -MAX_MONTHS <= months <= MAX_MONTHS:
            raise ValueError("a years and months duration is at most 2,000,000,000 years")
        self._size = months

    @property
    def total_months(self) -> int:
        """The whole length in months."""
        return self._size

    @property
    def years(self) -> int:
        """Whole years, with the sign of the whole."""
        size = abs(self._size) // 12
        return -size if self._size < 0 else size

    @property
    def months(self) -> int:
        """Months beyond the years, with the sign of the whole."""
        size = abs(self._size) % 12
        return -size if self._size < 0 else size

    def __str__(self) -> str:
        years, months = divmod(abs(self._size), 12)
        sign = "-" if self._size < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"
