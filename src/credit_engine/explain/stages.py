"""A process in stages in the trace: what each stage came to, and what counts of its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from credit_engine.absent import Absent
from credit_engine.explain.evidence import Column, Words
from credit_engine.explain.facts import Facts, decision_title, words
from credit_engine.explain.trace_stages import StageLine, StagesStep
from credit_engine.parts import RuleSetPart, StagesPart
from credit_engine.parts.rule import Rule
from credit_engine.parts.stages import Stage
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
    for process in facts.compiled.parts.values():
        for stage in process.stages if isinstance(process, StagesPart) else ():
            if part in stage.sets:
                own = {id(rule.spec): rule for rule in stage.rules}
                rules = [own[id(rule.spec)] for rule in part.all_rules]
                return rules, process.name in named and facts.value(stage.before) is False
    return part.all_rules, part.name in named
