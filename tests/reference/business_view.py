"""The information grade of a business, written by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from reference.journey import GRADES, Rules, stale
from reference.pricing_and_limits import known, of
from reference.three_valued import Truth, both, either, holds, opposite, worst

FOUR_PLACES = Decimal("0.0001")


def view_of_business(record: Mapping[str, Any], on: dt.date) -> tuple[str, Rules]:
    """The information grade of a company or self-employed business, and the rules behind it."""
    company = record["customer"]["legal_form"] == "company"
    rules = [*sources(record, on, company=company), *completeness(record, company=company)]
    rules += [*cross_checks(record, company=company), *parties(record.get("related_parties"))]
    return worst(GRADES, "C", "A", rules), rules


def sources(record: Mapping[str, Any], on: dt.date, *, company: bool) -> list[tuple[Truth, str]]:
    everybody = [
        ("court", 30, "C"),
        ("bureau", 30, "C"),
        ("registration", 90, "B"),
        ("tax", 90, "B"),
        ("flows", 60, "B"),
    ]
    companies = [("owners", 365, "C"), ("statements", 365, "C")]
    asked = everybody + (companies if company else [("identity", 365, "C")])
    return [(stale(record, f"source.{name}_date", days, on), grade) for name, days, grade in asked]


def completeness(record: Mapping[str, Any], *, company: bool) -> list[tuple[Truth, str]]:
    tax, flows = known(record, "source.tax_months"), known(record, "source.flows_months")
    years = known(record, "source.statement_years")
    short: list[Truth] = [holds(lambda m: m < 12, tax), holds(lambda m: m < 12, flows)]
    short += [holds(lambda y: y < 3, years)] if company else []
    several = True if short.count(True) >= 3 else None if len(short) - short.count(False) >= 3 else False
    return [*((one, "B") for one in short), (holds(lambda m: m < 6, flows), "C"), (several, "C")]


def cross_checks(record: Mapping[str, Any], *, company: bool) -> list[tuple[Truth, str]]:
    declared, reported = known(record, "debt.declared"), known(record, "debt.by_bureau")
    reported = Decimal(0) if reported == "no_record" else reported
    more = holds(lambda r, d: r > d * Decimal("1.05"), reported, declared)
    if not company:
        return [(more, "D")]
    tax, flows, stated = (known(record, f"sales.by_{name}") for name in ("tax", "flows", "statements"))
    some = holds(lambda s: s > 0, stated)
    gap = of(lambda t, s: rounded(abs(t - s) / s), tax, stated) if some else None
    share = of(lambda f, s: rounded(f / s), flows, stated) if some else None
    owed = known(record, "debt.by_statements")
    return [
        (both(some, holds(lambda g: g > Decimal("0.15"), gap)), "C"),
        (both(some, holds(lambda g: g > Decimal("0.3"), gap)), "D"),
        (both(some, holds(lambda s: s < Decimal("0.7"), share)), "C"),
        (both(some, holds(lambda s: s < Decimal("0.4"), share)), "D"),
        (opposite(some), "C"),
        (more, "D"),
        (holds(lambda o, r: abs(o - r) > r / 10, owed, reported), "C"),
    ]


def rounded(share: Decimal) -> Decimal:
    return share.quantize(FOUR_PLACES, ROUND_HALF_EVEN)


def parties(related: Any) -> list[tuple[Truth, str]]:
    if not isinstance(related, list):
        return [(None, "D"), (None, "B")]
    control, influence = [], []
    for party in related:
        votes, undeclared = Decimal(str(party["votes"])), not party["declared"]
        controls = either(votes > Decimal("0.5"), party["board_majority"], party["agreement"])
        control.append(both(controls, undeclared))
        influence.append(both(Decimal("0.2") <= votes <= Decimal("0.5"), undeclared))
    return [(either(*control), "D"), (either(*influence), "B")]
