"""Level instalments: the annuity formula and its inverse, exact up to one rounding to 34 digits."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from credit_engine import numbers
from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError
from credit_engine.numbers import Number

MAX_MONTHS = 1_200
_DECIMAL_DIGITS = 5_000
"""Up to so many digits decimals divide a fraction exactly; above, whole numbers do."""


def instalment(principal: Number, annual_rate: Number, months: Number) -> Number:
    """The level monthly payment at each month's end that repays `principal` in `months`.

    `principal` in any currency, `annual_rate` a nominal fraction per annum (0.12 is 1 % a month),
    `months` a whole number from 1 to 1200. Not rounded to money. `CreditError` for a negative
    principal or rate, or other months. Annuity: P * i / (1 - (1 + i) ** -n), i = rate / 12.
    """
    numerator, denominator = _checked("principal", principal, annual_rate, months)
    return _product(principal, numerator, denominator)


def loan_from_payment(payment: Number, annual_rate: Number, months: Number) -> Number:
    """The principal that a level monthly payment repays in `months`: the inverse of `instalment`.

    Same units and errors: payment * (1 - (1 + i) ** -n) / i, i = annual_rate / 12.
    """
    numerator, denominator = _checked("payment", payment, annual_rate, months)
    return _product(payment, denominator, numerator)


def _checked(name: str, amount: Number, annual_rate: Number, months: Number) -> tuple[Decimal, Decimal]:
    arguments.not_negative(name, amount)
    arguments.rate("annual_rate", annual_rate)
    return _payment_factor(annual_rate, arguments.whole("months", months, 1, MAX_MONTHS))


@lru_cache(maxsize=4096)
def _payment_factor(annual_rate: Number, months: int) -> tuple[Decimal, Decimal]:
    """Payment by principal as an exact fraction of whole numbers.

    With i = p / q it is p * (q + p) ** n / (q * ((q + p) ** n - q ** n)).
    """
    if not annual_rate:
        return Decimal(1), Decimal(months)
    above, below = annual_rate.as_integer_ratio()
    p, q = above, below * 12
    grown, whole = (q + p) ** months, q**months
    return Decimal(p * grown), Decimal(q * (grown - whole))


def _product(amount: Number, above: Decimal, below: Decimal) -> Number:
    """The amount times an exact fraction, rounded once."""
    try:
        if above.adjusted() < _DECIMAL_DIGITS:
            return numbers.CONTEXT.divide(numbers.EXACT.multiply(amount, above), below)
        numerator, denominator = amount.as_integer_ratio()
        return numbers.ratio(int(above) * numerator, int(below) * denominator)
    except ArithmeticError:
        raise CreditError("the result is beyond the range of numbers", "overflow") from None
