"""Every policy of origination: its cases pass and reach all of it, and what is left out improves nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credit_engine import InputError
from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.cases import CasesFile
from credit_engine.testing.mutation import mutate

FOLDER = Path(__file__).parents[2] / "policies" / "origination"
NAMES = (
    "industry",
    "segmentation",
    "admission",
    "exit",
    "customer_view",
    "due_diligence",
    "pricing",
    "rating_corporate",
    "limit_mortgage",
    "limit_fixed_asset",
    "rating_micro",
    "authority",
    "disbursement",
    "contract",
    "loan_micro",
    "exposure",
    "limit_change",
    "limit_consumer",
    "limit_personal_business",
    "collateral",
    "working_capital",
)


@pytest.fixture(scope="module", params=NAMES)
def file(request: pytest.FixtureRequest) -> CasesFile:
    return read_cases(FOLDER / f"{request.param}.cases.yaml")


def test_every_case_passes(file: CasesFile) -> None:
    assert [case.name for case in file.cases if not run_case(file.policy, case).passed] == []


def test_the_cases_reach_all_that_has_to_be_reached(file: CasesFile) -> None:
    coverage = Coverage()
    coverage.declare(file.policy)
    for case in file.cases:
        decision = run_case(file.policy, case).decision
        if decision is not None:
            coverage.add(decision)
    assert [one.name for one in coverage.unreached if one.state != "undecided"] == []


@pytest.mark.slow
def test_at_least_95_of_100_mutants_are_noticed_or_cannot_matter(file: CasesFile) -> None:
    found = mutate(file)
    assert [one.mutant.name for one in found.tried if one.fate in ("survived", "accepted but noticed")] == []
    assert found.share_noticed >= 0.95


def fields(record: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    """The paths of all fields and groups of fields of a record."""
    for key, value in record.items() if isinstance(record, dict) else enumerate(record):
        if isinstance(record, dict):
            yield (*above, key)
        if isinstance(value, dict | list):
            yield from fields(value, *above, key)


def without(record: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    reduced = copy.deepcopy(record)
    here: Any = reduced
    for key in path[:-1]:
        here = here[key]
    del here[path[-1]]
    return reduced


def test_a_field_that_is_taken_away_improves_no_outcome(file: CasesFile) -> None:
    compared = 0
    for case in [case for case in file.cases if case.expect.refused is None and not case.interventions][::7]:
        complete = file.policy.decide(case.record, **case.dates)
        outcomes = complete.compiled.outcomes
        bound = min(outcomes.rank(complete.outcome), outcomes.rank(outcomes.undecided))
        for path in fields(case.record):
            try:
                reduced = file.policy.decide(without(case.record, path), **case.dates)
            except InputError:
                continue
            assert outcomes.rank(reduced.outcome) >= bound, f"{case.name}: better without {path}"
            compared += 1
    assert compared
