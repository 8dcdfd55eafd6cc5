"""How much debt an income or a cash flow carries."""

from __future__ import annotations

from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.working import exactly, rounded
from credit_engine.limits import MAX_FLOWS
from credit_engine.numbers import Number


@exactly
def affordable_payment(income: Number, debt_ratio: Number, other_debt_service: Number = 0) -> Number:
    """The payment that keeps all debt service within `debt_ratio` of income; at least 0.

    income * ratio - other debt service, all of one period (a month).
    """
    return rounded(max(Decimal(0), _headroom(income, debt_ratio, other_debt_service)))


def _headroom(income: Number, ratio: Number, other: Number) -> Decimal:
    earned = arguments.not_negative("income", income)
    share = arguments.within("debt_ratio", ratio, 0, 10)
    return earned * share - arguments.not_negative("other_debt_service", other)


@exactly
def affordable_housing_payment(
    income: Number,
    housing_ratio: Number,
    total_ratio: Number,
    property_fee: Number = 0,
    other_debt_service: Number = 0,
) -> Number:
    """The mortgage payment within both ratios; at least 0.

    Housing (payment and property fee) within `housing_ratio` of income, housing and other debt within
    `total_ratio`: 商业银行房地产贷款风险管理指引 (银监发〔2004〕57号), art. 36, sets
    50 % and 55 %.
    """
    fee = arguments.not_negative("property_fee", property_fee)
    housing = _headroom(income, housing_ratio, 0) - fee
    return rounded(max(Decimal(0), min(housing, _headroom(income, total_ratio, other_debt_service) - fee)))


@exactly
def present_value_of_payments(payment: Number, rate: Number, periods: Number) -> Number:
    """The loan that level payments repay at `rate` per period: payment * (1 - (1 + rate) ** -n) / rate."""
    paid = arguments.not_negative("payment", payment)
    count = arguments.integer("periods", periods, 1, MAX_FLOWS)
    return rounded(paid * _annuity(arguments.rate("rate", rate), count))


def _annuity(rate: Decimal, count: int) -> Decimal:
    """Sum of the discount factors; tiny rates lose no digits, because 1 - v ** n is never formed."""
    if rate > Decimal("1E-6"):
        return (1 - 1 / (1 + rate) ** count) / rate
    factor, total = Decimal(1), Decimal(0)
    for _ in range(count):
        factor /= 1 + rate
        total += factor
    return total


@exactly
def debt_service_cover(cash_flow: Number, debt_service: Number) -> Number:
    """DSCR: cash flow available for debt service by interest and principal due, of one period."""
    return rounded(
        arguments.number("cash_flow", cash_flow) / arguments.positive("debt_service", debt_service)
    )


@exactly
def loan_from_cash_flow(cash_flow: Number, cover: Number, annual_rate: Number, years: Number) -> Number:
    """The loan whose level yearly service leaves the cash flow `cover` times as large as it.

    (cash flow / cover) * (1 - (1 + rate) ** -years) / rate.
    """
    service = arguments.not_negative("cash_flow", cash_flow) / arguments.positive("cover", cover)
    count = arguments.integer("years", years, 1, 100)
    return rounded(service * _annuity(arguments.rate("annual_rate", annual_rate), count))


@exactly
def interest_cover(profit_before_interest_and_tax: Number, interest: Number) -> Number:
    """EBIT by interest expense."""
    return rounded(
        arguments.number("profit_before_interest_and_tax", profit_before_interest_and_tax)
        / arguments.positive("interest", interest)
    )
