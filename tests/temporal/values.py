"""Hypothesis strategies for temporal values."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from credit_engine.temporal import MAX_YEAR, MIN_YEAR, Date, DateTime, DaysDuration, MonthsDuration, Time
from credit_engine.temporal.dates import days_in_month
from credit_engine.temporal.durations import MAX_MONTHS, MAX_NANOSECONDS

ZONES = ("Asia/Shanghai", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Etc/UTC")


@st.composite
def _dates(draw: st.DrawFn, first: int, last: int) -> Date:
    year, month = draw(st.integers(first, last)), draw(st.integers(1, 12))
    return Date(year, month, draw(st.integers(1, days_in_month(year, month))))


dates = st.one_of(_dates(1900, 2100), _dates(MIN_YEAR + 1, MAX_YEAR - 1))
python_dates = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
zones = st.one_of(st.none(), st.integers(-18 * 3600, 18 * 3600), st.sampled_from(ZONES))
nanoseconds = st.one_of(st.just(0), st.integers(0, 999_999_999))
times = st.builds(
    Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), nanosecond=nanoseconds, zone=zones
)
date_times = st.builds(DateTime, dates, times)
days_durations = st.builds(
    DaysDuration,
    st.one_of(st.integers(-(10**16), 10**16), st.integers(-MAX_NANOSECONDS, MAX_NANOSECONDS)),
)
months_durations = st.builds(
    MonthsDuration, st.one_of(st.integers(-1200, 1200), st.integers(-MAX_MONTHS, MAX_MONTHS))
)
temporals = st.one_of(dates, times, date_times, days_durations, months_durations)
