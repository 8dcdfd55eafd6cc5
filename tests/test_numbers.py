"""Numbers: 34 digits, half-even, correctly rounded, one text."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from drawing import examples

ORACLE = Context(prec=150, Emin=-50_000, Emax=50_000)


def rounded(value: Fraction, digits: int = 34) -> Fraction:
    """The value half-even to significant digits, by whole numbers alone."""
    if not value:
        return value
    place = len(str(abs(value.numerator))) - len(str(value.denominator)) - digits
    unit = Fraction(10) ** place
    while abs(value) / unit >= 10**digits:
        unit *= 10
    while abs(value) / unit < 10 ** (digits - 1):
        unit /= 10
    return round(value / unit) * unit


decimals = st.builds(
    lambda mantissa, exponent: Decimal((int(mantissa < 0), tuple(map(int, str(abs(mantissa)))), exponent)),
    st.integers(-(10**34) + 1, 10**34 - 1),
    st.integers(-60, 30),
)
short_decimals = st.decimals(-10_000, 10_000, allow_nan=False, places=4)
any_numbers = st.one_of(decimals, short_decimals, st.integers(-(10**34) + 1, 10**34 - 1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("0.50", Decimal("0.50")),
        (".5", Decimal("0.5")),
        ("1e-3", Decimal("0.001")),
        ("1.2E+4", 12000),
        ("9" * 35, 10**35),
    ],
)
def test_a_number_is_read(text: str, value: object) -> None:
    assert numbers.read_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "-", "1.", "1,5", " 1", "1 ", "0x10", "1_000", "NaN", "Infinity", "1e", "--1", "\u0661", "1e7000"],
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert numbers.read_number(text) is None


def test_a_whole_number_within_34_digits_is_read_as_an_int() -> None:
    assert type(numbers.read_number("9" * 34)) is int
    assert type(numbers.read_number("9" * 35)) is Decimal


def test_a_float_is_its_shortest_text() -> None:
    assert numbers.from_float(0.1) == Decimal("0.1")
    assert numbers.from_float(1e23) == Decimal("1E+23")
    assert numbers.from_float(-0.0) == 0
    assert numbers.from_float(float("nan")) is None
    assert numbers.from_float(float("-inf")) is None


@pytest.mark.parametrize("value", [True, 1.0, "1", None, absent("not_given")])
def test_booleans_and_floats_are_no_numbers(value: object) -> None:
    assert not numbers.is_number(value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("1.500"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.0"), "0"),
        (Decimal("1E-7"), "0.0000001"),
        (-5, "-5"),
        (Decimal("100"), "100"),
        (0, "0"),
    ],
)
def test_the_text_of_a_number_is_plain(number: numbers.Number, text: str) -> None:
    assert numbers.canonical_text(number) == text


@given(any_numbers)
def test_the_text_of_a_number_reads_back_as_the_number(number: numbers.Number) -> None:
    assert numbers.read_number(numbers.canonical_text(number)) == number


@given(any_numbers, st.integers(1, 20))
def test_significant_rounds_half_even(number: numbers.Number, digits: int) -> None:
    assert Fraction(numbers.significant(number, digits)) == rounded(Fraction(number), digits)


ROUNDINGS = {
    "5.5": {"half_even": 6, "half_up": 6, "half_down": 5, "up": 6, "down": 5, "floor": 5, "ceiling": 6},
    "2.5": {"half_even": 2, "half_up": 3, "half_down": 2, "up": 3, "down": 2, "floor": 2, "ceiling": 3},
    "1.1": {"half_even": 1, "half_up": 1, "half_down": 1, "up": 2, "down": 1, "floor": 1, "ceiling": 2},
    "-2.5": {
        "half_even": -2,
        "half_up": -3,
        "half_down": -2,
        "up": -3,
        "down": -2,
        "floor": -3,
        "ceiling": -2,
    },
}


@pytest.mark.parametrize("text", ROUNDINGS)
def test_every_mode_rounds_its_way(text: str) -> None:
    found = {mode: numbers.round_number(Decimal(text), 0, mode) for mode in ROUNDINGS[text]}  # type: ignore[arg-type]
    assert found == ROUNDINGS[text]


@given(any_numbers, st.integers(-40, 40))
def test_rounding_to_places_is_the_nearest_multiple(number: numbers.Number, digits: int) -> None:
    unit = Fraction(10) ** -digits
    assert Fraction(numbers.round_number(number, digits)) == round(Fraction(number) / unit) * unit


def test_decimal_fractions_are_exact() -> None:
    assert numbers.add(Decimal("0.1"), Decimal("0.2")) == Decimal("0.3")


@given(any_numbers, any_numbers)
def test_arithmetic_is_correctly_rounded(a: numbers.Number, b: numbers.Number) -> None:
    assert Fraction(numbers.add(a, b)) == rounded(Fraction(a) + Fraction(b))
    assert Fraction(numbers.subtract(a, b)) == rounded(Fraction(a) - Fraction(b))
    assert Fraction(numbers.multiply(a, b)) == rounded(Fraction(a) * Fraction(b))
    assume(b != 0)
    assert Fraction(numbers.divide(a, b)) == rounded(Fraction(a) / Fraction(b))


@given(st.integers(-(10**80), 10**80), st.integers(1, 10**60))
def test_a_quotient_of_long_ints_is_rounded_once(numerator: int, denominator: int) -> None:
    assert Fraction(numbers.ratio(numerator, denominator)) == rounded(Fraction(numerator, denominator))


@given(st.integers(0, 10**50), st.integers(1, 10**30))
def test_the_root_of_a_quotient_is_the_nearest_number(numerator: int, denominator: int) -> None:
    root = numbers.root_of_ratio(numerator, denominator)
    ratio, unit = Fraction(numerator, denominator), Fraction(10) ** (root.adjusted() - 33)
    assert max(Fraction(root) - unit / 2, Fraction(0)) ** 2 <= ratio <= (Fraction(root) + unit / 2) ** 2


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (numbers.divide(1, 0), "division_by_zero"),
        (numbers.divide(0, 0), "division_by_zero"),
        (numbers.multiply(Decimal("1E+6000"), Decimal("1E+6000")), "overflow"),
        (numbers.power(0, -1), "division_by_zero"),
        (numbers.power(-8, Decimal("0.5")), "invalid_argument"),
        (numbers.power(10, 10_000), "overflow"),
        (numbers.power(Decimal("1.5"), 10**30), "overflow"),
        (numbers.sqrt(-1), "invalid_argument"),
        (numbers.ln(0), "invalid_argument"),
        (numbers.exp(20_000), "overflow"),
        (numbers.add("a", 1), "wrong_type"),
    ],
)
def test_an_impossible_result_is_absent_and_says_why(result: object, code: str) -> None:
    assert isinstance(result, Absent)
    assert [cause.code for cause in result.causes] == [code]


def test_absent_operands_pass_through_with_all_their_causes() -> None:
    result = numbers.add(absent("not_given", "a"), absent("not_given", "b"))  # type: ignore[arg-type]
    assert isinstance(result, Absent)
    assert [cause.subject for cause in result.causes] == ["a", "b"]


@pytest.mark.parametrize(
    ("base", "exponent", "result"),
    [
        (2, 10, 1024),
        (2, -3, Decimal("0.125")),
        (4, Decimal("0.5"), 2),
        (Decimal("0.25"), Decimal("1.5"), Decimal("0.125")),
        (Decimal("1E+6000"), Decimal("0.001"), 10**6),
        (10, -5, Decimal("0.00001")),
        (-5, 2, 25),
        (-2, 3, -8),
        (7, 0, 1),
        (0, 0, 1),
        (0, 5, 0),
        (1, 10**30, 1),
        (Decimal("5"), -20, Decimal(2) ** 20 / Decimal(10) ** 20),
        (Decimal("0.5"), 10**6, 0),
    ],
)
def test_exact_powers_are_exact(
    base: numbers.Number, exponent: numbers.Number, result: numbers.Number
) -> None:
    assert numbers.power(base, exponent) == result


def test_a_power_half_way_between_two_numbers_goes_to_the_even_one() -> None:
    half_way = 100_000_000_000_000_005
    assert Fraction(numbers.power(half_way, 2)) == rounded(Fraction(half_way) ** 2)
    assert numbers.power(half_way, 2) == half_way**2 - 5


def test_a_power_that_is_half_way_but_for_its_67th_digit_is_decided() -> None:
    near = Decimal("1." + "0" * 32 + "1")
    assert numbers.power(near, Decimal("0.5")) == 1
    assert numbers.power(near, Decimal("1.5")) == Decimal("1." + "0" * 32 + "2")


def test_a_base_close_to_one_takes_a_long_exponent() -> None:
    grown = numbers.power(Decimal("1.0000001"), 10_000_000)
    assert grown == numbers.CONTEXT.plus(ORACLE.power(Decimal("1.0000001"), 10_000_000))


@settings(max_examples=examples(200))
@given(
    st.decimals("0.001", 5_000, places=6), st.one_of(st.decimals(-50, 50, places=3), st.integers(-400, 400))
)
def test_powers_are_correctly_rounded(base: Decimal, exponent: numbers.Number) -> None:
    expected = ORACLE.exp(ORACLE.multiply(Decimal(exponent), ORACLE.ln(base)))
    result = numbers.power(base, exponent)
    close = numbers.CONTEXT.plus(expected)
    assert result == close or _is_tie(expected)


def _is_tie(value: Decimal) -> bool:
    """Whether the oracle cannot tell on which side of a half-way point the value lies."""
    scaled = value.scaleb(33 - value.adjusted(), ORACLE)
    return abs(abs(scaled - scaled.to_integral_value(context=ORACLE)) - Decimal("0.5")) < Decimal("1E-90")


@settings(max_examples=examples(200))
@given(short_decimals)
def test_exp_and_ln_are_correctly_rounded(number: Decimal) -> None:
    assert numbers.exp(number / 100) == numbers.CONTEXT.plus(ORACLE.exp(number / 100))
    assume(number > 0)
    assert numbers.ln(number) == numbers.CONTEXT.plus(ORACLE.ln(number))


def test_exp_and_ln_are_inverse_at_their_fixed_points() -> None:
    assert numbers.exp(0) == 1
    assert numbers.ln(1) == 0
    assert numbers.exp(-20_000) == 0


@pytest.mark.parametrize(
    ("value", "type_"), [(Decimal("12.0"), int), (Decimal("12.5"), Decimal), (Decimal("1E+40"), Decimal)]
)
def test_a_whole_decimal_narrows_to_an_int(value: Decimal, type_: type) -> None:
    assert type(numbers.narrow(value)) is type_
    assert numbers.narrow(value) == value
