"""The limit of a fixed-asset loan, written by hand to hold the shipped policy against.

None stands for what is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from reference.pricing_and_limits import CENT, OUTCOMES, ZERO, known, of
from reference.three_valued import Truth, both, holds, opposite, worst

LEAST_SHARE = {"general": "0.20", "property": "0.25", "steel_aluminium": "0.40", "cement": "0.35"}


def least_capital(record: Mapping[str, Any]) -> Decimal | None:
    kind, total = known(record, "project.kind"), known(record, "project.total_investment")
    return of(lambda k, t: Decimal(LEAST_SHARE[k]) * t, kind, total)


def capital(record: Mapping[str, Any]) -> Decimal | None:
    return of(max, known(record, "project.capital"), least_capital(record))


def capacity(record: Mapping[str, Any]) -> Decimal | None:
    """What level yearly payments repay in the full years after construction, covered 1.25 times."""
    building, months = known(record, "project.construction_months"), known(record, "loan.term_months")
    years = of(lambda m, b: (m - b) // 12 if m >= b else Decimal(-1), months, building)
    if years is not None and years <= 0:
        return ZERO

    def carried(cash: Decimal, service: Decimal, rate: Decimal, n: Decimal) -> Decimal:
        payment = max(ZERO, cash - Decimal("1.25") * service) / Decimal("1.25")
        return (payment * (1 - (1 + rate) ** -n) / rate).quantize(CENT, ROUND_HALF_UP)

    names = ("project.cash_flow", "project.debt_service", "loan.rate")
    return of(carried, *(known(record, name) for name in names), years)


def limit(record: Mapping[str, Any]) -> Decimal | None:
    total, others = known(record, "project.total_investment"), known(record, "project.other_loans")
    gap = of(lambda t, c, o: t - c - o, total, capital(record), others)
    asked = known(record, "loan.amount")
    floored = of(lambda g, c: max(ZERO, min(asked, g, c)) // 10_000 * 10_000, gap, capacity(record))
    return of(lambda f: f if f >= 1_000_000 else ZERO, floored)


def drawable(record: Mapping[str, Any]) -> Decimal | None:
    paid = of(
        lambda p, c: min(Decimal(1), p / c), known(record, "project.capital_paid"), capital(record) or None
    )
    stage = of(lambda s: min(Decimal(1), s + Decimal("0.1")), known(record, "project.completed_share"))
    return of(
        lambda x, p, s, d: max(ZERO, x * min(p, s) - d).quantize(CENT, ROUND_DOWN),
        limit(record),
        paid,
        stage,
        known(record, "loan.drawn"),
    )


def rules(record: Mapping[str, Any]) -> list[tuple[str, Truth, str]]:
    granted, asked = limit(record), known(record, "loan.amount")
    short = holds(lambda c, least: c < least, known(record, "project.capital"), least_capital(record))
    return [
        ("approvals_missing", opposite(known(record, "project.approvals")), "decline"),
        ("capital_too_small", short, "decline"),
        ("capital_borrowed", known(record, "project.capital_borrowed"), "decline"),
        ("beyond_product", known(record, "loan.term_months") > 240, "refer"),
        ("no_room", holds(lambda g: g == 0, granted), "decline"),
        ("limit_below_request", both(holds(lambda g: 0 < g < asked, granted)), "counter_offer"),
    ]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, reasons that fired and figures."""
    found, draws = rules(record), drawable(record)
    outcome = worst(OUTCOMES, "refer", "approve", [(truth, then) for _, truth, then in found])
    told = [least_capital(record), capacity(record)] + ([draws] if outcome in OUTCOMES[:2] else [])
    outcome = max(outcome, "refer", key=OUTCOMES.index) if None in told else outcome
    return {
        "outcome": outcome,
        "fired": sorted({code for code, truth, _ in found if truth}),
        "asked": [*((truth, then) for _, truth, then in found), (None if None in told else False, "approve")],
        "limit": limit(record) if outcome in OUTCOMES[:2] else None,
        "drawable": draws if outcome in OUTCOMES[:2] else None,
        "least_capital": least_capital(record),
        "capacity": capacity(record),
    }
