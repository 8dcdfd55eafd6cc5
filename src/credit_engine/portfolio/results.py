"""The results of a review: the tables of its months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credit_engine.api.stateful.months import Month
from credit_engine.portfolio.tables import FOLDER, table_file

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ReviewModel
    from credit_engine.portfolio.steps import Step


@dataclass(frozen=True)
class Results:
    """Months that were reviewed, in order, and the review as its file has it now."""

    spec: ReviewModel
    steps: tuple[Step, ...]
    whole: tuple[Step, ...]
    """The policies that were decided of the book as a whole."""
    months: tuple[Month, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The months, such as 2026-01."""
        return tuple(month.name for month in self.months)

    @property
    def counts(self) -> dict[str, Mapping[str, int]]:
        """By month how many loans were reviewed, are new, late, back, have left, and were refused by a
        policy."""
        return {month.name: month.manifest["counts"] for month in self.months}

    def tables(self, month: str | None = None) -> list[str]:
        """The names of the tables of a month, the last one unless one is named."""
        names = self._month(month).manifest["files"]
        return [
            name.removeprefix(f"{FOLDER}/").removesuffix(".parquet")
            for name in names
            if name.startswith(FOLDER)
        ]

    def table(self, name: str, month: str | None = None) -> Any:
        """A table of a month as an Arrow table; InputError where its file is not the one that was
        written.

        Raises KeyError for a month or a table that is not there.
        """
        return self._read(table_file(name), month)

    def decisions(self, month: str | None = None) -> Any:
        """What was decided of every loan of a month."""
        from credit_engine.portfolio.month import DECISIONS

        return self._read(DECISIONS, month)

    def state(self, step: str, month: str | None = None) -> Any:
        """The state of a step after a month, keyed by loan."""
        from credit_engine.portfolio.month import state_file

        return self._read(state_file(step), month)

    def _read(self, file: str, month: str | None) -> Any:
        import pyarrow.parquet as pq

        found = self._month(month)
        if file not in found.manifest["files"]:
            raise KeyError(file)
        return pq.read_table(found.file(file))

    def _month(self, name: str | None) -> Month:
        if name is None:
            return self.months[-1]
        return {month.name: month for month in self.months}[name]
