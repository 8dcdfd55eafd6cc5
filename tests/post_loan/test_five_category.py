"""The five-category classification from month to month, and on the days on which the class changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from credit_engine.credit.delinquency import days_past_due
from credit_engine.credit.observation import cure_end, observation_end
from credit_engine.testing.document import CasesFile
from shipped_laws import cases_of


@pytest.fixture(scope="module")
def file() -> CasesFile:
    return cases_of("post_loan", "five_category")


def record_of(file: CasesFile) -> dict[str, Any]:
    """A sound claim that is classified for the first time."""
    return next(case for case in file.cases if case.name == "first classification").record


def outcomes_of(file: CasesFile, loans: list[dict[str, Any]]) -> list[str]:
    """The class at each month end of a loan that begins sound."""
    record = record_of(file)
    state, outcomes = record["prior"], []
    for changes in loans:
        difficulty = changes.get("concession", "none") != "none"
        application = {
            **record,
            "loan": {**record["loan"], **changes},
            "borrower": {**record["borrower"], "in_difficulty": difficulty},
            "prior": state,
        }
        decision = file.policy.decide(application, as_of="2026-11-30")
        outcomes.append(decision.outcome)
        state = decision.state
    return outcomes


def test_a_restructured_loan_is_observed_for_a_year(file: CasesFile) -> None:
    """Restructured in month 0, paid in time from month 1 on, one day late in month 4: 12 months from then."""
    loans = [
        {"concession": "none" if month else "extension", "days_past_due": int(month == 4)}
        for month in range(18)
    ]
    assert outcomes_of(file, loans) == ["special_mention"] * 16 + ["pass"] * 2


@pytest.mark.parametrize("months_apart", [1, 3, 6, 12])
def test_observation_ends_on_the_day_that_the_rule_gives(file: CasesFile, months_apart: int) -> None:
    """Restructured in January 2026, repaid on the last day of March and every so many months from then on."""
    first = 2
    loans = [
        {
            "concession": "none" if month else "extension",
            "periods_paid_in_time": int(month >= first and (month - first) % months_apart == 0),
        }
        for month in range(30)
    ]
    free = observation_end(date(2026, 3, 31), months_apart)
    months = (free.year - 2026) * 12 + free.month - 1
    assert outcomes_of(file, loans) == ["special_mention"] * months + ["pass"] * (30 - months)


@pytest.mark.parametrize(("months_apart", "first_due"), [(1, 6), (6, 6)])
def test_a_bad_company_is_cured_on_the_day_that_the_rule_gives(
    file: CasesFile, months_apart: int, first_due: int
) -> None:
    """Overdue for 100 days at the end of April 2026, arrears paid on 2026-05-31, then paid in time."""
    months = range(4, 15)
    loans = [
        {
            "days_past_due": 100 if month == 4 else 0,
            "periods_paid_in_time": int(month >= first_due and (month - first_due) % months_apart == 0),
        }
        for month in months
    ]
    dues = [date(2026, 6, 30), date(2026, 7, 30) if months_apart == 1 else date(2026, 12, 31)]
    cured = cure_end(date(2026, 5, 31), dues).month
    assert outcomes_of(file, loans) == ["substandard" if month < cured else "pass" for month in months]


DUE_DAYS = (
    # F1: due on the last day of June 2026; each day on which the class changes and the one before it.
    (date(2026, 6, 30), date(2026, 6, 30), 0, "pass"),
    (date(2026, 6, 30), date(2026, 7, 1), 1, "special_mention"),
    (date(2026, 6, 30), date(2026, 9, 28), 90, "special_mention"),
    (date(2026, 6, 30), date(2026, 9, 29), 91, "substandard"),
    (date(2026, 6, 30), date(2027, 3, 27), 270, "substandard"),
    (date(2026, 6, 30), date(2027, 3, 28), 271, "doubtful"),
    (date(2026, 6, 30), date(2027, 6, 25), 360, "doubtful"),
    (date(2026, 6, 30), date(2027, 6, 26), 361, "loss"),
    # Through the leap day of 2028, and from it: the same number of days ends a calendar day earlier.
    (date(2027, 12, 31), date(2028, 3, 30), 90, "special_mention"),
    (date(2027, 12, 31), date(2028, 3, 31), 91, "substandard"),
    (date(2028, 2, 29), date(2028, 2, 29), 0, "pass"),
    (date(2028, 2, 29), date(2028, 3, 1), 1, "special_mention"),
    (date(2028, 2, 29), date(2028, 5, 30), 91, "substandard"),
    (date(2028, 2, 29), date(2029, 2, 23), 360, "doubtful"),
    (date(2028, 2, 29), date(2029, 2, 24), 361, "loss"),
    # Ends of months: a due day of the 31st before a month of 28 days.
    (date(2027, 1, 31), date(2027, 2, 28), 28, "special_mention"),
    (date(2026, 11, 30), date(2027, 2, 28), 90, "special_mention"),
    (date(2026, 11, 29), date(2027, 2, 28), 91, "substandard"),
)


@pytest.mark.parametrize(("due", "day", "days", "expected"), DUE_DAYS)
def test_the_class_changes_on_the_day_after_the_bound(
    file: CasesFile, due: date, day: date, days: int, expected: str
) -> None:
    counted = days_past_due(due, day)
    record = record_of(file)
    claim = {**record, "loan": {**record["loan"], "days_past_due": counted}}
    assert (counted, file.policy.decide(claim, as_of=day).outcome) == (days, expected)
