"""The part of a year between two dates, by the conventions that loans are written in."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from credit_engine.credit.arguments import choice, refuse
from credit_engine.credit.working import WORK, exactly, settled
from credit_engine.numbers import Number
from credit_engine.temporal import Date

DayCount: TypeAlias = Literal["act/360", "act/365", "30/360", "30E/360"]
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


def days_30_360(start: AnyDate, end: AnyDate, european: bool = False) -> int:
    """Days in months of 30 days.

    Bond basis (ISDA 2006 Definitions, 4.16(f)): a 31st as start is the 30th, and as end as well where the
    start is the 30th or 31st. European, 30E/360 (4.16(g)): every 31st is the 30th.
    """
    first, last = as_date("start", start), as_date("end", end)
    begin = min(first.day, 30)
    finish = 30 if last.day == 31 and (european or begin == 30) else last.day
    return 360 * (last.year - first.year) + 30 * (last.month - first.month) + finish - begin


@exactly
def year_fraction(start: AnyDate, end: AnyDate, day_count: str) -> Number:
    """Years from `start` to `end` by the day count `act/360`, `act/365`, `30/360` or `30E/360`.

    The People's Bank of China's convention for daily interest is act/360.
    """
    return settled(exact_year_fraction(start, end, day_count))


def exact_year_fraction(start: AnyDate, end: AnyDate, day_count: str) -> Decimal:
    """`year_fraction` in the working precision."""
    convention = choice("day_count", day_count, DAY_COUNTS)
    if convention.startswith("act"):
        days = days_between(start, end)
        return WORK.divide(Decimal(days), 365 if convention == "act/365" else 360)
    return WORK.divide(Decimal(days_30_360(start, end, convention == "30E/360")), 360)


@exactly
def accrued_interest(
    principal: Number, annual_rate: Number, start: AnyDate, end: AnyDate, day_count: str
) -> Number:
    """Simple interest on `principal` from `start` to `end`, not rounded to money.

    principal * annual_rate * year_fraction: 100,000 for 90 days at 6 % by act/360 bears 1,500.
    """
    years = exact_year_fraction(start, end, day_count)
    return settled(WORK.multiply(WORK.multiply(Decimal(principal), Decimal(annual_rate)), years))
