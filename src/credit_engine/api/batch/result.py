"""The result of a batch: a table of answers, and the full decision of any of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credit_engine.api.batch.chunks import Decider
from credit_engine.api.batch.files import Written
from credit_engine.api.batch.table_source import no_row
from credit_engine.problems import InputError, Problem
from credit_engine.texts.forms import Format, Language

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from credit_engine.api.batch.days import DateColumns
    from credit_engine.api.batch.interventions import Interventions
    from credit_engine.api.batch.stages import Stages
    from credit_engine.api.batch.table_source import Source
    from credit_engine.api.deciding import DecidingPolicy
    from credit_engine.api.decision import Decision


class BatchResult:
    """What a policy decided for many records, in their order.

    `stages` says how many rows and values went through each stage. `undeclared` are columns of the data
    that the policy does not declare and lists instead of refusing them.
    """

    def __init__(
        self,
        policy: DecidingPolicy,
        source: Source,
        dates: DateColumns,
        stages: Stages,
        answers: pyarrow.Table | Written,
        path: str | None = None,
        undeclared: tuple[str, ...] = (),
        interventions: Interventions | None = None,
    ) -> None:
        self._policy = policy
        self._source = source
        self._dates = dates
        self._answers = answers
        self.stages = stages
        self.path = path
        self.undeclared = undeclared
        self._interventions = interventions

    def __len__(self) -> int:
        return self.stages.rows

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Warnings of what is read and cannot be seen in the file, such as hidden rows of a workbook."""
        return self._source.notes

    def __repr__(self) -> str:
        return f"<BatchResult {self._policy.name}: {len(self):,} rows>"

    def to_arrow(self) -> pyarrow.Table:
        """The answers as an Arrow table: `outcome`, the outputs, `reasons`, `rules`, `causes`, `errors`.

        `reasons` are codes in the order of `Decision.reasons`; `rules` and `causes` say for each of them
        which rule it is of and what was missing. A refused row has the outcome `error` and its problems
        in `errors`. An output that is not released is null. Raises ValueError where the answers were
        written to a file that has not all of this, such as CSV, InputError where that file is another now.
        """
        return self._answers.read() if isinstance(self._answers, Written) else self._answers

    def to_pandas(self) -> pandas.DataFrame:
        """The answers as a pandas frame."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """The answers as a polars frame."""
        import polars

        return polars.from_arrow(self.to_arrow())

    def decision(self, row: int) -> Decision:
        """The decision of one row (counted from 0), by the row evaluation.

        Raises InputError where the row was refused, IndexError where there is no such row.
        """
        if not 0 <= row < len(self):
            raise no_row(row, len(self))
        table = self._source.row(row)
        made = [] if self._interventions is None else self._interventions.on_row(table, row)
        (found,) = Decider(self._policy).decisions(table, self._dates.of(table, row), [made])
        if isinstance(found, tuple):
            raise InputError(found)
        return found

    def explain(
        self,
        row: int,
        lang: Language = "en",
        format: Format = "text",
    ) -> str:
        """The full explanation of one row, as `Decision.explain` gives it."""
        return self.decision(row).explain(lang, format)
