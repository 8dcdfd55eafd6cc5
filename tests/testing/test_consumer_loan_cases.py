"""The shipped policy's cases: they pass, reach all that can be, and come from the hand-written function."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.document import Case, CasesFile
from credit_engine.testing.mutation import mutants_of, mutate
from reference.consumer_loan import decide

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def file() -> CasesFile:
    return read_cases(ROOT / "policies" / "origination" / "consumer_loan.cases.yaml")


def by_hand(case: Case) -> dict[str, Any]:
    return decide(
        json.loads(json.dumps(case.record, default=float)), dt.date.fromisoformat(case.dates["as_of"])
    )


def test_every_case_passes(file: CasesFile) -> None:
    failed = [case.name for case in file.cases if not run_case(file.policy, case).passed]
    assert failed == []


def test_the_hand_written_function_expects_the_same(file: CasesFile) -> None:
    compared = 0
    for case in file.cases:
        expected = by_hand(case)
        if case.expect.outcome is not None:
            assert case.expect.outcome == expected["outcome"], case.name
            compared += 1
        if case.expect.reasons is not None:
            assert case.expect.reasons == expected["reasons"], case.name
        for name, value in case.expect.outputs.items():
            assert value == expected[name], case.name
    assert compared > 400


def test_the_cases_reach_all_but_what_required_inputs_exclude(file: CasesFile) -> None:
    coverage = Coverage()
    coverage.declare(file.policy)
    for case in file.cases:
        decision = run_case(file.policy, case).decision
        assert decision is not None
        coverage.add(decision)
    assert [(one.name, one.state) for one in coverage.unreached] == [
        ("applicant.age", "missing any"),
        ("applicant.employment", "missing any"),
    ]


def test_every_accepted_mutant_exists(file: CasesFile) -> None:
    names = frozenset(one.name for version in file.policy.versions for one in mutants_of(version))
    assert file.lost(names) == []


@pytest.mark.slow
def test_at_least_95_of_100_mutants_are_noticed_and_the_rest_is_explained(file: CasesFile) -> None:
    found = mutate(file)
    assert [one.mutant.name for one in found.tried if one.fate in ("survived", "accepted but noticed")] == []
    assert found.share_noticed >= 0.95
