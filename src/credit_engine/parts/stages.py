"""`stages`: a process in steps, each with the data that it needs; it ends where a stage is bad enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, NamedTuple

from pydantic import Field

from credit_engine.account.evidence import Column, Ref, Words
from credit_engine.account.gaps import StageStatus
from credit_engine.account.processes import StageLine, StagesStep
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import ANY, context_of, ordinal
from credit_engine.parts.base import Around, Checked, Checks, Element, Finished, Head, Seen, Surroundings
from credit_engine.parts.model import Bilingual, DecisionModel, Model
from credit_engine.parts.mutation.mutant import Mutant, Original, dropped, with_neighbours
from credit_engine.parts.name_forms import groups
from credit_engine.parts.problems import listed_twice
from credit_engine.parts.problems import rules as problems
from credit_engine.parts.reading import Reader
from credit_engine.parts.rule import LoweredRule, Rule
from credit_engine.parts.rule_set import AnyRuleSet, LoweredRuleSet, RuleSetPart
from credit_engine.parts.telling import Telling, Titles, titled, words
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.run.outcomes import Outcomes
from credit_engine.texts.explanation import PHRASES
from credit_engine.wording import joined, said

_ENTRIES = {name: Words(*PHRASES[name]) for name in ("stage", "outcome")}


class StageModel(Model):
    """One stage: the inputs that it needs beside those of earlier ones, and the rule sets that decide it."""

    id: str
    decide: list[str] = Field(min_length=1)
    needs: list[str] = Field(default_factory=list)
    title: Bilingual | None = None


class StagesDecision(DecisionModel):
    """A decision by `stages`, and the outcome at which the process stops: the worst, unless said."""

    stages: list[StageModel] = Field(min_length=1)
    stop_at: str | None = None


class Stage(NamedTuple):
    """A stage within a program: its rule sets, their rules as far as they count, if it was stopped before.

    `stopped` is the node that says whether this stage or an earlier one stops the process.
    """

    spec: StageModel
    sets: Sequence[LoweredRuleSet[AnyRuleSet]]
    rules: Mapping[str, Sequence[LoweredRule]]
    """The rules of each set."""
    before: int
    stopped: int

    @property
    def all_rules(self) -> Sequence[LoweredRule]:
        """The rules of all its sets."""
        return [rule for rules in self.rules.values() for rule in rules]


class StagesPart(RuleSetPart[StagesDecision]):
    """Rule sets in stages; a stage counts where none before it stops the process."""

    key: ClassVar[str] = "stages"
    is_process = True
    model = StagesDecision

    sets: Sequence[str] = ()
    """The rule sets of the policy, once it is joined."""

    @classmethod
    def read(cls, head: Head[StagesDecision], reader: Reader) -> StagesPart:
        """There is nothing to parse: stages name rule sets and inputs."""
        return cls(head=head)

    def join(self, surroundings: Surroundings) -> StagesPart:
        """With the names of the policy's rule sets."""
        sets = {name: part for name, part in surroundings.parts.items() if isinstance(part, RuleSetPart)}
        return self._replace(sets=[name for name, part in sets.items() if not part.is_process])

    def check_counting(self, checks: Checks, counted: Sequence[str]) -> None:
        """A rule set of a stage counts there, and not by itself as well."""
        for stage in self.spec.stages:
            for name in sorted(({*stage.decide} & {*counted}) - {self.name}):
                at = ("decision", "outcome", counted.index(name))
                checks.report(problems.counted_in_stage, at, name=name, stage=stage.id, process=self.name)

    @property
    def own_rules(self) -> list[Rule]:
        """None: its rules are those of its sets."""
        return []

    @property
    def stages_of_sets(self) -> Sequence[Sequence[str]]:
        """The rule sets of its stages, as they are come to."""
        return [stage.decide for stage in self.spec.stages]

    def stop_outcome(self, outcomes: Outcomes) -> str:
        """The outcome at which it stops: the worst, unless another one is said."""
        return self.spec.stop_at or super().stop_outcome(outcomes)

    @property
    def first_needs(self) -> frozenset[str]:
        """Inputs, or groups of them, that a record has from the beginning: those of the first stage."""
        return frozenset(need for stage in self.spec.stages[:1] for need in stage.needs)

    @property
    def later_needs(self) -> frozenset[str]:
        """Inputs, or groups of them, that a record need not have yet: those of all stages but the first."""
        return frozenset(need for stage in self.spec.stages[1:] for need in stage.needs)

    def trees(self) -> Iterator[syntax.Node]:
        """The rule sets that are used."""
        yield from (syntax.Name(name) for stage in self.spec.stages for name in stage.decide)

    def check(self, checks: Checks) -> Checked:
        """Stages have their own ids, name rule sets once each and inputs that are declared."""
        seen: dict[str, Path] = {}
        placed: dict[str, Path] = {}
        for i, stage in enumerate(self.spec.stages):
            at = (*self.here, i)
            if not checks.damaged_below(at):
                checks.own_id(stage.id, seen, at)
            for k, name in enumerate(stage.decide):
                self._set(checks, name, (*at, "decide", k), placed)
            self._needs(checks, stage.needs, (*at, "needs"))
        if self.spec.stop_at is not None:
            checks.is_outcome(self.spec.stop_at, (*self.path, "stop_at"))
        if checks.damaged_below(self.here):
            return Checked(self, ANY)
        ids = tuple(stage.id for stage in self.spec.stages)
        reached = ordinal(ids, titles=self.titles)
        return Checked(self, context_of({"stage": reached, "outcome": checks.outcome_type}))

    @property
    def titles(self) -> Titles:
        """The stages with their titles."""
        return titled((stage.id, stage.title) for stage in self.spec.stages)

    def _set(self, checks: Checks, name: str, at: Path, placed: dict[str, Path]) -> None:
        if checks.unread(at):
            return
        known = checks.names.find(name)
        if name not in self.sets and not (checks.names.incomplete or (known and known.type.kind == "any")):
            checks.report(problems.no_rule_set, at, name=name, known=self.sets)
        elif placed.setdefault(name, at) != at:
            note = Note(said("first named here", "首次出现在此"), checks.document.span(placed[name]))
            checks.report(problems.decides_in_two_places, at, name=name, notes=(note,))

    def _needs(self, checks: Checks, needs: Sequence[str], at: Path) -> None:
        """Every need is an input, or a group of inputs."""
        for k, need in enumerate(needs):
            here = (*at, k)
            if not _is_input(checks, need) and not checks.names.incomplete and not checks.unread(here):
                checks.report(problems.no_input, here, need=need, hint=suggestion(need, checks.causes))
            elif need in needs[:k] and not checks.unread(here):
                checks.report(listed_twice, here, name=need, what=said("input", "输入"))

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredStages:
        """Whether each stage is reached, the outcome until there, and the stage that the process came to."""
        builder = lowering.builder
        least = around.outcomes.rank(self.stop_outcome(around.outcomes))
        before, stopping = builder.constant(False, "boolean"), list[int]()
        stages = []
        for spec in self.spec.stages:
            sets = [part for name in spec.decide if isinstance(part := around.lowered[name], LoweredRuleSet)]
            rules = {
                rule_set.name: [_reached(lowering, rule, before) for rule in rule_set.rules]
                for rule_set in sets
            }
            for rule in (rule for rule_set in sets for rule in rule_set.rules):
                stopping += _stopping(lowering, rule, around.outcomes.rank(rule.spec.then), least)
            stopped = builder.call("enough", *stopping, kind="boolean", data=1)
            stages.append(Stage(spec, sets, rules, before, stopped))
            before = stopped
        later = [stage.before for stage in stages[1:]]
        current = builder.call(
            "current stage", *later, kind="text", data=tuple(stage.spec.id for stage in stages)
        )
        numbers = tuple(i for i, stage in enumerate(stages) for _ in stage.sets)
        outcomes = [rule_set.outcome for stage in stages for rule_set in stage.sets]
        outcome = builder.call("staged", *later, *outcomes, kind="text", data=(around.outcomes, numbers))
        entries = {"stage": current, "outcome": outcome}
        return LoweredStages(
            part=self,
            binding=Record(entries),
            entries=entries,
            rules=tuple(rule for stage in stages for rule in stage.all_rules),
            outcome=outcome,
            stages=stages,
            current=current,
        )

    def reachable(self) -> Iterator[Element]:
        """The stages at which the process can end."""
        for stage in self.spec.stages:
            yield Element("stage", self.name, stage.id)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """The outcome at which the process stops, and each stage left out."""
        stop, at = self.spec.stop_at, (*self.path, "stop_at")
        if stop is not None:
            yield from with_neighbours("stage", f"{place}.stop_at", at, stop, original.outcomes)
        stages = self.spec.stages
        for i, stage in enumerate(stages if len(stages) > 1 else ()):
            yield dropped("stage", f"{place}.{stage.id}", (*self.here, i))

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of what a process comes to."""
        return _ENTRIES


def _stopping(lowering: Lowering, rule: LoweredRule, rank: int, least: int) -> Iterator[int]:
    """The node that says whether a rule asks for an outcome that stops, where it can."""
    if rule.intervention >= 0:
        data = (rank, least)
        yield lowering.builder.call("at least", rule.status, rule.intervention, kind="boolean", data=data)
    elif rank >= least:
        yield rule.status


def _reached(lowering: Lowering, rule: LoweredRule, before: int) -> LoweredRule:
    """A rule as far as it counts: where no stage before stopped the process."""
    return replace(rule, status=lowering.builder.call("reached", before, rule.status, kind="boolean"))


class LoweredStages(LoweredRuleSet[StagesPart]):
    """A process within a program: its stages, and the node of the one that it came to.

    The rules of a stage that is not reached do not apply.
    """

    stages: Sequence[Stage]
    current: int

    @property
    def slots(self) -> Iterable[int]:
        """The outcome, the stage that the process came to, and what became of every stage and its rules."""
        yield from (self.outcome, self.current)
        for stage in self.stages:
            yield from (stage.before, stage.stopped, *(rule.status for rule in stage.all_rules))

    def rules_of(self, name: str) -> tuple[Sequence[LoweredRule], int] | None:
        """The rules of a set of its stages as they count, and whether the process stopped before."""
        found = ((stage.rules[name], stage.before) for stage in self.stages if name in stage.rules)
        return next(found, None)

    @property
    def counted_sets(self) -> Mapping[str, Sequence[LoweredRule]]:
        """The rules of all its sets."""
        return {name: rules for stage in self.stages for name, rules in stage.rules.items()}

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The stage at which it ended."""
        yield Element("stage", self.name, seen.value(self.current))

    def review(self, finished: Finished) -> Iterator[Problem]:
        """No stage decides by an input that neither it nor an earlier one needs."""
        needed: set[str] = set()
        for i, stage in enumerate(self.stages):
            needed |= set(stage.spec.needs)
            used = frozenset[str]().union(*(finished.behind(rule_set.outcome) for rule_set in stage.sets))
            lacking = sorted(path for path in used & finished.inputs if needed.isdisjoint(groups(path)))
            if lacking:
                at: Path = (*self.part.here, i, "needs")
                yield problems.stage_needs(
                    finished.document.span(at if at in finished.document else at[:-1]),
                    stage=stage.spec.id,
                    inputs=joined(lacking),
                    first=lacking[0],
                )

    def tell(self, telling: Telling) -> StagesStep:
        """The stages in order, and the outcome until the one that the process came to."""
        titles = {"stage": self.part.titles, "outcome": telling.outcome_titles}
        columns = tuple(
            Column(name, title, titles=telling.titled(titles[name])) for name, title in _ENTRIES.items()
        )
        return StagesStep(
            name=self.name,
            title=self.title,
            result=telling.figure(self.outcome)._replace(columns=columns),
            stages=tuple(_tell_stage(stage, stage is self.stages[-1]) for stage in self.stages),
            stop_at=self.part.stop_outcome(telling.outcomes),
        )


def _is_input(checks: Checks, path: str) -> bool:
    """Whether a path is that of an input, or of a group of inputs."""
    first, *rest = path.split(".")
    known = checks.names.find(first)
    for word in rest:
        known = None if known is None or known.entries is None else known.entries.get(word)
    return known is not None and known.what == "input"


def _tell_stage(stage: Stage, last: bool) -> StageLine:
    sets = tuple((rule_set.name, Ref(rule_set.outcome)) for rule_set in stage.sets)
    statuses = tuple(Ref(rule.status) for rule in stage.all_rules)
    return StageLine(
        stage.spec.id,
        StageStatus(Ref(stage.before), Ref(stage.stopped), statuses, last),
        sets,
        tuple(stage.spec.needs),
        words(stage.spec.title),
    )
