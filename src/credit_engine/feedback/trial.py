"""Trials of changed numbers on a book: which loans the changed policy stops, and what that is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from credit_engine.api.policy import Policy
from credit_engine.feedback.book import Book
from credit_engine.feedback.results import Counts, Pair, Proposal
from credit_engine.feedback.thresholds import Change, Changing
from credit_engine.feedback.titles import title_of_place
from credit_engine.problems import PolicyError

if TYPE_CHECKING:
    import numpy as np

LEAST_LOANS = 30
"""Loans below which nothing is said of a group, a rule or a change."""
SIGNIFICANT = 0.05
"""Probability of chance from which a change is not proposed."""
PAIRED = 7
"""Numbers that are changed in pairs, those whose single change pays most: 21 pairs at most."""


class Decided:
    """The book as the policy decides it: the rank of each outcome, and the rules that fired."""

    def __init__(self, policy: Policy, book: Book, dates: dict[str, Any]) -> None:
        self.book, self.dates = book, dates
        self.order = policy.versions[-1].outcomes.order
        found = policy.decide_batch(book.table, **dates).to_arrow()
        self.ranks = self._ranks(found)
        self.valid = self.ranks >= 0
        self.rules = found.column("rules").to_pylist()
        self.causes = found.column("reasons").to_pylist()

    def _ranks(self, found: Any) -> np.ndarray[Any, Any]:
        """The place of each outcome, best first; -1 for a row that was refused."""
        import numpy as np

        place = {name: rank for rank, name in enumerate(self.order)}
        return np.array([place.get(name, -1) for name in found.column("outcome").to_pylist()])

    def stopped_by(self, policy: Policy) -> np.ndarray[Any, Any]:
        """The loans of which another policy thinks worse."""
        stopped: np.ndarray[Any, Any] = (
            self._ranks(policy.decide_batch(self.book.table, **self.dates).to_arrow()) > self.ranks
        ) & self.valid
        return stopped

    def fired(self) -> dict[str, np.ndarray[Any, Any]]:
        """For each rule, the loans for which it fired; undecided rules have not."""
        import numpy as np

        found: dict[str, list[int]] = {}
        for row, (rules, reasons) in enumerate(zip(self.rules, self.causes, strict=True)):
            for rule, reason in zip(rules or (), reasons or (), strict=True):
                if reason != "undecided":
                    found.setdefault(rule, []).append(row)
        masks = {}
        for rule, rows in sorted(found.items()):
            masks[rule] = np.zeros(len(self.ranks), dtype=bool)
            masks[rule][rows] = True
        return masks


@dataclass(frozen=True)
class Single:
    """One number changed, and the loans that the policy then stops."""

    trial: Trial
    change: Change
    stopped: np.ndarray[Any, Any]
    benefit: float

    def chance(self, tried: int) -> float:
        """The chance that what it stops is no worse than the rest, as that of one of so many changes."""
        book = self.trial.decided.book
        return min(1.0, chance_of(book.counts(self.stopped), book.counts(~self.stopped)) * tried)

    def proposal(self, tried: int) -> Proposal:
        """What is told of it; the chance is that of one of so many changes."""
        book, change = self.trial.decided.book, self.change
        before, after = change.numbers
        title = title_of_place(self.trial.changing.policy_of(change), change.within)
        counts = book.counts(self.stopped)
        causes = book.causes_of(self.stopped)
        return Proposal(change.place, title, before, after, counts, self.chance(tried), self.benefit, causes)


@dataclass(frozen=True)
class Double:
    """Two numbers changed together; the first is the one that pays more alone."""

    first: Single
    second: Single
    stopped: np.ndarray[Any, Any]
    benefit: float

    def pair(self, tried: int) -> Pair:
        """What is told of it; the chance is of the loans that the first alone does not stop."""
        book = self.first.trial.decided.book
        added = book.counts(self.stopped & ~self.first.stopped)
        chance = min(1.0, chance_of(added, book.counts(~self.stopped)) * tried)
        return Pair(
            self.first.proposal(tried),
            self.second.proposal(tried),
            book.counts(self.stopped),
            1.0 if added.loans < LEAST_LOANS else chance,
            self.benefit,
            book.causes_of(self.stopped),
        )


@dataclass(frozen=True)
class Trial:
    """A policy whose numbers are changed on a book, and what a change is worth."""

    policy: Policy
    changing: Changing
    decided: Decided
    loss: float
    earned: float

    def stopped_by(self, changes: Sequence[Change]) -> np.ndarray[Any, Any] | None:
        """The loans that the policy stops with some changes; None where the check refuses them."""
        whole = self.changing.version
        try:
            compiled = self.changing.compiled(changes)
        except PolicyError:
            return None
        versions = tuple(
            compiled if version.with_sources is whole else version for version in self.policy.versions
        )
        return self.decided.stopped_by(Policy(versions))

    def benefit(self, stopped: np.ndarray[Any, Any]) -> float:
        """Loss avoided on the bad balance that is stopped less what the good one would have earned."""
        counts = self.decided.book.counts(stopped)
        return self.loss * counts.bad_balance - self.earned * (counts.balance - counts.bad_balance)

    def singles(
        self, changes: Sequence[Change], progress: Callable[[int, int], None] | None
    ) -> Iterator[Single]:
        """Each change that the check lets pass."""
        for number, change in enumerate(changes):
            if progress is not None:
                progress(number, len(changes))
            stopped = self.stopped_by([change])
            if stopped is not None:
                yield Single(self, change, stopped, self.benefit(stopped))
        if progress is not None:
            progress(len(changes), len(changes))

    def pairs(self, best: Sequence[Single]) -> Iterator[Double]:
        """The changes that pay most alone, in pairs; two in one expression are not put together."""
        for first, second in combinations(best[:PAIRED], 2):
            stopped = self.stopped_by([first.change, second.change])
            if stopped is not None:
                yield Double(first, second, stopped, self.benefit(stopped))


def best_of(tried: Iterable[Single]) -> list[Single]:
    """The change of each place that pays most and stops enough, the one that pays most first."""
    found: dict[str, Single] = {}
    for single in tried:
        place = single.change.place
        if single.benefit <= 0 or single.stopped.sum() < LEAST_LOANS:
            continue
        if place not in found or single.benefit > found[place].benefit:
            found[place] = single
    return sorted(found.values(), key=lambda single: (-single.benefit, single.change.place))


def paying(pairs: Iterable[Double], tried: int) -> list[Pair]:
    """The pairs that pay more than their better half alone, by loans that fail beyond chance, in order."""
    better = (double.pair(tried) for double in pairs if double.benefit > double.first.benefit)
    found = [pair for pair in better if pair.p_value < SIGNIFICANT]
    return sorted(found, key=lambda pair: (-pair.benefit, pair.first.place, pair.second.place))


def chance_of(group: Counts, rest: Counts) -> float:
    """The probability that a group which is no worse than the rest has a bad rate so much higher.

    One-sided test of two proportions with a pooled variance: A. Agresti, Categorical Data Analysis, 3rd ed.,
    section 3.2.
    """
    if not group.loans or not rest.loans:
        return 1.0
    pooled = (group.bads + rest.bads) / (group.loans + rest.loans)
    spread = pooled * (1 - pooled) * (1 / group.loans + 1 / rest.loans)
    if spread <= 0:
        return 1.0
    z = (group.bads / group.loans - rest.bads / rest.loans) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))
