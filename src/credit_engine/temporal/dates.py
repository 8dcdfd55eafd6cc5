"""Dates of the proleptic Gregorian calendar, years -999999999 to 999999999."""

from __future__ import annotations

from typing import ClassVar

MIN_YEAR = -999_999_999
MAX_YEAR = 999_999_999
"""FEEL's years have up to nine digits, as the conformance suite of DMN writes them."""

ORDER_KEY = "_key"
"""The attribute that orders dates as whole numbers: generated code compares it without a call."""

_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
"""By the number of the month, in a year that is no leap year."""
_new = object.__new__


def is_leap_year(year: int) -> bool:
    """Whether a year has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month (1 to 12)."""
    return 29 if month == 2 and is_leap_year(year) else _MONTH_DAYS[month]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date.

    Years begin in March here, so that the leap day is their last (P. Baum, Date Algorithms, 2017).
    """
    if month < 3:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day - 719_469


def date_of_day_number(number: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01; the inverse of `day_number`.

    From H. Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
    """
    cycle, day_of_cycle = divmod(number + 719_468, 146_097)
    leap_days = day_of_cycle // 1460 - day_of_cycle // 36_524 + day_of_cycle // 146_096
    year_of_cycle = (day_of_cycle - leap_days) // 365
    day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle // 4 - year_of_cycle // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return 400 * cycle + year_of_cycle + (month < 3), month, day


class Date:
    """A date without time; ordered, hashable; ValueError where the calendar has no such day."""

    __slots__ = ("_key",)

    kind: ClassVar[str] = "date"

    def __init__(self, year: int, month: int, day: int) -> None:
        if (
            not 1 <= month <= 12
            or not 1 <= day <= 31
            or (day > 28 and day > days_in_month(year, month))
            or not MIN_YEAR <= year <= MAX_YEAR
        ):
            raise ValueError(f"no such date: year {year}, month {month}, day {day}")
        # Year, month and day in one integer: it orders as dates do and decodes with shifts.
        self._key: int = year << 9 | month << 5 | day

    @classmethod
    def from_key(cls, key: int) -> Date:
        """The date of a key, year << 9 | month << 5 | day, which is trusted to be one."""
        date = _new(cls)
        date._key = key
        return date

    @classmethod
    def from_day_number(cls, number: int) -> Date:
        """The date that many days after 1970-01-01; ValueError beyond the years."""
        return cls(*date_of_day_number(number))

    @property
    def year(self) -> int:
        """The year; 0 is the year before 1."""
        return self._key >> 9

    @property
    def month(self) -> int:
        """1 to 12."""
        return self._key >> 5 & 15

    @property
    def day(self) -> int:
        """1 to 31."""
        return self._key & 31

    @property
    def day_number(self) -> int:
        """Days since 1970-01-01."""
        key = self._key
        return day_number(key >> 9, key >> 5 & 15, key & 31)

    @property
    def weekday(self) -> int:
        """1 (Monday) to 7 (Sunday)."""
        return (self.day_number + 3) % 7 + 1

    @property
    def day_of_year(self) -> int:
        """1 to 366."""
        year, month = self.year, self.month
        return _DAYS_BEFORE_MONTH[month] + self.day + (month > 2 and is_leap_year(year))

    @property
    def week_of_year(self) -> int:
        """1 to 53: weeks begin on Monday, and week 1 holds the year's first Thursday (ISO 8601)."""
        thursday = Date.from_day_number(self.day_number + 4 - self.weekday)
        return (thursday.day_of_year - 1) // 7 + 1

    def plus_days(self, days: int) -> Date:
        """The date `days` later; ValueError beyond the years."""
        if 1 <= self.day + days <= 28:
            return Date.from_key(self._key + days)
        return Date.from_day_number(self.day_number + days)

    def plus_months(self, months: int) -> Date:
        """The same day `months` later, or the last day of a shorter month; ValueError beyond the years."""
        year, month = divmod(12 * self.year + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, Date) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._key < other._key if isinstance(other, Date) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._key <= other._key if isinstance(other, Date) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self._key > other._key if isinstance(other, Date) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self._key >= other._key if isinstance(other, Date) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        key = self._key
        year = key >> 9
        return f"{'' if year >= 0 else '-'}{abs(year):04d}-{key >> 5 & 15:02d}-{key & 31:02d}"

    def __repr__(self) -> str:
        return f"<Date {self}>"
