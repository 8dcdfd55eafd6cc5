"""`Review`: policies over a loan book month by month, each month reading the states that the last one
wrote."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.api.stateful.months import (
    Month,
    file_digest,
    is_month,
    last_day,
    month_named,
    month_number,
    months_of,
    writing_month,
)
from credit_engine.api.stateful.problems import earlier_month, month_gap, other_book, other_text
from credit_engine.policy.fingerprint import language_version
from credit_engine.portfolio import problems as errors
from credit_engine.portfolio.books import Book, books_in
from credit_engine.portfolio.history import HistoryForm
from credit_engine.portfolio.month import MonthRun, read_before
from credit_engine.portfolio.results import Results
from credit_engine.portfolio.steps import Step
from credit_engine.problems import InputError, require_packages
from credit_engine.wording import joined, said

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ReviewModel


@dataclass(frozen=True)
class Review:
    """A checked review: the chain of policies, and what is measured."""

    spec: ReviewModel
    steps: tuple[Step, ...]
    whole: tuple[Step, ...]
    """The policies that are decided of the book as a whole."""
    fingerprint: str
    """SHA-256 of the review file's data; policies have fingerprints of their own."""

    @property
    def name(self) -> str:
        """The review's name."""
        return self.spec.review

    def run(
        self,
        books: str | PathLike[str],
        folder: str | PathLike[str],
        *,
        until: str | None = None,
        workers: int = 1,
        progress: bool = False,
    ) -> Results:
        """Review every month of a folder of books that is not reviewed yet; gives all months of `folder`.

        `books` holds a file for each month (`2026-01.parquet` or `.csv`), `folder` has a folder for each
        month that is complete: a run that was stopped goes on with the next one. `until` is the last
        month to review. Needs the extra `batch`. Raises InputError where a month is missing, where a
        book, a manifest or a state is not what it has to be, and where a month cannot be written; the
        months before it stay.
        """
        place = Path(folder)
        found = books_of(books, place, until)
        require_packages(said("reviewing a loan book", "检视贷款组合"), "batch", "pyarrow")
        done = months_of(place)
        for month in done:
            month.check_review(self.name)
            if month.name in found:
                self._check_same(month, found[month.name])
        todo = [
            month
            for month in found
            if (not done or month > done[-1].name) and (until is None or month <= until)
        ]
        _check_no_gap(done, list(found), todo, str(books))
        for name in todo:
            self._review(name, found[name], done[-1] if done else None, place, workers, progress)
            done = [*done, *months_of(place)[len(done) :]]
        return self.results(place)

    def results(self, folder: str | PathLike[str]) -> Results:
        """The months that a folder holds; raises InputError where it holds none, or of another review."""
        months = months_of(Path(folder))
        if not months:
            raise InputError([errors.no_months(path=str(folder))])
        for month in months:
            month.check_review(self.name)
        return Results(self.spec, self.steps, self.whole, tuple(months))

    def _check_same(self, month: Month, book: Path) -> None:
        """InputError where a reviewed month is of another book, or of another text of this version."""
        known = month.manifest["book"]["sha256"]
        if file_digest(book) != known:
            raise InputError([other_book(month=month.name, digest=known, path=str(book))])

    def _review(
        self, name: str, path: Path, before: Month | None, folder: Path, workers: int, progress: bool
    ) -> None:
        from credit_engine.api.batch.progress import showing_progress

        self._check_text(before)
        key = self.spec.book.loan
        steps = [step.in_force(last_day(name), key) for step in self.steps]
        book = Book(path, self.spec, steps, is_first=before is None)
        digest = file_digest(path)
        form = HistoryForm(key, [step.name for step in steps])
        whole = [step.in_force(last_day(name), key) for step in self.whole]
        month = MonthRun(self.spec, name, steps, book, read_before(before, steps, form), whole, workers)
        rows = len(month.keys)
        entries: dict[str, Any] = {
            "as_of": last_day(name),
            "review": {"name": self.name, "version": self.spec.version, "fingerprint": self.fingerprint},
            "language": language_version(),
            "policies": {step.name: step.state.as_json() for step in [*steps, *whole]},
            "book": {"sha256": digest, "loans": rows},
            "prior": None if before is None else {"month": before.name, "manifest": before.digest},
        }
        with showing_progress(rows, progress) as advance, writing_month(folder, name, entries) as aside:
            entries["counts"] = month.write(aside, advance)

    def _check_text(self, before: Month | None) -> None:
        """InputError where the review was changed since the month before without a new version."""
        if before is None:
            return
        known = before.manifest["review"]
        if known["version"] == self.spec.version and known["fingerprint"] != self.fingerprint:
            problem = other_text(
                month=before.name,
                version=self.spec.version,
                fingerprint=known["fingerprint"],
                path=str(before.folder),
            )
            raise InputError([problem])


def books_of(books: str | PathLike[str], folder: str | PathLike[str], until: str | None) -> dict[str, Path]:
    """The books of a review by month; InputError for places that cannot be meant, and where there is none."""
    if until is not None and not is_month(until):
        raise InputError([errors.until_month(value=until, path="until")])
    if os.path.realpath(books) == os.path.realpath(folder):
        raise InputError([errors.same_place(path=str(folder))])
    return books_in(books)


def _check_no_gap(done: Sequence[Month], books: Sequence[str], todo: Sequence[str], path: str) -> None:
    """InputError where a month between others has no book, or one comes before the first that was
    reviewed."""
    if done:
        early = [month for month in books if month < done[0].name]
        if early:
            raise InputError([earlier_month(month=early[0], first=done[0].name, path=path)])
    known = [*(month.name for month in done), *todo]
    problems = []
    for month, following in pairwise(known):
        missing = [month_named(number) for number in range(month_number(month) + 1, month_number(following))]
        problems += [
            month_gap(month=gap, next=following, expected=joined([f"{gap}.parquet", f"{gap}.csv"]), path=path)
            for gap in missing
        ]
    if problems:
        raise InputError(problems)
