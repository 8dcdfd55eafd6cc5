"""What every part whose outcome counts is made of: rules with an outcome and a reason each."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from credit_engine.account.evidence import Condition, Ref
from credit_engine.account.gaps import OmittedItems, Pick, RuleItems, RuleStatus, Unstopped, Why
from credit_engine.account.steps import RuleLine
from credit_engine.document_text import Path
from credit_engine.feel.lower import Lowering
from credit_engine.parts.base import Around, Element, Lowered, Part, S, Seen
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant
from credit_engine.parts.rule import NO_ITEMS, NOBODY, LoweredRule, Rule, RuleModel
from credit_engine.parts.telling import Telling, clause_words, words
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.statuses import status_of

if TYPE_CHECKING:
    from credit_engine.parts.each import LoweredEach
from credit_engine.run.steps import NOT_APPLICABLE_CODE


class RuleSetPart(Part[S]):
    """A decision whose outcome can count: the worst of its fired and undecided rules."""

    @property
    @abstractmethod
    def own_rules(self) -> list[Rule]:
        """The rules that this policy writes, in declared order, which its cases should cover."""

    @property
    def stages_of_sets(self) -> Sequence[Sequence[str]]:
        """The rule sets that it counts, stage by stage, of a process."""
        return ()

    def stop_outcome(self, outcomes: Outcomes) -> str:
        """The outcome at which a process stops, so that later stages are not reached."""
        return outcomes.order[-1]

    def reachable(self) -> Iterator[Element]:
        """Every rule fired and not fired, and one that somebody may waive with an intervention."""
        for rule in self.own_rules:
            for state in ("fired", "not_fired"):
                yield Element("rule", self.name, rule.spec.id, state)
            if rule.spec.authorities:
                yield Element("intervention", self.name, rule.spec.id)

    def waived(self, lowering: Lowering, around: Around, rule: LoweredRule) -> LoweredRule:
        """A rule that somebody may waive with its own input, and a status that heeds it."""
        if not rule.spec.authorities or around.is_called:
            return rule
        intervention = lowering.builder.new_input(f"@rule.{self.name}.{rule.spec.id}")
        status = lowering.builder.call("waived", rule.status, intervention, kind="boolean")
        return replace(rule, intervention=intervention, status=status)


def lower_outcome(lowering: Lowering, around: Around, rules: Sequence[LoweredRule]) -> int:
    """The node of the worst outcome of rules."""
    ranks = tuple(around.outcomes.rank(rule.spec.then) for rule in rules)
    statuses = [rule.status for rule in rules]
    waivable = tuple(i for i, rule in enumerate(rules) if rule.intervention >= 0)
    if not waivable:
        return lowering.builder.call("rules", *statuses, kind="text", data=(around.outcomes, ranks))
    inputs = [rules[i].intervention for i in waivable]
    data = (around.outcomes, ranks, waivable)
    return lowering.builder.call("changed", *statuses, *inputs, kind="text", data=data)


AnyRuleSet: TypeAlias = RuleSetPart[Any]
R_co = TypeVar("R_co", bound=AnyRuleSet, covariant=True)


class LoweredRuleSet(Lowered[R_co]):
    """A rule set within a program: its rules, and the node of the outcome that they come to."""

    outcome: int

    @property
    def value(self) -> int:
        """The outcome."""
        return self.outcome

    @property
    def slots(self) -> Iterable[int]:
        """The outcome and the status of every rule, then those for the items of a list."""
        yield from (self.outcome, *(rule.status for rule in self.rules))
        yield from (rule.items.statuses for rule in self.rules if rule.items is not None)

    def reached(self, seen: Seen) -> Iterator[Element]:
        """What became of every rule."""
        for rule in self.rules:
            status = status_of(seen.value(seen.counted(self.name, rule).status))
            yield Element("rule", self.name, rule.spec.id, status)

    def reason_codes(self) -> Iterator[str]:
        """The codes of reasons of a called policy."""
        yield from (rule.spec.because for rule in self.rules if rule.reason is not None)

    def rules_of(self, name: str) -> tuple[Sequence[LoweredRule], int] | None:
        """The rules of a set as they count in a process, and the node that says whether it stopped before."""
        return None

    def counted(self, telling: Telling) -> tuple[Sequence[LoweredRule], bool | Unstopped]:
        """The rules as far as they count, and whether the outcome rests on them, unless a stage stops it."""
        counting = telling.spec.decision.outcome
        for process in telling.parts.values():
            found = process.rules_of(self.name) if isinstance(process, LoweredRuleSet) else None
            if found is not None:
                rules, before = found
                return rules, process.name in counting and Unstopped(Ref(before))
        return self.rules, self.name in counting

    def tell_rule(
        self,
        telling: Telling,
        rule: LoweredRule,
        each: LoweredEach | None = None,
        tested: Condition | None = None,
    ) -> RuleLine:
        """What is told of a rule, of one for each item of a list by the item; `tested` is its condition."""
        spec, single = rule.spec, rule.items is None
        tested, applies = tested or Condition("test", spec.when, Ref(rule.status)), None
        if spec.title == NO_ITEMS:
            tested = tested._replace(wording=NO_ITEMS.words)
        if rule.when is not None and single:
            tested = telling.condition(rule.when.tree)
        if rule.applies_when is not None and single:
            applies = telling.condition(rule.applies_when.tree)
        waivable = (spec.waivable_by,) if isinstance(spec.waivable_by, str) else tuple(spec.waivable_by)
        items = None if each is None or single else _of_items(telling, rule, each)
        if items is not None and each is not None and rule.when is not None and tested.wording is None:
            inner, _ = telling.of_item(each, (rule.variable,))  # what is told of a list without items
            tested = tested._replace(wording=inner.wording(rule.when.tree))
        return RuleLine(
            spec.id,
            RuleStatus(Ref(rule.status)),
            spec.then,
            spec.because,
            spec.weight,
            tested,
            applies,
            words(spec.title),
            waivable,
            Why(Ref(rule.status), NOT_APPLICABLE_CODE),
            () if items is None else items,
            None if items is None else OmittedItems(items.each.source),
            "" if rule.intervention < 0 else Pick(Ref(rule.intervention), telling.outcomes.order, ""),
            clause_words(spec.clause),
            telling.roles if spec.authorities else None,
        )


def own_outcome(lowering: Lowering, rule: LoweredRule) -> int:
    """The status of a rule for those who count its own outcome: not of one that is to ask for another."""
    if rule.intervention < 0:
        return rule.status
    return lowering.builder.call("unchanged", rule.status, rule.intervention, kind="boolean")


def of_authorities(spec: RuleModel, place: str, path: Path) -> Iterator[Mutant]:
    """Each role left out that may waive the rule at a path."""
    roles = spec.authorities
    for role in roles:
        others = [other for other in roles if other != role]
        values = {(*path, "waivable_by"): others or NOBODY}
        yield Mutant(f"{place}.waivable_by: {role} dropped", "authority", OF_POLICY, values)


def _of_items(telling: Telling, rule: LoweredRule, each: LoweredEach) -> RuleItems | None:
    """The conditions of a rule for one item; those of a called policy's rule are told with its own steps."""
    if rule.items is None or rule.when is None:
        return None
    inner, told = telling.of_item(each, (rule.variable,))
    applies = None if rule.applies_when is None else inner.condition(rule.applies_when.tree)
    return RuleItems(told, Ref(rule.items.statuses), inner.condition(rule.when.tree), applies)
