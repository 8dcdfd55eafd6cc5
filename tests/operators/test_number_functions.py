"""Functions on numbers, conversion to and from text, contexts, and `is`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from credit_engine.absent import NULL
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.equality import equal
from credit_engine.operators.invoke import invoke
from credit_engine.operators.value_classes import RangeValue
from operators.calls import call, code, feel


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("decimal", ["1.555", 2], "1.56"),
        ("decimal", ["2.5", 0], "2"),
        ("decimal", ["1234", -2], "1200"),
        ("decimal", ["1.19", "1.9"], "1.2"),
        ("floor", ["1.5"], "1"),
        ("floor", ["-1.56", 1], "-1.6"),
        ("ceiling", ["1.5"], "2"),
        ("ceiling", ["-1.56", 1], "-1.5"),
        ("round up", ["5.5", 0], "6"),
        ("round up", ["-1.121", 2], "-1.13"),
        ("round down", ["5.5", 0], "5"),
        ("round down", ["-1.126", 2], "-1.12"),
        ("round half up", ["-2.5", 0], "-3"),
        ("round half down", ["2.5", 0], "2"),
        ("round half down", ["2.51", 0], "3"),
        ("round up", ["5.5", 6176], "5.5"),
        ("abs", ["-10"], "10"),
        ("modulo", [12, 5], "2"),
        ("modulo", [-12, 5], "3"),
        ("modulo", [12, -5], "-3"),
        ("modulo", ["10.1", "4.5"], "1.1"),
        ("modulo", ["-10.1", "4.5"], "3.4"),
        ("modulo", ["10.1", "-4.5"], "-3.4"),
        ("sqrt", [16], "4"),
        ("exp", [0], "1"),
        ("log", [1], "0"),
        ("exp", [1], "2.718281828459045235360287471352662"),
        ("log", [10], "2.302585092994045684017991454684364"),
    ],
)
def test_numbers(name: str, arguments: list[Any], result: str) -> None:
    assert call(name, *map(Decimal, arguments)) == Decimal(result)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("round up", [Decimal("5.5"), 6177], "out_of_range"),
        ("round up", [Decimal("5.5"), -6112], "out_of_range"),
        ("round up", [Decimal("5.5"), Decimal("1E+6144")], "out_of_range"),
        ("floor", [1, None], "invalid_argument"),
        ("modulo", [1, 0], "division_by_zero"),
        ("sqrt", [-1], "invalid_argument"),
        ("log", [0], "invalid_argument"),
        ("exp", [100_000], "overflow"),
        ("even", ["4"], "wrong_arguments"),
    ],
)
def test_what_has_no_number_says_why(name: str, arguments: list[Any], expected: str) -> None:
    assert code(name, *arguments) == expected


def test_durations_have_an_absolute_value() -> None:
    assert call("abs", "@-P1D") == feel("@P1D")
    assert call("abs", "@-P1Y") == feel("@P1Y")
    assert call("abs", "@10:00:00") is None


@pytest.mark.parametrize(
    ("number", "odd", "even"),
    [
        (5, True, False),
        (-2, False, True),
        (0, False, True),
        (Decimal("2.5"), False, False),
        (Decimal("1E+30"), False, True),
    ],
)
def test_parity(number: Any, odd: bool, even: bool) -> None:
    assert call("odd", number) is odd
    assert call("even", number) is even


@given(st.decimals(-1000, 1000, places=3), st.decimals(-50, 50, places=2))
def test_modulo_is_by_the_floor_of_the_quotient(dividend: Decimal, divisor: Decimal) -> None:
    assume(divisor != 0)
    a, b = Fraction(dividend), Fraction(divisor)
    assert Fraction(call("modulo", dividend, divisor)) == a - b * floor(a / b)


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (["1 000,5", " ", ","], "1000.5"),
        (["1,000,000.01", ",", "."], "1000000.01"),
        (["1000000.01", None, "."], "1000000.01"),
        (["1,000", ",", None], "1000"),
        (["-12"], "-12"),
        (["1e3"], "1000"),
        (["1,000.00", ",", ","], None),
        (["1,000.00", ":", "."], None),
        (["1.5", " ", ","], None),
        (["x"], None),
        (["1", "", ""], None),
        ([123, ".", ","], None),
        ([""], None),
    ],
)
def test_number_from_text(arguments: list[Any], result: str | None) -> None:
    assert call("number", *arguments) == (None if result is None else Decimal(result))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("[18..21]", RangeValue(18, 21)),
        ("]1..3[", RangeValue(1, 3, False, False)),
        (" ( 1 .. 3 ] ", RangeValue(1, 3, False)),
        ('["a".."c"]', RangeValue("a", "c")),
        ("[-1.5..1e2]", RangeValue(Decimal("-1.5"), 100)),
        ('[@"P1D"..duration("P2D")]', RangeValue(feel("@P1D"), feel("@P2D"))),
        ('[date("1970-01-01")..@"1970-01-02"]', RangeValue(feel("@1970-01-01"), feel("@1970-01-02"))),
        ('[time("10:00:00")..@"11:00:00")', RangeValue(feel("@10:00:00"), feel("@11:00:00"), True, False)),
        (
            '[date and time("1970-01-01T00:00:00")..@"1970-01-02T00:00:00"]',
            RangeValue(feel("@1970-01-01T00:00:00"), feel("@1970-01-02T00:00:00")),
        ),
        ('["\\u0061\\n".."b"]', RangeValue("a\n", "b")),
    ],
)
def test_range_from_text(text: str, result: RangeValue) -> None:
    assert equal(invoke(FUNCTIONS["range"], [text]), result) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1..",
        "[3..1]",
        "[..2]",
        "[null..null]",
        ">=10",
        '[1.."a"]',
        "[x..y]",
        '[date("nonsense")..@"1970-01-02"]',
        "[1...3]",
        '[@"1970-01-01T00:00:00"..@"1970-01-02"]',
        "[1 2..3]",
        '[string("a").."b"]',
    ],
)
def test_what_is_no_range_of_literals_is_refused(text: str) -> None:
    assert code("range", text) == "invalid_argument"


@pytest.mark.parametrize(
    ("value1", "value2", "result"),
    [
        (1, Decimal("1.0"), True),
        (1, "1", False),
        ([1], [1], True),
        (None, None, True),
        (None, 1, False),
        ("@P1Y", "@P12M", True),
        ("@P0Y", "@P0D", False),
        ("@10:00:00Z", "@11:00:00+01:00", False),
        ("@2012-12-25", "@2012-12-25T00:00:00Z", False),
    ],
)
def test_is_tells_values_apart(value1: Any, value2: Any, result: bool) -> None:
    assert call("is", value1, value2) is result


def test_is_takes_a_missing_argument_for_null() -> None:
    assert call("is", value1=1) is False
    assert call("is", value2=None) is True
    assert code("is", value1=1, value2=1, value3=1) == "wrong_arguments"


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("get value", [{"a": 1}, "a"], 1),
        ("get value", [{"a": 1}, "b"], None),
        ("get value", [{"a": {"b": 5}}, ["a", "b"]], 5),
        ("get value", [{"a": {"b": 5}}, ["a", "c"]], None),
        ("get value", [{"a": 1}, ["a", "b"]], None),
        ("get value", [{"a": 1}, []], None),
        ("get entries", [{"a": 1, "b": None}], [{"key": "a", "value": 1}, {"key": "b", "value": None}]),
        ("context put", [{"x": 1}, "y", 2], {"x": 1, "y": 2}),
        ("context put", [{"x": 1, "y": 2}, "x", None], {"x": None, "y": 2}),
        ("context put", [{"x": {"y": 0, "z": 1}}, ["x", "y"], 2], {"x": {"y": 2, "z": 1}}),
        ("context put", [{}, ["x"], 2], {"x": 2}),
        ("context put", [{}, ["x", "y"], 2], None),
        ("context put", [{}, [], 2], None),
        ("context put", [{}, [None], 2], None),
        ("context merge", [[{"x": 1}, {"x": 2, "y": 3}]], {"x": 2, "y": 3}),
        ("context merge", [[{"a": 1}, 2]], None),
        ("context merge", [[]], {}),
        ("context", [[{"key": "a", "value": 1, "more": 0}]], {"a": 1}),
        ("context", [{"key": "a", "value": None}], {"a": None}),
        ("context", [[{"key": "a"}]], None),
        ("context", [[{"key": None, "value": 1}]], None),
        ("context", [[{"key": "a", "value": 1}, {"key": "a", "value": 2}]], None),
        ("not", [True], False),
        ("not", [None], None),
    ],
)
def test_contexts(name: str, arguments: list[Any], result: Any) -> None:
    assert call(name, *arguments) == result


def test_contexts_are_never_changed_and_keep_the_order_of_their_entries() -> None:
    context = {"b": 1, "a": {"c": 2}}
    assert list(invoke(FUNCTIONS["context put"], [context, "b", 5])) == ["b", "a"]
    invoke(FUNCTIONS["context put"], [context, ["a", "c"], NULL])
    assert context == {"b": 1, "a": {"c": 2}}
