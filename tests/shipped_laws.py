"""What holds of every shipped policy: its cases reach all of it, and what is left out improves nothing.

A module of tests gives the cases of each of its policies as `file`, and has a class that inherits these.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from batch.tables import cause_of, table_of
from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.document import Case, CasesFile
from credit_engine.testing.mutation import mutants_of, mutate

POLICIES = Path(__file__).parents[1] / "policies"
END_TO_END = (
    "loan_consumer", "loan_micro", "loan_mortgage", "loan_working_capital", "loan_project", "renewal"
)  # fmt: skip
"""These call a dozen policies: a mutant is read in two seconds, and of a record a hundred fields can be taken
away. Every twelfth mutant and thirtieth case is tried here."""
EVERY = {"early_warning": 3, "rating_corporate": 2, **dict.fromkeys(END_TO_END, 12)}
"""Of a policy of many mutants, or slow ones, every so many is tried here, all of them by the command."""


def cases_of(folder: str, name: str) -> CasesFile:
    """The cases beside a shipped policy."""
    return read_cases(POLICIES / folder / f"{name}.cases.yaml")


def tried_mutants(file: CasesFile) -> frozenset[str]:
    """The names of the mutants that the cases have to notice."""
    versions = [version.with_sources for version in file.policy.versions]
    names = [mutant.name for version in versions for mutant in mutants_of(version)]
    return frozenset(names[:: EVERY.get(file.policy.name, 1)])


def fields(record: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    """The paths of all fields and groups of fields of a record."""
    for key, value in record.items() if isinstance(record, dict) else enumerate(record):
        if isinstance(record, dict):
            yield (*above, key)
        if isinstance(value, dict | list) and cause_of(value) is None:
            yield from fields(value, *above, key)


def without(record: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    reduced = copy.deepcopy(record)
    here: Any = reduced
    for key in path[:-1]:
        here = here[key]
    del here[path[-1]]
    return reduced


def share_accepted(file: CasesFile) -> float:
    """How many of all mutants the cases need not notice."""
    return len(file.accepted) / sum(len(list(mutants_of(one.with_sources))) for one in file.policy.versions)


def is_end_to_end(file: CasesFile) -> bool:
    return file.policy.name in END_TO_END


def decided(file: CasesFile) -> list[Case]:
    """The cases whose record is taken, and that nobody intervenes in."""
    return [case for case in file.cases if case.expect.refused is None and not case.interventions]


def assert_nothing_taken_away_improves(file: CasesFile, cases: Sequence[Case]) -> None:
    """Each field and group of fields is taken away by itself; all records of one day are one table."""
    by_dates: dict[tuple[tuple[str, str], ...], list[Case]] = {}
    for case in cases:
        by_dates.setdefault(tuple(sorted(case.dates.items())), []).append(case)
    compared = 0
    for dates, those in by_dates.items():
        reduced = [
            (i, p, without(case.record, p)) for i, case in enumerate(those) for p in fields(case.record)
        ]
        records = [case.record for case in those] + [record for *_, record in reduced]
        table = table_of(file.policy.versions[-1].fields, records, Random(1))
        found = file.policy.decide_batch(table, **dict(dates)).to_arrow().column("outcome").to_pylist()
        outcomes = file.policy.versions[-1].outcomes
        for (i, path, _), outcome in zip(reduced, found[len(those) :], strict=True):
            if outcome == "error":  # a field that is required
                continue
            bound = min(outcomes.rank(found[i]), outcomes.rank(outcomes.undecided))
            assert outcomes.rank(outcome) >= bound, f"{those[i].name}: better without {path}"
            compared += 1
    assert compared


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
        found = mutate(file, only=tried_mutants(file))
        wrong = ("survived", "accepted but noticed")
        assert [one.mutant.name for one in found.tried if one.fate in wrong] == []
        # Of a small sample one that is accepted is more than a twentieth; of all those mutants it is not.
        assert found.share_noticed >= 0.95 or (is_end_to_end(file) and share_accepted(file) <= 0.05)

    def test_no_field_of_an_example_improves_the_outcome_by_being_taken_away(self, file: CasesFile) -> None:
        examples = [case for case in decided(file) if "[" not in case.name]
        assert_nothing_taken_away_improves(file, examples[:2] if is_end_to_end(file) else examples)

    @pytest.mark.slow
    def test_no_field_of_any_case_improves_the_outcome_by_being_taken_away(self, file: CasesFile) -> None:
        assert_nothing_taken_away_improves(file, decided(file)[:: 30 if is_end_to_end(file) else 1])
