"""Reading dates, times and durations from their ISO 8601 text, strictly.

Every function gives None where the text is not exactly of its form: no white space, no missing
digits, no mixture of offset and zone name, fractions of at most nine digits.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from credit_engine.temporal.date_times import DateTime
from credit_engine.temporal.dates import Date, days_in_month, is_leap_year
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.times import DAY, HOUR, MINUTE, SECOND, Time
from credit_engine.temporal.zones import Zone

Temporal: TypeAlias = Date | Time | DateTime | DaysDuration | MonthsDuration

_TWO_DIGITS = {f"{number:02d}": number for number in range(100)}
_MONTH_DAYS = {
    f"-{month:02d}-{day:02d}": month << 5 | day
    for month in range(1, 13)
    for day in range(1, days_in_month(2000, month) + 1)
}
_LEAP_DAY = _MONTH_DAYS["-02-29"]
_LONG_DATE = re.compile(r"(-?(?:[0-9]{4}|[1-9][0-9]{4,8}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]{1,64}))?"
)
_DAYS = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,30})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,30})H)?(?:([0-9]{1,30})M)?(?:([0-9]{1,30})(?:\.([0-9]{0,9}))?S)?)?"
)
_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,30})Y)?(?:([0-9]{1,30})M)?")


def parse_date(text: str) -> Date | None:
    """`2026-11-23`; the year has four digits or more, without leading zeros then, maybe a minus."""
    # The usual form costs three look-ups: this is done for each date of each record.
    month_day = _MONTH_DAYS.get(text[4:])
    if month_day is None:
        return _parse_long_date(text)
    try:
        year = _TWO_DIGITS[text[:2]] * 100 + _TWO_DIGITS[text[2:4]]
    except KeyError:
        return None
    if month_day == _LEAP_DAY and not is_leap_year(year):
        return None
    return Date.from_key(year << 9 | month_day)


def _parse_long_date(text: str) -> Date | None:
    match = _LONG_DATE.fullmatch(text)
    if match is None or match[1] == "-0000":
        return None
    try:
        return Date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _zone(match: re.Match[str]) -> Zone:
    if match[5]:
        return 0
    if not match[6]:
        return match[10]
    hours, minutes, seconds = int(match[7]), int(match[8]), int(match[9] or 0)
    if minutes > 59 or seconds > 59:
        raise ValueError("an offset has minutes and seconds below 60")
    offset = 3600 * hours + 60 * minutes + seconds
    return -offset if match[6] == "-" else offset


def _read_time(text: str) -> tuple[Time, int] | None:
    """A time, and how many days it adds: `24:00:00` is midnight of the next day."""
    if len(text) == 8 and text[2] == ":" == text[5]:
        return _read_clock(text)
    return _read_long_time(text)


def _read_clock(text: str) -> tuple[Time, int] | None:
    try:
        hour, minute, second = _TWO_DIGITS[text[:2]], _TWO_DIGITS[text[3:5]], _TWO_DIGITS[text[6:]]
        return (Time(0, 0, 0), 1) if text == "24:00:00" else (Time(hour, minute, second), 0)
    except (KeyError, ValueError):
        return None


def _read_long_time(text: str) -> tuple[Time, int] | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    nanosecond = int((match[4] or "").ljust(9, "0"))
    days = 0
    if hour == 24 and minute == second == nanosecond == 0:
        hour, days = 0, 1
    try:
        return Time(hour, minute, second, nanosecond, _zone(match)), days
    except ValueError:
        return None


def parse_time(text: str) -> Time | None:
    """`10:30:00`, with a fraction, and `Z`, `+01:00` or `@Europe/Paris`; `24:00:00` is midnight."""
    read = _read_time(text)
    return read[0] if read else None


def parse_day_or_moment(text: str) -> Date | DateTime | None:
    """A date or a date and time as data have them: between the two a `T`, or a space as RFC 3339 allows."""
    date = parse_date(text)
    if date is not None:
        return date
    day, space, time = text.partition(" ")
    return parse_date_time(f"{day}T{time}" if space else text)


def parse_date_time(text: str) -> DateTime | None:
    """`2026-11-23T10:30:00`, the time as `parse_time` reads it; a date alone is its midnight."""
    date_text, separator, time_text = text.partition("T")
    date = parse_date(date_text)
    read = _read_time(time_text if separator else "00:00:00")
    if date is None or read is None:
        return None
    time, days = read
    try:
        return DateTime(date.plus_days(days) if days else date, time)
    except ValueError:
        return None


def _parse_months(text: str) -> MonthsDuration | None:
    match = _MONTHS.fullmatch(text)
    if match is None:
        return None
    months = 12 * int(match[2] or 0) + int(match[3] or 0)
    return MonthsDuration(-months if match[1] else months)


def _parse_days(text: str) -> DaysDuration | None:
    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(match[group] or 0) for group in (2, 3, 4, 5))
    total = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND
    total += int((match[6] or "").ljust(9, "0"))
    return DaysDuration(-total if match[1] else total)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """`P1DT2H`, `-PT0.5S` (days and time) or `P1Y2M` (years and months); never a mixture of both."""
    try:
        return _parse_months(text) or _parse_days(text)
    except ValueError:
        return None


def parse_temporal(text: str) -> Temporal | None:
    """The value of an at-literal: a date, date and time, time or duration, whichever form fits."""
    if text.startswith(("P", "-P")):
        return parse_duration(text)
    if "T" in text.partition("@")[0]:
        return parse_date_time(text)
    return parse_time(text) if text[2:3] == ":" else parse_date(text)
