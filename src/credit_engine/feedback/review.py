"""A book of loans held against the policy by which they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.argument_problems import out_of_range
from credit_engine.feedback import problems as errors
from credit_engine.feedback.book import Book, Columns, read_book
from credit_engine.feedback.results import Feedback, Group, RuleOnBook
from credit_engine.feedback.thresholds import Change, Changing, changes_of, changing
from credit_engine.feedback.titles import Title, titles_of_rules, titles_of_values
from credit_engine.feedback.trial import LEAST_LOANS, SIGNIFICANT, Decided, Trial, best_of, chance_of, paying
from credit_engine.problems import InputError, require_packages
from credit_engine.texts.forms import LANGUAGES
from credit_engine.wording import said

if TYPE_CHECKING:
    import numpy as np

    from credit_engine.api.policy import Policy


def review_front(
    policy: Policy,
    book: Any,
    *,
    as_of: Any,
    bad: str,
    balance: str | None = None,
    cause: str | None = None,
    cause_shares: Sequence[str] = (),
    score: str | None = None,
    by: Sequence[str] = (),
    called: Sequence[str] = (),
    cause_titles: Policy | None = None,
    loss_share: float = 0.45,
    earned_share: float = 0.02,
    progress: Callable[[int, int], None] | None = None,
) -> Feedback:
    """Relate the bad loans of a book to the rules, groups and thresholds by which the loans were made.

    `book` is a table or file as `Policy.decide_batch` takes it, a row for each loan that was made, with the
    inputs of its application and, under `bad`, 1, 0 or nothing. `balance` weighs loans (else each counts 1),
    `cause` is the main cause of bad ones (such as `main_cause` of the policy `causes`), `score` is cut into
    bands, `by` are columns such as product, branch and vintage. `cause_shares` are columns, or patterns such
    as `*_share`, that hold the share of each cause: a bad loan then counts in parts. Lists of values in the
    newest version of `cause_titles` say what causes are called. `as_of` is a date or a column of dates.

    For each number of the newest version of the policy, and of the policies that it calls and that `called`
    names, another one is put in its place, and the whole book is decided anew; a change is proposed where the
    loans that it stops are worse than the others beyond chance (a test of two proportions, times the number
    of changes), and `loss_share` of their bad balance is more than `earned_share` of their good balance. The
    numbers that pay most are then changed in pairs. Only loans that were made are in the book, so that what a
    looser number would bring is not known. Needs the extra `batch`. Raises InputError where it is not
    installed, and for a book that does not fit.
    """
    require_packages(said("relating bad loans to a policy", "将不良贷款对照政策"), "batch", "pyarrow")
    for name, value in (("loss_share", loss_share), ("earned_share", earned_share)):
        if not 0 <= value <= 1:
            raise InputError([out_of_range(name=name, value=value, expected="[0..1]", path=name)])
    columns = Columns(bad, balance, cause, score, tuple(by), tuple(cause_shares))
    loans = read_book(policy, book, columns, as_of if isinstance(as_of, str) else None)
    version = changing(policy.versions[-1].with_sources)
    trial = Trial(policy, version, Decided(policy, loans, {"as_of": as_of}), loss_share, earned_share)
    titles = {} if cause_titles is None else titles_of_values(cause_titles.versions[-1].with_sources)
    return _related(trial, _changes(version, called), titles, progress)


def _related(
    trial: Trial,
    changes: Sequence[Change],
    cause_titles: Mapping[str, Title],
    progress: Callable[[int, int], None] | None,
) -> Feedback:
    """What the book says of the policy as it is, and of changes that are tried, alone and in pairs."""
    whole, decided, loans = trial.changing.version, trial.decided, trial.decided.book
    singles = [*trial.singles(changes, progress)]
    pairs = [*trial.pairs(best_of(singles))]
    tried = len(singles) + len(pairs)
    beyond_chance = (single for single in singles if single.chance(tried) < SIGNIFICANT)
    return Feedback(
        policy=whole.spec.policy,
        version=whole.spec.version,
        whole=loans.counts(decided.valid),
        unknown=loans.unknown,
        refused=int((~decided.valid).sum()),
        causes=loans.causes_of(decided.valid),
        groups=tuple(_groups(loans, decided.valid)),
        rules=tuple(_rules(loans, decided, titles_of_rules(whole))),
        proposals=tuple(single.proposal(tried) for single in best_of(beyond_chance)),
        pairs=tuple(paying(pairs, tried)),
        tried=tried,
        loss_share=trial.loss,
        earned_share=trial.earned,
        cause_titles=cause_titles,
    )


def _changes(policy: Changing, called: Sequence[str]) -> list[Change]:
    """The changes of a policy and of those that are named; InputError for one that it does not call."""
    known = policy.called
    problems = [
        errors.no_called(policy=policy.version.spec.policy, name=name, known=known, path="called")
        for name in called
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    of_called = (change for name in dict.fromkeys(called) for change in changes_of(known[name], name))
    return [*changes_of(policy.version), *of_called]


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
            found, key=lambda group: (group.counts.loans < LEAST_LOANS, -(group.counts.bad_rate or 0))
        )


def _rules(book: Book, decided: Decided, titles: Mapping[str, Title]) -> Iterator[RuleOnBook]:
    found = []
    for rule, fired in decided.fired().items():
        counts = book.counts(fired & decided.valid)
        chance = chance_of(counts, book.counts(decided.valid & ~fired))
        title = titles.get(rule) or dict.fromkeys(LANGUAGES, rule)
        found.append(RuleOnBook(rule, title, counts, chance, book.causes_of(fired & decided.valid)))
    yield from sorted(found, key=lambda rule: (rule.counts.loans < LEAST_LOANS, -(rule.counts.bad_rate or 0)))
