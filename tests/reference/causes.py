"""Causes of a bad asset and responsibility for it, written by hand to hold the shipped policies against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.customer_exit import months_later
from reference.fields import Fields
from reference.three_valued import Truth, both, holds, opposite, worst

KINDS = ("outside", "borrower", "unexplained", "front", "fraud")
CAUSES = (
    ("fraud", 60, "fraud", "due_diligence"),
    ("misuse", 40, "borrower", "disbursement"),
    ("over_lending", 40, "front", "limit"),
    ("exceptions", 35, "front", "admission"),
    ("rating_raised", 30, "front", "rating"),
    ("early_default", 30, "front", "due_diligence"),
    ("valuation", 25, "front", "collateral"),
    ("monitoring", 20, "front", "inspection"),
    ("guarantee_chain", 30, "borrower", "exposure"),
    ("operation", 30, "borrower", "rating"),
    ("family", 30, "outside", "limit"),
    ("industry", 25, "outside", "industry"),
    ("policy", 25, "outside", "industry"),
)
"""Code, weight, where it lies, policy of the front; in the order in which ties are settled."""


def evidence_of(read: Fields) -> dict[str, Truth]:
    return {
        "fraud": read("evidence.fraud"),
        "misuse": read("loan.purpose_changed"),
        "over_lending": read.test("lending.debt_to_capacity", lambda share: share > 1),
        "exceptions": read.test("lending.exceptions", lambda number: number > 0),
        "rating_raised": read("lending.grade_raised"),
        "early_default": read.test("lending.months_to_default", lambda months: months <= 6),
        "valuation": read.test("lending.value_kept", lambda kept: Decimal(str(kept)) < Decimal("0.7")),
        "monitoring": read("lending.inspections_missed"),
        "guarantee_chain": read.applicable("evidence.guarantor_failed"),
        "operation": read.test("evidence.sales_change", lambda c: Decimal(str(c)) <= Decimal("-0.3")),
        "family": read.applicable("evidence.family_event"),
        "industry": read.test("evidence.industry_change", lambda c: Decimal(str(c)) <= Decimal("-0.15")),
        "policy": read("evidence.policy_changed"),
    }


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Where the main fault lies, the causes that were found, and their shares."""
    evidence = evidence_of(Fields(record))
    points = {code: weight if evidence[code] is True else 0 for code, weight, *_ in CAUSES}
    total = sum(points.values())
    main = max(points, key=lambda code: points[code]) if total else "none"
    links = {code: link for code, _, _, link in CAUSES}
    asked = [(evidence[code], kind) for code, _, kind, _ in CAUSES]
    none_found = not any(truth is not False for truth, _ in asked)
    shares = {
        f"{code}_share": (Decimal(found) / total if total else Decimal(0)).quantize(Decimal("0.000001"))
        for code, found in points.items()
    }
    return {
        "outcome": "unexplained" if none_found else worst(KINDS, "unexplained", "outside", asked),
        "fired": sorted(f"CAU-{i:02}" for i, (code, *_) in enumerate(CAUSES, 1) if evidence[code]),
        "outputs": {"main_cause": main, "look_at": links.get(main, "none"), "points": total, **shares},
    }


DUTIES = ("investigation", "approval", "disbursement", "monitoring", "collection")
DONE = ("performed", "small_gap", "not_performed")
ANSWERS = ("exempt", "lighter", "review", "liable")


def answer(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Who answers for a bad asset, and why."""
    read = Fields(record)
    ratios = [read(path) for path in ("branch.inclusive_bad_ratio", "bank.bad_ratio")]
    branch, bank = (None if value is None else Decimal(str(value)) for value in ratios)
    tolerated = None if bank is None else bank + Decimal("0.03")
    within = holds(lambda ratio, most: ratio <= most, branch, tolerated)
    inclusive = read("asset.inclusive")
    duties = [read(f"duty.{name}") for name in DUTIES]
    least = None if None in duties else max(duties, key=DONE.index)
    due = holds(lambda d: months_later(dt.date.fromisoformat(d), 6), read("asset.bad_since"))
    cause = holds(lambda kind: kind in ("front", "fraud"), read("cause.kind"))
    excused = both(inclusive, within, opposite(cause))
    rules: list[tuple[str, Truth, str]] = [
        ("RSP-01", read("conduct.collusion"), "liable"),
        ("RSP-02", read("conduct.benefit"), "liable"),
        ("RSP-03", read("conduct.concealment"), "liable"),
    ]
    rules += [
        (f"RSP-{11 + i}", holds(lambda state: state == "not_performed", duty), "liable")
        for i, duty in enumerate(duties)
    ]
    rules += [
        (
            "RSP-16",
            both(opposite(excused), holds(lambda s: s == "small_gap", least)),
            "lighter",
        ),
        ("RSP-21", both(holds(lambda s: s != "not_performed", least), cause), "review"),
        ("RSP-22", both(inclusive, opposite(within)), "review"),
        ("RSP-23", holds(lambda loss: loss >= 1_000_000, read("asset.expected_loss")), "review"),
        ("RSP-24", holds(lambda last: day > last, due), "review"),
        ("RSP-25", holds(lambda d: dt.date.fromisoformat(d) > day, read("asset.bad_since")), "review"),
    ]
    gap, whole = (holds(lambda s, d=state: s == d, least) for state in ("small_gap", "performed"))
    bearable = holds(lambda loss: loss < 1_000_000, read("asset.expected_loss"))
    rules += [
        ("RSP-31", both(whole, opposite(cause), bearable), "exempt"),
        ("RSP-32", both(gap, excused), "exempt"),
    ]
    asked = [(truth, then) for _, truth, then in rules]
    lacking = least is None or due is None or inclusive is None
    lacking |= inclusive is True and (tolerated is None or within is None)
    asked += [(None, "review")] if lacking else []
    return {
        "outcome": worst(ANSWERS, "review", "exempt", asked),
        "fired": sorted(name for name, truth, _ in rules if truth),
        "outputs": {
            "worst_duty": least,
            "tolerated_ratio": tolerated if inclusive else None,
            "within_tolerance": within if inclusive else None,
            "review_by": due,
        },
    }
