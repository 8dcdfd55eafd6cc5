"""Where records come from: tables in memory and files, as Arrow tables of a chunk each.

Columns are named by the dotted paths of inputs; columns of contexts are taken apart into such names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from credit_engine.api.batch.encoding import in_utf8
from credit_engine.api.batch.memory import is_record, table_of
from credit_engine.api.batch.odd import ODD
from credit_engine.api.batch.problems import unknown_format
from credit_engine.api.batch.record_source import RecordSource, checked_json_lines
from credit_engine.api.batch.schema import BySchema, unfit
from credit_engine.api.batch.table_source import Source, no_row, opened
from credit_engine.api.batch.texts import CsvSource
from credit_engine.api.batch.workbooks import WorkbookSource
from credit_engine.files.sources import kind_at, reading
from credit_engine.problems import InputError
from credit_engine.run.fields import MISSING, PRIOR, Field
from credit_engine.wording import said


class TableSource(Source):
    """A table in memory."""

    def __init__(
        self,
        table: Any,
        fields: Mapping[str, Field] = MappingProxyType({}),
        needed: Collection[str] | None = None,
    ) -> None:
        import pyarrow as pa

        plain = table if _is_plain(table.schema) else taken_apart(laid_out(table))
        self.table = in_utf8(missing_as_null(plain, fields), needed)
        self.rows = self.table.num_rows
        self.schema = self.table.schema
        if ODD in self.schema.names:
            self.schema = self.schema.remove(self.schema.get_field_index(ODD))
        if not self.table.num_columns:
            self.table = pa.table(
                {ODD: pa.nulls(self.rows, pa.large_binary())}
            )  # a table needs one for its rows

    def chunks(self, size: int) -> Iterator[Any]:
        if self.table.num_rows <= size:
            yield self.table
            return
        for start in range(0, self.table.num_rows, size):
            yield self.table.slice(start, size)


class _RecordsInMemory(TableSource):
    """A table of records that each brought their own columns."""

    def __init__(self, records: RecordSource, data: Sequence[Any]) -> None:
        super().__init__(records.table(data))
        self.records = records

    def lacking(self, names: Iterable[str]) -> Collection[str]:
        return self.records.lacking(names)


_BUFFER = 1 << 20
"""Bytes of each column that are read at a time."""


@dataclass(eq=False)
class ParquetSource(Source):
    """A Parquet file."""

    path: str
    texts: Sequence[str] = ()
    """Columns of few different texts, which are read as codes."""
    needed: Collection[str] | None = None
    """Columns, or what they are parts of, of which texts are read; None for all."""

    def __post_init__(self) -> None:
        import pyarrow as pa

        wanted, self.texts = set(self.texts), ()
        file = opened(self.path, "Parquet", self._file)
        self.rows = file.metadata.num_rows
        texts = [
            field.name
            for field in file.schema_arrow
            if field.name in wanted and pa.types.is_string(field.type)
        ]
        self.texts = texts
        self.schema = taken_apart(laid_out(file.schema_arrow.empty_table())).schema

    def _file(self) -> Any:
        import pyarrow.parquet as pq

        # Reading ahead would keep what has been read of all row groups until the file is closed.
        return pq.ParquetFile(
            self.path, read_dictionary=list(self.texts), pre_buffer=False, buffer_size=_BUFFER
        )

    def chunks(self, size: int) -> Iterator[Any]:
        import pyarrow as pa

        with self._file() as file:
            batches = file.iter_batches(batch_size=size)
            while (batch := opened(self.path, "Parquet", lambda: next(batches, None))) is not None:
                yield _plain(pa.Table.from_batches([batch]), self.needed)
                batch = None  # or both would be held while the next is read

    def row(self, number: int) -> Any:
        with self._file() as file:
            at = 0
            for group in range(file.metadata.num_row_groups):
                count = file.metadata.row_group(group).num_rows
                if number < at + count:
                    return _plain(file.read_row_group(group).slice(number - at, 1), self.needed)
                at += count
        raise no_row(number, at)


def _plain(table: Any, needed: Collection[str] | None) -> Any:
    """A table of a file with columns as the policy's inputs are named, their `needed` texts in UTF-8."""
    return in_utf8(taken_apart(laid_out(table)), needed)


def source_of(data: Any, fields: Mapping[str, Field], others: Sequence[str] = ()) -> Source:
    """The source behind what was given; raises InputError for what is none.

    `others` are names of columns that are no inputs and may be needed.
    """
    if isinstance(data, str | os.PathLike):
        return _file(os.fspath(data), fields, others)
    if _is_of_records(data):
        return _RecordsInMemory(RecordSource(lambda: enumerate(data), fields, others), data)
    return TableSource(table_of(data, fields, others), fields, {*fields, *others, PRIOR})


def _is_of_records(data: Any) -> bool:
    return isinstance(data, list | tuple) and all(map(is_record, data))


def _file(path: Any, fields: Mapping[str, Field], others: Sequence[str]) -> Source:
    suffix = Path(path).suffix.lower()
    form = _FORMS.get(suffix)
    if form is None:
        expected = said("a file that ends with {endings}", "以 {endings} 结尾的文件", endings=_ENDINGS)
        other = kind_at(path, "data")
        if other is not None:
            raise InputError([replace(other, expected=expected)])
        raise InputError([unknown_format(suffix=suffix, expected=expected, path=str(path))])
    with reading(path, error=InputError):
        pass  # a regular file that opens: the readers would wait for the writer of a pipe
    return form(path, fields, others)


def _parquet(path: str, fields: Mapping[str, Field], others: Sequence[str]) -> Source:
    declared = [name for name, declared_as in fields.items() if declared_as.values is not None]
    codes = [*declared, *(f"{name}{MISSING}" for name in fields)]
    return ParquetSource(path, codes, {*fields, *others, PRIOR})


_ENDINGS = said(".parquet, .csv, .jsonl, .ndjson or .xlsx", ".parquet、.csv、.jsonl、.ndjson 或 .xlsx")
_FORMS: Mapping[str, Callable[[str, Mapping[str, Field], Sequence[str]], Source]] = {
    **dict.fromkeys((".parquet", ".pq"), _parquet),
    ".csv": CsvSource,
    **dict.fromkeys(
        (".jsonl", ".ndjson"),
        lambda path, fields, others: RecordSource(checked_json_lines(path), fields, others),
    ),
    ".xlsx": WorkbookSource,
}


def missing_as_null(table: Any, fields: Mapping[str, Field]) -> Any:
    """The table; columns without any value fit every field, whatever type a frame gave them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for at in unfit(table.schema, fields):
        column = table.column(at)
        if column.null_count == len(column) or (
            pa.types.is_floating(column.type) and pc.all(pc.is_nan(column)).as_py()
        ):
            table = table.set_column(at, table.schema.field(at).name, pa.nulls(table.num_rows))
    return table


@BySchema
def _is_plain(schema: Any) -> bool:
    """Whether a schema has neither contexts nor layouts that `laid_out` spells out."""
    import pyarrow as pa

    return not any(pa.types.is_struct(type_) or _is_other_layout(type_) for type_ in schema.types)


def _is_other_layout(type_: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_run_end_encoded(type_) or pa.types.is_string_view(type_))


def laid_out(table: Any) -> Any:
    """A table without layouts of columns that Arrow's functions do not take: views and runs are spelt out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for i, field in enumerate(table.schema):
        if not _is_other_layout(field.type):
            continue
        column = table.column(i)
        if pa.types.is_run_end_encoded(column.type):
            column = pa.chunked_array(
                [pc.run_end_decode(chunk) for chunk in column.chunks], field.type.value_type
            )
        if pa.types.is_string_view(column.type):
            column = column.cast(pa.string())
        table = table.set_column(i, field.name, column)
    return table


def taken_apart(table: Any) -> Any:
    """A table without columns of contexts: their entries are columns with dotted names."""
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
