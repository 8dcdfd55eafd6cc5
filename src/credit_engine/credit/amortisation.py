"""Level instalments: the annuity formula and its inverse, exact up to one rounding to 34 digits."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from credit_engine import numbers
from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.working import exactly, rounded, up_to_multiple
from credit_engine.numbers import Number

MAX_MONTHS = 1_200
"""A hundred years; no loan is longer, and the exact sums grow with the number of instalments."""
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


@exactly
def instalment_rounded_up(
    principal: Number, annual_rate: Number, months: Number, unit: Number = Decimal("0.01")
) -> Number:
    """The level monthly instalment rounded up to a multiple of `unit` (a cent), so that the last is smaller.

    Arguments and errors as `instalment`; the rows of such a loan are those of `schedules.schedule` with
    `round_up_to`.
    """
    exact = Decimal(instalment(principal, annual_rate, months))
    return rounded(up_to_multiple(exact, arguments.positive("unit", unit)))


def number_of_instalments(principal: Number, annual_rate: Number, payment: Number) -> int:
    """The least number of monthly payments of at most `payment` that repay `principal`; the last is smaller.

    The least n at which the exact instalment over n months is not above `payment`; 0 for no principal.
    CreditError where the payment never repays the loan, or in no 1200 months.
    """
    owed = Fraction(arguments.not_negative("principal", principal))
    paid = Fraction(arguments.not_negative("payment", payment))
    if not owed:
        return 0
    if paid <= owed * Fraction(arguments.rate("annual_rate", annual_rate)) / 12:
        raise CreditError("payment: not above the interest, so that the loan is never repaid", "no_solution")
    months = range(1, MAX_MONTHS + 1)
    found = bisect_left(months, True, key=lambda n: _repays(owed, paid, annual_rate, n))
    if found == len(months):
        raise CreditError(f"payment: more than {MAX_MONTHS} instalments would be needed", "limit_exceeded")
    return months[found]


def _repays(owed: Fraction, paid: Fraction, annual_rate: Number, months: int) -> bool:
    above, below = _payment_factor(annual_rate, months)
    return owed * int(above) <= paid * int(below)


@exactly
def payment_periods(principal: Number, rate: Number, payment: Number) -> Number:
    """How many periods a level payment takes to repay `principal` at `rate` per period; not a whole number.

    -ln(1 - principal * rate / payment) / ln(1 + rate), for the rate 0 principal / payment: NPER of
    spreadsheets. CreditError where the payment is not above the interest.
    """
    owed, interest = arguments.not_negative("principal", principal), arguments.rate("rate", rate)
    paid = arguments.positive("payment", payment)
    if not interest:
        return rounded(owed / paid)
    if paid <= owed * interest:
        raise CreditError("payment: not above the interest, so that the loan is never repaid", "no_solution")
    digits = numbers.guarded(_LOGARITHM_DIGITS)
    left = digits.subtract(1, digits.divide(digits.multiply(owed, interest), paid))
    return rounded(digits.divide(-digits.ln(left), digits.ln(digits.add(1, interest))))


_LOGARITHM_DIGITS = 120
"""ln(1 + x) of a rate as small as 1E-60 still has the 60 digits of the working precision."""


def _checked(name: str, amount: Number, annual_rate: Number, months: Number) -> tuple[Decimal, Decimal]:
    # This is asked several times in each decision: what words a refusal is called for one only.
    if (type(amount) is not int and (type(amount) is not Decimal or not amount.is_finite())) or amount < 0:
        arguments.not_negative(name, amount)
    return _checked_factor(annual_rate, months)


@lru_cache(maxsize=4096, typed=True)
def _checked_factor(annual_rate: Number, months: Number) -> tuple[Decimal, Decimal]:
    """The factor of arguments that are what they have to be; a float, though equal, is another type."""
    arguments.rate("annual_rate", annual_rate)
    return _payment_factor(annual_rate, arguments.integer("months", months, 1, MAX_MONTHS))


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
