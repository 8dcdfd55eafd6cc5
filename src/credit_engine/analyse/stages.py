"""Rules of a stage that an earlier stage has decided: wherever they fire, the process has stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from credit_engine.analyse.firing import Firing, Rules, place_of
from credit_engine.feel.solve.formulas import Goal, complement
from credit_engine.parts.examined import Examined
from credit_engine.parts.rule_set import AnyRuleSet
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Note, Problem
from credit_engine.wording import said


def stage_doubts(compiled: CompiledPolicy, examined: Examined) -> Iterator[Problem]:
    """Rules that no record comes to, of every process."""
    sets = compiled.read_sets
    for part in sets.values():
        if part.is_process:
            yield from _of_process(part, sets, examined)


def _of_process(part: AnyRuleSet, sets: Mapping[str, AnyRuleSet], examined: Examined) -> Iterator[Problem]:
    """A rule that somebody may waive stops nothing for certain, nor does one that asks for less."""
    stage_of = {name: i for i, names in enumerate(part.stages_of_sets) for name in names}
    rules = Rules((sets[name] for name in stage_of), examined)
    stop = examined.outcomes.rank(part.stop_outcome(examined.outcomes))
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
