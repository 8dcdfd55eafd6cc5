"""Conditions as formulas of three-valued logic, and where they hold as formulas of sets.

`wherever(f)` is where a formula is true, `never(f)` where it is false, `undecided(f)` where it is
neither. AllOf three consist of literals alone, joined by and and or: a term lies among some cells. So
negation, unknown and Kleene's tables are settled here, and the search knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from credit_engine.feel.solve.terms import ORDERS, UNKNOWN, Choice, Terms


@dataclass(frozen=True)
class Test:
    """A term lies among a choice of values; `unknown` says what the test of an unknown value gives."""

    term: int
    choice: Choice | int
    unknown: bool | None = None


@dataclass(frozen=True)
class Constant:
    """A condition that is known: true, false, or undecided for every record."""

    value: bool | None


@dataclass(frozen=True)
class Not:
    """A negation."""

    part: Formula


@dataclass(frozen=True)
class AllOf:
    """A conjunction."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class AnyOf:
    """A disjunction."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Choose:
    """`if condition then one else other`; undecided where the condition is."""

    condition: Formula
    then: Formula
    otherwise: Formula


Formula: TypeAlias = "Test | Constant | Not | AllOf | AnyOf | Choose"


class Literal(NamedTuple):
    """A term lies among the cells of a mask."""

    term: int
    mask: int


class Both(NamedTuple):
    """All of these hold; none of them is true."""

    parts: tuple[Goal, ...]


class Either(NamedTuple):
    """One of these holds; none of them is false."""

    parts: tuple[Goal, ...]


Goal: TypeAlias = "Literal | Both | Either"
TRUE, FALSE = Both(()), Either(())


def wherever(formula: Formula, terms: Terms) -> Goal:
    """Where a formula is true."""
    return _where(formula, True, terms)


def never(formula: Formula, terms: Terms) -> Goal:
    """Where a formula is false."""
    return _where(formula, False, terms)


def undecided(formula: Formula, terms: Terms) -> Goal:
    """Where a formula is neither true nor false."""
    goals = (wherever(formula, terms), never(formula, terms))
    return Both(tuple(complement(goal, terms) for goal in goals))


def complement(goal: Goal, terms: Terms) -> Goal:
    """Where a goal does not hold."""
    if isinstance(goal, Literal):
        return Literal(goal.term, terms.all[goal.term].domain & ~goal.mask)
    parts = tuple(complement(part, terms) for part in goal.parts)
    return Either(parts) if isinstance(goal, Both) else Both(parts)


def _where(formula: Formula, wanted: bool, terms: Terms) -> Goal:
    """Where a formula has a truth value."""
    if isinstance(formula, Test):
        return _test(formula, wanted, terms)
    if isinstance(formula, Constant):
        return TRUE if formula.value is wanted else FALSE
    if isinstance(formula, Not):
        return _where(formula.part, not wanted, terms)
    if isinstance(formula, Choose):
        yes, no = (_where(formula.condition, holds, terms) for holds in (True, False))
        then, otherwise = (_where(part, wanted, terms) for part in (formula.then, formula.otherwise))
        return Either((Both((yes, then)), Both((no, otherwise))))
    parts = tuple(_where(part, wanted, terms) for part in formula.parts)
    return Both(parts) if isinstance(formula, AllOf) is wanted else Either(parts)


def _test(test: Test, wanted: bool, terms: Terms) -> Literal:
    terms.settle()
    known = terms.all[test.term].domain & ~UNKNOWN
    among = terms.mask(test.term, test.choice) & known
    mask = among if wanted else known & ~among
    return Literal(test.term, mask | UNKNOWN if test.unknown is wanted else mask)


def compared_orders(operator: str) -> int:
    """The orders of two terms for which a comparison holds."""
    less, same, more = 2, 4, 8
    masks = {"=": same, "!=": less | more, "<": less, "<=": less | same, ">": more, ">=": more | same}
    return masks[operator] & ORDERS


def joined(parts: Sequence[Formula], join: Callable[[tuple[Formula, ...]], Formula]) -> Formula:
    """Several formulas as one, a single one as it is."""
    return parts[0] if len(parts) == 1 else join(tuple(parts))
