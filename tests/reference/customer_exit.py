"""Exit from a customer, written by hand to hold the shipped policy against."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.admission import Reader
from reference.segmentation import entry_of
from reference.three_valued import Truth, both, either, holds, opposite, worst

OUTCOMES = ("keep", "hold", "leave", "off_plan")


def months_later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def schedule_of(start: dt.date, balance: Decimal) -> list[tuple[dt.date, Decimal]]:
    """A fifth of the starting balance is repaid each quarter, on the day on which the plan began."""
    return [(months_later(start, 3 * k), balance * (5 - k) / 5) for k in (1, 2, 3, 4, 5)]


def before(record: Mapping[str, Any]) -> tuple[Any, Truth, dt.date | None, Decimal | None]:
    """The state of the last decision: weak quarters, whether a plan runs, since when, from which balance."""
    prior = record.get("prior", {})
    if prior.get("missing") == "no_prior":
        return 0, False, None, Decimal(0)
    known = {name: value for name, value in prior.items() if not isinstance(value, Mapping)}
    start, balance = known.get("plan_start"), known.get("starting_balance")
    return (
        known.get("weak_quarters"),
        known.get("in_plan"),
        None if start is None else dt.date.fromisoformat(start),
        None if balance is None else Decimal(str(balance)),
    )


def triggers_of(read: Reader, day: dt.date, weak: int | None) -> list[tuple[str, Truth, str]]:
    entry = entry_of(read("company.industry_code"), day.isoformat())
    business = read.record["customer"]["legal_form"] != "person"
    years = [f"contribution.{year}" for year in ("raroc_last_year", "raroc_year_before")]
    low = both(*(read.test(year, lambda r: r < 0) for year in years))
    # A customer who was none yet has no low year; where the other year is not known, nobody can tell.
    if "not applicable" in map(read, years) and None in map(read, years):
        low = None
    return [
        ("EX-01", holds(lambda n: n >= 2, weak), "leave"),
        ("EX-02", holds(lambda n: n == 1, weak), "hold"),
        ("EX-03", low, "leave"),
        ("EX-04", read.one_of("warning.level", "red"), "leave"),
        ("EX-05", read.one_of("warning.level", "orange"), "hold"),
        ("EX-06", read.true("registry.environment_veto") if business else False, "leave"),
        ("EX-07", holds(lambda e: e["stance"] == "exit", entry) if business else False, "leave"),
        ("EX-08", read.one_of("customer.tier", "exit"), "leave"),
    ]


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Outcome, fired rules, plan and next state; None for what is not known."""
    read = Reader(record)
    seen, had_plan, begun, begun_with = before(record)
    grade, outstanding = read("customer.grade"), read("exposure.outstanding")
    owed = None if outstanding is None else Decimal(str(outstanding))
    unacceptable = holds(lambda g: int(g[1:]) > 9, grade)
    weak = None if unacceptable is None else 0 if not unacceptable else None if seen is None else seen + 1
    triggers = triggers_of(read, day, weak)
    left = worst(OUTCOMES, "hold", "keep", [(truth, then) for _, truth, then in triggers]) == "leave"
    open_ = not left and any(truth is None for _, truth, then in triggers if then == "leave")
    owes = owed != 0  # also where nobody knows: what is not known ends no plan
    running = both(had_plan, owes, not record["exit"]["release_approved"])
    in_plan = both(owes, either(running, left))
    start = None if running is None else begun if running else day
    balance = None if running is None else begun_with if running else owed
    if begun_with == 0:  # no plan before, or one that began when nobody knew the balance
        balance = owed
    plan: list[tuple[dt.date, Decimal]] | None = [] if in_plan is False else None
    if in_plan and start is not None and balance is not None:
        plan = schedule_of(start, balance)
    most = excess = None
    if plan is not None and balance is not None:
        most = balance * (5 - sum(due <= day for due, _ in plan)) / 5
    if in_plan is False:
        excess = Decimal(0)
    elif in_plan and owed is not None and most is not None:
        excess = max(Decimal(0), owed - most)
    above = holds(lambda e: e > 0, excess)
    leftover = holds(lambda b: b > 0, begun_with)
    ahead = holds(lambda d: d > day, begun)
    rules = [
        *triggers,
        ("EX-21", running, "leave"),
        ("EX-22", above, "off_plan"),
        ("EX-31", both(opposite(had_plan), leftover), "hold"),
        ("EX-32", both(had_plan, ahead), "hold"),
    ]
    renewal = "as_usual" if in_plan is False else None
    if in_plan:
        renewal = "with_reduction" if above is False else "none"
    untold = None in (in_plan, plan, excess, renewal) or (in_plan is True and most is None)
    asked: list[tuple[Truth, str]] = [(truth, then) for _, truth, then in rules]
    asked += [(None, "hold")] if untold else []
    kept = opposite(in_plan)
    return {
        "outcome": worst(OUTCOMES, "hold", "keep", asked),
        "fired": [name for name, truth, _ in rules if truth],
        "asked": asked,
        "outputs": {
            "in_plan": in_plan,
            "decided": either(in_plan, not owes, not open_),
            "schedule": plan,
            "at_most_now": most if in_plan else None,
            "excess": excess,
            "renewal": renewal,
        },
        "state": {
            "weak_quarters": weak,
            "in_plan": in_plan,
            "plan_start": None if kept is None else day if kept else start,
            "starting_balance": None
            if kept is None
            else None
            if kept is None
            else Decimal(0)
            if kept or balance is None
            else balance,
        },
    }
