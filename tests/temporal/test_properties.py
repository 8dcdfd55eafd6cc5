"""The properties that FEEL reads from temporal values."""

from __future__ import annotations

from typing import Any

import pytest

from credit_engine.absent import Absent, absent
from credit_engine.temporal import (
    DaysDuration,
    kind_of_temporal,
    parse_temporal,
    property_of,
    property_types,
)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("2018-12-10", "year", 2018),
        ("2018-12-10", "month", 12),
        ("2018-12-10", "day", 10),
        ("2018-12-10", "weekday", 1),
        ("2018-12-16T10:30:01", "weekday", 7),
        ("2018-12-10T10:30:01", "year", 2018),
        ("2018-12-10T10:30:01", "minute", 30),
        ("10:30:01.75", "second", 1),
        ("2018-12-10T10:30:01@Etc/UTC", "timezone", "Etc/UTC"),
        ("-P1Y2M", "years", -1),
        ("-P1Y2M", "months", -2),
        ("P1Y", "months", 0),
        ("PT26H", "days", 1),
        ("PT26H", "hours", 2),
        ("-PT90S", "minutes", -1),
        ("-PT90S", "seconds", -30),
    ],
)
def test_properties(text: str, name: str, value: Any) -> None:
    assert property_of(parse_temporal(text), name) == value


@pytest.mark.parametrize(
    ("text", "hours"),
    [("10:30:00+05:00", 5), ("2026-07-01T00:00:00@Europe/Paris", 2), ("2026-12-01T00:00:00@Europe/Paris", 1)],
)
def test_the_time_offset_is_a_duration(text: str, hours: int) -> None:
    assert property_of(parse_temporal(text), "time offset") == DaysDuration(hours * 3_600_000_000_000)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("10:30:00", "time offset"),
        ("10:30:00", "timezone"),
        ("10:30:00Z", "timezone"),
        ("2018-12-10", "hour"),
        ("10:30:00", "year"),
        ("P1Y", "days"),
        ("P1D", "years"),
        ("P1D", "nanoseconds"),
    ],
)
def test_a_property_that_a_value_has_not(text: str, name: str) -> None:
    found = property_of(parse_temporal(text), name)
    assert isinstance(found, Absent)
    assert [cause[:2] for cause in found.causes] == [("no_such_key", name)]


def test_a_property_of_an_absent_value_is_the_absent_value() -> None:
    missing = absent("not_given", "filed_on")
    assert property_of(missing, "year") is missing


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("P1Y", {"years": "number", "months": "number"}),
        (
            "10:30:00",
            {
                "hour": "number",
                "minute": "number",
                "second": "number",
                "time offset": "days and time duration",
                "timezone": "text",
            },
        ),
    ],
)
def test_the_types_of_the_properties_of_a_kind(text: str, types: dict[str, str]) -> None:
    value = parse_temporal(text)
    assert value is not None
    assert property_types(kind_of_temporal(value)) == types


def test_other_kinds_have_no_properties() -> None:
    assert property_types("number") == {}
