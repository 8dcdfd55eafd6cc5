"""All that a careful reader would ask about a policy that can be used as it is."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.analyse.cards import card_doubts
from credit_engine.analyse.limits import limit_doubts
from credit_engine.analyse.reach import reach_doubts
from credit_engine.analyse.rules import rule_doubts
from credit_engine.analyse.sizes import size_doubts
from credit_engine.analyse.stages import stage_doubts
from credit_engine.feel.types import ANY
from credit_engine.parts.examined import Examined
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Problem, in_order


def doubts(compiled: CompiledPolicy) -> tuple[Problem, ...]:
    """Warnings in the order of the file, beside those of loading; the search for them takes its time."""
    return in_order(_found(compiled.whole))


def _found(compiled: CompiledPolicy) -> Iterator[Problem]:
    examined = read_again(compiled)
    for part in compiled.parts.values():
        yield from part.part.doubts(examined)
        if part.scored_card is not None:
            yield from card_doubts(part.scored_card.card)
    yield from rule_doubts(compiled, examined)
    yield from stage_doubts(compiled, examined)
    yield from reach_doubts(compiled)
    yield from size_doubts(compiled)
    yield from limit_doubts(compiled)


def read_again(compiled: CompiledPolicy) -> Examined:
    """A compiled policy as its parts are read with care."""
    declared = compiled.spec.declared.items()
    defined = {name: one.part.defined for name, one in compiled.parts.items()}
    conditions = {
        name: tree
        for name, tree in defined.items()
        if tree is not None and compiled.types.get(tree.number, ANY).kind == "boolean"
    }
    parameters = ((name, model) for name, model in compiled.spec.parameters.items() if model.dated is None)
    return Examined(
        compiled.document,
        compiled.types,
        compiled.outcomes,
        frozenset(path for path, model in declared if model.missing is None),
        {name: model.value for name, model in parameters if not isinstance(model.value, list)},
        conditions,
    )
