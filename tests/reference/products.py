"""Which products of the catalogue fit, by hand, to hold the shipped matching against; its rows are data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.authority import GRADES, given
from reference.edges import ROOT
from reference.three_valued import Truth, either, holds, opposite

SHEETS = ROOT / "policies" / "origination" / "sheets"


def rows_of(name: str) -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader((SHEETS / f"{name}.csv").read_text("utf-8").splitlines()))


ROWS = rows_of("products")
SALE = {row["code"]: (row["from"], row["to"]) for row in rows_of("products_on_sale")}
COMPANIES = ("medium", "large", "group")
WHOLE_KINDS = {"companies": COMPANIES, "businesses": ("micro", *COMPANIES)}
SECURED = {"any_security": ("guarantee", "mortgage", "pledge")}
LPR = {"one_year": Decimal("0.03"), "five_years": Decimal("0.035")}


def among(value: Any, allowed: Any) -> Truth:
    return holds(lambda one: one in allowed, value)


def weaker(grade: Any, than: str) -> Truth:
    return holds(lambda one: GRADES.index(one) > GRADES.index(than), grade)


def against(row: Mapping[str, str], record: Mapping[str, Any], day: str) -> dict[str, Truth]:
    """What keeps a product from being offered, by the code of its reason."""
    security, (begins, ends) = given(record, "loan.security"), SALE[row["code"]]
    amount, term = given(record, "loan.amount"), given(record, "loan.term_months")
    kinds = WHOLE_KINDS.get(row["customers"]) or row["customers"].split("_or_")
    securities = SECURED.get(row["securities"]) or row["securities"].split("_or_")
    sold = begins <= day and (not ends or day < ends)
    secured = security in ("mortgage", "pledge")
    cover = holds(lambda one: Decimal(str(one)) < Decimal(row["cover"]), given(record, "collateral.cover"))
    region = opposite(among(given(record, "branch.region"), row["regions"].split()))
    industry = holds(
        lambda code: not code.startswith(tuple(row["industries"].split())),
        given(record, "company.industry_code"),
    )
    return {
        "not_on_sale": not sold,
        "persons_only": row["kind"] == "personal_business" and record["customer"]["legal_form"] == "company",
        "other_customers": opposite(among(given(record, "customer.segment"), kinds)),
        "other_purpose": opposite(among(given(record, "loan.purpose"), row["purposes"].split("_or_"))),
        "too_little": amount < Decimal(row["least_amount"]),
        "too_much": amount > Decimal(row["highest_amount"]),
        "too_short": term < int(row["shortest_term"]),
        "too_long": term > int(row["longest_term"]),
        "grade_too_weak": weaker(given(record, "customer.grade"), row["weakest_grade"]),
        "other_security": security not in securities,
        "cover_too_low": cover if secured else False,
        "guarantor_too_weak": weaker(given(record, "guarantee.grade"), row["weakest_guarantor"])
        if security == "guarantee"
        else False,
        "other_region": False if row["regions"] == "all" else region,
        "other_industry": False if row["industries"] == "*" else industry,
    }


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The outcome, the products offered in their order, and those that each reason is held against."""
    found = {row["code"]: against(row, record, day) for row in ROWS}
    unfit = {code: either(*truths.values()) for code, truths in found.items()}
    rates = {row["code"]: LPR[row["basis"]] + Decimal(row["spread"]) for row in ROWS}
    offered = sorted((code for code in unfit if unfit[code] is False), key=rates.__getitem__)
    held = [(code, reason) for code, truths in found.items() for reason, truth in truths.items() if truth]
    reasons = {reason: tuple(code for code, one in held if one == reason) for _, reason in held}
    if None in unfit.values():
        return {"outcome": "refer", "offered": None, "rates": None, "reasons": reasons}
    told = [rates[code] for code in offered] or None
    return {
        "outcome": "matched" if offered else "none",
        "offered": offered or None,
        "rates": told,
        "reasons": reasons,
    }
