"""What collateral is worth to a lender: haircuts, prior liens, loan to value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.working import exactly, rounded, total
from credit_engine.numbers import Number


@dataclass(frozen=True, slots=True)
class Collateral:
    """One item: its value, the haircut on it, what others are owed before us, its ceiling as a fraction."""

    value: Number
    haircut: Number = 0
    prior_liens: Number = 0
    ceiling: Number = 1


@exactly
def net_value(value: Number, haircut: Number = 0, prior_liens: Number = 0) -> Number:
    """Value * (1 - haircut) - prior liens, at least 0.

    Basel Framework, CRE22 (haircuts); 商业银行押品管理指引 (银监发〔2017〕16号).
    """
    return rounded(_net(Collateral(value, haircut, prior_liens)))


def _net(item: Collateral) -> Decimal:
    kept = 1 - arguments.fraction("haircut", item.haircut)
    remaining = arguments.not_negative("value", item.value) * kept
    return max(Decimal(0), remaining - arguments.not_negative("prior_liens", item.prior_liens))


@exactly
def loan_to_value(loan: Number, value: Number, prior_liens: Number = 0) -> Number:
    """(loan + prior liens) / value: all that is secured on the property, by its value.

    `value` is the lower of purchase price and appraisal (Basel Framework, CRE20.74-20.77).
    """
    secured = arguments.not_negative("loan", loan) + arguments.not_negative("prior_liens", prior_liens)
    return rounded(secured / arguments.positive("value", value))


@exactly
def lendable_value(items: Sequence[Collateral]) -> Number:
    """The most that may be lent: the sum of max(0, value * (1 - haircut) * ceiling - prior liens).

    Prior liens come out of what may be lent, in full, because they are served first.
    """
    arguments.bounded("items", items)
    return rounded(total([_lendable(item) for item in items]))


def _lendable(item: Collateral) -> Decimal:
    kept = 1 - arguments.fraction("haircut", item.haircut)
    most = arguments.not_negative("value", item.value) * kept * arguments.fraction("ceiling", item.ceiling)
    return max(Decimal(0), most - arguments.not_negative("prior_liens", item.prior_liens))


@exactly
def cover_ratio(items: Sequence[Collateral], exposure: Number) -> Number:
    """The net value of all items by the exposure."""
    arguments.bounded("items", items)
    return rounded(total([_net(item) for item in items]) / arguments.positive("exposure", exposure))
