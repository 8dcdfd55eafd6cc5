"""Sums, differences, products and quotients with temporal values, and how they compare."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from credit_engine.absent import Absent, absent
from credit_engine.temporal import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    equal,
    from_python,
    is_identical,
    order,
    parse_temporal,
)
from credit_engine.temporal.arithmetic import absolute, add, divide, multiply, negate, subtract
from temporal.values import date_times, dates, days_durations, months_durations, python_dates, temporals


def at(text: str) -> Temporal:
    value = parse_temporal(text)
    assert value is not None, text
    return value


def operand(text: str) -> Any:
    try:
        return Decimal(text)
    except ArithmeticError:
        return at(text)


OPERATIONS = {"+": add, "-": subtract, "*": multiply, "/": divide}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2021-01-01 + P1Y", "2022-01-01"),
        ("P1M + 2021-01-31", "2021-02-28"),
        ("2021-01-01 + PT36H", "2021-01-02"),
        ("2021-01-02 - PT1S", "2021-01-01"),
        ("2021-01-02 - -PT25H", "2021-01-03"),
        ("2021-01-02 - 1995-01-01", "P9498D"),
        ("2021-01-02 - 2021-01-01T10:10:10@Australia/Melbourne", "P1DT49M50S"),
        ("2021-01-02T00:00:00Z - 2021-01-02", "PT0S"),
        ("2021-01-01T10:10:10+11:00 + -P1M", "2020-12-01T10:10:10+11:00"),
        ("2021-01-01T23:30:00 + PT1H", "2021-01-02T00:30:00"),
        ("2021-01-02T10:10:10@Europe/Paris - 2021-01-01T10:10:10@Asia/Dhaka", "P1DT5H"),
        ("2021-01-01T00:00:00.25 - 2021-01-01T00:00:00", "PT0.25S"),
        ("10:15:00 + P1D", "10:15:00"),
        ("00:30:00+01:00 - PT1H", "23:30:00+01:00"),
        ("10:10:10+11:00 - 09:10:10+10:00", "PT0S"),
        ("23:00:00 - 01:00:00", "PT22H"),
        ("P1D + PT2H", "P1DT2H"),
        ("P1D - PT2H", "PT22H"),
        ("-P1Y + P2M", "-P10M"),
        ("P4DT1H * 1.5", "P6DT1H30M"),
        ("-2.5 * P1Y11M", "-P4Y9M"),
        ("P10Y11M / -2.5", "-P4Y4M"),
        ("P10DT23H / 2.5", "P4DT9H12M"),
        ("PT1S / 3", "PT0.333333333S"),
        ("P10D / P4D", "2.5"),
        ("P10Y / P5Y", "2"),
        ("P2M / P3M", "0.6666666666666666666666666666666667"),
    ],
)
def test_operations(text: str, result: str) -> None:
    left, symbol, right = text.split(" ")
    found = OPERATIONS[symbol](operand(left), operand(right))
    assert str(found) == result


KINDS: dict[str, Any] = {
    "date": Date(2026, 11, 23),
    "time": at("10:30:00"),
    "date and time": at("2026-11-23T10:30:00"),
    "days": at("P1D"),
    "months": at("P1M"),
    "number": Decimal(2),
    "text": "2026-11-23",
    "boolean": True,
    "list": [at("P1D")],
}
LEGAL = {
    "+": {
        *product(("date", "date and time"), ("days", "months")),
        *product(("days", "months"), ("date", "date and time")),
        *(("time", "days"), ("days", "time"), ("days", "days"), ("months", "months")),
    },
    "-": {
        *product(("date", "date and time"), ("days", "months")),
        *(("time", "days"), ("days", "days"), ("months", "months")),
        *(("date", "date"), ("date and time", "date and time"), ("time", "time")),
    },
    "*": {*product(("days", "months"), ("number",)), *product(("number",), ("days", "months"))},
    "/": {*product(("days", "months"), ("number",)), ("days", "days"), ("months", "months")},
}


@pytest.mark.parametrize("symbol", "+-*/")
def test_every_other_pair_of_kinds_gives_the_cause(symbol: str) -> None:
    for a, b in product(KINDS, KINDS):
        found = OPERATIONS[symbol](KINDS[a], KINDS[b])
        if (a, b) in LEGAL[symbol]:
            assert not isinstance(found, Absent), (a, symbol, b)
        else:
            assert [cause[:2] for cause in found.causes] == [("wrong_type", symbol)], (a, symbol, b)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (divide(at("P1D"), 0), "division_by_zero"),
        (divide(at("P1Y"), Decimal("0.0")), "division_by_zero"),
        (divide(at("P1D"), at("PT0S")), "division_by_zero"),
        (add(at("999999999-12-31"), at("P1D")), "out_of_range"),
        (add(at("-999999999-01-01T00:00:00@Europe/Paris"), at("-P1D")), "out_of_range"),
        (multiply(at("P1D"), Decimal("1E+6000")), "out_of_range"),
        (subtract(at("2021-01-02T10:10:10"), at("2021-01-01T10:10:10Z")), "wrong_type"),
        (subtract(at("2021-01-02"), at("2021-01-01T10:10:10")), "wrong_type"),
        (subtract(at("10:10:10"), at("10:10:10Z")), "wrong_type"),
        (negate(at("2021-01-02")), "wrong_type"),
    ],
)
def test_what_cannot_be_computed_says_why(found: Absent, code: str) -> None:
    assert [cause.code for cause in found.causes] == [code]


def test_absent_operands_pass_on_their_causes() -> None:
    missing, failed = absent("not_given", "filed_on"), absent("source_failed", "period")
    assert add(missing, failed).causes == missing.causes + failed.causes
    assert subtract(at("2021-01-02"), missing).causes == missing.causes
    assert order(missing, at("2021-01-02")).causes == missing.causes  # type: ignore[union-attr]


@given(python_dates, python_dates)
def test_the_difference_of_two_dates_is_that_of_the_calendar(first: dt.date, second: dt.date) -> None:
    a, b = from_python(first), from_python(second)
    assert subtract(a, b) == from_python(first - second)
    assert add(b, subtract(a, b)) == a


@given(st.datetimes(timezones=st.none()), st.timedeltas(dt.timedelta(-9000), dt.timedelta(9000)))
def test_adding_a_duration_to_a_local_date_and_time(moment: dt.datetime, length: dt.timedelta) -> None:
    assume(100 < moment.year < 9900)  # 9,000 days are 25 years: the sum stays among Python's dates
    assert is_identical(add(from_python(moment), from_python(length)), from_python(moment + length))


@given(date_times, st.integers(-(10**17), 10**17))
def test_a_date_and_time_moves_by_exactly_the_duration(moment: DateTime, nanoseconds: int) -> None:
    length = DaysDuration(nanoseconds)
    moved = add(moment, length)
    assume(not isinstance(moved, Absent))
    assert subtract(moved, moment) == length
    assert equal(subtract(moved, length), moment)


@given(days_durations, st.integers(1, 1000))
def test_the_parts_of_a_duration_together_are_at_most_the_whole(whole: DaysDuration, parts: int) -> None:
    share = divide(whole, parts)
    rest = subtract(whole, multiply(share, parts))
    assert absolute(rest).nanoseconds < parts
    assert absolute(multiply(share, parts)) <= absolute(whole)


@given(st.one_of(days_durations, months_durations))
def test_negation_is_its_own_inverse(duration: DaysDuration | MonthsDuration) -> None:
    assert negate(negate(duration)) == duration
    assert add(duration, negate(duration)) == subtract(duration, duration)


@given(temporals, temporals)
def test_of_two_values_that_compare_one_is_before_or_they_are_equal(a: Temporal, b: Temporal) -> None:
    direction, reverse, same = order(a, b), order(b, a), equal(a, b)
    if isinstance(direction, Absent):
        assert isinstance(reverse, Absent)
        assert isinstance(same, Absent)
        assert direction.causes[0].code == "not_comparable"
    else:
        assert direction == -reverse  # type: ignore[operator]
        assert same == (direction == 0)
        assert not is_identical(a, b) or direction == 0


@given(st.lists(dates, min_size=3, max_size=3), st.lists(date_times, min_size=3, max_size=3))
def test_order_is_transitive(three_dates: list[Date], three_moments: list[DateTime]) -> None:
    a, b, c = sorted(three_dates)
    assert order(a, c) == min(order(a, b), order(b, c))  # type: ignore[type-var]
    zoned = [moment for moment in three_moments if moment.zone is not None]
    for x, y, z in product(zoned, repeat=3):
        if order(x, y) == 1 and order(y, z) == 1:
            assert order(x, z) == 1


@pytest.mark.parametrize(
    ("a", "b", "same", "identical"),
    [
        ("2002-04-02T12:00:00-01:00", "2002-04-02T17:00:00+04:00", True, False),
        ("2018-10-08T00:00:00+02:00", "2018-10-08T00:00:00@Europe/Paris", True, False),
        ("2018-02-08T00:00:00+01:00", "2018-02-08T00:00:00@Europe/Paris", True, False),
        ("2018-12-08T00:00:00@Europe/Paris", "2018-12-08T00:00:00@Asia/Dhaka", False, False),
        ("10:30:00.0001", "10:30:00.0002", True, False),
        ("10:30:00Z", "10:30:00+00:00", True, True),
        ("10:30:00Z", "10:30:00@Etc/UTC", True, False),
        ("20:00:50+00:00", "21:00:50+01:00", True, False),
        ("10:30:00@Europe/Paris", "10:30:00+01:00", True, False),
        ("P1Y", "P12M", True, True),
        ("PT24H", "P1D", True, True),
    ],
)
def test_equality_and_identity(a: str, b: str, same: bool, identical: bool) -> None:
    assert equal(at(a), at(b)) is same
    assert is_identical(at(a), at(b)) is identical
    assert (at(a) == at(b)) is same
    assert not same or hash(at(a)) == hash(at(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("10:30:00", "10:30:00Z"),
        ("2018-12-08T00:00:00", "2018-12-08T00:00:00Z"),
        ("2018-12-08", "2018-12-08T00:00:00"),
        ("P1Y", "P365D"),
        ("P0Y", "P0D"),
    ],
)
def test_what_does_not_compare(a: str, b: str) -> None:
    for found in (equal(at(a), at(b)), order(at(a), at(b))):
        assert isinstance(found, Absent)
        assert found.causes[0].code == "not_comparable"
    assert not is_identical(at(a), at(b))
    with pytest.raises(TypeError):
        _ = at(a) < at(b)  # type: ignore[operator]


def test_a_temporal_value_does_not_compare_with_a_number() -> None:
    found = equal(Date(2018, 12, 7), 100)
    assert isinstance(found, Absent)
    assert found.causes[0] == ("not_comparable", "=", "date and number", True)
