"""The way of a loan through its stages, by hand: what called policies count as, and where a process ends.

A rule is a truth, None where it is not known, and the outcome for which it asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reference.three_valued import Truth, worst

OUTCOMES = ("approve", "pending", "counter_offer", "refer", "returned", "decline")
STOP = OUTCOMES.index("returned")
Rules = Sequence[tuple[Truth, str]]


class Counted(NamedTuple):
    """What a rule set of a stage counts as, and its rules with the outcomes that they have in the loan."""

    outcome: str
    rules: Rules


def own(rules: Rules) -> Counted:
    """Rules of the loan itself."""
    return Counted(worst(OUTCOMES, "refer", "approve", rules), rules)


def called(order: Sequence[str], undecided: str, rules: Rules, counts: Mapping[str, str]) -> Counted:
    """A policy that is called; what is missing and could make its answer worse leaves the answer open."""
    outcome = worst(order, undecided, order[0], rules)
    fired = max((order.index(then) for truth, then in rules if truth), default=-1)
    missing = max((order.index(then) for truth, then in rules if truth is None), default=-1)
    is_open = missing >= 0 and fired < max(missing, order.index(outcome))
    return Counted("refer" if is_open else counts[outcome], [(truth, counts[then]) for truth, then in rules])


def process(stages: Iterable[tuple[str, Sequence[Counted]]]) -> tuple[str, str]:
    """The stage that the process came to, and its outcome; stages are worked out one after the other."""
    outcome, name = "approve", ""
    for name, sets in stages:
        outcome = max([outcome, *(one.outcome for one in sets)], key=OUTCOMES.index)
        stopping = [truth for one in sets for truth, then in one.rules if OUTCOMES.index(then) >= STOP]
        if True in stopping:
            return name, outcome
        if None in stopping:
            return name, max(outcome, "refer", key=OUTCOMES.index)
    return name, outcome


# Checklists and the views of a person


def day_of(record: Mapping[str, Any], path: str) -> dt.date | None:
    group, field = path.split(".")
    given = record.get(group, {}).get(field)
    return dt.date.fromisoformat(given) if isinstance(given, str) else None


def truth_of(record: Mapping[str, Any], path: str) -> Truth:
    group, field = path.split(".")
    given = record.get(group, {}).get(field)
    return given if isinstance(given, bool) else None


def stale(record: Mapping[str, Any], path: str, days: int, on: dt.date) -> Truth:
    """Whether a document is missing or older than so many days; not known of one that is dated ahead."""
    dated = day_of(record, path)
    if dated is None:
        return True
    return None if dated > on else (on - dated).days > days


def expired(record: Mapping[str, Any], path: str, on: dt.date) -> bool:
    until = day_of(record, path)
    return until is None or until < on


GRADES = ("A", "B", "C", "D")


def view_of(record: Mapping[str, Any], on: dt.date) -> tuple[str, Rules]:
    """The information grade of a person, and the rules behind it."""
    debt, months = record.get("debt", {}), record.get("source", {}).get("flows_months")
    declared, reported = debt.get("declared"), debt.get("by_bureau")
    reported = 0 if reported == {"missing": "no_record"} else reported
    known = isinstance(declared, int | float) and isinstance(reported, int | float)
    rules: Rules = [
        (stale(record, "source.identity_date", 365, on), "C"),
        (stale(record, "source.court_date", 30, on), "C"),
        (stale(record, "source.bureau_date", 30, on), "C"),
        (stale(record, "source.flows_date", 60, on), "B"),
        (stale(record, "source.income_date", 90, on), "C"),
        (None if months is None else months < 12, "B"),
        (None if months is None else months < 6, "C"),
        (reported * 100 > declared * 105 if known else None, "D"),
        (None if record.get("related_parties") is None else False, "D"),
    ]
    return worst(GRADES, "C", "A", rules), rules


DILIGENCE = ("complete", "supplement", "stop")


def conduct(record: Mapping[str, Any], simplified: Truth) -> Rules:
    """How the investigation was done."""
    people = record.get("diligence", {}).get("investigators")
    few: Truth = False if simplified else None if people is None else people < 2

    def lacking(field: str) -> Truth:
        done = truth_of(record, f"diligence.{field}")
        return None if done is None else not done

    return [
        (few, "supplement"),
        (None if people is None else people == 0, "stop"),
        (truth_of(record, "diligence.investigator_approves"), "stop"),
        (truth_of(record, "diligence.investigator_related"), "stop"),
        (truth_of(record, "diligence.false_document"), "stop"),
        (lacking("originals_compared"), "supplement"),
        (lacking("figures_verified"), "supplement"),
        (lacking("report_signed"), "supplement"),
    ]


def documents_of_person(record: Mapping[str, Any], on: dt.date) -> Rules:
    """What has to be on file of every person."""
    return [
        (expired(record, "documents.identity_until", on), "stop"),
        (stale(record, "source.bureau_date", 30, on), "supplement"),
        (stale(record, "source.income_date", 90, on), "supplement"),
        (stale(record, "documents.interview", 30, on), "supplement"),
    ]
