"""Whether a draw is paid out, written by hand to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.authority import GRADES, above, summed
from reference.authority import given as given_or_none
from reference.three_valued import Truth, both, either, holds, opposite, worst

OUTCOMES = ("release", "hold", "stop")
BAD = ("substandard", "doubtful", "loss")
PAYMENT_FROM = {
    "mortgage": 0,
    "fixed_asset": 5_000_000,
    "personal_business": 500_000,
    "working_capital": 10_000_000,
    "micro_credit": 10_000_000,
}
PROOF_DAYS = 90
Rules = list[tuple[str, Truth, str]]


def given(record: Mapping[str, Any], path: str) -> Any:
    group, field = path.split(".")
    if record.get(group, {}).get(field) == {"missing": "no_loan"}:
        return "pass"
    return given_or_none(record, path)


def is_(record: Mapping[str, Any], path: str, *values: str) -> Truth:
    return holds(values.__contains__, given(record, path))


def day_of(record: Mapping[str, Any], path: str) -> dt.date | None:
    text = given(record, path)
    return None if text is None else dt.date.fromisoformat(text)


def in_good_standing(record: Mapping[str, Any]) -> Truth:
    return holds(lambda grade: GRADES.index(grade) < 4, given(record, "customer.grade"))


def entrusted_above(record: Mapping[str, Any]) -> Any:
    product = given(record, "loan.product")
    if product != "consumer":
        return PAYMENT_FROM[product]
    good = in_good_standing(record)
    return None if good is None else 500_000 if good else 300_000


def entrusted(record: Mapping[str, Any]) -> Truth:
    product, most = given(record, "loan.product"), entrusted_above(record)
    largest = above(given(record, "draw.largest_payment"), most)
    if product in ("working_capital", "micro_credit"):
        new = both(given(record, "customer.new_relation"), opposite(in_good_standing(record)))
        return either(new, both(given(record, "draw.payee_known"), largest))
    return largest if product == "fixed_asset" else above(given(record, "draw.amount"), most)


def less(value: Any, taken: Any) -> Any:
    return None if value is None or taken is None else value - taken


def payable(record: Mapping[str, Any]) -> Any:
    amount, drawn = given(record, "contract.amount"), given(record, "contract.drawn")
    left = [given(record, "draw.amount"), less(amount, drawn)]
    left.append(less(given(record, "exposure.limit"), given(record, "exposure.outstanding")))
    if given(record, "loan.product") == "fixed_asset":
        paid, required = given(record, "project.capital_paid"), given(record, "project.capital_required")
        known = None not in (paid, required, amount, drawn)
        left.append(amount * min(paid / required, Decimal(1)) - drawn if known else None)
    if None in left:
        return None
    return max(min(left), Decimal(0)).quantize(Decimal("0.01"), rounding="ROUND_FLOOR")


def standing(record: Mapping[str, Any], day: dt.date) -> Rules:
    def before_today(path: str) -> Truth:
        return holds(lambda last: last < day, day_of(record, path))

    def after_today(path: str) -> Truth:
        return holds(lambda first: first > day, day_of(record, path))

    rate = given(record, "contract.rate")
    pledged = is_(record, "loan.security", "mortgage", "pledge")
    return [
        ("red_warning", is_(record, "warning.level", "red"), "stop"),
        ("orange_warning", is_(record, "warning.level", "orange"), "hold"),
        ("bad_loan", is_(record, "classification.today", *BAD), "stop"),
        ("special_mention", is_(record, "classification.today", "special_mention"), "hold"),
        ("overdue", overdue(record), "stop"),
        ("dishonest_debtor", given(record, "registry.dishonest_debtor"), "stop"),
        ("approval_lapsed", before_today("approval.valid_until"), "stop"),
        ("draws_over", before_today("contract.draw_until"), "stop"),
        ("rate_below_approval", above(given(record, "approval.rate"), rate), "stop"),
        ("rate_below_pricing", above(given(record, "pricing.rate_today"), rate), "hold"),
        ("headroom", above(given(record, "draw.amount"), payable(record)), "hold"),
        ("separation", given(record, "draw.officer_overlaps"), "hold"),
        ("dated_ahead", after_today("contract.signed"), "hold"),
        ("dated_ahead", both(pledged, after_today("lien.registered")), "hold"),
    ]


def overdue(record: Mapping[str, Any]) -> Truth:
    if record.get("bureau", {}).get("overdue_amount") == {"missing": "no_record"}:
        return False
    return above(given(record, "bureau.overdue_amount"), 0)


def payment(record: Mapping[str, Any]) -> Rules:
    itself = is_(record, "draw.method", "self")
    largest, most = given(record, "draw.largest_payment"), entrusted_above(record)
    together = summed(largest, given(record, "draw.same_payee_5_days"))
    return [
        ("entrusted_required", both(itself, entrusted(record)), "hold"),
        ("split", both(itself, opposite(above(largest, most)), above(together, most)), "hold"),
        ("payee_related", given(record, "draw.payee_related"), "stop"),
    ]


def precedent(record: Mapping[str, Any]) -> Truth:
    listed = record.get("conditions")
    return None if listed is None else either(*(opposite(one.get("fulfilled")) for one in listed))


def documents(record: Mapping[str, Any], day: dt.date) -> Rules:
    security = given(record, "loan.security")
    insured, proof = day_of(record, "insurance.until"), day_of(record, "draw.purpose_proof_date")
    confirmed = record.get("contract", {}).get("cost_table_confirmed")
    personal = given(record, "loan.product") in ("consumer", "personal_business", "mortgage")
    proved: Truth = True if proof is None else None if proof > day else (day - proof).days > PROOF_DAYS
    not_confirmed = opposite(given(record, "contract.cost_table_confirmed"))
    return [
        ("not_signed", given(record, "contract.signed") is None, "stop"),
        (
            "not_registered",
            security in ("mortgage", "pledge") and given(record, "lien.registered") is None,
            "stop",
        ),
        ("not_insured", security == "mortgage" and (insured is None or insured < day), "hold"),
        ("no_proof", proved, "hold"),
        (
            "no_cost_table",
            personal and (False if confirmed == {"missing": "not_a_person"} else not_confirmed),
            "stop",
        ),
    ]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The outcome, the codes of fired rules, the amount and whether the bank pays the payee itself."""
    on = dt.date.fromisoformat(day)
    rules = [*standing(record, on), *payment(record), ("condition_open", precedent(record), "hold")]
    rules += documents(record, on)
    asked = [(truth, outcome) for _, truth, outcome in rules]
    outcome = worst(OUTCOMES, "hold", "release", asked)
    how, amount = entrusted(record), payable(record)
    if (outcome != "stop" and how is None) or (outcome == "release" and amount is None):
        outcome = "hold"
        asked.append((None, "release"))
    return {
        "outcome": outcome,
        "fired": sorted({code for code, truth, _ in rules if truth}),
        "asked": asked,
        "payable": amount if outcome == "release" else None,
        "entrusted": how if outcome != "stop" else None,
    }
