"""Decimal numbers as FEEL has them: 34 significant digits, half-even, the exponents of decimal128.

A number is an `int` (at most 34 digits, never a bool) or a `Decimal`, never a float. Results are
correctly rounded, so that they are the same on every machine: what a library gives to within one
unit is computed with guard digits until the rounding is decided.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from math import isqrt
from typing import Literal, TypeAlias, get_args

from credit_engine.absent import Absent, absent, merge

Number: TypeAlias = int | Decimal
RoundingMode: TypeAlias = Literal["half_even", "half_up", "half_down", "up", "down", "floor", "ceiling"]

DIGITS = 34
"""Digits of decimal128, which DMN prescribes for numbers (DMN 1.5, section 10.3.2.3.1)."""
_TRAPS = [decimal.Overflow, decimal.InvalidOperation, decimal.DivisionByZero]
CONTEXT = decimal.Context(
    prec=DIGITS, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=1, traps=_TRAPS
)
"""The context of all arithmetic: 34 digits, half-even, signals as exceptions."""

EXACT = decimal.Context(prec=60_000, Emin=-200_000, Emax=200_000, traps=[*_TRAPS, decimal.Inexact])
"""Sums and products of numbers without rounding; `decimal.Inexact` where it would be needed."""

UNROUNDED = decimal.Context(prec=DIGITS, Emin=-6143, Emax=6144, clamp=1, traps=[*_TRAPS, decimal.Inexact])
"""Numbers as they are; an exception where 34 digits do not hold one."""
_MOST_BITS = 6_200 * 10 // 3
"""An int with more bits has more digits than the exponents of decimal128 allow for."""

_INT_BOUND = 10**DIGITS
"""Whole numbers below it have at most 34 digits, and so are exact."""
_SYNTAX = re.compile(r"[+-]?(?:[0-9]+(\.[0-9]+)?|(\.[0-9]+))([eE][+-]?[0-9]+)?", re.ASCII)
_MODES = {mode: f"ROUND_{mode.upper()}" for mode in get_args(RoundingMode)}


def is_number(value: object) -> bool:
    """Whether the value is a FEEL number; a boolean or a float is not."""
    return type(value) is Decimal or type(value) is int


def is_integer(n: Number) -> bool:
    """Whether the number has no fraction."""
    return type(n) is int or n == CONTEXT.to_integral_value(n)


def read_number(text: str) -> Number | None:
    """The number that `text` writes (`-12`, `0.5`, `.5`, `1e-3`), to 34 digits; None if it writes none.

    Numbers beyond the range of decimal128 are None as well.
    """
    syntax = _SYNTAX.fullmatch(text)
    if syntax is None:
        return None
    if syntax.lastindex is None and len(text) <= DIGITS:
        return int(text)
    try:
        return CONTEXT.create_decimal(text)
    except decimal.DecimalException:
        return None


def from_float(value: float) -> Number | None:
    """The decimal that Python shows for a float (its shortest text); None for NaN and infinities."""
    if value != value or value in (float("inf"), float("-inf")):
        return None
    if value.is_integer() and abs(value) < 2**53:
        return int(value)
    return CONTEXT.create_decimal(float.__repr__(value))


def nearest_float(n: Number) -> tuple[float, bool]:
    """The float nearest to a number (infinite beyond all floats), and whether it holds the number.

    Its shortest text is the number then, and a whole number is the float's own value as well: readers
    make ints of such floats.
    """
    found = float(n if type(n) is Decimal else Decimal(n))
    return found, from_float(found) == n and (found == n or not found.is_integer())


def normal(n: Number) -> Number:
    """The number rounded to 34 digits; an int stays one if it has no more."""
    if type(n) is int:
        return n if -_INT_BOUND < n < _INT_BOUND else CONTEXT.create_decimal(n)
    return CONTEXT.plus(n)


def unrounded(n: Number) -> Number | None:
    """The number if 34 digits and the exponents of decimal128 hold it as it is, else None."""
    if type(n) is int:
        if -_INT_BOUND < n < _INT_BOUND:
            return n
        if n.bit_length() > _MOST_BITS:
            return None
    try:
        return UNROUNDED.create_decimal(n)
    except decimal.DecimalException:
        return None


def released(n: Number) -> Number:
    """The number as it leaves a decision without a declared scale: whole as it is, else at 12 digits."""
    return n if is_integer(n) else significant(n)


def narrow(n: Decimal) -> Number:
    """The number as an int if it is integral and has at most 34 digits, else as it is."""
    if n == CONTEXT.to_integral_value(n) and n.adjusted() < DIGITS:
        return int(n)
    return n


def canonical_text(n: Number) -> str:
    """The one text of a number: plain digits, no exponent, no trailing zeros, no minus zero."""
    if type(n) is int and -_INT_BOUND < n < _INT_BOUND:
        return str(n)
    n = _significance(DIGITS).plus(Decimal(n))
    text = format(n, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if n else "0"


@lru_cache(maxsize=64)
def _significance(digits: int) -> decimal.Context:
    return decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6145, traps=_TRAPS)


def significant(n: Number, digits: int = 12) -> Number:
    """The number rounded half-even to `digits` significant digits."""
    if type(n) is int and abs(n) < 10**digits:
        return n
    return _significance(digits).plus(Decimal(n))


@lru_cache(maxsize=256)
def _unit(digits: int) -> Decimal:
    return Decimal((0, (1,), -digits))


_ROUNDING = decimal.Context(prec=DIGITS + 1, Emin=-7000, Emax=7000, traps=_TRAPS)


def round_number(n: Number, digits: int, mode: RoundingMode = "half_even") -> Number:
    """The number rounded to `digits` decimal places (negative: tens, hundreds, ...).

    Modes as FEEL names them: `half_up` and `up` are away from zero, `half_down` and `down` towards
    it, `floor` and `ceiling` towards minus and plus infinity.
    """
    if type(n) is int and digits >= 0:
        return n
    exact = n if isinstance(n, Decimal) else Decimal(n)
    try:
        return exact.quantize(_unit(digits), _MODES[mode], _ROUNDING)
    except decimal.InvalidOperation:
        # Padding with zeros did not fit; then there is nothing below the last digit asked for.
        return n


def quantizing(digits: int, mode: RoundingMode) -> tuple[Decimal, str, decimal.Context]:
    """The arguments with which `Decimal.quantize` rounds as `round_number` does, or raises."""
    return _unit(digits), _MODES[mode], _ROUNDING


def _exponent(n: Decimal) -> int:
    return n.as_tuple().exponent  # type: ignore[return-value]


def failure(name: str, error: BaseException, *operands: object) -> Absent:
    """The absent value for an operation that failed: of its absent operands, else by the error."""
    if any(isinstance(o, Absent) for o in operands):
        return merge(*operands)
    if isinstance(error, ZeroDivisionError):
        return absent("division_by_zero", name)
    if isinstance(error, decimal.Overflow):
        return absent("overflow", name)
    if isinstance(error, TypeError):
        return absent("wrong_type", name, "numbers are needed")
    return absent("invalid_argument", name)


_ERRORS = (TypeError, decimal.DecimalException)


def add(a: Number, b: Number) -> Number | Absent:
    """The sum of two numbers; absent on overflow or for an absent operand."""
    try:
        return CONTEXT.add(a, b)
    except _ERRORS as error:
        return failure("+", error, a, b)


def subtract(a: Number, b: Number) -> Number | Absent:
    """The difference of two numbers; absent on overflow or for an absent operand."""
    try:
        return CONTEXT.subtract(a, b)
    except _ERRORS as error:
        return failure("-", error, a, b)


def multiply(a: Number, b: Number) -> Number | Absent:
    """The product of two numbers; absent on overflow or for an absent operand."""
    try:
        return CONTEXT.multiply(a, b)
    except _ERRORS as error:
        return failure("*", error, a, b)


def divide(a: Number, b: Number) -> Number | Absent:
    """The quotient of two numbers; absent for a zero divisor, on overflow, for an absent operand."""
    try:
        return CONTEXT.divide(a, b)
    except decimal.InvalidOperation:
        return absent("division_by_zero", "/")
    except _ERRORS as error:
        return failure("/", error, a, b)


def negate(n: Number) -> Number | Absent:
    """The number with the other sign; zero has none."""
    try:
        return CONTEXT.subtract(0, n)
    except _ERRORS as error:
        return failure("-", error, n)


def sqrt(n: Number) -> Number | Absent:
    """The square root, correctly rounded; absent for a negative number."""
    try:
        return CONTEXT.sqrt(Decimal(n)) if n >= 0 else absent("invalid_argument", "sqrt", "negative number")
    except _ERRORS as error:
        return failure("sqrt", error, n)


def exp(n: Number) -> Number | Absent:
    """The exponential of the number, correctly rounded; absent on overflow."""
    try:
        if not -15_000 < n < 15_000:
            return absent("overflow", "exp") if n > 0 else Decimal(0)
        return correctly_rounded(lambda context: context.exp(Decimal(n))) if n else 1
    except _ERRORS as error:
        return failure("exp", error, n)


def ln(n: Number) -> Number | Absent:
    """The natural logarithm, correctly rounded; absent for zero and negative numbers."""
    try:
        if n <= 0:
            return absent("invalid_argument", "log", "the number is not positive")
        return correctly_rounded(lambda context: context.ln(Decimal(n))) if n != 1 else 0
    except _ERRORS as error:
        return failure("log", error, n)


@lru_cache(maxsize=32)
def guarded(precision: int) -> decimal.Context:
    """A context of so many digits, half-even, with a wider range of exponents."""
    return decimal.Context(
        prec=precision, rounding=decimal.ROUND_HALF_EVEN, Emin=-20_000, Emax=20_000, traps=_TRAPS
    )


def correctly_rounded(approximate: Callable[[decimal.Context], Decimal]) -> Decimal:
    """An irrational result rounded to 34 digits: more guard digits until both bounds round alike.

    `approximate` is right to within two units in the last place of the context it is handed.
    """
    precision = DIGITS + 12
    while True:
        context = guarded(precision)
        value = approximate(context)
        error = Decimal((0, (2,), value.adjusted() - precision + 1))
        low = CONTEXT.plus(EXACT.subtract(value, error))
        if low == CONTEXT.plus(EXACT.add(value, error)):
            return low
        precision += 24


def power(base: Number, exponent: Number) -> Number | Absent:
    """`base ** exponent`, correctly rounded; `x ** 0` is 1.

    Absent for a zero base with a negative exponent, for a negative base with a fractional
    exponent, on overflow, for an absent operand.
    """
    try:
        return _power(base, exponent)
    except _ERRORS as error:
        return failure("**", error, base, exponent)


def _power(base: Number, exponent: Number) -> Number | Absent:
    whole = is_integer(exponent)
    if exponent == 0:
        return 1
    if base == 0:
        return 0 if exponent > 0 else absent("division_by_zero", "**")
    if base < 0 and not whole:
        return absent("invalid_argument", "**", "a negative base needs a whole exponent")
    magnitude = Decimal(base).copy_abs().normalize(EXACT)
    if magnitude != 1 and _vanishes(magnitude, Decimal(exponent)):
        return Decimal(0)
    result = _whole_power(magnitude, int(exponent)) if whole else _broken_power(magnitude, Decimal(exponent))
    return CONTEXT.minus(result) if base < 0 and int(exponent) % 2 else result


def _vanishes(base: Decimal, exponent: Decimal) -> bool:
    """Whether a power is too small for any digit; raises decimal.Overflow if it is too large."""
    if abs(exponent) < 1_000 and abs(base.adjusted()) < 6:
        return False
    rough = guarded(12)
    size = rough.multiply(rough.create_decimal(exponent), rough.log10(base))
    if size > 6_200:
        raise decimal.Overflow
    return size < -6_300


def _whole_power(base: Decimal, exponent: int) -> Decimal:
    """A positive base to a whole exponent: exactly where that is short, else by squaring.

    The exact way covers all results that lie on or half-way between 34-digit numbers, because they
    have at most 35 digits; bounds around them would never round alike.
    """
    mantissa, scale = _mantissa(base)
    times = abs(exponent)
    if mantissa == 1:
        return CONTEXT.plus(Decimal((0, (1,), scale * exponent)))
    if mantissa.bit_length() * times <= 640:
        exact = mantissa**times
        found = _REFINED.divide(1, exact) if exponent < 0 else Decimal(exact)
        return CONTEXT.plus(EXACT.scaleb(found, scale * exponent))

    def approximate(context: decimal.Context) -> Decimal:
        inner = guarded(context.prec + len(str(times)) + 1)
        squared = _squared_power(inner, base, times)
        return squared if exponent > 0 else inner.divide(1, squared)

    return correctly_rounded(approximate)


_REFINED = decimal.Context(prec=700, rounding=decimal.ROUND_05UP, Emin=-20_000, Emax=20_000, traps=_TRAPS)
"""Rounds so that a further rounding to fewer digits is as if from the exact value."""


def _squared_power(context: decimal.Context, base: Decimal, times: int) -> Decimal:
    """The power by repeated squaring; its relative error is that of `times` roundings."""
    result = base
    for bit in bin(times)[3:]:
        result = context.multiply(result, result)
        if bit == "1":
            result = context.multiply(result, base)
    return result


def _mantissa(n: Decimal) -> tuple[int, int]:
    """The digits of a normalized number as an int, and its power of ten."""
    return int("".join(map(str, n.as_tuple().digits))), _exponent(n)


def _broken_power(base: Decimal, exponent: Decimal) -> Decimal:
    """A positive base to an exponent with a fraction, which may be rational: 4 ** 0.5."""
    numerator, denominator = exponent.as_integer_ratio()
    root = _exact_root(base, denominator)
    if root is not None:
        return _whole_power(root, numerator)
    return _power_by_logarithm(base, exponent)


def _exact_root(base: Decimal, degree: int) -> Decimal | None:
    """The root of the base if it is a decimal number.

    The mantissa is not divisible by ten, so that the root's mantissa and exponent are each exact.
    """
    mantissa, scale = _mantissa(base)
    if scale % degree or (mantissa != 1 and mantissa.bit_length() <= degree):
        return None
    wider = guarded(DIGITS + 12)
    root = int(wider.to_integral_value(wider.power(mantissa, wider.divide(1, degree))))
    return Decimal(root).scaleb(scale // degree) if root**degree == mantissa else None


def _power_by_logarithm(base: Decimal, exponent: Decimal) -> Decimal:
    """exp(exponent * ln(base)) for an irrational or long result.

    With both functions right to one unit, the product is off by at most 2 units of itself, which is
    below 20,000 in size; its exponential by at most 50,000 units, so six digits are given away.
    """

    def approximate(context: decimal.Context) -> Decimal:
        inner = guarded(context.prec + 6)
        return inner.exp(inner.multiply(exponent, inner.ln(base)))

    return correctly_rounded(approximate)


def ratio(numerator: int, denominator: int) -> Decimal:
    """The quotient of two ints of any size, the second positive, correctly rounded once.

    Raises decimal.Overflow beyond the range of numbers.
    """
    quotient, rest, shift = _shifted_quotient(abs(numerator), denominator, 1)
    rounded = _with_sticky_digit(quotient, rest != 0, shift)
    return rounded.copy_negate() if numerator < 0 else rounded


def root_of_ratio(numerator: int, denominator: int) -> Decimal:
    """The square root of a quotient of ints that are not negative, correctly rounded once."""
    quotient, rest, shift = _shifted_quotient(numerator, denominator, 2)
    root = isqrt(quotient)
    return _with_sticky_digit(root, rest != 0 or root * root != quotient, shift // 2)


def _shifted_quotient(numerator: int, denominator: int, degree: int) -> tuple[int, int, int]:
    """The whole quotient and rest of numerator * 10 ** shift by denominator, and the shift.

    The shift, a multiple of `degree`, gives the quotient's root enough digits to be rounded.
    """
    size = (numerator.bit_length() - denominator.bit_length()) * 30_103 // 100_000
    shift = (degree * (DIGITS + 3) - size) // degree * degree
    if shift >= 0:
        return (*divmod(numerator * 10**shift, denominator), shift)
    return (*divmod(numerator, denominator * 10**-shift), shift)


def _with_sticky_digit(digits: int, inexact: bool, shift: int) -> Decimal:
    """Digits / 10 ** shift rounded to 34 digits; one more digit stands for all that were cut off."""
    if not inexact:
        return CONTEXT.plus(EXACT.scaleb(digits, -shift).normalize(EXACT))
    return CONTEXT.plus(EXACT.scaleb(digits * 10 + 1, -shift - 1))
