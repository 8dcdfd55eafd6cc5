"""Arithmetic on values of any kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from credit_engine.absent import NULL, Absent, absent
from credit_engine.operators import arithmetic
from operators.calls import feel, values

OPERATORS = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}


@pytest.mark.parametrize(
    ("a", "operator", "b", "result"),
    [
        (1, "+", 2, 3),
        (1, "-", Decimal("0.5"), Decimal("0.5")),
        (3, "*", Decimal("0.1"), Decimal("0.3")),
        (10, "/", 4, Decimal("2.5")),
        (2, "**", 3, 8),
        ("foo", "+", "bar", "foobar"),
        ("@2021-01-01", "+", "@P1M", "@2021-02-01"),
        ("@P1D", "*", 3, "@P3D"),
        (3, "*", "@P1D", "@P3D"),
        ("@P10D", "/", "@P5D", 2),
        ("@P2Y", "/", 4, "@P6M"),
        ("@2021-01-02", "-", "@2021-01-01", "@P1D"),
    ],
)
def test_operators_take_the_kinds_that_feel_gives_them(a: Any, operator: str, b: Any, result: Any) -> None:
    assert OPERATORS[operator](feel(a), feel(b)) == feel(result)


@pytest.mark.parametrize(
    ("a", "operator", "b", "code"),
    [
        (True, "+", 1, "wrong_type"),
        (1, "+", "1", "wrong_type"),
        ("a", "-", "b", "wrong_type"),
        ([1], "*", 2, "wrong_type"),
        (1, "/", 0, "division_by_zero"),
        (1, "/", Decimal("0.0"), "division_by_zero"),
        ("@P1D", "+", "a", "wrong_type"),
        ({}, "**", 2, "wrong_type"),
    ],
)
def test_what_cannot_be_computed_is_absent_with_its_cause(a: Any, operator: str, b: Any, code: str) -> None:
    result = OPERATORS[operator](feel(a), feel(b))
    assert isinstance(result, Absent)
    assert result.causes[0].code == code
    assert result.causes[0].subject == operator


def test_whole_numbers_stay_whole_within_34_digits() -> None:
    assert type(arithmetic.multiply(10**16, 10**17)) is int
    assert type(arithmetic.multiply(10**17, 10**17)) is Decimal
    assert arithmetic.multiply(10**17, 10**17) == 10**34


def test_a_text_does_not_grow_beyond_the_limit() -> None:
    long = "x" * 600_000
    assert arithmetic.add(long, long).causes[0].code == "limit_exceeded"


def test_the_causes_of_both_operands_are_kept() -> None:
    result = arithmetic.add(absent("not_given", "a"), absent("not_given", "b"))
    assert [cause.subject for cause in result.causes] == ["a", "b"]


def test_minus_is_for_numbers_and_durations() -> None:
    assert arithmetic.negate(5) == -5
    assert arithmetic.negate(Decimal("0")).is_signed() is False
    assert arithmetic.negate(feel("@P1D")) == feel("@-P1D")
    assert isinstance(arithmetic.negate("a"), Absent)
    assert isinstance(arithmetic.negate(NULL), Absent)


@pytest.mark.parametrize("operator", OPERATORS)
@given(values, values)
def test_no_operand_makes_an_operator_raise(operator: str, a: Any, b: Any) -> None:
    result = OPERATORS[operator](a, b)
    assert isinstance(result, Absent) or not (isinstance(a, Absent) or isinstance(b, Absent))
