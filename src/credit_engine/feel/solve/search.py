"""The search for cells of all terms with which a goal holds.

Literals narrow the domains of their terms; of the alternatives those are dropped that have become
impossible, and the shortest is tried first. What is left in the end is checked for how terms compare
with each other. Whatever the search cannot refute counts as possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from credit_engine.feel.solve.formulas import Both, Either, Goal, Literal
from credit_engine.feel.solve.orders import consistent
from credit_engine.feel.solve.terms import Terms
from credit_engine.limits import MAX_SOLVER_STEPS


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
