"""Who decides an application, written by hand to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.three_valued import Truth, both, either, holds, opposite, worst

LEVELS = ("automatic", "branch", "city", "head_office", "committee", "board", "returned", "barred")
GRADES = [f"R{n}" for n in range(1, 13)]
LETTER = {
    ("consumer", "unsecured"): (200_000, 300_000, 500_000, 1_000_000),
    ("consumer", "guaranteed"): (200_000, 400_000, 800_000, 1_500_000),
    ("consumer", "secured"): (300_000, 500_000, 1_000_000, 2_000_000),
    ("personal_business", "unsecured"): (200_000, 300_000, 500_000, 1_000_000),
    ("personal_business", "guaranteed"): (300_000, 1_000_000, 2_000_000, 5_000_000),
    ("personal_business", "secured"): (500_000, 2_000_000, 5_000_000, 10_000_000),
    ("mortgage", "unsecured"): (0, 0, 0, 0),
    ("mortgage", "guaranteed"): (0, 500_000, 1_000_000, 2_000_000),
    ("mortgage", "secured"): (0, 2_000_000, 5_000_000, 10_000_000),
    ("micro_credit", "unsecured"): (500_000, 1_000_000, 3_000_000, 5_000_000),
    ("micro_credit", "guaranteed"): (500_000, 2_000_000, 5_000_000, 10_000_000),
    ("micro_credit", "secured"): (1_000_000, 3_000_000, 8_000_000, 10_000_000),
    ("working_capital", "unsecured"): (0, 0, 20_000_000, 100_000_000),
    ("working_capital", "guaranteed"): (0, 5_000_000, 50_000_000, 200_000_000),
    ("working_capital", "secured"): (0, 10_000_000, 80_000_000, 300_000_000),
    ("fixed_asset", "unsecured"): (0, 0, 0, 50_000_000),
    ("fixed_asset", "guaranteed"): (0, 0, 30_000_000, 200_000_000),
    ("fixed_asset", "secured"): (0, 0, 50_000_000, 300_000_000),
}
BY_BRANCH = {"A": Decimal(1), "B": Decimal("0.7"), "C": Decimal("0.4")}
DEADLINES = {
    "automatic": (1, "branch"),
    "branch": (5, "city"),
    "city": (10, "head_office"),
    "head_office": (15, "committee"),
    "committee": (30, "board"),
}
Rules = list[tuple[str, Truth, str]]


def given(record: Mapping[str, Any], path: str) -> Any:
    """The value at a path as a decimal where it is a number; None where it is not known."""
    here: Any = record
    for key in path.split("."):
        here = here.get(key) if isinstance(here, Mapping) else None
    if isinstance(here, Mapping):
        return Decimal(0) if here["missing"] == "no_collateral" else None
    return Decimal(str(here)) if isinstance(here, int | float) and not isinstance(here, bool) else here


def above(value: Any, limit: Any) -> Truth:
    return holds(lambda v, most: v > most, value, limit)


def summed(*values: Any) -> Any:
    return None if None in values else sum(values)


def share_by_grade(grade: str | None) -> Decimal | None:
    if grade is None:
        return None
    place = GRADES.index(grade) + 1
    return Decimal("1" if place <= 4 else "0.8" if place <= 6 else "0.5" if place <= 8 else "0")


def covered(record: Mapping[str, Any]) -> str | None:
    security, cover = given(record, "loan.security"), given(record, "collateral.cover")
    if security in ("guarantee", "none"):
        return "guaranteed" if security == "guarantee" else "unsecured"
    return None if cover is None else "secured" if cover >= 1 else "unsecured"


def times(amount: Any, *shares: Any) -> Any:
    for share in shares:
        amount = None if amount is None or share is None else amount * share
    return amount


def ceilings(record: Mapping[str, Any]) -> list[Any]:
    cover = covered(record)
    letter = (None,) * 4 if cover is None else LETTER[given(record, "loan.product"), cover]
    grade = share_by_grade(given(record, "customer.grade"))
    branch = BY_BRANCH.get(given(record, "branch.class"))
    return [
        times(letter[0], grade),
        times(letter[1], grade, branch),
        times(letter[2], grade, branch),
        letter[3],
    ]


AUTOMATIC = {"A": 1_000_000, "B": 200_000, "C": 0, "D": 0}
"""What the information on a customer allows the system to decide, by its grade."""


def amounts(record: Mapping[str, Any]) -> Rules:
    total = summed(given(record, "exposure.total_credit"), given(record, "loan.amount"))
    codes = ("above_system", "above_branch", "above_city", "above_head_office")
    return [
        (code, above(total, most), LEVELS[n + 1])
        for n, (code, most) in enumerate(zip(codes, ceilings(record), strict=True))
    ]


def circumstances(record: Mapping[str, Any], day: dt.date) -> Rules:
    grade, level = given(record, "customer.information_grade"), given(record, "warning.level")
    exceptions, until = given(record, "application.exceptions"), given(record, "branch.authorised_until")
    total = summed(given(record, "exposure.total_credit"), given(record, "loan.amount"))
    within = opposite(above(total, ceilings(record)[0]))
    route, received = given(record, "customer.approval_route"), given(record, "application.received")
    long = both(given(record, "loan.product") == "fixed_asset", above(given(record, "loan.term_months"), 120))
    return [
        ("information_cap", both(within, above(total, given(record, "customer.automatic_up_to"))), "branch"),
        ("information", holds("C".__eq__, grade), "city"),
        ("information_contradictory", holds("D".__eq__, grade), "returned"),
        ("warning", holds("yellow".__eq__, level), "city"),
        ("warning", holds("orange".__eq__, level), "committee"),
        ("red_warning", holds("red".__eq__, level), "barred"),
        ("grade_raised", given(record, "application.grade_overridden"), "head_office"),
        ("exceptions", above(exceptions, 0), "city"),
        ("exceptions", above(exceptions, 2), "committee"),
        ("long_term", long, "head_office"),
        ("authority_lapsed", holds(lambda u: dt.date.fromisoformat(u) < day, until), "head_office"),
        ("dated_ahead", holds(lambda r: dt.date.fromisoformat(r) > day, received), "returned"),
        # Of an unknown route nobody knows more than that it may ask for the committee.
        ("tier_route", holds(lambda r: r != "automatic", route), route or "committee"),
    ]


def related_parties(record: Mapping[str, Any]) -> Rules:
    related, capital = given(record, "customer.related_party"), given(record, "bank.net_capital")
    new = given(record, "related.net_amount")
    own, group, every = (
        summed(given(record, f"related.{whose}_credit"), new) for whose in ("customer", "group", "all")
    )

    def over(value: Any, share: str) -> Truth:
        return both(related, above(value, times(capital, Decimal(share))))

    def at_least(value: Any, share: str) -> Truth:
        return both(related, opposite(above(times(capital, Decimal(share)), value)))

    return [
        ("related_party", related, "committee"),
        ("material_related", at_least(new, "0.01"), "board"),
        ("material_related", at_least(own, "0.05"), "board"),
        ("related_unsecured", both(related, given(record, "loan.security") == "none"), "barred"),
        ("related_terms", both(related, opposite(given(record, "related.same_terms"))), "barred"),
        ("related_limit", over(own, "0.10"), "barred"),
        ("related_limit", over(group, "0.15"), "barred"),
        ("related_limit", over(every, "0.50"), "barred"),
    ]


def persons(record: Mapping[str, Any], by_persons: Truth) -> Rules:
    staff = record.get("staff")
    if staff is None:
        unknown = both(by_persons, None)
        return [
            (code, unknown, "returned") for code in ("two_investigators", "no_reviewer", "incompatible_roles")
        ] + [("conflict", None, "returned")]
    investigators = {one["id"] for one in staff if one["role"] == "investigator"}
    roles = {(one["id"], one["role"]) for one in staff}
    return [
        ("two_investigators", both(by_persons, len(investigators) < 2), "returned"),
        ("no_reviewer", both(by_persons, all(one["role"] != "reviewer" for one in staff)), "returned"),
        ("incompatible_roles", both(by_persons, len(roles) > len({i for i, _ in roles})), "returned"),
        ("conflict", either(*(one.get("conflict") for one in staff)), "returned"),
    ]


def not_voted(record: Mapping[str, Any], field: str) -> bool:
    return record.get("committee", {}).get(field) == {"missing": "not_voted"}


def vote(record: Mapping[str, Any]) -> Rules:
    present, favour = given(record, "committee.present"), given(record, "committee.in_favour")
    few = holds(lambda f, p: f * 3 < p * 2, favour, present)
    # Where one is said not to arise and the other is not given, it is still open whether it does.
    no_vote = [not_voted(record, field) for field in ("present", "in_favour")]
    silent = any(gone and other is not None for gone, other in zip(no_vote, (favour, present), strict=True))
    return [
        ("no_quorum", False if no_vote[0] else holds(lambda p: p < 5, present), "returned"),
        ("voted_down", False if all(no_vote) or silent else few, "barred"),
        ("veto", False if not_voted(record, "veto") else given(record, "committee.veto"), "barred"),
    ]


def decided(record: Mapping[str, Any]) -> Truth:
    """Whether a level that may decide has done so."""
    if record.get("approval", {}).get("level") == {"missing": "not_yet"}:
        return False
    return holds(lambda name: name in LEVELS[:6], given(record, "approval.level"))


def escalation(record: Mapping[str, Any], day: dt.date) -> Rules:
    level, received = given(record, "application.level"), given(record, "application.received")
    waits = opposite(decided(record))
    if level is None or received is None:
        return [("too_long", both(waits, None), "board")]
    days, then = DEADLINES.get(level, (60, "board"))
    late = day > dt.date.fromisoformat(received) + dt.timedelta(days=days)
    return [("too_long", both(waits, late), then)]


def any_rule(rules: Rules) -> Truth:
    """Whether a set of rules asks for anything at all: what it cannot decide is never the system's."""
    return any(truth is not False for _, truth, _ in rules)


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The level, the codes of fired rules, and what the branch may decide."""
    on = dt.date.fromisoformat(day)
    size, kind, related = amounts(record), circumstances(record, on), related_parties(record)
    by_persons = either(any_rule(size), any_rule(kind), given(record, "customer.related_party"))
    rules = [*size, *kind, *related, *persons(record, by_persons), *vote(record), *escalation(record, on)]
    asked = [(truth, outcome) for _, truth, outcome in rules]
    branch = ceilings(record)[1]
    total = summed(given(record, "exposure.total_credit"), given(record, "loan.amount"))
    gap = None in (branch, ceilings(record)[3], total)
    level = worst(LEVELS, "returned", "automatic", asked)
    # Which level has decided is asked for as soon as one has to.
    gap = gap or (level in LEVELS[1:6] and decided(record) is None)
    outcome = worst(LEVELS, "returned", "automatic", [*asked, (None if gap else False, "returned")])
    return {
        "outcome": outcome,
        "fired": sorted({code for code, truth, _ in rules if truth}),
        "asked": [*asked, (None if gap else False, LEVELS[0])],
        "branch_up_to": branch,
        "formalities": outcome in LEVELS[:6] and None not in [truth for truth, _ in asked],
    }
