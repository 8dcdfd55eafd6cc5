"""When the rules of a policy fire: their conditions as formulas over common terms, and quick samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from credit_engine.feel.solve import (
    Conditions,
    Formula,
    TooHardError,
    example,
    excluded,
    never,
    satisfied,
    undecided,
    wherever,
    worded,
)
from credit_engine.feel.solve.formulas import AllOf, Both, Goal, Literal
from credit_engine.parts.examined import Examined
from credit_engine.parts.rule import Rule
from credit_engine.parts.rule_set import AnyRuleSet
from credit_engine.source import Span
from credit_engine.wording import Said


@dataclass(frozen=True)
class Firing:
    """A rule of a set, and where it fires, does not, or is left undecided."""

    set: str
    rule: Rule
    rank: int
    fires: Goal
    silent: Goal
    open: Goal
    is_plain: bool
    """Whether its set is no `for_each`: names mean the same in all such sets."""


class Rules:
    """The rules of some sets over the terms that they share."""

    def __init__(self, sets: Iterable[AnyRuleSet], examined: Examined) -> None:
        reading = examined.conditions()
        read = [
            (part, rule, _formula(reading, rule))
            for part in sets
            for rule in part.own_rules
            if rule.when is not None and rule.spec.then in examined.outcomes.order
        ]
        self.terms = reading.terms
        self.terms.settle()
        self.all = [
            Firing(
                part.name,
                rule,
                examined.outcomes.rank(rule.spec.then),
                wherever(formula, self.terms),
                never(formula, self.terms),
                undecided(formula, self.terms),
                getattr(part, "each", None) is None,
            )
            for part, rule, formula in read
        ]

    def solution(self, goals: Sequence[Goal]) -> list[int] | None:
        """Cells of all terms with which goals hold together; raises TooHardError."""
        return satisfied(goals, self.terms)

    def excludes(self, *goals: Goal) -> bool:
        """Whether no record makes all goals hold; not where that is too hard to say."""
        return excluded(goals, self.terms)

    def sample(self, *goals: Goal) -> Said | None:
        """A record for which goals hold, in words."""
        try:
            found = self.solution(goals)
        except TooHardError:
            return None
        return None if found is None else worded(example(found, self.terms), self.terms)

    def implied(self) -> Iterator[tuple[Firing, Firing]]:
        """Pairs of rules where, in the samples, the second fires whenever the first does."""
        samples = _Samples(self)
        for second in self.all:
            where = samples.holding(second.fires)
            for i, first in enumerate(self.all):
                if first is not second and samples.of[i] and not samples.of[i] & ~where:
                    yield first, second


def place_of(firing: Firing) -> Span:
    """Where the condition of a rule stands."""
    assert firing.rule.when is not None
    return firing.rule.when.text.whole


def _formula(reading: Conditions, rule: Rule) -> Formula:
    assert rule.when is not None
    when = reading.read(rule.when.tree)
    return when if rule.applies_when is None else AllOf((reading.read(rule.applies_when.tree), when))


class _Samples:
    """Some records for each rule that fires for them, all tried on a formula at once by bit masks."""

    def __init__(self, rules: Rules) -> None:
        self._cells: list[dict[int, int]] = [{} for _ in rules.terms.all]
        self._all = 0
        self.of = [self._drawn(rules, firing) for firing in rules.all]

    def _drawn(self, rules: Rules, firing: Firing) -> int:
        """Samples of a rule, as a mask; none where it never fires, or that is too hard to say."""
        try:
            found = rules.solution([firing.fires])
        except TooHardError:
            return 0
        if found is None:
            return 0
        mask = 0
        for take in (_lowest, _highest):
            bit = 1 << self._all.bit_length()
            self._all |= bit
            mask |= bit
            for term, cells in enumerate(found):
                cell = take(cells)
                self._cells[term][cell] = self._cells[term].get(cell, 0) | bit
        return mask

    def holding(self, goal: Goal) -> int:
        """The samples for which a goal holds."""
        if isinstance(goal, Literal):
            found = 0
            for cell, samples in self._cells[goal.term].items():
                if cell & goal.mask:
                    found |= samples
            return found
        found = self._all if isinstance(goal, Both) else 0
        for part in goal.parts:
            where = self.holding(part)
            found = found & where if isinstance(goal, Both) else found | where
        return found


def _lowest(cells: int) -> int:
    return cells & -cells


def _highest(cells: int) -> int:
    return 1 << (cells.bit_length() - 1)
