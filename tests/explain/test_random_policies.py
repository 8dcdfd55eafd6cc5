"""What holds for explanations of the shipped policy holds for random policies and records, too."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from credit_engine import Decision, InputError, Policy
from credit_engine.account.steps import RulesStep, TableStep
from credit_engine.explain import FORMATS
from credit_engine.explain.as_json import as_json
from credit_engine.run.row import compile_row
from explain.support import conditions, follows_from_its_parts, same
from laws.policies import drawn_policy, record_for

SEEDS = range(30)


def decisions(seed: int) -> Iterator[Decision]:
    """Decisions of one random policy: for ordinary records, and for one with extreme numbers."""
    rng = Random(seed)
    drawn = drawn_policy(rng)
    policy = Policy((drawn.compiled,))
    for extreme in (False, False, True):
        try:
            yield policy.decide(record_for(rng, drawn, extreme), as_of="2026-11-23")
        except InputError:
            continue


@pytest.mark.sampled
@pytest.mark.parametrize("seed", SEEDS)
def test_any_decision_is_explained_in_every_form(seed: int) -> None:
    for decision in decisions(seed):
        for format in FORMATS:
            assert decision.explain("zh", format)  # type: ignore[arg-type]
        assert decision.explain("en").splitlines()[0].startswith(decision.compiled.spec.policy)


@pytest.mark.sampled
@pytest.mark.parametrize("seed", SEEDS)
def test_json_from_templates_is_the_json_of_the_trace(seed: int) -> None:
    """The second decision of a policy uses what the first one prepared."""
    for decision in decisions(seed):
        assert decision.explain(format="json") == as_json(decision.trace)


@pytest.mark.sampled
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_evaluated_again_equals_what_was_recorded(seed: int) -> None:
    for decision in decisions(seed):
        compiled = decision.compiled
        for position, node in enumerate(compiled.program.slots):
            others = [other for other in compiled.program.slots if other != node]
            recorded = [value for i, value in enumerate(decision.slots) if i != position]
            again = compile_row(compiled.program, (node,), others)([*decision.inputs, *recorded])
            assert same(again[0], decision.slots[position])


@pytest.mark.sampled
@pytest.mark.parametrize("seed", SEEDS)
def test_conditions_rules_and_rows_agree_with_their_parts(seed: int) -> None:
    for decision in decisions(seed):
        trace = decision.trace
        assert all(map(follows_from_its_parts, conditions(trace)))
        for step in trace.steps:
            if isinstance(step, RulesStep):
                for rule in step.rules:
                    assert (rule.status == "fired") <= (rule.condition.holds is True)
                    assert (rule.status == "undecided") <= (rule.condition.holds is not False)
            elif isinstance(step, TableStep):
                for row in step.rows:
                    values = {cell.value if isinstance(cell.value, bool) else None for cell in row.cells}
                    assert (row.status == "unmatched") is (False in values)
                    assert (row.status in ("chosen", "matched")) is (values <= {True})
