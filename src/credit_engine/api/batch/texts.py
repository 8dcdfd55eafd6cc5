"""CSV files: every cell is a text, read as the policy declares its column; a bad one is its row's error."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Any

from credit_engine.api.batch.odd import ODD, Odd, Refused, gathered, given_name, odd_rows, with_odd
from credit_engine.api.batch.problems import (
    line_width,
    other_separator,
    separator_line,
    unclosed_quote,
    unseen_in_names,
)
from credit_engine.api.batch.schema import MIXED
from credit_engine.api.batch.table_source import (
    Lines,
    Source,
    check_encoding,
    line_ends,
    opened,
    wrong_encoding,
)
from credit_engine.api.batch.values import of_texts
from credit_engine.problems import InputError, Problem
from credit_engine.run.fields import MISSING, Field
from credit_engine.wording import counted, said

_LONGEST_CELL = 2**31 - 1
"""Characters: what the module csv takes everywhere. Its own limit of 131,072 would hide an unclosed quote."""


_SEPARATORS = {";": "';'", "\t": said("a tab", "制表符"), "|": "'|'"}
_UNSEEN = re.compile("[\0\ufeff]")


def _separator(names: Sequence[str], known: Collection[str]) -> str:
    """What separates the columns instead of commas, where that gives names that are known."""
    if any(name in known for name in names):
        return ""
    for character, shown in _SEPARATORS.items():
        if character in names[0] and any(part.strip(' "') in known for part in names[0].split(character)):
            return shown
    return ""


def _reader(file: IO[str], strict: bool = False) -> Any:
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    return csv.reader(file, strict=strict)


@dataclass(eq=False)
class CsvSource(Source):
    """A CSV file with a line of names; an empty cell is missing, and nothing else is."""

    path: str
    fields: Mapping[str, Field]
    others: Collection[str] = ()
    """Names of columns that are needed as they stand in the file."""
    names: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        import pyarrow as pa

        check_encoding(self.path)
        self.names = opened(self.path, "CSV", self._header)
        self._check_names()
        kinds = {"number": pa.float64(), "boolean": pa.bool_()}
        types = {path: kinds.get(field.kind, pa.string()) for path, field in self.fields.items()}
        beside = [(given_name(name), pa.string()) for name in self._kept_inputs]
        self.schema = pa.schema([(name, types.get(name, pa.string())) for name in self.names] + beside)

    def _check_names(self) -> None:
        """Refuse names that something else than commas separates, or that hold characters nobody sees."""
        separator = _separator(self.names, {*self.fields, *self.others})
        if separator:
            raise InputError([other_separator(separator=separator, path=self.path)])
        if self.names[0].startswith("sep="):
            raise InputError([separator_line(path=self.path)])
        unseen = _UNSEEN.search("".join(self.names))
        if unseen is not None:
            raise InputError([unseen_in_names(unseen=ord(unseen[0]), path=self.path)])

    @property
    def _kept_inputs(self) -> list[str]:
        """Inputs of which the texts are needed, too."""
        return [name for name in self.names if name in self.fields and name in self.others]

    @cached_property
    def lines(self) -> Lines:
        return Lines(lambda: (line for line, _ in self._rows()))

    def _header(self) -> list[str]:
        with Path(self.path).open(encoding="utf-8-sig", newline="") as file:
            names: list[str] | None = next((row for row in _reader(file) if row), None)
        if names is None:
            raise OSError(said("it is empty; a line of names was expected", "文件为空；应有列名行"))
        return names

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows after the line of names, each with the line where it begins; empty lines are none."""
        with Path(self.path).open(encoding="utf-8-sig", newline="") as file:
            reader = _reader(file)
            before, named = 0, False
            for row in reader:
                line, before = before + 1, reader.line_num
                if row and named:
                    yield line, row
                named = named or bool(row)

    def chunks(self, size: int) -> Iterator[Any]:
        """Tables of rows; from the first line on that has not as many cells as names, rows one by one."""
        import pyarrow as pa

        done = 0
        try:
            for batch in self._batches(size):
                table = pa.Table.from_batches([batch])
                for start in range(0, table.num_rows, size):
                    part = table.slice(start, size)
                    yield self._typed(part, {})
                    done += part.num_rows
        except (pa.ArrowException, UnicodeDecodeError) as failure:
            if "utf" in str(failure).lower():
                raise wrong_encoding(self.path) from None
            yield from self._one_by_one(done, size)
        else:
            if line_ends(self.path) > done + 1:
                self._check_closed()  # rows may have become part of a cell

    def _batches(self, size: int) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.csv as reading

        names = list(self.names)
        if len(set(names)) < len(names):
            return  # what the check of the columns refuses
        convert = reading.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        )
        block = reading.ReadOptions(block_size=max(1 << 20, size * 256))
        reader = reading.open_csv(self.path, block, reading.ParseOptions(newlines_in_values=True), convert)
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
            if batch.num_rows:
                yield batch

    def _one_by_one(self, done: int, size: int) -> Iterator[Any]:
        import pyarrow as pa

        self._check_closed()
        rows = islice(self._rows(), done, None)
        while chunk := opened(self.path, "CSV", lambda: list(islice(rows, size))):
            odd: dict[int, Odd] = {}
            held = []
            for at, (_, row) in enumerate(chunk):
                if len(row) != len(self.names):
                    odd[at] = Refused((self._ragged(row),))
                held.append(row if at not in odd else [""] * len(self.names))
            columns = [
                pa.array([cell or None for cell in column], pa.string()) for column in zip(*held, strict=True)
            ]
            yield self._typed(pa.table(columns, names=list(self.names)), odd)

    def _ragged(self, row: Sequence[str]) -> Problem:
        names = counted(len(self.names), "column", "列")
        return line_width(cells=counted(len(row), "cell", "个单元格"), names=names)

    def _check_closed(self) -> None:
        """A quote that is not closed takes lines after it for its cell, up to the next quote or the end."""
        try:
            with Path(self.path).open(encoding="utf-8-sig", newline="") as file:
                reader, last = _reader(file, strict=True), 0
                while self._is_read(reader, last):
                    last = reader.line_num
        except UnicodeDecodeError:
            raise wrong_encoding(self.path) from None

    def _is_read(self, reader: Any, last: int) -> bool:
        """Read the next row after line `last`; false at the end of the file."""
        try:
            return next(reader, None) is not None
        except csv.Error as failure:
            ends = "unexpected end" in str(failure)
            if ends or reader.line_num > last + 1:
                how = (
                    said("is never closed", "从未闭合")
                    if ends
                    else said(
                        "is followed by text where it is closed, in line {line_num}",
                        "在第 {line_num} 行闭合后仍有文本",
                        line_num=reader.line_num,
                    )
                )
                raise InputError([unclosed_quote(last=last + 1, how=how, path=self.path)]) from None
            return True  # a stray quote within a line costs no other line

    def _typed(self, table: Any, whole: Mapping[int, Odd]) -> Any:
        for name in self._kept_inputs:
            table = table.append_column(given_name(name), table.column(name))
        for name in self.names:
            if name in self.fields and self.fields[name].kind == MIXED:
                table = table.append_column(_UNREAD + name, table.column(name))
        return _read(table, self.fields, whole)


_UNREAD = "\0unread "
"""Begins the names of columns of texts that each version of the policy reads by itself."""


def read_for_version(table: Any, fields: Sequence[Field]) -> Any:
    """A table where texts are read as one version declares them, which other versions declare otherwise."""
    unread = [name for name in table.schema.names if name.startswith(_UNREAD)]
    if not unread:
        return table
    odd = odd_rows(table)
    table = table.drop_columns([*unread, *({ODD} & set(table.column_names))])
    return _read(table, {field.path: field for field in fields if _UNREAD + field.path in unread}, odd)


def _read(table: Any, fields: Mapping[str, Field], odd: Mapping[int, Odd]) -> Any:
    """A table of texts with the columns of some fields as these declare them; `odd` is set aside already."""
    import pyarrow as pa

    found: dict[str, dict[int, Any]] = {}
    columns = dict(zip(table.column_names, table.columns, strict=True))
    for path in fields.keys() & columns.keys():
        texts = columns[path].combine_chunks()
        columns[path], causes, found[path] = of_texts(fields[path], texts)
        if causes is not None and causes.null_count < len(causes):
            columns[f"{path}{MISSING}"] = _joined(columns.get(f"{path}{MISSING}"), causes)
    rows: dict[int, Odd] = {**gathered(found)}
    for row, cells in odd.items():
        here = rows.get(row, {})
        rows[row] = {**here, **cells} if isinstance(cells, Mapping) and isinstance(here, Mapping) else cells
    return with_odd(pa.table(columns), rows)


def _joined(given: Any, causes: Any) -> Any:
    """Causes that the file gives, and those of codes beside them."""
    import pyarrow.compute as pc

    return causes if given is None else pc.coalesce(given, causes)
