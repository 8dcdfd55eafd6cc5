"""Named zones: from the packaged tz database, for every year, on both sides of a clock change."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.temporal import (
    Date,
    DateTime,
    DaysDuration,
    Time,
    from_python,
    is_identical,
    parse_date_time,
    parse_time,
    to_python,
    zone_names,
)
from credit_engine.temporal.arithmetic import add, subtract
from credit_engine.temporal.zones import named_zone
from temporal.values import ZONES, date_times

HOUR = DaysDuration(3_600_000_000_000)


def output_of(program: str) -> str:
    """What a program prints in a fresh interpreter that sees the package."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def moment(text: str) -> DateTime:
    value = parse_date_time(text)
    assert value is not None, text
    return value


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@given(st.datetimes().filter(lambda local: 2 < local.year < 9998), st.sampled_from(ZONES))
def test_instants_are_those_of_the_zone(local: dt.datetime, name: str) -> None:
    there = local.replace(tzinfo=named_zone(name))
    value = from_python(there)
    assert isinstance(value, DateTime)
    assert value.zone == name
    assert value.instant == (there - EPOCH) // dt.timedelta(seconds=1)


@given(date_times, st.sampled_from(ZONES))
def test_the_same_instant_in_another_zone(value: DateTime, name: str) -> None:
    if value.zone is None or abs(value.date.year) > 999_999_990:
        return
    there = value.in_zone(name)
    assert there == value
    assert there.zone == name


@pytest.mark.parametrize(
    ("year", "offset"),
    [(999_999_999, 7200), (12_026, 7200), (2026, 7200), (-12_026, 561)],
)
def test_years_that_python_does_not_have(year: int, offset: int) -> None:
    value = DateTime(Date(year, 7, 1), Time(12, 0, 0, zone="Europe/Paris"))
    assert value.offset == offset


def test_a_duration_across_a_clock_change_is_a_length_of_time() -> None:
    before = moment("2026-03-28T12:00:00@Europe/Paris")
    assert str(add(before, DaysDuration(24 * HOUR.nanoseconds))) == "2026-03-29T13:00:00@Europe/Paris"
    assert str(before.plus_months(1)) == "2026-04-28T12:00:00@Europe/Paris"


def test_the_hour_that_occurs_twice_passes_twice() -> None:
    first = moment("2026-10-25T02:30:00@Europe/Paris")
    second = add(first, HOUR)
    assert str(second) == str(first)
    assert (first.fold, second.fold) == (0, 1)
    assert not is_identical(first, second)
    assert subtract(second, first) == HOUR
    assert str(add(second, HOUR)) == "2026-10-25T03:30:00@Europe/Paris"


def test_the_hour_that_is_skipped_counts_with_the_offset_before() -> None:
    assert moment("2026-03-29T02:30:00@Europe/Paris") == moment("2026-03-29T03:30:00@Europe/Paris")


def test_a_time_alone_has_the_offset_outside_summer_time() -> None:
    paris, melbourne = parse_time("10:00:00@Europe/Paris"), parse_time("10:00:00@Australia/Melbourne")
    assert paris is not None
    assert melbourne is not None
    assert (paris.offset, melbourne.offset) == (3600, 36_000)


def test_all_zones_load() -> None:
    assert len(zone_names()) > 400
    for name in zone_names():
        assert named_zone(name).key == name


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone is named 'Mars/Olympus'"):
        Time(10, 0, 0, zone="Mars/Olympus")
    with pytest.raises(ValueError, match="at most 18 hours"):
        Time(10, 0, 0, zone=18 * 3600 + 1)


def test_the_zones_of_the_system_are_never_read() -> None:
    program = (
        "import zoneinfo; zoneinfo.reset_tzpath(to=())\n"
        "from credit_engine.temporal import parse_date_time\n"
        "print(parse_date_time('2026-07-01T00:00:00@Asia/Shanghai').offset)"
    )
    assert output_of(program) == "28800\n"


def test_zone_rules_are_not_imported_before_a_named_zone_is_used() -> None:
    program = (
        "import sys, credit_engine.temporal as temporal\n"
        "temporal.parse_temporal('2026-07-01T00:00:00+08:00')\n"
        "print('zoneinfo' in sys.modules, 'tzdata' in sys.modules)"
    )
    assert output_of(program) == "False False\n"


@given(
    st.one_of(
        st.dates(),
        st.times(timezones=st.one_of(st.none(), st.just(dt.UTC))),
        st.datetimes(timezones=st.one_of(st.none(), st.builds(named_zone, st.sampled_from(ZONES)))),
        st.timedeltas(),
    )
)
def test_python_values_come_back_as_they_went(value: dt.date | dt.time | dt.timedelta) -> None:
    back = to_python(from_python(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("text", ["12026-01-01T00:00:00", "2026-01-01T00:00:00.000000001"])
def test_a_value_without_a_python_equal_stays_itself(text: str) -> None:
    value = moment(text)
    assert to_python(value) is value


def test_only_the_types_of_datetime_are_taken_from_python() -> None:
    with pytest.raises(TypeError, match="str"):
        from_python("2026-01-01")  # type: ignore[arg-type]


class Zoned(dt.tzinfo):
    """A zone as pytz has them: named, with one offset, whatever the date."""

    zone = "America/New_York"

    def __init__(self, hours: float) -> None:
        self.hours = hours

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(hours=self.hours)


@pytest.mark.parametrize(
    ("hours", "text", "fold"),
    [
        (-4, "2026-11-01T01:30:00@America/New_York", 0),
        (-5, "2026-11-01T01:30:00@America/New_York", 1),
        (-4.5, "2026-11-01T01:30:00-04:30", 0),
    ],
)
def test_a_zone_that_names_itself_otherwise_keeps_its_instant(hours: float, text: str, fold: int) -> None:
    moment = from_python(dt.datetime(2026, 11, 1, 1, 30, tzinfo=Zoned(hours)))
    assert isinstance(moment, DateTime)
    assert (str(moment), moment.fold) == (text, fold)
    assert moment.offset == hours * 3600
