"""All that can be made of a registered part is there: account, coverage, mutants, in both languages."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from credit_engine.api.policy import Policy
from credit_engine.parts.base import Part
from credit_engine.parts.mutation.mutant import Original
from credit_engine.parts.registry import PARTS, PHRASES, SHEET_FORMS
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.testing.report import Coverage
from credit_engine.texts.cases import CASE_PHRASES
from laws.policies import Drawn, drawn_policy, record_for

ENOUGH = 60
"""Random policies among which every part is found; the seed is fixed, so that they are always the same."""


@cache
def drawn() -> tuple[Drawn, ...]:
    rng = Random(20261129)
    return tuple(drawn_policy(rng) for _ in range(ENOUGH))


@cache
def written_as(key: str) -> tuple[tuple[CompiledPolicy, Part], ...]:
    """The parts of one kind with their policies."""
    compiled = [one.compiled for one in drawn()]
    parts = ((one, lowered.part) for one in compiled for lowered in one.parts.values())
    return tuple((one, part) for one, part in parts if part.key == key)


@pytest.mark.parametrize("key", PARTS)
def test_a_part_is_told_in_the_account_of_its_policy(key: str) -> None:
    for compiled, part in written_as(key):
        assert part.name in [step.name for step in compiled.account.steps]
    assert written_as(key)


@pytest.mark.parametrize("key", PARTS)
def test_a_part_has_mutants_of_kinds_that_reports_can_name(key: str) -> None:
    kinds = set()
    for compiled, part in written_as(key):
        found = list(
            part.mutants("here", Original(compiled.document, compiled.outcomes.order, compiled.types))
        )
        kinds |= {mutant.kind for mutant in found}
        for mutant in found:
            assert mutant.file or all(path in compiled.document for path in mutant.values), mutant.name
    assert kinds
    assert {f"mutant_{kind}" for kind in kinds} <= CASE_PHRASES.keys() | PHRASES.keys()


def test_what_a_decision_reaches_is_declared_but_for_rules_that_are_undecided_or_do_not_apply() -> None:
    rng = Random(7)
    kinds = set()
    for one in drawn():
        coverage, policy = Coverage(), Policy((one.compiled,))
        coverage.declare(policy)
        coverage.add(policy.decide(record_for(rng, one), as_of="2026-11-29"))
        kinds |= {element.kind for element in coverage.elements}
        declared = {(element.kind, element.decision, element.name) for element in coverage.elements}
        taken = {f"{part.name}." for part in one.compiled.parts.values() if part.part.key == "call"}
        for element in coverage.reached:
            of_called = any(element.name.startswith(name) for name in taken)
            assert of_called or element[:3] in declared, element
    assert {f"kind_{kind}" for kind in kinds} <= CASE_PHRASES.keys() | PHRASES.keys()
    assert len(kinds) > 8


@pytest.mark.parametrize("key", PARTS)
def test_a_part_that_takes_a_sheet_says_what_the_sheet_stands_for(key: str) -> None:
    written = PARTS[key].model.model_fields[key].annotation
    names = {field.alias or name for name, field in getattr(written, "model_fields", {}).items()}
    form = PARTS[key].sheet_form
    assert (form is not None) == ("sheet" in names)
    if form is not None:
        assert form.keys
        assert {*form.keys, *form.headed_by} <= names


def test_some_parts_take_a_sheet() -> None:
    assert SHEET_FORMS.keys() == {"table", "matrix", "catalogue"}


@pytest.mark.parametrize("key", PARTS)
def test_neither_a_part_nor_its_nodes_can_be_changed(key: str) -> None:
    lowered = [one for policy in drawn() for one in policy.compiled.parts.values() if one.part.key == key]
    for one in (*lowered, *(one.part for one in lowered)):
        for name in one._fields:
            with pytest.raises(AttributeError):
                setattr(one, name, None)
