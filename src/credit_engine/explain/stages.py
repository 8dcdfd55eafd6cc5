"""A process in stages in the trace: what each stage came to, and what counts of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from credit_engine.absent import Absent
from credit_engine.explain.evidence import Column, Words
from credit_engine.explain.facts import Facts, decision_title, words
from credit_engine.explain.trace_stages import StageLine, StagesStep
from credit_engine.feel.parser import parse_expression
from credit_engine.parts.base import Part, References
from credit_engine.parts.rule import Rule
from credit_engine.parts.rule_set import RuleSetPart
from credit_engine.parts.stages import Stage, StagesPart
from credit_engine.policy.compiled import Output
from credit_engine.texts.explanation import PHRASES

_ENTRIES = tuple(Column(name, Words(*PHRASES[name])) for name in ("stage", "outcome"))
Status = Literal["passed", "stopped", "open", "not_reached"]


def stages(facts: Facts, part: StagesPart) -> StagesStep:
    """The stages in order, and the outcome until the one that the process came to."""
    return StagesStep(
        name=part.name, title=decision_title(facts.compiled, part.name),
        result=replace(facts.figure(part.recorded["value"]), columns=_ENTRIES),
        stages=tuple(_line(facts, part, stage) for stage in part.stages),
        stop_at=part.spec.stop_at or facts.compiled.outcomes.order[-1],
    )  # fmt: skip


def _line(facts: Facts, part: StagesPart, stage: Stage) -> StageLine:
    sets = tuple((one.name, str(facts.value(one.recorded["value"]))) for one in stage.sets)
    status = _status(facts, stage, stage is part.stages[-1])
    return StageLine(stage.spec.id, status, sets, tuple(stage.spec.needs), words(stage.spec.title))


def _status(facts: Facts, stage: Stage, last: bool) -> Status:
    if facts.value(stage.before) is not False:
        return "not_reached"
    stopped = facts.value(stage.stopped)
    if stopped is True:
        return "stopped"
    waits = isinstance(stopped, Absent) and not last
    return "open" if waits or (last and _is_open(facts, stage)) else "passed"


def _is_open(facts: Facts, stage: Stage) -> bool:
    statuses = (facts.value(rule.status) for rule in stage.rules)
    return any(isinstance(one, Absent) and one.applicable for one in statuses)


def counted(facts: Facts, part: RuleSetPart) -> tuple[list[Rule], bool]:
    """The rules of a set as far as they count, and whether the set is part of the decision's outcome."""
    named = facts.compiled.spec.decision.outcome
    for process in (one for one in facts.compiled.parts.values() if isinstance(one, StagesPart)):
        for stage in process.stages:
            if part in stage.sets:
                own = process.counted()
                rules = [own[id(rule.spec)] for rule in part.all_rules]
                return rules, process.name in named and facts.value(stage.before) is False
    return part.all_rules, part.name in named


def set_aside(facts: Facts) -> tuple[str, ...]:
    """The decisions that only rule sets of stages need that the process did not reach.

    They are worked out all the same, partly from data that nobody has asked for, and would only mislead.
    """
    compiled = facts.compiled.whole
    parts = compiled.parts
    processes = [parts[name] for name in compiled.spec.decision.outcome if name in parts]
    stages = [stage for one in processes if isinstance(one, StagesPart) for stage in one.stages]
    beyond = {one.name for stage in stages if facts.value(stage.before) is not False for one in stage.sets}
    if not beyond:
        return ()
    roots = {one.name for stage in stages for one in stage.sets} - beyond
    roots |= {one.name for one in processes}
    released = facts.decided.outputs
    for output in compiled.outputs:
        if output.name in released:
            roots |= _names(output)
    found = _used(parts, beyond) - _used(parts, roots)
    return tuple(name for name in parts if name in found)


def _names(output: Output) -> set[str]:
    """The names that an output uses."""
    references = References()
    if output.when is not None:
        references.collect(output.when.tree)
    references.collect(parse_expression(output.name if output.spec.of is None else output.spec.of))
    return references.certain | references.possible


def _used(parts: Mapping[str, Part], names: Iterable[str]) -> set[str]:
    """The decisions that these use, at any distance, with themselves; a process counts without its sets."""
    found: set[str] = set()
    stack = [name for name in names if name in parts]
    while stack:
        name = stack.pop()
        if name in found:
            continue
        found.add(name)
        part = parts[name]
        if not isinstance(part, StagesPart):
            used = part.references()
            stack += [one for one in used.certain | used.possible if one in parts]
    return found
