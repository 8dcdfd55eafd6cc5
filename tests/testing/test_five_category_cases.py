"""The cases of the five-category classification: they pass, reach every rule, and notice every mutant."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.cases import CasesFile
from credit_engine.testing.mutation import mutate

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def file() -> CasesFile:
    return read_cases(ROOT / "policies" / "five_category.cases.yaml")


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


def test_a_restructured_loan_is_observed_for_a_year(file: CasesFile) -> None:
    """Restructured in month 0, paid in time from month 1 on, one day late in month 4: 12 months from then."""
    record = next(case for case in file.cases if case.name == "first classification").record
    state = record["prior"]
    outcomes = []
    for month in range(18):
        loan = {**record["loan"], "restructured": month == 0, "days_past_due": int(month == 4)}
        decision = file.policy.decide({**record, "loan": loan, "prior": state}, as_of="2026-11-30")
        outcomes.append(decision.outcome)
        state = decision.state
    assert outcomes == ["special_mention"] * 16 + ["pass"] * 2
