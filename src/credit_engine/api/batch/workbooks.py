"""Excel workbooks of records: one worksheet, a line of names, then a record in each row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from credit_engine.api.batch.odd import Odd, Refused, gathered, given_name, with_odd
from credit_engine.api.batch.problems import cell_without_name, empty_worksheet, nameless_columns
from credit_engine.api.batch.record_source import kept_text
from credit_engine.api.batch.table_source import Lines, Source, opened
from credit_engine.api.batch.values import of_values
from credit_engine.files.workbook_rows import hidden_cells, worksheet_rows
from credit_engine.problems import InputError, PolicyError, Problem
from credit_engine.run.fields import Field

_Row = tuple[int, list[Any]]
_Found = TypeVar("_Found")


@dataclass(eq=False)
class WorkbookSource(Source):
    """A workbook with one worksheet; rows without any value are none."""

    path: str
    fields: Mapping[str, Field]
    others: Collection[str] = ()
    """Names of columns that are needed as they stand in the file."""
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        import pyarrow as pa

        opened(self.path, "Excel", lambda: Path(self.path).open("rb").close())
        self.notes = tuple(_read(lambda: hidden_cells(Path(self.path))))
        _, names = next(self._rows(), (0, []))
        while names and names[-1] is None:
            names.pop()
        if not names or None in names:
            found = nameless_columns(path=self.path) if names else empty_worksheet(path=self.path)
            raise InputError([found])
        self.names = list(map(str, names))
        columns = [(name, pa.null() if name in self.fields else pa.string()) for name in self.names]
        beside = [(given_name(name), pa.string()) for name in self.names if self._is_kept_input(name)]
        self.schema = pa.schema(columns + beside)

    def _is_kept_input(self, name: str) -> bool:
        return name in self.fields and name in self.others

    @cached_property
    def lines(self) -> Lines:
        return Lines(lambda: (line for line, _ in islice(self._rows(), 1, None)))

    def _rows(self) -> Iterator[_Row]:
        """The rows that hold something, with their numbers."""
        rows = _read(lambda: worksheet_rows(Path(self.path)))
        yield from (row for row in rows if any(cell is not None for cell in row[1]))

    def chunks(self, size: int) -> Iterator[Any]:
        rows = islice(self._rows(), 1, None)
        while chunk := list(islice(rows, size)):
            yield self._table(chunk)

    def _table(self, rows: list[_Row]) -> Any:
        import pyarrow as pa

        width = len(self.names)
        whole: dict[int, Odd] = {}
        held = []
        for at, (_, cells) in enumerate(rows):
            wrong = [cell for cell in cells if isinstance(cell, Problem)]
            if any(cell is not None for cell in cells[width:]):
                wrong.append(cell_without_name())
            if wrong:
                whole[at] = Refused(tuple(wrong))
            held.append([None] * width if wrong else (cells + [None] * width)[:width])
        arrays, odd = {}, {}
        for name, values in zip(self.names, map(list, zip(*held, strict=True)), strict=True):
            if name in self.fields:
                arrays[name], odd[name] = of_values(self.fields[name], values)
            if name not in self.fields or self._is_kept_input(name):
                beside = given_name(name) if name in self.fields else name
                arrays[beside] = pa.array(map(kept_text, values), pa.string())
        return with_odd(pa.table(arrays), {**gathered(odd), **whole})


def _read(read: Callable[[], Iterable[_Found]]) -> Iterator[_Found]:
    """What is read of a workbook; raises InputError where it is none that can be read."""
    try:
        yield from read()
    except PolicyError as error:
        raise InputError(error.problems) from None
