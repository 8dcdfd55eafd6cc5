"""The cases of the five-category classification: they pass, reach every rule, and notice every mutant."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credit_engine.credit.observation import cure_end, observation_end
from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.cases import CasesFile
from credit_engine.testing.mutation import mutate

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def file() -> CasesFile:
    return read_cases(ROOT / "policies" / "post_loan" / "five_category.cases.yaml")


def test_every_case_passes_and_every_rule_is_reached(file: CasesFile) -> None:
    coverage = Coverage()
    coverage.declare(file.policy)
    for case in file.cases:
        result = run_case(file.policy, case)
        assert result.passed, (case.name, result.differences)
        if result.decision is not None:
            coverage.add(result.decision)
    assert coverage.unreached == []


def test_no_mutant_survives_but_the_one_that_is_explained(file: CasesFile) -> None:
    found = mutate(file)
    assert [one.mutant.name for one in found.tried if one.fate == "survived"] == []
    assert found.count("accepted") == 1
    assert found.problems == ()
    assert found.share_noticed > 0.99


def outcomes_of(file: CasesFile, loans: list[dict[str, Any]]) -> list[str]:
    """The class at each month end of a loan that begins sound."""
    record = next(case for case in file.cases if case.name == "first classification").record
    state, outcomes = record["prior"], []
    for changes in loans:
        application = {**record, "loan": {**record["loan"], **changes}, "prior": state}
        decision = file.policy.decide(application, as_of="2026-11-30")
        outcomes.append(decision.outcome)
        state = decision.state
    return outcomes


def test_a_restructured_loan_is_observed_for_a_year(file: CasesFile) -> None:
    """Restructured in month 0, paid in time from month 1 on, one day late in month 4: 12 months from then."""
    loans = [{"restructured": month == 0, "days_past_due": int(month == 4)} for month in range(18)]
    assert outcomes_of(file, loans) == ["special_mention"] * 16 + ["pass"] * 2


@pytest.mark.parametrize("months_apart", [1, 3, 6, 12])
def test_observation_ends_on_the_day_that_the_rule_gives(file: CasesFile, months_apart: int) -> None:
    """Restructured in January 2026, repaid on the last day of March and every so many months from then on."""
    first = 2
    loans = [
        {
            "restructured": month == 0,
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
