"""Coverage by provisions by hand: the highest requirement of three factors, the larger amount of two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import ROUND_UP, Decimal
from typing import Any

from reference.fields import Fields
from reference.three_valued import Truth, holds, worst

OUTCOMES = ("met", "watched", "short")
REQUIREMENTS = {1: ("1.2", "0.015"), 2: ("1.3", "0.018"), 3: ("1.4", "0.021"), 4: ("1.5", "0.025")}


def band_of(share: Decimal | None, edges: Sequence[str]) -> int | None:
    """1 at or above the first edge, one more for each edge that is not reached."""
    return None if share is None else 1 + sum(share < Decimal(edge) for edge in edges)


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Outcome, fired rules and ratios; None for what is not known."""
    read = Fields(record)

    def number(path: str) -> Decimal | None:
        return None if read(path) is None else Decimal(str(read(path)))

    loans, bad, provisions = (
        Decimal(str(read(f"book.{name}"))) for name in ("loans", "bad_loans", "provisions")
    )
    late = number("book.overdue_90")
    strict = None if late is None else Decimal(1) if late == 0 else bad / late
    bands = (
        band_of(strict, ("1", "0.85", "0.7")),
        band_of(number("bank.disposal_ratio"), ("0.9", "0.75", "0.6")),
        band_of(number("bank.capital_ratio"), ("0.135", "0.125", "0.115")),
    )
    band = holds(lambda *known: max(known), *bands)
    coverage, share = (None, None) if band is None else map(Decimal, REQUIREMENTS[band])
    needed = None if coverage is None or share is None else max(bad * coverage, loans * share)
    rules: list[tuple[str, Truth, str]] = [
        ("PRC-01", holds(lambda c: provisions < bad * c, coverage), "short"),
        ("PRC-02", holds(lambda s: provisions < loans * s, share), "short"),
        (
            "PRC-03",
            holds(lambda c: provisions < bad * (c + Decimal("0.1")), coverage),
            "watched",
        ),
    ]
    enough = holds(
        lambda c, s: provisions >= bad * (c + Decimal("0.1")) and provisions >= loans * s, coverage, share
    )
    rules.append(("PRC-04", enough, "met"))
    asked = [(truth, then) for _, truth, then in rules]
    asked += [(None, "watched")] if band is None else []
    millionth, cent = Decimal("0.000001"), Decimal("0.01")
    gap = None if needed is None else max(Decimal(0), needed - provisions)
    return {
        "outcome": worst(OUTCOMES, "watched", "met", asked),
        "fired": sorted(name for name, truth, _ in rules if truth),
        "outputs": {
            "band": band,
            "by_classification": bands[0],
            "by_disposal": bands[1],
            "by_capital": bands[2],
            "required_coverage": coverage,
            "required_share": share,
            "bad_loan_ratio": (bad / loans).quantize(millionth),
            "coverage": (provisions / bad).quantize(millionth) if bad else None,
            "provision_share": (provisions / loans).quantize(millionth),
            "needed": None if needed is None else needed.quantize(cent, ROUND_UP),
            "shortfall": None if gap is None else gap.quantize(cent, ROUND_UP),
        },
    }
