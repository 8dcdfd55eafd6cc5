"""Conditions joined by `and`, `or` or a comma that exclude each other, or of which one always holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TypeAlias

from credit_engine.feel import syntax
from credit_engine.feel.check.condition_errors import decided_by_parts
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.format import format_expression
from credit_engine.feel.solve import (
    Conditions,
    Formula,
    TooHardError,
    example,
    never,
    satisfied,
    wherever,
    worded,
)
from credit_engine.limits import MAX_CONNECTIVE_STEPS
from credit_engine.wording import Said, all_of, said

Connective: TypeAlias = syntax.Conjunction | syntax.Disjunction


def decided(errors: Errors, tree: Connective, reading: Conditions) -> None:
    """Report a conjunction that is never true, a disjunction that is never false.

    `age < 18 and age > 65` holds for nobody, `grade != "A" or grade != "B"` for everybody. Conditions that
    share no value are not looked at: each of them is checked by itself.
    """
    formulas = [reading.read(operand) for operand in tree.operands]
    if not reading.is_entangled:
        return
    found = _Connective(tree, formulas, reading)
    try:
        if not found.is_open(found.all):
            chosen = found.least()
            if len(chosen) > 1:  # `and false` switches a condition off, and says so
                _report(errors, tree, found, chosen)
    except TooHardError:
        return


def decided_tests(formula: Formula, reading: Conditions) -> bool | None:
    """Whether several tests of one value, read as a formula, hold for every value (True) or for none (False).

    `< @"2026-01-01", >= @"2025-01-01"` holds for every day: a comma means or.
    """
    if not reading.is_entangled:
        return None
    try:
        for always, goal in ((True, never), (False, wherever)):
            if satisfied([goal(formula, reading.terms)], reading.terms, MAX_CONNECTIVE_STEPS) is None:
                return always
    except TooHardError:
        pass
    return None


class _Connective:
    """The operands of a connective, and whether some of them leave the answer open."""

    def __init__(self, tree: Connective, formulas: Sequence[Formula], reading: Conditions) -> None:
        self.tree = tree
        self.formulas = formulas
        self.reading = reading
        self.is_conjunction = isinstance(tree, syntax.Conjunction)
        self.all = range(len(formulas))

    def is_open(self, chosen: Sequence[int]) -> bool:
        """Whether some record makes the chosen operands all true, or, of a disjunction, all false."""
        return self.solution(chosen) is not None

    def solution(self, chosen: Sequence[int], other: int | None = None) -> list[int] | None:
        """Such a record, as cells of its values; `other` is an operand that is the opposite."""
        terms = self.reading.terms
        wanted, opposite = (wherever, never) if self.is_conjunction else (never, wherever)
        goals = [wanted(self.formulas[i], terms) for i in chosen]
        if other is not None:
            goals.append(opposite(self.formulas[other], terms))
        return satisfied(goals, terms, MAX_CONNECTIVE_STEPS)

    def least(self) -> list[int]:
        """The fewest operands that decide the answer by themselves: none of them can be left out."""
        kept = list(self.all)
        for i in self.all:
            rest = [k for k in kept if k != i]
            if rest and not self.is_open(rest):
                kept = rest
        return kept

    def example(self, chosen: Sequence[int]) -> Said | None:
        """A record for which all but the last of some operands are as they would have to be."""
        solution = self.solution(chosen[:-1], chosen[-1]) or self.solution(chosen[:-1])
        terms = self.reading.terms
        found = {} if solution is None else example(solution, terms)
        return worded(found, terms) if found else None

    def mended(self, chosen: Sequence[int]) -> syntax.Expression | None:
        """The condition with some of those operands joined the other way, so that it tells records apart."""
        tries = [chosen, *combinations(chosen, 2)] if len(chosen) > 2 else [chosen]
        return next(filter(self._tells_apart, map(self._turned, tries)), None)

    def _turned(self, chosen: Sequence[int]) -> syntax.Expression:
        """The condition with some operands joined the other way, at the place of the first of them."""
        part = _joined([self.tree.operands[i] for i in chosen], not self.is_conjunction)
        others = [i for i in self.all if i not in chosen]
        if not others:
            return part
        at = sum(i < chosen[0] for i in others)
        kept = [self.tree.operands[i] for i in others]
        return _joined([*kept[:at], part, *kept[at:]], self.is_conjunction)

    def _tells_apart(self, tree: syntax.Expression) -> bool:
        formula, terms = self.reading.read(tree), self.reading.terms
        both = (satisfied([goal(formula, terms)], terms, MAX_CONNECTIVE_STEPS) for goal in (wherever, never))
        return all(operand is not None for operand in both)


def _report(errors: Errors, tree: Connective, found: _Connective, chosen: Sequence[int]) -> None:
    shown = [said("'{it}'", "“{it}”", it=format_expression(tree.operands[i])) for i in chosen]
    decided_by_parts(errors, tree, not found.is_conjunction, _why(found, chosen, shown), found.mended(chosen))


def _why(found: _Connective, chosen: Sequence[int], shown: Sequence[Said]) -> Said:
    """Which operands decide the condition, with a record that shows it."""
    if found.is_conjunction:
        why = said("{all} exclude each other", "{all}互相排斥", all=all_of(shown))
        shows = ("; where {record}, {last} does not hold", "；{record} 时{last}不成立")
    else:
        why = said("one of {all} always holds", "{all}总有一个成立", all=all_of(shown))
        shows = ("; where {record}, {last} holds", "；{record} 时{last}成立")
    example = found.example(chosen)
    record = said(*shows, record=example, last=shown[-1]) if example else ""
    return said("{why}{record}", "{why}{record}", why=why, record=record)


def _joined(operands: Sequence[syntax.Expression], conjunction: bool) -> syntax.Expression:
    kind = syntax.Conjunction if conjunction else syntax.Disjunction
    flat: list[syntax.Expression] = []
    for operand in operands:
        flat += operand.operands if isinstance(operand, kind) else (operand,)
    return kind(tuple(flat))
