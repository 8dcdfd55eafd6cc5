"""LGD of the foundation approach for senior claims with collateral (Basel Framework, CRE32.9-32.14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.working import exactly, rounded
from credit_engine.numbers import Number


@dataclass(frozen=True, slots=True)
class Secured:
    """An item of collateral: its value, the LGD of the part it secures, its haircut.

    The supervisor's figures by class of collateral are dated reference data: `foundation_lgd_secured` and
    `foundation_haircut` of `basel`; the haircut of financial collateral is that of CRE22, and that of another
    currency (8 %) is added to it.
    """

    value: Number
    lgd: Number
    haircut: Number


@exactly
def foundation_lgd(
    exposure: Number, unsecured_lgd: Number, collateral: Sequence[Secured], exposure_haircut: Number = 0
) -> Number:
    """LGD* = LGD of the unsecured * E_U / (E * (1 + H_E)) + sum(LGD of the secured * E_S / (E * (1 + H_E))).

    E_S is an item's value * (1 - haircut), items in the order given, all together at most E * (1 + H_E),
    E_U what is left of that (CRE32.10-32.14). A fraction; `unsecured_lgd` 0.40 for companies, 0.45 for
    financial institutions (CRE32.6), `exposure_haircut` H_E for securities that are lent.
    """
    grown = arguments.positive("exposure", exposure) * (
        1 + arguments.not_negative("exposure_haircut", exposure_haircut)
    )
    unsecured, loss = grown, Decimal(0)
    for item in collateral:
        kept = 1 - arguments.fraction("haircut", item.haircut)
        secured = min(arguments.not_negative("value", item.value) * kept, unsecured)
        loss += secured * arguments.fraction("lgd", item.lgd)
        unsecured -= secured
    return rounded((loss + unsecured * arguments.fraction("unsecured_lgd", unsecured_lgd)) / grown)
