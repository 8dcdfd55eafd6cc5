"""A change of a limit, by hand to hold the shipped policy against; None stands for what is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.authority import GRADES
from reference.customer_exit import months_later
from reference.pricing_and_limits import ZERO, known, of
from reference.three_valued import Truth, both, either, holds, opposite, worst

OUTCOMES = ("approve", "counter_offer", "refer", "decline")
CLASSES = ("pass", "special_mention", "substandard", "doubtful", "loss")
SIZES = ("micro", "small", "medium", "large")
Rules = list[tuple[str, Truth, str]]


def day_of(record: Mapping[str, Any], path: str) -> dt.date | None:
    return of(dt.date.fromisoformat, known(record, path))


def new_limit(record: Mapping[str, Any]) -> Decimal | None:
    """What is asked for, as far as today's assessment carries it; no more than is drawn of who is reduced."""
    bounds = [known(record, "change.limit"), known(record, "assessed.limit")]
    reducing = known(record, "credit.reducing")
    bounds += [None] if reducing is None else [known(record, "credit.drawn")] if reducing else []
    return of(lambda *all_: max(ZERO, min(all_)) // 1000 * 1000, *bounds)


def common(record: Mapping[str, Any], kind: str, day: dt.date) -> Rules:
    bad = holds(lambda c: CLASSES.index(c) > 1, known(record, "loan.class"))
    late = holds(lambda last: months_later(last, 12) < day, day_of(record, "credit.last_review"))
    asked = known(record, "change.limit")
    return [
        ("bad_loan", both(kind not in ("reduction", "annual_review"), bad), "decline"),
        (
            "red_warning",
            both(kind != "reduction", holds("red".__eq__, known(record, "warning.level"))),
            "decline",
        ),
        ("review_overdue", both(kind not in ("reduction", "annual_review"), late), "refer"),
        (
            "limit_below_request",
            both(kind not in ("reduction", "extension"), holds(lambda n: n < asked, new_limit(record))),
            "counter_offer",
        ),
        (
            "below_drawn",
            both(kind == "reduction", holds(lambda d: asked < d, known(record, "credit.drawn"))),
            "refer",
        ),
    ]


def growth(record: Mapping[str, Any], kind: str) -> Rules:
    grade = of(GRADES.index, known(record, "customer.grade"))
    more = kind in ("increase", "pre_approval")
    little = holds(lambda u: u < Decimal("0.6"), known(record, "credit.use_12m"))
    large = holds(
        lambda now: known(record, "change.limit") > now * Decimal("1.3"), known(record, "credit.limit")
    )
    late = holds(lambda d: d > 7, known(record, "credit.days_past_due_12m"))
    return [
        ("reducing", both(more, known(record, "credit.reducing")), "decline"),
        ("grade_for_change", both(kind == "increase", holds(lambda g: g > 5, grade)), "refer"),
        ("little_used", both(kind == "increase", little), "refer"),
        ("large_increase", both(kind == "increase", large), "refer"),
        ("grade_for_change", both(kind == "pre_approval", holds(lambda g: g > 4, grade)), "decline"),
        ("paid_late", both(more, late), "decline"),
    ]


def renewals(record: Mapping[str, Any], kind: str, day: dt.date) -> Rules:
    size, due = of(SIZES.index, known(record, "company.size")), day_of(record, "credit.due")
    other = known(record, "loan.product") != "working_capital"
    late_due = holds(lambda d: d >= dt.date(2027, 9, 30), due)
    closed = either(
        holds(lambda s: s > 2, size), both(holds(lambda s: s == 2, size), either(other, late_due))
    )
    worse = holds(lambda c: c != "pass", known(record, "loan.class"))
    lawful, needs = known(record, "business.lawful_and_stable"), known(record, "business.needs_funds")
    without, prolonged = kind == "renewal_without_repayment", kind == "extension"
    kept = holds(lambda now: known(record, "change.limit") >= now, known(record, "credit.limit"))
    term = known(record, "credit.original_term")
    longest = of(lambda t: t if t <= 12 else t // 2, term)
    months, before = known(record, "change.extension_months"), known(record, "change.extensions_before")
    too_long = False if months == "no_extension" else holds(lambda m, most: m > most, months, longest)
    again = False if before == "no_extension" else holds(lambda n: n >= 1, before)
    renewed = kind in ("renewal", "renewal_without_repayment")
    return [
        ("renewal_not_open", both(without, closed), "decline"),
        ("renewal_conditions", both(without, either(opposite(lawful), opposite(needs), worse)), "refer"),
        ("reducing", both(renewed, both(known(record, "credit.reducing"), kept)), "decline"),
        ("extension_too_long", both(prolonged, too_long), "decline"),
        ("extended_before", both(prolonged, again), "refer"),
        ("after_due_day", both(prolonged or without, holds(lambda d: day > d, due)), "refer"),
    ]


def reviews(record: Mapping[str, Any], kind: str) -> Rules:
    little = holds(lambda u: u < Decimal("0.3"), known(record, "credit.use_12m"))
    worse = holds(lambda c: c != "pass", known(record, "loan.class"))
    late = holds(lambda d: d > 7, known(record, "credit.days_past_due_12m"))
    same = kind not in ("increase", "pre_approval", "reduction")
    return [
        ("little_used", both(kind == "annual_review", little), "refer"),
        ("class_worsened", both(kind == "annual_review", worse), "refer"),
        ("paid_late", both(same, late), "refer"),
    ]


def contradictions(record: Mapping[str, Any], kind: str, day: dt.date) -> Rules:
    """What cannot be true of one credit at once."""
    limit, drawn = known(record, "credit.limit"), known(record, "credit.drawn")
    last, due = day_of(record, "credit.last_review"), day_of(record, "credit.due")
    none_late = holds(lambda d: d == 0, known(record, "credit.days_past_due_12m"))
    still_drawn = both(holds(lambda d: d < day, due), holds(lambda d: d > 0, drawn), none_late)
    extension = [known(record, f"change.{name}") for name in ("extension_months", "extensions_before")]
    none_asked = either(*(holds("no_extension".__eq__, given) for given in extension))
    grows = holds(lambda now: known(record, "change.limit") > now, limit)
    truths = (
        holds(lambda d, most: d > most, drawn, limit),
        holds(lambda d: d > day, last),
        both(kind == "extension", none_asked),
        both(kind not in ("increase", "pre_approval"), grows),
        still_drawn,
    )
    return [("data_contradict", truth, "refer") for truth in truths]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, the codes of fired rules, the new limit where it is told, the day of the next review."""
    on, kind = dt.date.fromisoformat(day), record["change"]["kind"]
    rules = [
        *common(record, kind, on),
        *growth(record, kind),
        *renewals(record, kind, on),
        *reviews(record, kind),
        *contradictions(record, kind, on),
    ]
    asked: list[tuple[Truth, str]] = [(truth, then) for _, truth, then in rules]
    outcome, limit = worst(OUTCOMES, "refer", "approve", asked), new_limit(record)
    last = on if kind == "annual_review" else day_of(record, "credit.last_review")
    following = of(lambda d: months_later(d, 12), last)
    untold = outcome in OUTCOMES[:2] and None in (limit, following)
    asked += [(None, "approve")] if untold else []
    outcome = max(outcome, "refer", key=OUTCOMES.index) if untold else outcome
    told = outcome in OUTCOMES[:2]
    return {
        "outcome": outcome,
        "fired": sorted({code for code, truth, _ in rules if truth}),
        "asked": asked,
        "new_limit": limit if told else None,
        "next_review": following if told else None,
    }
