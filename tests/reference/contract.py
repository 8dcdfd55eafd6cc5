"""Whether a contract may be signed, written by hand to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from reference.authority import above, given
from reference.three_valued import Truth, both, holds, opposite, worst

OUTCOMES = ("sign", "complete", "refuse")
PERSONAL = ("consumer", "personal_business", "mortgage")
LONG = {"working_capital": (36, 60), "micro_credit": (36, 60), "personal_business": (60, 120)}
SAME_DAY_NEXT_QUARTER = 90
Rules = list[tuple[str, Truth, str]]


def longest_term(record: Mapping[str, Any]) -> Any:
    product, term = given(record, "loan.product"), given(record, "contract.term_months")
    if product in ("mortgage", "consumer"):
        return 360 if product == "mortgage" else 84
    if product == "fixed_asset":
        approved = given(record, "contract.head_office_term")
        return 120 if term <= 120 else None if approved is None else term if approved else 120
    short, long = LONG[product]
    cycle = given(record, "contract.long_cash_cycle")
    return short if term <= short else None if cycle is None else long if cycle else short


def within_approval(record: Mapping[str, Any], day: dt.date) -> Rules:
    until = given(record, "approval.valid_until")
    lapsed = holds(lambda last: dt.date.fromisoformat(last) < day, until)
    return [
        (
            "above_approval",
            above(given(record, "contract.amount"), given(record, "approval.amount")),
            "refuse",
        ),
        ("below_rate", above(given(record, "approval.rate"), given(record, "contract.rate")), "refuse"),
        (
            "longer_than_approved",
            above(given(record, "contract.term_months"), given(record, "approval.term_months")),
            "refuse",
        ),
        ("approval_lapsed", lapsed, "refuse"),
    ]


def terms(record: Mapping[str, Any]) -> Rules:
    term, product = given(record, "contract.term_months"), given(record, "loan.product")
    in_stages = product in ("working_capital", "micro_credit") and term > 12
    return [
        ("too_long", above(term, longest_term(record)), "refuse"),
        ("no_stages", both(in_stages, opposite(given(record, "contract.stage_repayment"))), "complete"),
        ("no_purpose", opposite(given(record, "contract.purpose_stated")), "refuse"),
    ]


def expired(record: Mapping[str, Any], path: str, day: dt.date) -> bool:
    """Whether what is valid until a day is missing or over."""
    until = given(record, path)
    return until is None or dt.date.fromisoformat(until) < day


def stale(record: Mapping[str, Any], path: str, day: dt.date) -> Truth:
    """Whether what is valid for a quarter is missing or over; not known of what is dated ahead."""
    dated = given(record, path)
    if dated is None:
        return True
    age = (day - dt.date.fromisoformat(dated)).days
    return None if age < 0 else age > SAME_DAY_NEXT_QUARTER


def not_given(record: Mapping[str, Any], path: str) -> Truth:
    if record.get("signature", {}).get(path) == {"missing": "nobody_else"}:
        return False
    return opposite(given(record, f"signature.{path}"))


def signatures(record: Mapping[str, Any], day: dt.date) -> Rules:
    security, personal = given(record, "loan.security"), given(record, "loan.product") in PERSONAL
    return [
        ("identity", expired(record, "documents.identity_until", day), "complete"),
        ("not_witnessed", stale(record, "signature.borrower", day), "complete"),
        ("no_mandate", not personal and expired(record, "signature.mandate_until", day), "refuse"),
        ("no_resolution", both(not personal, not_given(record, "resolution")), "complete"),
        ("no_guarantee", both(security == "guarantee", not_given(record, "guarantee")), "complete"),
        ("no_security", both(security in ("mortgage", "pledge"), not_given(record, "security")), "complete"),
        ("no_consent", both(security == "mortgage", not_given(record, "spouse")), "refuse"),
        ("no_cost_table", both(personal, not_given(record, "cost_table")), "refuse"),
        ("no_interview", both(personal, stale(record, "documents.interview", day)), "complete"),
    ]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The outcome, the codes of fired rules and the longest term."""
    on = dt.date.fromisoformat(day)
    rules = [*within_approval(record, on), *terms(record), *signatures(record, on)]
    asked = [(truth, outcome) for _, truth, outcome in rules]
    longest = longest_term(record)
    outcome = worst(OUTCOMES, "complete", "sign", [*asked, (None if longest is None else False, "complete")])
    return {
        "outcome": outcome,
        "fired": sorted({code for code, truth, _ in rules if truth}),
        "asked": [*asked, (None if longest is None else False, "sign")],
        "longest_term": longest,
    }
