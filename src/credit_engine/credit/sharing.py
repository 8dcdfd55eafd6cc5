"""Collateral that several facilities share: given out once, in declared order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from credit_engine.credit.arguments import CreditError, not_negative
from credit_engine.credit.working import exactly, rounded
from credit_engine.limits import MAX_SHARES
from credit_engine.numbers import Number


@exactly
def shares(
    values: Sequence[Number], exposures: Sequence[Number], secures: Sequence[Sequence[bool]]
) -> list[list[Number]]:
    """What each exposure (a row) gets of each item of collateral (a column); each amount is given once.

    The first exposure takes of the first item that secures it what it needs, of the second what is
    then missing, and so on; the next one takes of what is left. `values` are net of haircuts and prior
    liens (`collateral.net_value`), `secures` says for each exposure which items secure it. The order is
    the contract's: 商业银行押品管理指引 (银监发〔2017〕16号) asks that collateral is not counted twice,
    CRE22 of the Basel Framework that a pool is divided before it is recognised.
    """
    if len(values) * len(exposures) > MAX_SHARES:
        raise CreditError(f"more than {MAX_SHARES:,} pairs of an exposure and an item", "limit_exceeded")
    remaining = [not_negative("values", value) for value in values]
    found = []
    for exposure, secured in zip(exposures, secures, strict=True):
        needed = not_negative("exposures", exposure)
        row: list[Number] = []
        for i, is_secured in enumerate(secured):
            taken = min(remaining[i], needed) if is_secured else Decimal(0)
            remaining[i] -= taken
            needed -= taken
            row.append(rounded(taken))
        found.append(row)
    return found
