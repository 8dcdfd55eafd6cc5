"""A book of loans held against the policy by which they were made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from credit_engine.argument_problems import out_of_range
from credit_engine.feedback.book import Book, Columns, read_book
from credit_engine.feedback.results import Counts, Feedback, Group, Proposal, RuleOnBook
from credit_engine.feedback.thresholds import Change, changes_of
from credit_engine.feedback.titles import Title, title_of_place, titles_of_rules
from credit_engine.problems import InputError, PolicyError, missing_package
from credit_engine.testing.mutation import compiled_mutant
from credit_engine.texts.forms import LANGUAGES
from credit_engine.wording import said

if TYPE_CHECKING:
    import numpy as np

    from credit_engine.api.policy import Policy

LEAST_LOANS = 30
"""Loans below which nothing is said of a group, a rule or a change."""
SIGNIFICANT = 0.05
"""Probability of chance from which a change is not proposed."""


def review_front(
    policy: Policy,
    book: Any,
    *,
    as_of: Any,
    bad: str,
    balance: str | None = None,
    cause: str | None = None,
    score: str | None = None,
    by: Sequence[str] = (),
    loss_share: float = 0.45,
    earned_share: float = 0.02,
    progress: Callable[[int, int], None] | None = None,
) -> Feedback:
    """Relate the bad loans of a book to the rules, groups and thresholds by which the loans were made.

    `book` is a table or file as `Policy.decide_batch` takes it, a row for each loan that was made, with the
    inputs of its application and, under `bad`, 1, 0 or nothing. `balance` weighs loans (else each counts 1),
    `cause` is the main cause of bad ones (such as `main_cause` of the policy `causes`), `score` is cut into
    bands, `by` are columns such as product, branch and vintage. `as_of` is a date or a column of dates.

    For each number of the newest version of the policy another one is put in its place, and the whole book is
    decided anew; a change is proposed where the loans that it stops are worse than the others beyond chance
    (a test of two proportions, times the number of changes), and `loss_share` of their bad balance is more
    than `earned_share` of their good balance. Only loans that were made are in the book, so that what a
    looser number would bring is not known. Needs the extra `batch`. Raises InputError where it is not
    installed, and for a book that does not fit.
    """
    if find_spec("pyarrow") is None:
        work = said("relating bad loans to a policy", "将不良贷款对照政策")
        raise InputError([missing_package(work, "pyarrow", "batch")])
    for name, value in (("loss_share", loss_share), ("earned_share", earned_share)):
        if not 0 <= value <= 1:
            raise InputError([out_of_range(name=name, value=value, expected="[0..1]", path=name)])
    whole = policy.versions[-1].whole
    day = as_of if isinstance(as_of, str) else None
    loans = read_book(policy, book, Columns(bad, balance, cause, score, tuple(by)), day)
    dates = {"as_of": as_of}
    decided = _Decided(policy, loans, dates)
    tried = [*_tried(policy, whole, decided, progress)]
    proposals = _best(_proposals(tried, whole, loans, loss_share, earned_share))
    return Feedback(
        policy=whole.spec.policy,
        version=whole.spec.version,
        whole=loans.counts(decided.valid),
        unknown=loans.unknown,
        refused=int((~decided.valid).sum()),
        causes=loans.causes_of(decided.valid),
        groups=tuple(_groups(loans, decided.valid)),
        rules=tuple(_rules(loans, decided, titles_of_rules(whole))),
        proposals=tuple(proposals),
        tried=len(tried),
        loss_share=loss_share,
        earned_share=earned_share,
    )


class _Decided:
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


def _tried(
    policy: Policy, whole: Any, decided: _Decided, progress: Callable[[int, int], None] | None
) -> Iterator[tuple[Change, Any]]:
    """Each change that the check lets pass, and the loans that it stops."""
    from credit_engine.api.policy import Policy as Changed

    changes = list(changes_of(whole))
    for number, change in enumerate(changes):
        if progress is not None:
            progress(number, len(changes))
        try:
            compiled = compiled_mutant(whole, change.mutant)
        except PolicyError:
            continue
        versions = tuple(compiled if version.whole is whole else version for version in policy.versions)
        yield change, decided.stopped_by(Changed(versions))
    if progress is not None:
        progress(len(changes), len(changes))


def _proposals(
    tried: Sequence[tuple[Change, Any]], version: Any, book: Book, loss: float, earned: float
) -> Iterator[Proposal]:
    for change, stopped in tried:
        counts = book.counts(stopped)
        rest = book.counts(~stopped)
        benefit = loss * counts.bad_balance - earned * (counts.balance - counts.bad_balance)
        chance = min(1.0, chance_of(counts, rest) * len(tried))
        if counts.loans >= LEAST_LOANS and benefit > 0 and chance < SIGNIFICANT:
            before, after = change.numbers
            title = title_of_place(version, change.place)
            causes = book.causes_of(stopped)
            yield Proposal(change.place, title, before, after, counts, chance, benefit, causes)


def _best(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The change of each place that pays most, the one that pays most first."""
    found: dict[str, Proposal] = {}
    for one in proposals:
        if one.place not in found or one.benefit > found[one.place].benefit:
            found[one.place] = one
    return sorted(found.values(), key=lambda one: (-one.benefit, one.place))


def _groups(book: Book, valid: np.ndarray[Any, Any]) -> Iterator[Group]:
    """The groups of each column, the worst first; those of fewer loans than something can be said of last."""
    import numpy as np

    for by, values in book.groups.items():
        names = np.array(["" if value is None else value for value in values])
        found = []
        for value in sorted(set(names[valid].tolist())):
            chosen = valid & (names == value)
            counts = book.counts(chosen)
            chance = chance_of(counts, book.counts(valid & ~chosen))
            found.append(Group(by, value, counts, chance, book.causes_of(chosen)))
        yield from sorted(
            found, key=lambda one: (one.counts.loans < LEAST_LOANS, -(one.counts.bad_rate or 0))
        )


def _rules(book: Book, decided: _Decided, titles: Mapping[str, Title]) -> Iterator[RuleOnBook]:
    found = []
    for rule, fired in decided.fired().items():
        counts = book.counts(fired & decided.valid)
        chance = chance_of(counts, book.counts(decided.valid & ~fired))
        title = titles.get(rule) or dict.fromkeys(LANGUAGES, rule)
        found.append(RuleOnBook(rule, title, counts, chance, book.causes_of(fired & decided.valid)))
    yield from sorted(found, key=lambda one: (one.counts.loans < LEAST_LOANS, -(one.counts.bad_rate or 0)))


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
