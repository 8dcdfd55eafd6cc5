"""The search for cells of all terms with which a goal holds.

Literals narrow the domains of their terms; of the alternatives those are dropped that have become
impossible, and the shortest is tried first. What is left in the end is checked for how terms compare
with each other. Whatever the search cannot refute counts as possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from credit_engine.feel.solve.formulas import Both, Either, Goal, Literal
from credit_engine.feel.solve.terms import LESS, MORE, ORDERS, SAME, UNKNOWN, Order, Term, Terms
from credit_engine.feel.types import Interval
from credit_engine.limits import MAX_SOLVER_STEPS

_MAX_TERMS = 24
"""Terms that are compared with each other at most: the closure takes their cube. More count as consistent."""


class _Edge(NamedTuple):
    """One term is at most another, or less than it."""

    strict: bool


def consistent(domains: list[int], terms: Terms) -> bool:
    """Whether the orders among terms can hold together; terms that compare are narrowed to known values."""
    compared = [order for order in terms.orders if domains[order.number] != ORDERS | UNKNOWN]
    known = [order for order in compared if not domains[order.number] & UNKNOWN]
    for order in known:
        for end in (order.left, order.right):
            domains[end] &= ~UNKNOWN
            if not domains[end]:
                return False
    for order in compared:
        if domains[order.number] == UNKNOWN and not (domains[order.left] | domains[order.right]) & UNKNOWN:
            return False
    return not known or _ordered(domains, terms, known)


def _ordered(domains: list[int], terms: Terms, known: list[Order]) -> bool:
    ends = dict.fromkeys(end for order in known for end in (order.left, order.right))
    if len(ends) > _MAX_TERMS:
        return True
    place = {end: i for i, end in enumerate(ends)}
    edges = _closed(dict(_edges(domains, known, place)), len(place))
    if edges is None or not all(_free(domains[order.number], order, edges, place) for order in known):
        return False
    hulls = {place[end]: _hull(terms.all[end], domains[end]) for end in ends}
    bounds = ((hulls[low], hulls[high], edge) for (low, high), edge in edges.items())
    return all(_meets(low, high, edge.strict) for low, high, edge in bounds)


def _edges(
    domains: list[int], known: list[Order], place: dict[int, int]
) -> Iterator[tuple[tuple[int, int], _Edge]]:
    for order in known:
        mask, left, right = domains[order.number], place[order.left], place[order.right]
        if not mask & MORE:
            yield (left, right), _Edge(not mask & SAME)
        if not mask & LESS:
            yield (right, left), _Edge(not mask & SAME)


def _closed(edges: dict[tuple[int, int], _Edge], count: int) -> dict[tuple[int, int], _Edge] | None:
    """All edges that follow (Warshall), None where a term would be less than itself."""
    for via, low, high in product(range(count), repeat=3):
        first, second = edges.get((low, via)), edges.get((via, high))
        if first is None or second is None:
            continue
        edge = _Edge(first.strict or second.strict)
        if low == high and edge.strict:
            return None
        if (low, high) not in edges or edge.strict:
            edges[low, high] = edge
    return edges


def _free(mask: int, order: Order, edges: dict[tuple[int, int], _Edge], place: dict[int, int]) -> bool:
    """Whether two terms that are to differ are not the same by the other orders."""
    pair = place[order.left], place[order.right]
    return bool(mask & SAME) or pair not in edges or pair[::-1] not in edges


def _hull(term: Term, cells: int) -> Interval | None:
    """The values from the lowest to the highest cell, None where they have no order."""
    if not term.is_ordered:
        return None
    lowest, highest = (cells & -cells).bit_length() - 1, cells.bit_length() - 1
    low, high = term.meaning(lowest), term.meaning(highest)
    return Interval(low.low, high.high, low.low_closed, high.high_closed)


def _meets(low: Interval | None, high: Interval | None, strict: bool) -> bool:
    """Whether some value of the first is at most, or less than, some value of the second."""
    if low is None or high is None or low.low is None or high.high is None:
        return True
    least: Any = low.low
    if least == high.high:
        return not strict and low.low_closed and high.high_closed
    return bool(least < high.high)


class TooHardError(Exception):
    """The conditions are too many to be solved within the bound on work."""


def satisfied(goals: Sequence[Goal], terms: Terms, at_most: int = MAX_SOLVER_STEPS) -> list[int] | None:
    """The cells that every term may lie in so that all goals hold, None where they exclude each other.

    Raises TooHardError after `at_most` steps.
    """
    return _Search(terms, at_most).below(terms.domains, list(goals), [])


def excluded(goals: Sequence[Goal], terms: Terms) -> bool:
    """Whether goals exclude each other; not where that is too hard to say."""
    try:
        return satisfied(goals, terms) is None
    except TooHardError:
        return False


@dataclass
class _Search:
    """Depth first, with a budget of steps."""

    terms: Terms
    left: int

    def below(self, domains: list[int], goals: list[Goal], choices: list[Either]) -> list[int] | None:
        """The domains narrowed until goals and choices hold; consumes both lists."""
        self.left -= 1 + len(goals)
        if self.left < 0:
            raise TooHardError
        while True:
            if not _narrowed(domains, goals, choices):
                return None
            open_, goals = self._open(domains, choices)
            if open_ is None:
                return None
            choices = open_
            if not goals:
                break
        if not choices:
            return domains if consistent(domains, self.terms) else None
        choices.sort(key=lambda choice: -len(choice.parts))
        chosen = choices.pop()
        for part in chosen.parts:
            found = self.below(domains.copy(), [part], choices.copy())
            if found is not None:
                return found
        return None

    def _open(self, domains: list[int], choices: list[Either]) -> tuple[list[Either] | None, list[Goal]]:
        """The choices that remain, without impossible parts, and the goals of those with one part."""
        self.left -= len(choices)
        kept: list[Either] = []
        forced: list[Goal] = []
        for choice in choices:
            possible = [part for part in choice.parts if not _excluded(part, domains)]
            if not possible:
                return None, []
            if len(possible) == 1:
                forced.append(possible[0])
            elif not any(_certain(part, domains) for part in possible):
                kept.append(Either(tuple(possible)))
        return kept, forced


def _narrowed(domains: list[int], goals: list[Goal], choices: list[Either]) -> bool:
    """Narrow the domains by all literals of the goals; false where a domain becomes empty."""
    while goals:
        goal = goals.pop()
        if isinstance(goal, Literal):
            domains[goal.term] &= goal.mask
            if not domains[goal.term]:
                return False
        elif isinstance(goal, Both):
            goals.extend(goal.parts)
        elif len(goal.parts) == 1:
            goals.append(goal.parts[0])
        elif not goal.parts:
            return False
        else:
            choices.append(goal)
    return True


def _excluded(goal: Goal, domains: list[int]) -> bool:
    """Whether the domains leave no room for a goal, as far as a look at its literals tells."""
    if isinstance(goal, Literal):
        return not domains[goal.term] & goal.mask
    if isinstance(goal, Both):
        return any(_excluded(part, domains) for part in goal.parts)
    return all(_excluded(part, domains) for part in goal.parts)


def _certain(goal: Goal, domains: list[int]) -> bool:
    """Whether a literal holds whatever else is chosen."""
    return isinstance(goal, Literal) and not domains[goal.term] & ~goal.mask
