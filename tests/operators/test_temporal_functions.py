"""FEEL's functions about time, called as the evaluation calls them: with bound arguments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.absent import NULL, Absent
from credit_engine.operators import temporal_functions
from credit_engine.operators.table import FUNCTIONS
from credit_engine.temporal import Date, Temporal, Time, parse_temporal, to_python

FORMS = {
    "date": [("from",), ("year", "month", "day")],
    "time": [("from",), ("hour", "minute", "second", "offset")],
    "duration": [("from",)],
    "years and months duration": [("from", "to")],
    "day of year": [("date",)],
    "day of week": [("date",)],
    "month of year": [("date",)],
    "week of year": [("date",)],
    "today": [()],
    "now": [()],
}


def at(text: str) -> Temporal:
    value = parse_temporal(text)
    assert value is not None, text
    return value


def code(value: Any) -> str:
    assert isinstance(value, Absent), value
    return value.causes[0].code


@pytest.mark.parametrize("name", FORMS)
def test_each_function_has_the_forms_of_the_standard(name: str) -> None:
    forms = [tuple(parameter.name for parameter in form.parameters) for form in FUNCTIONS[name].signatures]
    assert forms == FORMS[name]


def test_date_and_time_has_the_forms_of_the_standard_and_those_with_a_time_zone() -> None:
    forms = [
        tuple(parameter.name for parameter in form.parameters)
        for form in FUNCTIONS["date and time"].signatures
    ]
    assert forms[:3] == [("from",), ("date", "time"), ("date", "timezone")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2017-12-31", "2017-12-31"),
        (at("2017-10-11"), "2017-10-11"),
        (at("2017-09-03T23:45:30@Europe/Paris"), "2017-09-03"),
        (at("2012-12-25T11:00:00Z"), "2012-12-25"),
    ],
)
def test_date_from(value: Any, text: str) -> None:
    assert str(temporal_functions.date_from(value)) == text


def test_date_from_parts() -> None:
    assert temporal_functions.date_from_parts(2017, Decimal("12.0"), 31) == Date(2017, 12, 31)
    assert str(temporal_functions.date_from_parts(-999_999_999, 12, 31)) == "-999999999-12-31"


@pytest.mark.parametrize(
    "parts",
    [
        (2017, 12, 32),
        (2017, 8, -2),
        (1_000_999_999, 12, 1),
        (Decimal("2017.5"), 1, 1),
        (Decimal("1E+6000"), 1, 1),
    ],
)
def test_no_date_from_parts(parts: tuple[Any, Any, Any]) -> None:
    assert code(temporal_functions.date_from_parts(*parts)) == "invalid_argument"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("23:59:00Z", "23:59:00Z"),
        (at("10:20:00"), "10:20:00"),
        (at("2017-08-10T10:20:00@Europe/Paris"), "10:20:00@Europe/Paris"),
        (at("2017-08-10"), "00:00:00Z"),
    ],
)
def test_time_from(value: Any, text: str) -> None:
    assert str(temporal_functions.time_from(value)) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((12, 59, Decimal("1.3"), at("-PT1H")), "12:59:01.3-01:00"),
        ((11, 59, 45, at("PT0H")), "11:59:45Z"),
        ((11, 59, 45, at("PT2H45M55S")), "11:59:45+02:45:55"),
        ((11, 59, 45, NULL), "11:59:45"),
        ((11, 59, 45), "11:59:45"),
        ((11, 59, 45, None), "11:59:45"),
    ],
)
def test_time_from_parts(parts: tuple[Any, ...], text: str) -> None:
    assert str(temporal_functions.time_from_parts(*parts)) == text


@pytest.mark.parametrize(
    "parts",
    [
        (24, 59, 45, NULL),
        (-1, 0, 0),
        (10, 60, 0),
        (10, 0, 60),
        (10, 0, Decimal("0.1234567891")),
        (10, 0, 0, at("PT19H")),
        (10, 0, 0, at("PT0.5S")),
    ],
)
def test_no_time_from_parts(parts: tuple[Any, ...]) -> None:
    assert code(temporal_functions.time_from_parts(*parts)) == "invalid_argument"


@pytest.mark.parametrize(
    ("date", "time", "text"),
    [
        ("2017-01-01", "23:59:01Z", "2017-01-01T23:59:01Z"),
        ("2017-08-10T10:20:00+02:00", "23:59:01.987654321", "2017-08-10T23:59:01.987654321"),
        ("2017-09-05T10:20:00@Europe/Paris", "09:15:30+02:00", "2017-09-05T09:15:30+02:00"),
    ],
)
def test_date_and_time_of_a_date_and_a_time(date: str, time: str, text: str) -> None:
    day, clock = at(date), at(time)
    assert isinstance(clock, Time)
    assert str(temporal_functions.date_time_from_date(day, clock)) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "zone", "text"),
    [
        ("2020-07-31T14:27:30@Europe/Berlin", "Asia/Tokyo", "2020-07-31T21:27:30@Asia/Tokyo"),
        ("2026-11-23T23:30:00Z", "Asia/Shanghai", "2026-11-24T07:30:00@Asia/Shanghai"),
        ("2026-11-23T23:30:00", "Asia/Shanghai", "2026-11-23T23:30:00@Asia/Shanghai"),
    ],
)
def test_date_and_time_in_another_zone(value: str, zone: str, text: str) -> None:
    assert str(temporal_functions.date_time_in_zone(at(value), zone)) == text  # type: ignore[arg-type]


def test_date_and_time_in_a_zone_that_is_none() -> None:
    moment = at("2026-11-23T23:30:00Z")
    assert code(temporal_functions.date_time_in_zone(moment, "Mars/Olympus")) == "invalid_argument"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (NULL, "2026-11-23T10:30:00"),
        (at("PT8H"), "2026-11-23T10:30:00+08:00"),
        ("Asia/Shanghai", "2026-11-23T10:30:00@Asia/Shanghai"),
    ],
)
def test_date_and_time_from_parts(zone: Any, text: str) -> None:
    assert str(temporal_functions.date_time_from_parts(2026, 11, 23, 10, 30, 0, zone)) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2011-12-22", "2013-08-24", "P1Y8M"),
        ("2013-08-24", "2011-12-22", "-P1Y8M"),
        ("2017-12-31", "2018-02-28", "P1M"),
        ("2014-12-31T23:59:59", "2016-12-31T00:00:01", "P2Y"),
        ("2017-09-05T10:20:00+05:00", "2019-10-01T12:32:59", "P2Y"),
        ("2017-02-28T23:59:59", "2019-07-23", "P2Y4M"),
    ],
)
def test_years_and_months_duration(start: str, end: str, text: str) -> None:
    assert str(temporal_functions.years_and_months_duration(at(start), at(end))) == text  # type: ignore[arg-type]


@given(st.dates())
def test_the_calendar_is_that_of_iso_8601(day: dt.date) -> None:
    date = Date(day.year, day.month, day.day)
    assert temporal_functions.day_of_year(date) == day.timetuple().tm_yday
    assert temporal_functions.week_of_year(date) == day.isocalendar().week
    assert temporal_functions.day_of_week(date) == f"{day:%A}"
    assert temporal_functions.month_of_year(date) == f"{day:%B}"
    assert to_python(date) == day


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (temporal_functions.date_from, "2026-02-30"),
        (temporal_functions.time_from, "7:20"),
        (temporal_functions.date_time_from, "11:00:00"),
        (temporal_functions.duration_from, "P1Y2D"),
    ],
)
def test_text_of_another_form_gives_the_cause(read: Any, text: str) -> None:
    found = read(text)
    assert code(found) == "invalid_argument"
    assert text in found.causes[0].detail


def test_there_is_no_clock() -> None:
    assert code(temporal_functions.today()) == "invalid_argument"
    assert code(temporal_functions.now()) == "invalid_argument"
