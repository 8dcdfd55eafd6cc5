"""Rules of a stage that an earlier stage has decided: wherever they fire, the process has stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credit_engine.analyse.firing import Firing, Rules, place_of
from credit_engine.feel.solve.formulas import Goal, complement
from credit_engine.parts.examined import Examined
from credit_engine.parts.rule_set import RuleSetPart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Note, Problem
from credit_engine.wording import said


def stage_doubts(compiled: CompiledPolicy, examined: Examined) -> Iterator[Problem]:
    """Rules that no record comes to, of every process."""
    for part in compiled.parts.values():
        if isinstance(part, RuleSetPart) and part.sets_by_stage and not part.of_called:
            yield from _of_process(part, examined)


def _of_process(part: RuleSetPart, examined: Examined) -> Iterator[Problem]:
    """A rule that somebody may waive stops nothing for certain, nor does one that asks for less."""
    rules = Rules((one for sets in part.sets_by_stage for one in sets), examined)
    stage_of = {one.name: i for i, sets in enumerate(part.sets_by_stage) for one in sets}
    stop = examined.outcomes.rank(part.stop_outcome)
    plain = [firing for firing in rules.all if firing.is_plain]
    stopping = [one for one in plain if one.rank >= stop and not one.rule.spec.authorities]
    for firing in plain:
        before = [one for one in stopping if stage_of[one.set] < stage_of[firing.set]]
        if before and not rules.excludes(firing.fires):
            yield from _decided(rules, firing, before)


def _decided(rules: Rules, firing: Firing, before: Sequence[Firing]) -> Iterator[Problem]:
    """The rule, where one of those before fires wherever it does."""

    def stays_open(one: Firing) -> Goal:
        return complement(one.fires, rules.terms)

    if not rules.excludes(firing.fires, *map(stays_open, before)):
        return
    alone = [one for one in before if rules.excludes(firing.fires, stays_open(one))]
    yield Problem(
        "rule-implied",
        said(
            "rule '{id}' is never come to: wherever it fires, such as where {sample}, an earlier stage has "
            "stopped the process",
            "规则“{id}”永远不会被用到：凡它触发时（例如 {sample}），之前的阶段已终止流程",
            id=firing.rule.spec.id,
            sample=rules.sample(firing.fires) or "",
        ),
        place_of(firing),
        hint=said("remove it, or put it into the earlier stage", "请删去它，或移到之前的阶段"),
        notes=tuple(
            Note(said("rule '{id}' stops it", "规则“{id}”终止了流程", id=one.rule.spec.id), place_of(one))
            for one in (alone[:1] or before)
        ),
        severity="warning",
    )
