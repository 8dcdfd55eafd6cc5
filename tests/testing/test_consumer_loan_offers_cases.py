"""Cases of the consumer loan with offers: they pass, reach all that can be, and are worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.document import Case, CasesFile
from credit_engine.testing.mutation import mutants_of, mutate
from reference.consumer_loan_offers import decide

ROOT = Path(__file__).parents[2]
SLICES = 8
"""The mutants are tried in slices, which several workers share."""
WITHDRAWN = ("waiver", "condition")


@pytest.fixture(scope="module")
def file() -> CasesFile:
    return read_cases(ROOT / "policies" / "origination" / "consumer_loan_offers.cases.yaml")


def mutants(file: CasesFile) -> list[str]:
    return [one.name for version in file.policy.versions for one in mutants_of(version.with_sources)]


def by_hand(case: Case) -> dict[str, Any]:
    record = json.loads(json.dumps(case.record, default=float))
    waived = [one["rule"] for one in case.interventions if one["kind"] in WITHDRAWN]
    return decide(record, dt.date.fromisoformat(case.dates["as_of"]), waived)


def test_every_case_passes(file: CasesFile) -> None:
    failed = [case.name for case in file.cases if not run_case(file.policy, case).passed]
    assert failed == []


def test_the_hand_written_function_expects_the_same(file: CasesFile) -> None:
    compared = 0
    for case in file.cases:
        if case.expect.refused or "exposure" not in case.record or case.expect.outcome is None:
            continue
        expected = by_hand(case)
        assert case.expect.outcome == expected["outcome"], case.name
        if case.expect.reasons is not None:
            assert case.expect.reasons == expected["reasons"], case.name
        for name, value in case.expect.outputs.items():
            assert value == expected[name], case.name
        compared += 1
    assert compared > 600


def test_the_cases_reach_all_but_what_required_inputs_exclude(file: CasesFile) -> None:
    coverage = Coverage()
    coverage.declare(file.policy)
    for case in file.cases:
        decision = run_case(file.policy, case).decision
        if decision is not None:
            coverage.add(decision)
    assert [(one.name, one.state) for one in coverage.unreached] == [
        ("applicant.age", "missing any"),
        ("applicant.employment", "missing any"),
    ]


def test_accepted_mutants_exist_and_are_fewer_than_4_of_100(file: CasesFile) -> None:
    """All others are noticed, so that at least 95 of 100 are, even without the fifth that may be refused."""
    names = mutants(file)
    assert file.lost(frozenset(names)) == []
    assert len(file.accepted) < 0.04 * len(names)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(SLICES))
def test_every_mutant_is_noticed_refused_or_accepted_for_a_reason(file: CasesFile, start: int) -> None:
    found = mutate(file, only=frozenset(mutants(file)[start::SLICES]))
    assert [one.mutant.name for one in found.tried if one.fate in ("survived", "accepted but noticed")] == []
    assert found.count("refused") < 0.2 * len(found.tried)
