"""What a policy works out and then does not use: decisions and rule sets that count nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.analyse.problems import no_outcome, unused_decision, unused_outcome
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.walk import walk
from credit_engine.parts.references import References
from credit_engine.parts.rule_set import LoweredRuleSet
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Problem
from credit_engine.wording import to_write


def reach_doubts(compiled: CompiledPolicy) -> Iterator[Problem]:
    """Decisions that reach neither the outcome nor an output; an empty `outcome` beside rule sets."""
    used = _used(compiled)
    sets = [*compiled.rule_sets]
    unused = [name for name in compiled.parts if name not in used]
    if sets and not compiled.spec.decision.outcome:
        yield _no_outcome(compiled, sets)
        unused = [name for name in unused if name not in sets]
    yield from (_unused_decision(compiled, name, name in sets) for name in unused)
    if compiled.spec.decision.outcome:
        forgotten = _forgotten(compiled)
        yield from (_unused_decision(compiled, name, True) for name in forgotten if name not in unused)


def _forgotten(compiled: CompiledPolicy) -> Iterator[str]:
    """Checklists of which something is used, such as what is missing, but not the outcome they ask for."""
    asked = {name for tree in _trees(compiled) for name in _outcomes_used(tree)}
    behind = compiled.program.needed([compiled.outcome])
    for name, lowered in compiled.parts.items():
        node = None if lowered.part.is_process else lowered.entries.get("outcome")
        if (
            isinstance(lowered, LoweredRuleSet)
            and node is not None
            and node not in behind
            and name not in asked
        ):
            yield name


def _outcomes_used(tree: syntax.Node) -> Iterator[str]:
    """The names whose entry `outcome` a tree reads."""
    for node in walk(tree):
        if isinstance(node, syntax.Path) and node.name == "outcome" and isinstance(node.target, syntax.Name):
            yield node.target.name


def _trees(compiled: CompiledPolicy) -> Iterator[syntax.Node]:
    """All that the decisions, the outputs and the next state are written with."""
    for part in compiled.parts.values():
        yield from part.part.trees()
    written = [expression for output in compiled.outputs for expression in (output.when, output.of)]
    yield from (
        expression.tree for expression in (*written, *compiled.next_state.values()) if expression is not None
    )


def _used(compiled: CompiledPolicy) -> set[str]:
    """The decisions on which the outcome, an output or the next state rests, directly or through others."""
    names = [
        *compiled.spec.decision.outcome,
        *(output.name for output in compiled.outputs if output.of is None),
    ]
    found = References()
    for output in compiled.outputs:
        for written in (output.when, output.of):
            if written is not None:
                found.collect(written.tree)
    for written in compiled.next_state.values():
        found.collect(written.tree)
    stack = [*names, *found.certain, *found.possible]
    used: set[str] = set()
    while stack:
        name = stack.pop()
        if name in compiled.parts and name not in used:
            used.add(name)
            references = compiled.parts[name].part.references()
            stack += [*references.certain, *references.possible]
    return used


def _no_outcome(compiled: CompiledPolicy, sets: list[str]) -> Problem:
    path: Path = ("decision", "outcome")
    return no_outcome(
        compiled.document.span(path),
        outcome=compiled.outcomes.nothing_fired,
        hint=to_write(f"[{', '.join(sets)}]"),
    )


def _unused_decision(compiled: CompiledPolicy, name: str, is_set: bool) -> Problem:
    span = compiled.document.key_span(("decisions", name))
    if is_set:
        return unused_outcome(span, name=name, listed=", ".join([*compiled.spec.decision.outcome, name]))
    return unused_decision(span, name=name)
