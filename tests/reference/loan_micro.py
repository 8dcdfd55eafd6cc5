"""The credit loan to a micro business from end to end, written by hand to hold the shipped policy against.

Admission, price and authority are the functions written by hand for those policies; a grade is a number.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import Any

from reference import admission, authority
from reference.pricing_and_limits import CENTRAL, EDGES, known, of, price
from reference.three_valued import Truth, holds, worst

OUTCOMES = ("approve", "counter_offer", "refer", "decline")
TAX_GRADES = {"A": 100, "B": 80, "M": 60, "C": 30, "D": 0}
PREMISES = {"owned": 90, "rented": 60, "none": 10}
PILOT_BRANCHES = ("0101", "0102")
LIMIT_OF_GRADE = [1_000_000] * 6 + [300_000] * 2 + [0] * 4


def line(value: Decimal, *points: tuple[str, int]) -> Decimal:
    """The value of a line through points, level beyond its ends."""
    knots = [(Decimal(x), Decimal(y)) for x, y in points]
    if value <= knots[0][0]:
        return knots[0][1]
    for (x, y), (right, high) in pairwise(knots):
        if value <= right:
            return y + (value - x) / (right - x) * (high - y)
    return knots[-1][1]


def applicable(record: Mapping[str, Any], path: str, none: int) -> Any:
    value = known(record, path)
    return Decimal(none) if value == "no_record" else value


def points(record: Mapping[str, Any]) -> Decimal | None:
    """The score by taxes, accounts, payments and judgment; None while it is not known."""
    sales, before = known(record, "tax.sales_12m"), known(record, "tax.sales_before")
    missed, debt = known(record, "behaviour.missed_24m"), applicable(record, "behaviour.bank_loans", 0)
    if not sales or not before:
        return None
    paid = (
        Decimal(60)
        if missed == "no_record"
        else of(lambda m: line(m, ("0", 100), ("2", 40), ("6", 0)), missed)
    )
    months, inflow = known(record, "tax.invoiced_months"), known(record, "account.inflow_12m")
    parts: list[tuple[str, Any]] = [
        ("0.15", line(sales / before - 1, ("-0.3", 0), ("0", 60), ("0.2", 100))),
        ("0.15", of(lambda i: line(i / sales, ("0.3", 0), ("0.8", 100)), inflow)),
        ("0.15", of(lambda d: line(d / sales, ("0.1", 100), ("0.5", 20)), debt)),
        ("0.15", paid),
        ("0.10", of(lambda m: line(m, ("6", 0), ("12", 100)), months)),
        (
            "0.10",
            of(lambda m: line(m, ("12", 20), ("60", 100)), known(record, "company.months_operating")),
        ),
        ("0.10", of(TAX_GRADES.__getitem__, known(record, "tax.grade"))),
        ("0.10", of(PREMISES.__getitem__, known(record, "owner.premises"))),
    ]
    return of(
        lambda *scores: sum(Decimal(w) * s for (w, _), s in zip(parts, scores, strict=True)),
        *(s for _, s in parts),
    )


def grade_of(record: Mapping[str, Any]) -> int | None:
    score = points(record)
    warning, worst_class = known(record, "warning.level"), known(record, "bureau.worst_class")
    arrears = known(record, "tax.arrears")
    if score is None or None in (warning, worst_class, arrears):
        return None
    pd = 1 / (1 + (Decimal(-1) + Decimal("0.075") * score).exp())
    own = 1 + sum(pd >= Decimal(str(edge)) for edge in EDGES)
    caps = [8] if arrears > 0 else []
    caps += {"orange": [8], "red": [9]}.get(warning, [])
    caps += [12] if worst_class in ("substandard", "doubtful", "loss") else []
    return max([own, *caps])


def rating_rules(record: Mapping[str, Any], grade: int | None) -> list[tuple[Truth, str]]:
    sales, inflow = known(record, "tax.sales_12m"), known(record, "account.inflow_12m")
    share = None if not sales or inflow is None else inflow / sales
    return [
        (holds(lambda s: s < Decimal("0.3"), share), "refer"),
        (holds(lambda a: a > 0, known(record, "tax.arrears")), "refer"),
        (holds(lambda g: g == "D", known(record, "customer.information_grade")), "refer"),
        (holds(lambda g: g >= 10, grade), "refer"),
        (None if grade is None else False, "refer"),
    ]


def in_pilot(customer: str, branch: str) -> bool:
    """Whether a customer of a branch of the pilot is in the last fifth of all keys."""
    place = int.from_bytes(sha256(f"micro-sales-share-2026-1:{customer}".encode()).digest()[:8], "big")
    return branch in PILOT_BRANCHES and Decimal(place) / 2**64 >= Decimal("0.8")


def granted(record: Mapping[str, Any], grade: int | None) -> Decimal | None:
    sales, debt = known(record, "tax.sales_12m"), applicable(record, "behaviour.bank_loans", 0)
    branch, credit = known(record, "branch.code"), known(record, "exposure.total_credit")
    customer, asked = known(record, "customer.id"), known(record, "loan.amount")
    if None in (grade, sales, debt, branch, credit):
        return None
    share = Decimal("0.4" if in_pilot(customer, branch) else "0.3")
    assert grade is not None
    limits = [share * sales - debt, Decimal(LIMIT_OF_GRADE[grade - 1]), 1_000_000 - credit, asked]
    whole = max(min(limits), Decimal(0)) // 1000 * 1000
    return whole if whole >= 10_000 else Decimal(0)


def called(record: Mapping[str, Any], amount: Decimal, grade: int) -> dict[str, Any]:
    """The record as price and authority are asked of it."""
    asked = copy.deepcopy(dict(record))
    asked["loan"] = {**asked["loan"], "product": "micro_credit", "amount": float(amount)}
    asked["customer"] = {**asked["customer"], "pd": float(CENTRAL[grade - 1]), "grade": f"R{grade}"}
    return asked


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, amount and rate, each stage asked only where those before have not ended the process."""
    person = record["customer"]["legal_form"] == "person"
    admitted = admission.decide(record, day)["outcome"].replace("admit", "approve")
    grade = grade_of(record)
    outcomes = ["decline" if person else "approve", admitted]
    if "decline" not in outcomes and not waits_at_admission(record, day):
        outcomes.append(worst(OUTCOMES, "refer", "approve", rating_rules(record, grade)))
        outcomes += later(record, day, grade)
    outcome = max(outcomes, key=OUTCOMES.index)
    amount, rate = None, None
    if outcome in OUTCOMES[:2]:
        assert grade is not None
        amount = granted(record, grade)
        assert amount is not None
        rate = price(called(record, amount, grade), day)["rate"]
    return {"outcome": outcome, "amount": amount, "rate": rate}


def waits_at_admission(record: Mapping[str, Any], day: str) -> bool:
    """Whether a rule of admission that could decline cannot be decided."""
    read, form = admission.Reader(record), record["customer"]["legal_form"]
    rules = admission.everybody(read) + admission.projects(read)
    rules += admission.persons(read) if form != "company" else []
    rules += admission.businesses(read, day) if form != "person" else []
    rules += admission.companies(read, day) if form == "company" else []
    return any(truth is None and outcome == "decline" for _, truth, outcome, _ in rules)


def later(record: Mapping[str, Any], day: str, grade: int | None) -> list[str]:
    """What amount, price and authority lead to."""
    amount = granted(record, grade)
    if record["loan"]["term_months"] > 36 or amount == 0:
        return ["decline"]
    if amount is None or grade is None:
        return ["refer"]
    asked = called(record, amount, grade)
    reduced = "counter_offer" if amount < known(record, "loan.amount") else "approve"
    priced = price(asked, day)["outcome"]
    # Without a rate it is not known whether the price is at a loss, so the process waits there.
    if priced == "decline" or known(record, "loan.proposed_rate") is None:
        return [priced]
    level = authority.decide(asked, day)["outcome"]
    return [reduced, priced, {"automatic": "approve", "barred": "decline"}.get(level, "refer")]
