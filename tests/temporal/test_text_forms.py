"""What is, and what is not, the text of a date, time, date and time or duration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.temporal import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    Time,
    is_identical,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from temporal.values import date_times, dates, days_durations, months_durations, temporals, times


@given(temporals)
def test_the_text_of_a_value_reads_back_as_the_same_value(value: Temporal) -> None:
    read = parse_temporal(str(value))
    assert is_identical(read, value)


@given(dates, times, date_times, days_durations, months_durations)
def test_each_reader_reads_the_text_of_its_own_kind(
    date: Date, time: Time, moment: DateTime, days: DaysDuration, months: MonthsDuration
) -> None:
    assert is_identical(parse_date(str(date)), date)
    assert is_identical(parse_time(str(time)), time)
    assert is_identical(parse_date_time(str(moment)), moment)
    assert is_identical(parse_duration(str(days)), days)
    assert is_identical(parse_duration(str(months)), months)


@given(st.one_of(st.text(max_size=40), st.text("0123456789-:.TZ@PDHMSY+/", max_size=24)))
def test_any_text_is_either_refused_or_read_to_a_value_whose_text_is_stable(text: str) -> None:
    value = parse_temporal(text)
    if value is not None:
        assert is_identical(parse_temporal(str(value)), value)


@pytest.mark.parametrize(
    "text", ["2026-11-23", "-2017-12-31", "0000-01-01", "2024-02-29", "999999999-12-31", "-999999999-12-31"]
)
def test_dates(text: str) -> None:
    assert str(parse_date(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026/11/23",
        "998-12-31",
        "01211-12-31",
        "+2026-11-23",
        "-0000-01-01",
        "9999999999-12-25",
        "1000000000-01-01",
        "2026-13-01",
        "2026-00-10",
        "2026-11-31",
        "2026-02-29",
        "1900-02-29",
        "12026-02-29",
        "2026-1-01",
        "2026-11-23T",
        "2026-11-23 ",
        " 2026-11-23",
        "2026-11-23\n",
        "2O26-11-23",
        "２０２６-11-23",
        "20_6-11-23",
    ],
)
def test_not_dates(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("10:30:00", "10:30:00"),
        ("10:30:00.500", "10:30:00.5"),
        ("10:30:00.123456789", "10:30:00.123456789"),
        ("10:30:00Z", "10:30:00Z"),
        ("10:30:00+00:00", "10:30:00Z"),
        ("10:30:00-00:00", "10:30:00Z"),
        ("10:30:00-05:00", "10:30:00-05:00"),
        ("10:30:00+18:00", "10:30:00+18:00"),
        ("10:30:00+02:45:55", "10:30:00+02:45:55"),
        ("10:30:00@Asia/Shanghai", "10:30:00@Asia/Shanghai"),
        ("10:30:00@America/Argentina/Buenos_Aires", "10:30:00@America/Argentina/Buenos_Aires"),
        ("24:00:00", "00:00:00"),
        ("24:00:00.000Z", "00:00:00Z"),
    ],
)
def test_times(text: str, form: str) -> None:
    assert str(parse_time(text)) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7:00:00",
        "07:00",
        "07:1:00",
        "23:59:60",
        "23:60:00",
        "25:00:00",
        "24:00:01",
        "24:01:00",
        "24:00:00.1",
        "10:30:00.",
        "10:30:00.1234567890",
        "10:30:00z",
        "10:30:00+5:00",
        "10:30:00+05",
        "10:30:00+19:00",
        "10:30:00-18:00:01",
        "10:30:00+05:60",
        "10:30:00+01:00@Europe/Paris",
        "10:30:00Z@Etc/UTC",
        "10:30:00@xyz/abc",
        "10:30:00@europe/paris",
        "10:30:00@../zones",
        "10:30:00@",
        "T10:30:00",
        "11:30:00T",
        "10:30:00 ",
    ],
)
def test_not_times(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-11-23T10:30:00", "2026-11-23T10:30:00"),
        ("-2017-12-31T11:22:33.456+01:35", "-2017-12-31T11:22:33.456+01:35"),
        ("2011-12-31T10:15:30.123456789@Europe/Paris", "2011-12-31T10:15:30.123456789@Europe/Paris"),
        ("2018-12-08", "2018-12-08T00:00:00"),
        ("2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z"),
    ],
)
def test_dates_and_times(text: str, form: str) -> None:
    assert str(parse_date_time(text)) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11:00:00",
        "2017-13-10T11:22:33",
        "2017-12-31T25:00:00",
        "2017-12-31T7:00:00",
        "2017-12-31T",
        "2017-12-31 10:00:00",
        "2017-12-31T10:00:00+02:00@Europe/Paris",
        "01211-12-31T11:22:33",
        "999999999-12-31T24:00:00",
    ],
)
def test_not_dates_and_times(text: str) -> None:
    assert parse_date_time(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("P1D", "P1D"),
        ("PT24H", "P1D"),
        ("P2DT274M", "P2DT4H34M"),
        ("PT1000M0.999999999S", "PT16H40M0.999999999S"),
        ("PT0.S", "PT0S"),
        ("P0D", "PT0S"),
        ("-PT1H2M", "-PT1H2M"),
        ("-P0D", "PT0S"),
        ("P26M", "P2Y2M"),
        ("-P999999999M", "-P83333333Y3M"),
        ("P0Y", "P0M"),
        ("P1Y0M", "P1Y"),
    ],
)
def test_durations(text: str, form: str) -> None:
    assert str(parse_duration(text)) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "P0",
        "PT",
        "P1DT",
        "1D",
        "P1S",
        "P1Y2D",
        "P1M2DT3H",
        "P1W",
        "P-1D",
        "+P1D",
        "PT.5S",
        "PT1.5M",
        "PT0.1234567890S",
        "p1d",
        "P1D ",
        "P99999999999999999999D",
        "P99999999999Y",
        "P" + "9" * 5000 + "D",
    ],
)
def test_not_durations(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2019-03-31", Date),
        ("10:30:11@Australia/Melbourne", Time),
        ("2018-12-08T10:30:11+11:00", DateTime),
        ("P10D", DaysDuration),
        ("-P10Y", MonthsDuration),
    ],
)
def test_an_at_literal_has_the_kind_its_form_says(text: str, kind: type) -> None:
    assert type(parse_temporal(text)) is kind


def test_an_at_literal_of_no_form_is_refused() -> None:
    assert parse_temporal("foo") is None
