"""Totals over loans that belong together by a column of the book: what a debtor owes, how much of it is bad.

Whether a loan is bad is needed before the class of its debtor's other loans can be: every loan that has
others is first decided by itself, with what it takes from totals missing, by the step that classifies and by
those which that step reads. Nothing of this is kept but whether it is bad.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.columns import doubles
from credit_engine.portfolio.loans import CENTS, owed_cents
from credit_engine.run.columns.inputs import decoded

if TYPE_CHECKING:
    from credit_engine.portfolio.books import Book
    from credit_engine.portfolio.document import ReviewModel
    from credit_engine.portfolio.steps import Step

LOANS, BALANCE = "loans", "balance"
OTHERS_BAD, OTHERS_BAD_BALANCE, OTHERS_BAD_SHARE = "others_bad", "others_bad_balance", "others_bad_share"
PAST_DUE, PAST_DUE_SHARE = "past_due", "past_due_share"
_OF_BAD = (OTHERS_BAD, OTHERS_BAD_BALANCE, OTHERS_BAD_SHARE)
_NOWHERE = -1
"""The place of a loan that belongs to no debtor or group."""


def names_of_total(spec: ReviewModel) -> list[str]:
    """What a total gives."""
    bounds = [f"{name}.{bound}" for name in (PAST_DUE, PAST_DUE_SHARE) for bound in spec.arrears.bounds]
    return [LOANS, BALANCE, *_OF_BAD, *bounds]


def kind_of(name: str) -> str:
    """The type of what a total gives."""
    return "boolean" if name == OTHERS_BAD else "number"


def read_by(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """The totals that some step reads, with the names of what it reads of them, each once."""
    sources = (source for step in steps for source in step.read)
    return list(dict.fromkeys((source.step, source.name) for source in sources if source.is_total))


def decided_alone(steps: Sequence[Step], last: str, only: Mapping[str, Iterable[str]]) -> list[str]:
    """The steps by which a loan is decided by itself: that one, and those whose answers of now it needs.

    `only` names for each step those on which it depends whether it is decided at all.
    """
    by_name = {step.name: step for step in steps}
    needed: set[str] = set()
    open_ = [last]
    while open_:
        name = open_.pop()
        if name in needed:
            continue
        needed.add(name)
        open_ += [source.step for source in by_name[name].read if source.is_of_now]
        open_ += only.get(name, ())
    return [step.name for step in steps if step.name in needed]


@dataclass(frozen=True)
class _Belonging:
    """What the loans of the book belong to, each as a number; -1 where a loan belongs to nothing."""

    codes: Any
    apart: Any
    """What counts as one in it: loans of one number are not others of each other."""

    def count(self, which: Any) -> Any:
        """For each loan the number of loans that belong together and of which `which` is true."""
        return self.summed(which.astype("int64"))

    def summed(self, values: Any) -> Any:
        """For each loan the sum over those that belong together; 0 for one that belongs to nothing."""
        return _summed(self.codes, values)

    def of_others(self, values: Any) -> Any:
        """For each loan the sum over those that belong together, but for what is one with it."""
        return self.summed(values) - _summed(self.apart, values)

    def has_other(self, which: Any) -> Any:
        """Whether for each loan `which` is true of one of the others."""
        return self.of_others(which.astype("int64")) > 0


def _summed(codes: Any, values: Any) -> Any:
    """Sums by code, at each place; exact, as sums of whole cents of a book stay below 2^53."""
    import numpy as np

    inside = codes != _NOWHERE
    sums = np.bincount(codes[inside], weights=values[inside], minlength=1)
    return np.where(inside, sums[np.where(inside, codes, 0)], 0).astype(np.int64)


@dataclass(frozen=True)
class KeyedTotals:
    """The totals of a month's book, a value for each loan, by `TOTAL.NAME`."""

    columns: Mapping[str, Any]
    open: Mapping[str, Any] = field(default_factory=dict)
    """Where a total is not known because another loan could not be decided: no other source stands in."""

    def of_rows(self, start: int, rows: int) -> dict[str, Any]:
        """The totals of some loans, in the order of the book."""
        return {name: column.slice(start, rows) for name, column in self.columns.items()}

    def open_of_rows(self, start: int, rows: int) -> dict[str, Any]:
        """Where the totals of some loans are not known."""
        return {name: column.slice(start, rows) for name, column in self.open.items()}


def keyed_totals(
    book: Book, read: Sequence[tuple[str, str]], bad_alone: Callable[[Any], tuple[Any, Any]]
) -> KeyedTotals:
    """The totals that are read of a book.

    `bad_alone` tells of the loans that are chosen by an array of booleans which are bad, each by itself, and
    of which that is not known, as they were refused.
    """
    import numpy as np
    import pyarrow as pa

    if not read:
        return KeyedTotals({})
    columns = _Columns(book)
    belongings = {name: columns.belonging(name) for name in dict.fromkeys(name for name, _ in read)}
    chosen = np.zeros(len(columns.cents), dtype=np.bool_)
    for name in {name for name, value in read if value in _OF_BAD}:
        chosen |= belongings[name].has_other(np.ones_like(chosen))
    bad, refused = bad_alone(chosen) if chosen.any() else (chosen, chosen)
    found, unknown = {}, {}
    for name, value in read:
        column = f"{name}.{value}"
        is_open = columns.is_open(belongings[name], value, bad, refused)
        if is_open.any():
            unknown[column] = pa.array(is_open)
        found[column] = columns.total(belongings[name], value, bad, refused, is_open)
    return KeyedTotals(found, unknown)


class _Columns:
    """The columns of the whole book from which totals come."""

    def __init__(self, book: Book) -> None:
        import pyarrow.compute as pc

        self.models = book.spec.totals
        of = book.spec.book
        names = [of.balance, of.days_past_due]
        for total in self.models.values():
            names += [name for name in (total.by, total.apart, total.except_) if name is not None]
        self.table = book.columns(list(dict.fromkeys(names)))
        cents = owed_cents(self.table.column(of.balance))
        self.without_balance = pc.is_null(cents).to_numpy(zero_copy_only=False)
        self.cents = pc.fill_null(cents, 0).to_numpy()
        self.days_column = of.days_past_due

    @cached_property
    def days(self) -> Any:
        """Days past due; NaN where they are not known, or below 0, which no days can be."""
        import numpy as np

        found = doubles(self.table.column(self.days_column))
        return np.where(found >= 0, found, np.nan)

    def belonging(self, name: str) -> _Belonging:
        """What each loan belongs to by one of the totals."""
        import numpy as np
        import pyarrow.compute as pc

        model = self.models[name]
        codes = self._codes(model.by)
        if model.except_ is not None:
            left_out = pc.fill_null(self.table.column(model.except_), False).to_numpy()
            codes = np.where(left_out, _NOWHERE, codes)
        rows = np.arange(len(codes))
        if model.apart is None:
            return _Belonging(codes, np.where(codes == _NOWHERE, _NOWHERE, rows))
        apart = self._codes(model.apart)
        own = np.where(apart == _NOWHERE, apart.max(initial=0) + 1 + rows, apart)  # who has none is one alone
        pairs = codes.astype(np.int64) * (own.max(initial=0) + 1) + own
        _, ones = np.unique(pairs, return_inverse=True)
        return _Belonging(codes, np.where(codes == _NOWHERE, _NOWHERE, ones))

    def _codes(self, column: str) -> Any:
        """A number for each value of a column; a blank text is none, or all such loans were one debtor's."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = pc.utf8_trim_whitespace(decoded(self.table.column(column)).cast(pa.string()))
        encoded = pc.if_else(pc.equal(texts, ""), None, texts).dictionary_encode().combine_chunks()
        return encoded.indices.fill_null(_NOWHERE).to_numpy(zero_copy_only=False)

    def is_open(self, belonging: _Belonging, name: str, bad: Any, refused: Any) -> Any:
        """Where one total is not known: another loan was refused and no other one is bad, bad ones have no
        balance, or the days past due of what is owed cannot be read."""
        import numpy as np

        if name.partition(".")[0] in (PAST_DUE, PAST_DUE_SHARE):
            return belonging.summed(np.where(np.isnan(self.days), self.cents, 0)) > 0
        if name not in _OF_BAD:
            return np.zeros(len(bad), dtype=np.bool_)
        found = ~belonging.has_other(bad) & belonging.has_other(refused)
        if name != OTHERS_BAD:
            weightless = belonging.has_other(bad & self.without_balance)
            found |= weightless & (belonging.of_others(np.where(bad | refused, self.cents, 0)) == 0)
        return found

    def total(self, belonging: _Belonging, name: str, bad: Any, refused: Any, is_open: Any) -> Any:
        """One total for each loan; null where it is open, for a loan of nothing, and as a share of nothing.

        Where another loan is bad, those that were refused count with it, or a row that cannot be read
        would make the debtor better.
        """
        import numpy as np
        import pyarrow as pa

        unknown = (belonging.codes == _NOWHERE) | is_open
        if name == LOANS:
            return pa.array(belonging.count(~unknown), mask=unknown)
        if name == OTHERS_BAD:
            return pa.array(belonging.has_other(bad), mask=unknown)
        balance = belonging.summed(self.cents)
        part, is_share = balance, False
        if name in (OTHERS_BAD_BALANCE, OTHERS_BAD_SHARE):
            part = belonging.of_others(np.where(bad | refused, self.cents, 0))
            is_share = name == OTHERS_BAD_SHARE
        elif name != BALANCE:
            group, _, bound = name.partition(".")
            part = belonging.summed(np.where(self.days > int(bound), self.cents, 0))
            is_share = group == PAST_DUE_SHARE
        if not is_share:
            return pa.array(part / CENTS, mask=unknown)
        nothing = balance <= 0
        return pa.array(part / np.where(nothing, 1, balance), mask=unknown | nothing)
