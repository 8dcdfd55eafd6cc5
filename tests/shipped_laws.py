"""What holds of every shipped policy: its cases reach all of it, and what is left out improves nothing.

A module of tests gives the cases of each of its policies as `file`, and has a class that inherits these.
"""

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

POLICIES = Path(__file__).parents[1] / "policies"


def cases_of(folder: str, name: str) -> CasesFile:
    """The cases beside a shipped policy."""
    return read_cases(POLICIES / folder / f"{name}.cases.yaml")


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


class ShippedPolicies:
    """Tests of each `file`."""

    def test_every_case_passes(self, file: CasesFile) -> None:
        assert [case.name for case in file.cases if not run_case(file.policy, case).passed] == []

    def test_the_cases_reach_all_that_has_to_be_reached(self, file: CasesFile) -> None:
        coverage = Coverage()
        coverage.declare(file.policy)
        for case in file.cases:
            decision = run_case(file.policy, case).decision
            if decision is not None:
                coverage.add(decision)
        assert [one.name for one in coverage.unreached if one.state != "undecided"] == []

    @pytest.mark.slow
    def test_at_least_95_of_100_mutants_are_noticed_or_cannot_matter(self, file: CasesFile) -> None:
        found = mutate(file)
        wrong = ("survived", "accepted but noticed")
        assert [one.mutant.name for one in found.tried if one.fate in wrong] == []
        assert found.share_noticed >= 0.95

    def test_a_field_that_is_taken_away_improves_no_outcome(self, file: CasesFile) -> None:
        decided = [case for case in file.cases if case.expect.refused is None and not case.interventions]
        compared = 0
        for case in decided[::7]:
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
