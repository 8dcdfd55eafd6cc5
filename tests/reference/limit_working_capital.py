"""The limit of a working-capital loan, written by hand to hold the shipped policy against.

The need is that of the annex of the measure on working-capital loans: balances against sales or cost, on 360
days. None stands for what is not known; money is in decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from reference.pricing_and_limits import CENT, OUTCOMES, ZERO, known, of
from reference.three_valued import Truth, both, either, holds, opposite, worst

NOT_FOR = ("fixed_assets", "equity", "dividends", "financial_assets")
MULTIPLES = ("1", "1", "1", "0.6", "0.6", "0.6", "0.3", "0.3", "0", "0", "0", "0")
"""Of net assets, from grade R1 on."""


def exact_days(record: Mapping[str, Any]) -> Fraction | None:
    sales, cost = known(record, "statement.sales"), known(record, "statement.cost")
    if not sales or not cost:
        return None
    balances = [
        (known(record, f"average.{name}"), sign * 360 / Fraction(flow))
        for name, sign, flow in (
            ("inventory", 1, cost),
            ("receivables", 1, sales),
            ("payables", -1, cost),
            ("prepayments", 1, cost),
            ("advances_received", -1, sales),
        )
    ]
    return of(
        lambda *all_of: sum(Fraction(b) * f for b, (_, f) in zip(all_of, balances, strict=True)),
        *(balance for balance, _ in balances),
    )


def cycle_days(record: Mapping[str, Any]) -> Decimal | None:
    """Days for which the business has to finance itself."""
    return of(decimal_of, exact_days(record))


def decimal_of(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def new_need(record: Mapping[str, Any]) -> Decimal | None:
    sales, profit = known(record, "statement.sales"), known(record, "statement.sales_profit")
    if None not in (sales, profit) and profit > sales:
        return None
    growth = of(lambda g: min(g, Decimal("0.2")), known(record, "plan.growth"))
    need = of(
        lambda s, p, g, d: decimal_of(Fraction(s - p) * Fraction(1 + g) * max(Fraction(0), d) / 360),
        sales or None,
        profit,
        growth,
        exact_days(record),
    )
    return of(
        lambda n, own, loans, other: n - own - loans - other,
        need,
        known(record, "plan.own_funds"),
        all_banks(record),
        known(record, "plan.other_funding"),
    )


def elsewhere(record: Mapping[str, Any]) -> Decimal | None:
    found = known(record, "bureau.working_capital_elsewhere")
    return ZERO if found == "no_record" else found


def all_banks(record: Mapping[str, Any]) -> Decimal | None:
    return of(
        lambda here, others: here + others, known(record, "exposure.working_capital"), elsewhere(record)
    )


def capacity(record: Mapping[str, Any]) -> Decimal | None:
    """What level payments out of the cash flow repay, beside all debt service."""

    def carried(cash: Decimal, service: Decimal, rate: Decimal, months: Decimal) -> Decimal:
        payment, monthly = max(ZERO, cash / Decimal("1.25") - service) / 12, rate / 12
        return (payment * (1 - (1 + monthly) ** -months) / monthly).quantize(CENT, ROUND_DOWN)

    return of(
        carried,
        known(record, "statement.operating_cash_flow"),
        known(record, "statement.debt_service"),
        known(record, "loan.rate"),
        known(record, "loan.term_months"),
    )


def share_room(record: Mapping[str, Any], asked: Decimal) -> Decimal | None:
    others, here = elsewhere(record), known(record, "exposure.working_capital")
    if others is None or others < 1_000_000:
        return None if others is None else asked
    return of(lambda h: max(ZERO, Decimal("0.4") * others / Decimal("0.6") - h), here)


def net_assets(record: Mapping[str, Any]) -> Decimal | None:
    return of(
        lambda a, b: a - b,
        known(record, "statement.total_assets"),
        known(record, "statement.total_liabilities"),
    )


def limit(record: Mapping[str, Any]) -> Decimal | None:
    asked, grade = known(record, "loan.amount"), known(record, "customer.grade")
    multiple = of(lambda g: Decimal(MULTIPLES[int(g[1:]) - 1]), grade)
    bounds = (
        new_need(record),
        capacity(record),
        of(lambda s, loans: Decimal("0.6") * s - loans, known(record, "statement.sales"), all_banks(record)),
        share_room(record, asked),
        of(lambda m, n, t: m * n - t, multiple, net_assets(record), known(record, "exposure.total_credit")),
    )
    smallest = of(lambda *known_bounds: max(ZERO, min(asked, *known_bounds)), *bounds)
    floored = of(lambda s: s // 10_000 * 10_000, smallest)
    return of(lambda f: f if f >= 100_000 else ZERO, floored)


def too_profitable(record: Mapping[str, Any]) -> Truth:
    return holds(
        lambda p, s: p > s, known(record, "statement.sales_profit"), known(record, "statement.sales")
    )


def figures_are_sound(record: Mapping[str, Any]) -> Truth:
    """Whether need can be worked out of them; what refers anyway is as good as not sound."""
    sales, cost = known(record, "statement.sales"), known(record, "statement.cost")
    bad = [holds(lambda s: s == 0, sales), holds(lambda c: c == 0, cost), too_profitable(record)]
    return False if True in bad else None if None in bad else True


def rules(record: Mapping[str, Any], granted: Decimal | None) -> list[tuple[str, Truth, str]]:
    months, asked = known(record, "loan.term_months"), known(record, "loan.amount")
    cash, service = known(record, "statement.operating_cash_flow"), known(record, "statement.debt_service")
    sales, cost = known(record, "statement.sales"), known(record, "statement.cost")
    short_cycle = opposite(known(record, "plan.long_cash_cycle"))
    sound = figures_are_sound(record)
    return [
        ("profit_above_sales", too_profitable(record), "refer"),
        ("no_turnover", either(holds(lambda s: s == 0, sales), holds(lambda c: c == 0, cost)), "refer"),
        ("prohibited_purpose", holds(NOT_FOR.__contains__, known(record, "loan.purpose")), "decline"),
        ("term_too_long", either(months > 60, both(months > 36, short_cycle)), "decline"),
        ("thin_debt_service_cover", holds(lambda c, s: c < Decimal("1.2") * s, cash, service), "decline"),
        (
            "guarantees_above_net_assets",
            holds(lambda g, n: g > n, known(record, "statement.guarantees_given"), net_assets(record)),
            "decline",
        ),
        ("no_room", both(sound, holds(lambda g: g == 0, granted)), "decline"),
        ("limit_below_request", both(sound, holds(lambda g: 0 < g < asked, granted)), "counter_offer"),
    ]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, reasons that fired and figures."""
    granted, sound = limit(record), figures_are_sound(record)
    found = rules(record, granted)
    outcome = worst(OUTCOMES, "refer", "approve", [(truth, then) for _, truth, then in found])
    return {
        "outcome": outcome,
        "fired": sorted({code for code, truth, _ in found if truth}),
        "limit": granted if outcome in OUTCOMES[:2] else None,
        "new_need": of(lambda n: n.quantize(CENT, ROUND_HALF_UP), new_need(record)) if sound else None,
        "capacity": capacity(record),
        "cycle_days": of(lambda d: d.quantize(CENT, ROUND_HALF_EVEN), cycle_days(record)) if sound else None,
    }
