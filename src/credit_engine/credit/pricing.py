"""Risk-adjusted prices: what a loan must bear, what it returns on capital, and quotes against a base rate.

All rates are fractions per annum of the exposure. RAROC is after tax, with a credit for the return that
the capital itself earns (C. Matten, Managing Bank Capital, 2000; E. Zaik et al., RAROC at Bank of America,
1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, Overflow

from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError, DomainError
from credit_engine.credit.working import WORK, exactly, rounded
from credit_engine.numbers import Number

_BASIS_POINTS = 10_000
"""Basis points of a whole: 1 basis point is 0.01 %."""


@dataclass(frozen=True, slots=True)
class Economics:
    """What a loan costs a year: fractions of the exposure, except `tax`, a fraction of the profit.

    `relationship` is the income from other business that the loan is credited with, `economic_capital` the
    capital it ties up, `capital_credit` the rate which that capital earns, `interest_tax` the value-added
    tax contained in interest (增值税), 0.06 where the quoted rate includes it.
    """

    funding: Number
    operating_cost: Number
    expected_loss: Number
    economic_capital: Number
    tax: Number = 0
    capital_credit: Number = 0
    relationship: Number = 0
    interest_tax: Number = 0


@dataclass(frozen=True, slots=True)
class _Exact:
    costs: Decimal
    capital: Decimal
    credit: Decimal
    kept: Decimal
    with_tax: Decimal


def _exact(loan: Economics) -> _Exact:
    costs = (
        arguments.number("funding", loan.funding)
        + arguments.not_negative("operating_cost", loan.operating_cost)
        + arguments.fraction("expected_loss", loan.expected_loss)
        - arguments.number("relationship", loan.relationship)
    )
    tax = arguments.fraction("tax", loan.tax)
    if tax == 1:
        raise arguments.never("tax", "the whole profit")
    return _Exact(
        costs,
        arguments.not_negative("economic_capital", loan.economic_capital),
        arguments.number("capital_credit", loan.capital_credit),
        1 - tax,
        1 + arguments.not_negative("interest_tax", loan.interest_tax),
    )


@exactly
def raroc(annual_rate: Number, loan: Economics) -> Number:
    """The return on economic capital after tax.

    ((rate / (1 + interest tax) - funding - operating cost - expected loss + relationship)
    + capital credit * capital) * (1 - tax) / capital. CreditError where no capital is tied up.
    """
    parts = _exact(loan)
    if not parts.capital:
        raise DomainError("economic_capital: 0, so there is no return on it", "division_by_zero")
    margin = arguments.number("annual_rate", annual_rate) / parts.with_tax - parts.costs
    return rounded((margin + parts.credit * parts.capital) * parts.kept / parts.capital)


@exactly
def rate_for_raroc(hurdle: Number, loan: Economics) -> Number:
    """The rate at which the RAROC is `hurdle`: the inverse of `raroc`.

    (costs + capital * (hurdle / (1 - tax) - capital credit)) * (1 + interest tax).
    """
    parts = _exact(loan)
    wanted = arguments.number("hurdle", hurdle) / parts.kept - parts.credit
    return rounded((parts.costs + parts.capital * wanted) * parts.with_tax)


@exactly
def economic_profit(ead: Number, annual_rate: Number, hurdle: Number, loan: Economics) -> Number:
    """(RAROC - hurdle) * economic capital, in the currency of `ead`, a year."""
    parts = _exact(loan)
    margin = arguments.number("annual_rate", annual_rate) / parts.with_tax - parts.costs
    profit = (margin + parts.credit * parts.capital) * parts.kept
    cost = arguments.number("hurdle", hurdle) * parts.capital
    return rounded((profit - cost) * arguments.not_negative("ead", ead))


def spread_in_basis_points(annual_rate: Number, base_rate: Number) -> Number:
    """How a rate is quoted over a base rate such as the LPR: 4.39 % over 3.00 % is 139 basis points."""
    rate, base = arguments.number("annual_rate", annual_rate), arguments.number("base_rate", base_rate)
    try:
        return rounded(WORK.multiply(WORK.subtract(rate, base), _BASIS_POINTS))
    except Overflow:
        raise CreditError("the result is beyond the range of numbers", "overflow") from None


@exactly
def rate_ceiling(base_rate: Number, multiple: Number) -> Number:
    """A ceiling that is a multiple of a base rate.

    Four times the one-year LPR bounds private lending in China (最高人民法院关于审理民间借贷案件适用法律
    若干问题的规定, 2020, art. 25); licensed lenders are exempt. Test the
    all-in rate with it, and say whether that is the nominal or the effective one.
    """
    return rounded(arguments.not_negative("base_rate", base_rate) * arguments.positive("multiple", multiple))


@exactly
def penalty_rate(annual_rate: Number, surcharge: Number) -> Number:
    """The rate on overdue or misused amounts: rate * (1 + surcharge).

    银发〔2003〕251号, art. 3: 0.3 to 0.5 overdue, 0.5 to 1 misused.
    """
    return rounded(
        arguments.not_negative("annual_rate", annual_rate)
        * (1 + arguments.not_negative("surcharge", surcharge))
    )
