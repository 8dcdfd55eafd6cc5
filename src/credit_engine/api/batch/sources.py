"""Where records come from: tables in memory and files, as Arrow tables of a chunk each.

Columns are named by the dotted paths of inputs; columns of contexts are taken apart into such names.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credit_engine.problems import InputError, Problem
from credit_engine.run.columns.inputs import MISSING
from credit_engine.run.columns.moments import in_units_of_arrow
from credit_engine.run.fields import PRIOR, Field

_FORMS = (
    "an Arrow table or record batches, a pandas or polars frame, a dict of arrays, a .parquet or .csv file"
)


class Source(ABC):
    """Records as Arrow tables, one chunk after the other, as often as asked."""

    rows: int | None = None
    schema: Any

    @abstractmethod
    def chunks(self, size: int) -> Iterator[Any]:
        """Tables of at most so many rows, in order."""

    def row(self, number: int) -> Any:
        """The table of one row; raises IndexError."""
        at = 0
        for chunk in self.chunks(65_536):
            if number < at + chunk.num_rows:
                return chunk.slice(number - at, 1)
            at += chunk.num_rows
        raise IndexError(f"there is no row {number} among {at}")


class TableSource(Source):
    """A table in memory."""

    def __init__(self, table: Any) -> None:
        self.table = taken_apart(laid_out(table))
        self.rows = self.table.num_rows
        self.schema = self.table.schema

    def chunks(self, size: int) -> Iterator[Any]:
        for start in range(0, max(self.table.num_rows, 1), size):
            yield self.table.slice(start, size)


_BUFFER = 1 << 20
"""Bytes of each column that are read at a time."""


@dataclass(eq=False)
class ParquetSource(Source):
    """A Parquet file."""

    path: str
    texts: Sequence[str] = ()
    """Columns of few different texts, which are read as codes."""

    def __post_init__(self) -> None:
        import pyarrow as pa

        wanted, self.texts = set(self.texts), ()
        file = _opened(self.path, "Parquet", self._file)
        self.rows = file.metadata.num_rows
        texts = [one.name for one in file.schema_arrow if one.name in wanted and pa.types.is_string(one.type)]
        self.texts = texts
        self.schema = taken_apart(file.schema_arrow.empty_table()).schema

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
            while (batch := _opened(self.path, "Parquet", lambda: next(batches, None))) is not None:
                yield taken_apart(pa.Table.from_batches([batch]))

    def row(self, number: int) -> Any:
        with self._file() as file:
            at = 0
            for group in range(file.metadata.num_row_groups):
                count = file.metadata.row_group(group).num_rows
                if number < at + count:
                    return taken_apart(file.read_row_group(group).slice(number - at, 1))
                at += count
        raise IndexError(f"there is no row {number} among {at}")


@dataclass(eq=False)
class CsvSource(Source):
    """A CSV file with a line of names; columns of inputs are read as the types that the policy declares."""

    path: str
    types: Mapping[str, Any]

    def __post_init__(self) -> None:
        self.schema = _opened(self.path, "CSV", self._reader).schema

    def _reader(self, block: int = 1 << 20) -> Any:
        import pyarrow.csv as csv

        convert = csv.ConvertOptions(
            column_types=self.types, strings_can_be_null=True, null_values=["", "NaN", "NULL", "null"]
        )
        return csv.open_csv(self.path, csv.ReadOptions(block_size=block), convert_options=convert)

    def chunks(self, size: int) -> Iterator[Any]:
        import pyarrow as pa

        reader = _opened(self.path, "CSV", lambda: self._reader(max(1 << 20, size * 256)))
        while (batch := _opened(self.path, "CSV", lambda: _next(reader))) is not None:
            table = pa.Table.from_batches([batch])
            for start in range(0, table.num_rows, size):
                yield table.slice(start, size)


def _next(reader: Any) -> Any:
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None


def _opened(path: str, form: str, read: Any) -> Any:
    import pyarrow as pa

    try:
        return read()
    except FileNotFoundError:
        raise InputError([Problem("no-such-file", "there is no such file", path=path)]) from None
    except (OSError, pa.ArrowException) as failure:
        reason = " ".join(str(getattr(failure, "strerror", None) or failure).split())[:300]
        raise InputError(
            [Problem("unreadable-file", f"this {form} file cannot be read: {reason}", path=path)]
        ) from None


def source_of(data: Any, fields: Mapping[str, Field], texts: Sequence[str] = ()) -> Source:
    """The source behind what was given; raises InputError for what is none.

    `texts` are names of columns that are no inputs and of which the texts of a CSV file are needed.
    """
    if isinstance(data, str | os.PathLike):
        return _file(os.fspath(data), fields, texts)
    return TableSource(_table(data))


def _file(path: Any, fields: Mapping[str, Field], texts: Sequence[str]) -> Source:
    import pyarrow as pa

    suffix = Path(path).suffix.lower()
    if suffix in (".parquet", ".pq"):
        declared = [name for name, one in fields.items() if one.values is not None]
        return ParquetSource(path, [*declared, *(f"{name}{MISSING}" for name in fields)])
    if suffix == ".csv":
        return CsvSource(path, dict.fromkeys(texts, pa.string()) | csv_types(fields))
    raise InputError(
        [Problem("unknown-format", f"'{suffix}' is no form of data that can be read", path=str(path),
                 expected="a file that ends with .parquet or .csv")]
    )  # fmt: skip


def csv_types(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The Arrow types of a CSV file's columns; dates and the like are texts that the input check reads."""
    import pyarrow as pa

    kinds = {"number": pa.float64(), "boolean": pa.bool_()}
    types = {path: kinds.get(one.kind, pa.string()) for path, one in fields.items()}
    return types | {f"{path}{MISSING}": pa.string() for path in (*fields, PRIOR)}


def _table(data: Any) -> Any:
    """Anything tabular as an Arrow table."""
    import pyarrow as pa

    try:
        if isinstance(data, pa.Table):
            return data
        if isinstance(data, pa.RecordBatch):
            return pa.Table.from_batches([data])
        if isinstance(data, pa.RecordBatchReader):
            return data.read_all()
        if hasattr(data, "to_arrow"):
            return data.to_arrow()
        if hasattr(data, "iloc"):
            return pa.Table.from_pandas(data, preserve_index=False)
        if isinstance(data, Mapping):
            return pa.table({str(name): _array(values) for name, values in data.items()})
        batches = list(data)
        return pa.Table.from_batches(batches)
    except (pa.ArrowException, TypeError, ValueError) as failure:
        reason = " ".join(str(failure).split())[:300]
        raise InputError([Problem("bad-data", f"the data is no table: {reason}", expected=_FORMS)]) from None


def _array(values: Any) -> Any:
    """An array of a column; NaN among objects is missing."""
    import pyarrow as pa

    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if hasattr(values, "to_arrow"):
        return values.to_arrow()
    return pa.array(in_units_of_arrow(values), from_pandas=True)


def laid_out(table: Any) -> Any:
    """A table without layouts of columns that Arrow's functions do not take: views and runs are spelt out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for i, field in enumerate(table.schema):
        column = table.column(i)
        if pa.types.is_run_end_encoded(column.type):
            column = pa.chunked_array(
                [pc.run_end_decode(chunk) for chunk in column.chunks], field.type.value_type
            )
        if pa.types.is_string_view(column.type):
            column = column.cast(pa.string())
        if column.type != field.type:
            table = table.set_column(i, field.name, column)
    return table


def taken_apart(table: Any) -> Any:
    """A table without columns of contexts: their entries are columns with dotted names."""
    import pyarrow as pa

    while any(pa.types.is_struct(one.type) for one in table.schema):
        table = table.flatten()
    return table
