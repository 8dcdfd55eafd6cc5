"""Durations: days and time (nanoseconds), and years and months (months). The two never compare."""

from __future__ import annotations

from typing import ClassVar

from credit_engine.temporal.times import DAY, HOUR, MINUTE, SECOND, fraction_text

MAX_NANOSECONDS = (2**63 - 1) * SECOND
MAX_MONTHS = 12 * 2_000_000_000


class DaysDuration:
    """A days and time duration: a length of time in nanoseconds; ValueError beyond 2**63 seconds.

    Its parts (`days`, `hours`, ...) all have the sign of the whole.
    """

    __slots__ = ("_nanoseconds",)

    kind: ClassVar[str] = "days and time duration"

    def __init__(self, nanoseconds: int) -> None:
        if not -MAX_NANOSECONDS <= nanoseconds <= MAX_NANOSECONDS:
            raise ValueError("a days and time duration is less than 2**63 seconds")
        self._nanoseconds: int = nanoseconds

    @property
    def nanoseconds(self) -> int:
        """The whole length in nanoseconds."""
        return self._nanoseconds

    def _part(self, unit: int, wrap: int) -> int:
        size = abs(self._nanoseconds) // unit % wrap
        return -size if self._nanoseconds < 0 else size

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

    def __eq__(self, other: object) -> bool:
        return self._nanoseconds == other._nanoseconds if isinstance(other, DaysDuration) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._nanoseconds < other._nanoseconds if isinstance(other, DaysDuration) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._nanoseconds <= other._nanoseconds if isinstance(other, DaysDuration) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self._nanoseconds > other._nanoseconds if isinstance(other, DaysDuration) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self._nanoseconds >= other._nanoseconds if isinstance(other, DaysDuration) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._nanoseconds)

    def __str__(self) -> str:
        if self._nanoseconds == 0:
            return "PT0S"
        size = DaysDuration(abs(self._nanoseconds))
        fraction = fraction_text(size._nanoseconds % SECOND)
        clock = (f"{size.hours}H" if size.hours else "") + (f"{size.minutes}M" if size.minutes else "")
        if size.seconds or fraction:
            clock += f"{size.seconds}{fraction}S"
        sign = "-" if self._nanoseconds < 0 else ""
        return f"{sign}P{f'{size.days}D' if size.days else ''}{f'T{clock}' if clock else ''}"

    def __repr__(self) -> str:
        return f"<DaysDuration {self}>"


class MonthsDuration:
    """A years and months duration: a number of months; ValueError beyond 2,000,000,000 years."""

    __slots__ = ("_months",)

    kind: ClassVar[str] = "years and months duration"

    def __init__(self, months: int) -> None:
        if not -MAX_MONTHS <= months <= MAX_MONTHS:
            raise ValueError("a years and months duration is at most 2,000,000,000 years")
        self._months: int = months

    @property
    def total_months(self) -> int:
        """The whole length in months."""
        return self._months

    @property
    def years(self) -> int:
        """Whole years, with the sign of the whole."""
        size = abs(self._months) // 12
        return -size if self._months < 0 else size

    @property
    def months(self) -> int:
        """Months beyond the years, with the sign of the whole."""
        size = abs(self._months) % 12
        return -size if self._months < 0 else size

    def __eq__(self, other: object) -> bool:
        return self._months == other._months if isinstance(other, MonthsDuration) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._months < other._months if isinstance(other, MonthsDuration) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._months <= other._months if isinstance(other, MonthsDuration) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self._months > other._months if isinstance(other, MonthsDuration) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self._months >= other._months if isinstance(other, MonthsDuration) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._months)

    def __str__(self) -> str:
        years, months = divmod(abs(self._months), 12)
        sign = "-" if self._months < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"

    def __repr__(self) -> str:
        return f"<MonthsDuration {self}>"
