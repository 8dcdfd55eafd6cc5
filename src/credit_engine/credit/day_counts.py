"""The part of a year between two dates, by the conventions that loans are written in."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError, choice, refuse
from credit_engine.credit.working import WORK, exactly, rounded
from credit_engine.limits import MAX_FLOWS
from credit_engine.numbers import Number
from credit_engine.temporal import Date
from credit_engine.temporal.dates import days_in_month

DayCount: TypeAlias = Literal["act/360", "act/365", "act/act", "30/360", "30U/360", "30E/360"]
DAY_COUNTS: tuple[str, ...] = get_args(DayCount)
AnyDate: TypeAlias = Date | datetime.date


def as_date(name: str, value: object) -> Date:
    """The argument as a date; Python's own dates are taken, too."""
    if isinstance(value, Date):
        return value
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return Date(value.year, value.month, value.day)
    raise refuse(name, "not a date")


def days_between(start: AnyDate, end: AnyDate) -> int:
    """Calendar days from `start` to `end`: 0 for the same day, negative backwards."""
    return as_date("end", end).day_number - as_date("start", start).day_number


def days_30_360(start: AnyDate, end: AnyDate, convention: str = "30/360") -> int:
    """Days in months of 30 days.

    `30/360`, bond basis (ISDA 2006 Definitions, 4.16(f)): a 31st as start is the 30th, and as end as well
    where the start is the 30th or 31st. `30E/360`, European (4.16(g)): every 31st is the 30th. `30U/360`,
    of the United States, adds the end-of-month rule to the bond basis: the last day of February as start is
    the 30th, and as end as well where both are (Securities Industry Association, Standard Securities
    Calculation Methods, 1993).
    """
    first, last = as_date("start", start), as_date("end", end)
    begin, finish = first.day, last.day
    if convention == "30U/360" and _ends_february(first):
        begin, finish = 30, 30 if _ends_february(last) else finish
    begin = min(begin, 30)
    if finish == 31 and (convention == "30E/360" or begin == 30):
        finish = 30
    return 360 * (last.year - first.year) + 30 * (last.month - first.month) + finish - begin


def _ends_february(date: Date) -> bool:
    return date.month == 2 and ends_month(date)


def ends_month(date: Date) -> bool:
    """Whether it is the last day of its month."""
    return date.day == days_in_month(date.year, date.month)


@exactly
def year_fraction(start: AnyDate, end: AnyDate, day_count: str) -> Number:
    """Years from `start` to `end` by a day count.

    `act/360` (the People's Bank of China's convention for daily interest), `act/365`, `act/act` (ISDA 2006
    Definitions, 4.16(b): days in leap years / 366 and other days / 365), `30/360`, `30U/360`, `30E/360`.
    """
    return rounded(exact_year_fraction(start, end, day_count))


def exact_year_fraction(start: AnyDate, end: AnyDate, day_count: str) -> Decimal:
    """`year_fraction` in the working precision."""
    convention = choice("day_count", day_count, DAY_COUNTS)
    if convention == "act/act":
        return _by_calendar_years(as_date("start", start), as_date("end", end))
    if convention.startswith("act"):
        days = days_between(start, end)
        return WORK.divide(Decimal(days), 365 if convention == "act/365" else 360)
    return WORK.divide(Decimal(days_30_360(start, end, convention)), 360)


def _by_calendar_years(start: Date, end: Date) -> Decimal:
    """The whole calendar years between, and the days before and after them by the length of their year."""
    return WORK.add(Decimal(end.year - start.year), WORK.subtract(_part_of_year(end), _part_of_year(start)))


def _part_of_year(date: Date) -> Decimal:
    first = Date(date.year, 1, 1).day_number
    return WORK.divide(Decimal(date.day_number - first), Date(date.year, 12, 31).day_number + 1 - first)


@exactly
def icma_fraction(
    start: AnyDate, end: AnyDate, period_start: AnyDate, period_end: AnyDate, periods_per_year: Number
) -> Number:
    """Years from `start` to `end` within one regular interest period: days / (days of the period * periods
    a year).

    Act/act of the International Capital Market Association (ISDA 2006 Definitions, 4.16(c); ICMA Rule 251).
    Both days lie in the period; an irregular period is the sum of its parts in regular ones.
    """
    first, last = as_date("period_start", period_start), as_date("period_end", period_end)
    if not first <= as_date("start", start) <= as_date("end", end) <= last or first == last:
        raise refuse("period_start", "the period is empty, or the days are not in order within it")
    per_year = arguments.integer("periods_per_year", periods_per_year, 1, 12)
    return rounded(Decimal(days_between(start, end)) / (per_year * days_between(first, last)))


def due_dates(
    first: AnyDate, count: Number, months_apart: Number = 1, end_of_month: bool = False
) -> list[Date]:
    """So many dates, months apart, from the first one on.

    Each keeps the first one's day, or has the last day of a shorter month. By the end-of-month rule they are
    all last days of months where the first one is: 28 February, 31 March, 30 April (SIA Standard
    Securities Calculation Methods, 1993).
    """
    number = arguments.integer("count", count, 1, MAX_FLOWS)
    apart = arguments.integer("months_apart", months_apart, 1, 1_200)
    return monthly_dates(as_date("first", first), number, apart, 0, end_of_month)


def monthly_dates(first: Date, count: int, months: int, offset: int, end_of_month: bool) -> list[Date]:
    """Dates at whole multiples of months after a first one, from the multiple `offset` on."""
    if end_of_month and ends_month(first):
        plain = monthly_dates(first, count, months, offset, False)
        return [Date(date.year, date.month, days_in_month(date.year, date.month)) for date in plain]
    return in_calendar(lambda: [first.plus_months(months * k) for k in range(offset, offset + count)])


def in_calendar(dates: Callable[[], list[Date]]) -> list[Date]:
    """Dates that are computed; CreditError where one is beyond the years of the calendar."""
    try:
        return dates()
    except ValueError:
        raise CreditError("a date is beyond the years of the calendar", "out_of_range") from None


@exactly
def accrued_interest(
    principal: Number, annual_rate: Number, start: AnyDate, end: AnyDate, day_count: str
) -> Number:
    """Simple interest on `principal` from `start` to `end`, not rounded to money.

    principal * annual_rate * year_fraction: 100,000 for 90 days at 6 % by act/360 bears 1,500.
    """
    years = exact_year_fraction(start, end, day_count)
    return rounded(WORK.multiply(WORK.multiply(Decimal(principal), Decimal(annual_rate)), years))
