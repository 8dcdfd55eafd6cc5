"""The calendar: held against Python's own where that reaches."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.temporal import MAX_YEAR, MIN_YEAR, Date, months_between
from credit_engine.temporal.dates import date_of_day_number, days_in_month
from temporal.values import dates, python_dates

EPOCH = dt.date(1970, 1, 1).toordinal()


def of(date: dt.date) -> Date:
    return Date(date.year, date.month, date.day)


@given(python_dates)
def test_day_numbers_weekdays_and_weeks_are_those_of_the_calendar(day: dt.date) -> None:
    date = of(day)
    assert date.day_number == day.toordinal() - EPOCH
    assert Date.from_day_number(day.toordinal() - EPOCH) == date
    assert date.weekday == day.isoweekday()
    assert date.week_of_year == day.isocalendar().week
    assert date.day_of_year == day.timetuple().tm_yday
    assert str(date) == day.isoformat()


@given(dates)
def test_a_day_number_leads_back_to_its_date_in_any_year(date: Date) -> None:
    assert Date.from_day_number(date.day_number) == date
    assert date_of_day_number(date.day_number) == (date.year, date.month, date.day)


@given(python_dates, python_dates)
def test_dates_are_ordered_as_the_calendar_is(first: dt.date, second: dt.date) -> None:
    a, b = of(first), of(second)
    assert (a < b, a <= b, a == b, a >= b, a > b) == (
        first < second,
        first <= second,
        first == second,
        first >= second,
        first > second,
    )


@given(python_dates, st.integers(-4_000_000, 4_000_000))
def test_adding_days(day: dt.date, days: int) -> None:
    try:
        expected = day + dt.timedelta(days=days)
    except OverflowError:
        assert of(day).plus_days(days).day_number == of(day).day_number + days
    else:
        assert of(day).plus_days(days) == of(expected)


@given(dates, st.integers(-1200, 1200))
def test_adding_months_keeps_the_day_or_takes_the_last_of_a_shorter_month(date: Date, months: int) -> None:
    if not MIN_YEAR < date.year + months // 12 < MAX_YEAR:
        return
    moved = date.plus_months(months)
    assert 12 * moved.year + moved.month == 12 * date.year + date.month + months
    assert moved.day == min(date.day, days_in_month(moved.year, moved.month))


@given(dates, dates)
def test_whole_months_between_two_dates_do_not_pass_the_second(start: Date, end: Date) -> None:
    months = months_between(start, end).total_months
    low, high = (start, end) if months >= 0 else (end, start)
    assert low.plus_months(abs(months)) <= high or start > end
    assert months_between(end, start).total_months == -months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (Date(2026, 1, 31), 1, Date(2026, 2, 28)),
        (Date(2024, 1, 31), 1, Date(2024, 2, 29)),
        (Date(2024, 2, 29), 12, Date(2025, 2, 28)),
        (Date(2024, 3, 31), -1, Date(2024, 2, 29)),
        (Date(2025, 12, 1), 1, Date(2026, 1, 1)),
        (Date(-1, 12, 31), 1, Date(0, 1, 31)),
    ],
)
def test_months_at_their_ends(start: Date, months: int, end: Date) -> None:
    assert start.plus_months(months) == end


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 2, 29), (2026, 4, 31), (2026, 1, 32), (10**9, 1, 1)],
)
def test_days_that_the_calendar_does_not_have(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match="no such date"):
        Date(year, month, day)


def test_the_calendar_ends() -> None:
    with pytest.raises(ValueError, match="no such date"):
        Date(MAX_YEAR, 12, 31).plus_days(1)
    with pytest.raises(ValueError, match="no such date"):
        Date(MIN_YEAR, 1, 1).plus_months(-1)


def test_a_date_is_a_key_and_travels_between_processes() -> None:
    date = Date(2026, 11, 23)
    assert {date: "filed"}[Date(2026, 11, 23)] == "filed"
    assert pickle.loads(pickle.dumps(date)) == date
    assert date != "2026-11-23"
    with pytest.raises(TypeError):
        _ = date < "2026-11-23"  # type: ignore[operator]
