"""The need of working capital loans (流动资金贷款需求量), by the formula of the Chinese supervisor.

流动资金贷款管理暂行办法 (银监会令2010年第1号), annex; 流动资金贷款管理办法 (金融监管总局令2024年第2号) keeps
it as an estimate. Days are of a year of 360. Receivables and advances received turn over sales; inventory,
payables and prepayments turn over cost. Balances are averages of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.working import exactly, rounded
from credit_engine.numbers import Number

_YEAR = 360
"""Days of a year, as the annex named above counts turns and cycles."""


@dataclass(frozen=True, slots=True)
class Business:
    """Last year's figures of a borrower, in one currency; `margin` and `growth` are fractions of sales."""

    sales: Number
    cost: Number
    margin: Number
    growth: Number
    inventory: Number
    receivables: Number
    payables: Number
    prepayments: Number = 0
    advances_received: Number = 0


@dataclass(frozen=True, slots=True)
class WorkingCapital:
    """The days of each item, the cycle, how often it turns over in a year, and the need.

    `turns` is None where the cycle is not above 0: suppliers and customers then fund the business, and
    the need is 0.
    """

    inventory_days: Number
    receivable_days: Number
    payable_days: Number
    prepayment_days: Number
    advance_days: Number
    cycle_days: Number
    turns: Number | None
    need: Number


@exactly
def days_of(balance: Number, yearly_flow: Number) -> Number:
    """How many days of a yearly flow a balance stands for: 360 * balance / flow."""
    return rounded(_days("balance", balance, arguments.positive("yearly_flow", yearly_flow)))


def _days(name: str, balance: Number, flow: Decimal) -> Decimal:
    return _YEAR * arguments.not_negative(name, balance) / flow


@exactly
def working_capital(business: Business) -> WorkingCapital:
    """Sales * (1 - margin) * (1 + growth) / turns, with turns = 360 / cycle days.

    The cycle is inventory + receivables - payables + prepayments - advances received, in days.
    CreditError where sales or cost are not above 0.
    """
    sales = arguments.positive("sales", business.sales)
    cost = arguments.positive("cost", business.cost)
    inventory = _days("inventory", business.inventory, cost)
    receivables = _days("receivables", business.receivables, sales)
    payables = _days("payables", business.payables, cost)
    prepayments = _days("prepayments", business.prepayments, cost)
    advances = _days("advances_received", business.advances_received, sales)
    cycle = inventory + receivables - payables + prepayments - advances
    need = _need(sales, business.margin, business.growth, cycle)
    return WorkingCapital(
        inventory_days=rounded(inventory),
        receivable_days=rounded(receivables),
        payable_days=rounded(payables),
        prepayment_days=rounded(prepayments),
        advance_days=rounded(advances),
        cycle_days=rounded(cycle),
        turns=rounded(_YEAR / cycle) if cycle > 0 else None,
        need=rounded(need),
    )


@exactly
def need_of_cycle(sales: Number, margin: Number, growth: Number, cycle_days: Number) -> Number:
    """The need where the days of the cycle are known: sales * (1 - margin) * (1 + growth) * days / 360."""
    cycle = arguments.within("cycle_days", cycle_days, -100_000, 100_000)
    return rounded(_need(arguments.not_negative("sales", sales), margin, growth, cycle))


def _need(sales: Decimal, margin: Number, growth: Number, cycle: Decimal) -> Decimal:
    spent = sales * (1 - arguments.within("margin", margin, -10, 1))
    return max(Decimal(0), spent * (1 + arguments.within("growth", growth, -1, 100)) * cycle / _YEAR)


@exactly
def funding_gap(need: Number, own_funds: Number, existing_loans: Number, other_funding: Number = 0) -> Number:
    """The need less own funds, existing working-capital loans and other funding.

    Below 0 where the borrower is funded already: a new loan is then 0, see `new_loan`.
    """
    return rounded(
        arguments.not_negative("need", need)
        - arguments.not_negative("own_funds", own_funds)
        - arguments.not_negative("existing_loans", existing_loans)
        - arguments.not_negative("other_funding", other_funding)
    )


def new_loan(need: Number, own_funds: Number, existing_loans: Number, other_funding: Number = 0) -> Number:
    """The new working-capital loan that is needed: the funding gap, at least 0."""
    return max(0, funding_gap(need, own_funds, existing_loans, other_funding), key=Decimal)
