"""Whether a guarantee counts, written by hand to hold the shipped policy against; None is not known."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from reference.journey import Counted, called
from reference.pricing_and_limits import known, of
from reference.three_valued import Truth, both, holds, opposite, worst

OUTCOMES = ("accept", "refer", "complete", "refuse")
BAD = ("substandard", "doubtful", "loss")
SOUND = {
    "kind": "guarantee_company",
    "amount": 5_000_000,
    "dishonest_debtor": False,
    "worst_class": "pass",
    "overdue_amount": 0,
    "net_worth": 500_000_000,
    "guarantees_given": 800_000_000,
    "for_borrower": 0,
    "guaranteed_by_borrower": False,
    "consent": True,
}
"""A guarantee company within its limits, but for its grade."""
EDGES: dict[str, tuple[Any, ...]] = {
    "guarantor.kind": ("company", "guarantee_company", "person", "public_body"),
    "guarantor.dishonest_debtor": (False, True, {"missing": "source_failed"}),
    "guarantor.worst_class": ("pass", "special_mention", "loss", {"missing": "no_record"}),
    "guarantor.guarantees_given": (800_000_000, 4_995_000_000, 4_995_000_000.01),
    "guarantor.guaranteed_by_borrower": (False, True),
    "guarantor.consent": (True, False),
    "guarantor.amount": (5_000_000, 299_999.99, 99_999.99),
}
"""Of a guarantor who guarantees a loan."""
Rule = tuple[str, Truth, str]


def rules(record: Mapping[str, Any]) -> list[Rule]:
    """Each rule with its code, whether it fires, and what it asks for."""
    grade, kind = known(record, "guarantor.grade"), known(record, "guarantor.kind")
    if grade == "no_guarantor":
        return []
    grade = None if grade == "not_rated" else grade
    rank, borrower = (
        of(lambda g: int(g[1:]), name if name != "not_rated" else None)
        for name in (grade, known(record, "customer.grade"))
    )
    worst_class, overdue = (known(record, f"guarantor.{n}") for n in ("worst_class", "overdue_amount"))
    amount, given, before, worth = (
        known(record, f"guarantor.{n}") for n in ("amount", "guarantees_given", "for_borrower", "net_worth")
    )
    company = holds(lambda k: k == "guarantee_company", kind)
    times = of(lambda c: 10 if c else 1, company)
    return [
        ("no_guarantor_by_law", holds(lambda k: k == "public_body", kind), "refuse"),
        ("guarantor_dishonest", known(record, "guarantor.dishonest_debtor"), "refuse"),
        ("guarantor_bad_loan", holds(lambda c: c in BAD, worst_class), "refuse"),
        ("guarantor_special_mention", holds(lambda c: c == "special_mention", worst_class), "refer"),
        (
            "guarantor_overdue",
            holds(lambda o: o != "no_record" and o > 0, overdue),
            "refuse",
        ),
        ("guarantor_weak", holds(lambda r: r > 8, rank), "refuse"),
        ("guarantor_weaker", holds(lambda r, b: r > b, rank, borrower), "refer"),
        (
            "guarantor_overextended",
            holds(lambda g, a, w, t: g + a > w * t, given, amount, worth, times),
            "refuse",
        ),
        (
            "guarantor_concentrated",
            both(company, holds(lambda b, a, w: (b + a) * 10 > w, before, amount, worth)),
            "refuse",
        ),
        ("mutual_guarantee", known(record, "guarantor.guaranteed_by_borrower"), "refer"),
        (
            "guarantor_consent",
            both(opposite(company), opposite(known(record, "guarantor.consent"))),
            "complete",
        ),
    ]


def decide(record: Mapping[str, Any], _: str) -> dict[str, Any]:
    """Outcome, codes of the rules that fire, and the amount that counts."""
    asked = [(truth, then) for _, truth, then in rules(record)]
    outcome = worst(OUTCOMES, "refer", "accept", asked)
    guaranteed = known(record, "guarantor.grade") != "no_guarantor"
    amount = known(record, "guarantor.amount") if guaranteed and OUTCOMES.index(outcome) < 2 else None
    return {
        "outcome": outcome,
        "fired": sorted(code for code, truth, _ in rules(record) if truth),
        "guaranteed": guaranteed,
        "amount": amount,
        "asked": asked,
    }


COUNTS = {"accept": "approve", "refer": "refer", "complete": "returned", "refuse": "returned"}


def backing(record: Mapping[str, Any], grade: str | None) -> Counted:
    """What the check of the guarantor counts as in a loan to a borrower of this grade."""
    asked = {**record, "customer": {"grade": grade}}
    return called(OUTCOMES, "refer", decide(asked, "")["asked"], COUNTS)


def random_guarantors(random: Random, loan: int) -> list[dict[str, Any]] | None:
    """Guarantors of a loan to a company, some of them on an edge; now and then nobody knows who they are."""
    listed = []
    for number in range(random.choice((0, 1, 1, 2))):
        one = {"id": f"G{number + 1}", "grade": random.choice(("R3", "R5", "R9")), **SOUND}
        one["amount"] = random.choice((loan, loan / 2, loan - 0.01))
        if random.random() < 0.5:
            path = random.choice([path for path in EDGES if path != "guarantor.amount"])
            one[path.partition(".")[2]] = random.choice(EDGES[path])
        if random.random() < 0.1:
            one.pop(random.choice(["kind", "grade", "amount", "net_worth", "consent"]))
        listed.append(one)
    return None if random.random() < 0.05 else listed
