"""Standardised risk weights of loans secured by real estate (Basel Framework, CRE20.69-20.91)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.working import exactly, rounded
from credit_engine.numbers import Number

RESIDENTIAL_WEIGHT = Decimal("0.20")
COMMERCIAL_WEIGHT = Decimal("0.60")
SECURED_SHARE = Decimal("0.55")
"""Weights of the secured part, and the share of the value up to which a loan is secured."""


@dataclass(frozen=True, slots=True)
class Liens:
    """What other creditors are owed that is served before us, and in equal rank with us."""

    senior: Number = 0
    equal: Number = 0


@dataclass(frozen=True, slots=True)
class Split:
    """A loan in two parts, its risk-weighted amount, and the average risk weight."""

    secured: Number
    remainder: Number
    risk_weighted: Number
    risk_weight: Number


NO_LIENS = Liens()


@exactly
def split_mortgage(
    loan: Number,
    value: Number,
    counterparty_weight: Number,
    *,
    liens: Liens = NO_LIENS,
    secured_weight: Number = RESIDENTIAL_WEIGHT,
    secured_share: Number = SECURED_SHARE,
) -> Split:
    """Loan splitting: a lower weight up to 55 % of the property's value, the counterparty's weight above it.

     The limit, 55 % of value, is first reduced by senior liens of others; of what is left, creditors in
     equal rank have their part: limit * loan / (loan + equal liens). The secured part has
     the lower of `secured_weight` (0.20 residential, 0.60 commercial) and the counterparty's weight
    . Weights are fractions of the exposure.
    """
    lent, worth = arguments.positive("loan", loan), arguments.positive("value", value)
    weight = arguments.within("counterparty_weight", counterparty_weight, 0, Decimal("12.5"))
    most = worth * arguments.fraction("secured_share", secured_share)
    free = max(Decimal(0), most - arguments.not_negative("senior liens", liens.senior))
    ours = free * lent / (lent + arguments.not_negative("equal liens", liens.equal))
    secured = min(lent, ours)
    least = min(arguments.within("secured_weight", secured_weight, 0, Decimal("12.5")), weight)
    weighted = secured * least + (lent - secured) * weight
    return Split(rounded(secured), rounded(lent - secured), rounded(weighted), rounded(weighted / lent))
