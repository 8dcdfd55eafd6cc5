"""The all-in annual cost of a loan (年化综合融资成本): interest and every charge, over the money actually
in use.

中国人民银行公告〔2021〕第3号: the annual rate covers all that the borrower is charged, over the principal
in use at each time; by the internal rate of return it is the rate per period times the periods of a year.
金规〔2026〕2号, in force on 2026-08-01: the items are disclosed before a personal loan is signed
(`explain.cost_disclosure` writes the table).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.arguments import refuse
from credit_engine.credit.returns import effective_rate, irr
from credit_engine.credit.working import exactly, rounded, to_cents, total
from credit_engine.numbers import Number

_RATE_DIGITS = 4
"""Rates are disclosed and compared with ceilings at 0.01 %."""


@dataclass(frozen=True, slots=True)
class CostItem:
    """A charge in normal performance, and with which payment it is paid: 0 is at drawdown."""

    name: str
    amount: Number
    period: Number = 0


@dataclass(frozen=True, slots=True)
class BorrowingCost:
    """What a loan costs: in money, and as rates per annum.

    `nominal_rate` is the rate of return per period times the periods of a year, `effective_rate` the same
    compounded; `disclosed_rate` is the nominal one rounded half up to 0.01 %, which ceilings are compared
    with.
    """

    amount: Number
    received: Number
    interest: Number
    charges: Number
    total_cost: Number
    nominal_rate: Number
    effective_rate: Number
    disclosed_rate: Number


@exactly
def all_in_cost(
    amount: Number,
    payments: Sequence[Number],
    items: Sequence[CostItem] = (),
    periods_per_year: Number = 12,
) -> BorrowingCost:
    """The cost of a loan of `amount` with equal periods between its payments of principal and interest.

    `payments[k]` is paid at the end of period k + 1, a charge with the payment of its period. Raises
    CreditError for a charge beyond the last payment, and as `irr` where the flows have no rate, or several.
    """
    lent = arguments.positive("amount", amount)
    regular = arguments.not_negative_numbers("payments", payments)
    per_year = arguments.integer("periods_per_year", periods_per_year, 1, 366)
    flows = [-lent, *regular]
    for item in items:
        period = arguments.whole_up_to("items", item.period, 0, len(regular))
        flows[period] += arguments.not_negative("items", item.amount)
    if flows[0] >= 0:
        raise refuse("items", "charges at drawdown leave nothing of the loan")
    rate = irr([rounded(flow) for flow in flows])
    charges = total([Decimal(item.amount) for item in items])
    interest = total(regular) - lent
    nominal = Decimal(rate) * per_year
    if not -1 < nominal <= 1_000:  # no argument of the caller's, whose own bounds are others
        raise refuse("nominal_rate", "not in (-1..1000]")
    return BorrowingCost(
        rounded(lent),
        rounded(-flows[0]),
        rounded(interest),
        rounded(charges),
        rounded(interest + charges),
        rounded(nominal),
        effective_rate(rounded(nominal), per_year),
        rounded(to_cents(nominal, _RATE_DIGITS)),
    )
