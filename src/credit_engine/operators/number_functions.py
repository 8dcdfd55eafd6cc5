"""Built-in functions on numbers: rounding, absolute value, roots, powers, parity."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.numbers import Number, RoundingMode
from credit_engine.operators.table import LiteralCheck, define, define_form, signature
from credit_engine.temporal.arithmetic import absolute

_LEAST_SCALE, _GREATEST_SCALE = -6111, 6176
"""The scales that DMN's `decimal` takes (DMN 1.5, numeric functions): exponents of decimal128, negated."""


def _scale_refusal(scale: Number) -> Absent | None:
    """Why a number cannot be rounded to a scale."""
    if _LEAST_SCALE <= int(scale) <= _GREATEST_SCALE:
        return None
    return absent("out_of_range", "scale", f"the scale {scale} is not in [-6111..6176]")


def _divisor_refusal(divisor: Number) -> Absent | None:
    return None if divisor else absent("division_by_zero", "modulo")


def _rounding(name: str, mode: RoundingMode) -> Callable[..., Number | Absent]:
    def rounded(n: Number, scale: Number | None = None) -> Number | Absent:
        refused = None if scale is None else _scale_refusal(scale)
        if refused is not None:
            return refused
        try:
            return numbers.normal(numbers.round_number(n, 0 if scale is None else int(scale), mode))
        except ArithmeticError as error:
            return numbers.failure(name, error)

    return rounded


def _absolute(n: Any) -> Any:
    if type(n) is Decimal:
        return n.copy_abs()
    return abs(n) if type(n) is int else absolute(n)


def _modulo(dividend: Number, divisor: Number) -> Number | Absent:
    """`dividend - divisor * floor(dividend / divisor)`, exactly, then rounded once."""
    refused = _divisor_refusal(divisor)
    if refused is not None:
        return refused
    if type(dividend) is int and type(divisor) is int:
        return dividend % divisor
    rest = numbers.EXACT.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = numbers.EXACT.add(rest, divisor)
    return numbers.CONTEXT.plus(rest)


def _parity(rest: int) -> Callable[[Number], bool]:
    def has_parity(number: Number) -> bool:
        return numbers.is_integer(number) and numbers.EXACT.remainder(Decimal(number).copy_abs(), 2) == rest

    return has_parity


def _define_rounding(name: str, parameters: str, mode: RoundingMode, doc: str, example: str) -> None:
    scale = LiteralCheck(("scale",), _scale_refusal)
    define_form(name, parameters, "number", _rounding(name, mode), doc, example, scale, unit="same")


_define_rounding(
    "decimal",
    "n: number, scale: number",
    "half_even",
    "The number rounded half-even to `scale` decimal places.",
    "decimal(1/3, 2) = 0.33",
)
_define_rounding(
    "floor",
    "n: number, scale?: number",
    "floor",
    "The greatest number with `scale` decimal places (0) that is not above n.",
    "floor(1.56, 1) = 1.5",
)
_define_rounding(
    "ceiling",
    "n: number, scale?: number",
    "ceiling",
    "The least number with `scale` decimal places (0) that is not below n.",
    "ceiling(1.56, 1) = 1.6",
)
_define_rounding(
    "round up",
    "n: number, scale: number",
    "up",
    "The number rounded away from zero to `scale` decimal places.",
    "round up(1.121, 2) = 1.13",
)
_define_rounding(
    "round down",
    "n: number, scale: number",
    "down",
    "The number rounded towards zero to `scale` decimal places.",
    "round down(-1.126, 2) = -1.12",
)
_define_rounding(
    "round half up",
    "n: number, scale: number",
    "half_up",
    "The number rounded to `scale` decimal places, ties away from zero.",
    "round half up(5.5, 0) = 6",
)
_define_rounding(
    "round half down",
    "n: number, scale: number",
    "half_down",
    "The number rounded to `scale` decimal places, ties towards zero.",
    "round half down(5.5, 0) = 5",
)
_ABSOLUTE = [
    signature(f"n: {kind}", kind, _absolute)
    for kind in ("number", "days and time duration", "years and months duration")
]
define("abs", tuple(_ABSOLUTE), "The absolute value of a number or a duration.", "abs(-10) = 10", unit="same")
define_form(
    "modulo",
    "dividend: number, divisor: number",
    "number",
    _modulo,
    "The rest of a division, with the sign of the divisor.",
    "modulo(-12, 5) = 3",
    LiteralCheck(("divisor",), _divisor_refusal),
    unit="same",
)
define_form("sqrt", "number: number", "number", numbers.sqrt, "The square root.", "sqrt(16) = 4")
define_form(
    "log",
    "number: number",
    "number",
    numbers.ln,
    "The natural logarithm.",
    "decimal(log(10), 8) = 2.30258509",
)
define_form(
    "exp",
    "number: number",
    "number",
    numbers.exp,
    "e to the power of the number.",
    "decimal(exp(5), 7) = 148.4131591",
)
define_form("odd", "number: number", "boolean", _parity(1), "Whether a whole number is odd.", "odd(5) = true")
define_form(
    "even", "number: number", "boolean", _parity(0), "Whether a whole number is even.", "even(5) = false"
)
