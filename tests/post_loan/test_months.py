"""Month after month, each decision of the policies after the loan reads the state that the last one gave."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from compiled import shipped
from post_loan.books import first_record
from shipped_laws import cases_of

Month = tuple[str, Mapping[str, Any]]


def decided(name: str, months: Iterable[Month], state: Any = None) -> list[Any]:
    """The decisions of months, each a day and what is then other than in the record of the first case."""
    made = []
    for day, changed in months:
        record = copy.deepcopy(first_record(name))
        for path, value in changed.items():
            group, field = path.split(".")
            record[group][field] = value
        record["prior"] = {"missing": "no_prior"} if state is None else dict(state)
        made.append(shipped(name).decide(record, as_of=day))
        state = made[-1].state
    return made


def outcomes(decisions: Iterable[Any]) -> list[str]:
    return [decision.outcome for decision in decisions]


HANDLED = {"warning.confirmed_on": "2026-09-01", "warning.planned_on": "2026-09-02", "warning.evidence": True}


def test_a_warning_clears_by_steps_after_two_clean_months_each() -> None:
    late = {**HANDLED, "loan.days_past_due": 8}
    months: list[Month] = [
        ("2026-08-31", late),
        ("2026-09-30", HANDLED),
        ("2026-10-31", late),
        ("2026-11-30", HANDLED),
        ("2026-12-31", HANDLED),
        ("2027-01-31", HANDLED),
        ("2027-02-28", HANDLED),
        ("2027-03-31", HANDLED),
        ("2027-04-30", HANDLED),
    ]
    found = outcomes(decided("early_warning", [(day, months_of(facts, day)) for day, facts in months]))
    assert found == ["orange", "orange", "orange", "orange", "yellow", "yellow", "blue", "blue", "none"]


def months_of(facts: Mapping[str, Any], day: str) -> Mapping[str, Any]:
    """The facts with statements that are current on that day."""
    return {**facts, "finance.statements_to": (dt.date.fromisoformat(day) - dt.timedelta(30)).isoformat()}


def test_a_warning_lapses_on_the_day_after_its_last_one() -> None:
    used = {**HANDLED, "account.line_use": 0.95, "warning.evidence": False}
    quiet = {**HANDLED, "warning.evidence": False}
    days = [("2026-08-31", used), ("2026-10-31", quiet), ("2026-11-29", quiet), ("2026-11-30", quiet)]
    assert outcomes(decided("early_warning", days)) == ["blue", "blue", "blue", "none"]


def test_a_warning_returns_at_once_and_its_days_run_anew() -> None:
    used, quiet = {**HANDLED, "account.line_use": 0.95}, {**HANDLED, "warning.evidence": False}
    days = [
        ("2026-08-31", used),
        ("2026-11-30", quiet),
        ("2026-12-31", {**used, "finance.statements_to": "2026-11-30"}),
    ]
    found = decided("early_warning", days)
    assert outcomes(found) == ["blue", "none", "blue"]
    assert found[-1].outputs["lapses_after"] == dt.date(2027, 3, 31)
    assert found[-1].state["raised_on"] == dt.date(2026, 12, 31)


def test_a_warning_that_nobody_confirms_rises_month_by_month() -> None:
    ignored = {"loan.days_past_due": 3, "warning.confirmed_on": {"missing": "never"}}
    days = ("2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30")
    assert outcomes(decided("early_warning", [(day, ignored) for day in days])) == [
        "yellow",
        "orange",
        "red",
        "red",
    ]


def test_a_schedule_keeps_the_last_day_of_the_month_through_a_february() -> None:
    done = ("2026-12-31", "2027-02-28", "2027-04-30", "2027-06-30")
    facts = [
        ("2027-01-31", done[0]),
        ("2027-03-31", done[1]),
        ("2027-05-31", done[2]),
        ("2027-07-31", done[3]),
    ]
    months = [(day, {"inspection.done_on": on}) for day, on in facts]
    due = [decision.outputs["due_on"].isoformat() for decision in decided("inspection", months)]
    assert due == ["2027-02-28", "2027-04-30", "2027-06-30", "2027-08-31"]


def test_a_way_out_runs_its_five_quarters_after_the_warning_has_cleared() -> None:
    balances = (
        ("2026-11-30", 10_000_000, "red"),
        ("2027-02-27", 10_000_000, "none"),
        ("2027-02-28", 8_000_000, "none"),
        ("2027-05-31", 6_000_000, "none"),
        ("2027-08-30", 4_000_000.01, "none"),
        ("2027-11-30", 2_000_000, "none"),
        ("2028-02-29", 0, "none"),
    )
    months = [(day, {"credit.drawn": drawn, "warning.level": level}) for day, drawn, level in balances]
    found = decided("limit_action", months)
    assert outcomes(found) == ["exit", "exit", "exit", "exit", "recall", "exit", "keep"]
    assert [str(decision.outputs.get("excess")) for decision in found] == [
        "0",
        "0",
        "0",
        "0",
        "0.01",
        "0",
        "0",
    ]
    assert found[-1].state["plan"] == "none"


def on(record: Mapping[str, Any], name: str, changed: Mapping[str, Any], day: str) -> Any:
    """A decision of one policy on the record of its first case with some facts of another one's."""
    return decided(name, [(day, {**record, **changed})])[0]


def test_what_an_inspection_finds_goes_on_to_warning_class_and_limit() -> None:
    day, found = "2026-11-30", {"inspection.finding": "misused"}
    inspected = on(found, "inspection", {"inspection.done_on": "2026-11-20"}, day)
    assert inspected.outputs["purpose_changed"] is True
    warned = on(found, "early_warning", {}, day)
    assert (warned.outcome, warned.reasons[0].code) == ("orange", "misused")
    claim = copy.deepcopy(
        next(
            c for c in cases_of("post_loan", "five_category").cases if c.name == "first classification"
        ).record
    )
    assert shipped("five_category").decide(claim, as_of=day).outcome == "pass"
    claim["loan"]["purpose_changed"] = inspected.outputs["purpose_changed"]
    classed = shipped("five_category").decide(claim, as_of=day)
    assert classed.outcome == "special_mention"
    assert on(
        found, "limit_action", {"loan.class": classed.outcome, "warning.level": warned.outcome}, day
    ).outcome == ("recall")


def test_an_inspection_that_is_not_made_is_a_signal_of_the_next_month() -> None:
    missed = on({"inspection.done_on": "2026-08-31"}, "inspection", {"customer.grade": "R9"}, "2026-10-31")
    assert (missed.outcome, missed.outputs["overdue"]) == ("overdue", True)
    warned = on({"inspection.overdue": missed.outputs["overdue"]}, "early_warning", {}, "2026-11-30")
    assert (warned.outcome, [reason.code for reason in warned.reasons]) == ("yellow", ["inspection_overdue"])
    hurried = on(
        {"warning.level": warned.outcome}, "inspection", {"inspection.done_on": "2026-11-20"}, "2026-11-30"
    )
    assert (hurried.outputs["due_for"], hurried.outputs["due_on"]) == ("event", dt.date(2026, 12, 14))
