"""Result files: tables written chunk by chunk, in the form that the ending of the name says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from credit_engine.api.batch.cells import SEPARATOR, plain, text
from credit_engine.api.batch.coding import as_codes, coded_schema
from credit_engine.api.batch.exact_numbers import EXACT, EXACT_TYPE, settled, settled_schema, shown
from credit_engine.api.batch.problems import mark_without_csv, no_result_form, result_replaced
from credit_engine.api.batch.workbook import WorkbookWriter
from credit_engine.files.output import Output, replacing
from credit_engine.json_text.canonical import canonical_json
from credit_engine.numbers import canonical_text
from credit_engine.problems import InputError
from credit_engine.wording import said

_PARQUET = (".parquet", ".pq")
ENDINGS = said(".parquet, .csv, .jsonl, .xlsx or .arrow", ".parquet、.csv、.jsonl、.xlsx 或 .arrow")
_UTF8_MARK = b"\xef\xbb\xbf"
"""By which Excel knows that a CSV file is UTF-8."""


def takes_codes(path: str | None) -> bool:
    """Whether the file at a path holds texts as codes anyway."""
    return path is not None and path.lower().endswith(_PARQUET)


@contextmanager
def result_file(
    path: str, schema: Any, answers: Sequence[str], rows: int | None = None, bom: bool = False
) -> Iterator[tuple[Output, Any]]:
    """The output behind a path, and a function that writes tables to it in the form that its ending says.

    `answers` names the columns that may come as texts or as codes where the file takes these; `rows` is how
    many there will be, where that is known; `bom` begins a CSV file with a byte order mark. Raises InputError
    where the file cannot be written, or cannot hold the result.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in _FORMS:
        raise InputError([no_result_form(suffix=suffix, endings=ENDINGS, path=path)])
    if bom and suffix != ".csv":
        raise InputError([mark_without_csv(path=path)])
    with replacing(path) as out:
        if bom:
            out.file.write(_UTF8_MARK)
        writer = _FORMS[suffix](out, _Table(schema, answers, rows))
        try:
            yield out, writer.write_table
        except BaseException:
            with suppress(Exception):  # nobody will see what it closes
                getattr(writer, "abandon", writer.close)()
            raise
        writer.close()


class _Table(NamedTuple):
    """What will be written."""

    schema: Any
    answers: Sequence[str]
    rows: int | None


@dataclass(frozen=True)
class Written:
    """Answers in a file, read only while they are the ones that were written."""

    out: Output

    def read(self) -> Any:
        """The table; ValueError where such a file holds less than a table, InputError for another file."""
        path = str(self.out.place)
        reader = _READERS.get(self.out.place.suffix.lower())
        if reader is None:
            raise ValueError(f"the answers are in {path}")
        try:
            table = reader(path)
        except OSError:
            raise InputError([result_replaced(path=path)]) from None
        # Looked at after it was opened: what is its own again was so before.
        if not self.out.is_still_there():
            raise InputError([result_replaced(path=path)])
        return table


class _ParquetWriter:
    """Parquet; texts of the answers are handed over as codes."""

    def __init__(self, out: Output, planned: _Table) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.schema = coded_schema(planned.schema, planned.answers)
        # Nobody looks for rows by the least and greatest text of a list.
        scalars = [field.name for field in planned.schema if not pa.types.is_list(field.type)]
        self.writer = pq.ParquetWriter(
            out.file, self.schema, compression="zstd", write_statistics=scalars, store_schema=False
        )

    def write_table(self, table: Any) -> None:
        self.writer.write_table(as_codes(table, self.schema))

    def close(self) -> None:
        self.writer.close()


class _CsvWriter:
    """CSV; what it has no form for is text: lists of texts joined, others as JSON."""

    def __init__(self, out: Output, planned: _Table) -> None:
        import pyarrow as pa
        import pyarrow.csv as csv

        fields = [
            field if _is_of_csv(field.type) else pa.field(field.name, pa.string()) for field in planned.schema
        ]
        self.schema = pa.schema(fields)
        self.out = out
        self.writer = csv.CSVWriter(out.file, self.schema)

    def write_table(self, table: Any) -> None:
        import pyarrow as pa

        table, exact = shown(table)
        columns = [
            column if column.type == field.type else _as_texts(column)
            for column, field in zip(table.columns, self.schema, strict=True)
        ]
        table = pa.table(columns, schema=self.schema)
        if exact:
            self.out.file.writelines(_csv_lines(table, exact))
        else:
            self.writer.write_table(table)

    def close(self) -> None:
        self.writer.close()


def _csv_lines(table: Any, exact: Mapping[int, Mapping[str, Decimal]]) -> Iterator[bytes]:
    """The lines that Arrow's writer makes of a table, but for some numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
        if pa.types.is_string(column.type)
        else pc.cast(column, pa.string())
        for column in table.columns
    ]
    cells = {name: column.to_pylist() for name, column in zip(table.column_names, columns, strict=True)}
    for row, found in exact.items():
        for name, number in found.items():
            cells[name][row] = canonical_text(number)
    for line in zip(*cells.values(), strict=True):
        yield f"{','.join(cell or '' for cell in line)}\n".encode()


def _is_of_csv(type_: Any) -> bool:
    """Whether Arrow writes the values of a type to CSV, and all of each."""
    import pyarrow as pa

    kinds = ("is_string", "is_boolean", "is_integer", "is_float32", "is_float64", "is_date", "is_timestamp")
    return any(getattr(pa.types, kind)(type_) for kind in kinds)


def _as_texts(column: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(column.type) and pa.types.is_string(column.type.value_type):
        return pc.binary_join(column, SEPARATOR)
    return pa.chunked_array([pa.array(map(text, column.to_pylist()), pa.string())])


class _LinesWriter:
    """JSON Lines: an object for each row, numbers exact, null where a cell is empty."""

    def __init__(self, out: Output, planned: _Table) -> None:
        self.out = out

    def write_table(self, table: Any) -> None:
        table, exact = shown(table)
        for at, row in enumerate(table.to_pylist()):
            self.out.file.write(f"{canonical_json(plain(row | exact.get(at, {})))}\n".encode())

    def close(self) -> None:
        """Nothing waits."""


def _workbook_writer(out: Output, planned: _Table) -> WorkbookWriter:
    return WorkbookWriter(out, planned.schema, planned.rows)


def _arrow_writer(out: Output, planned: _Table) -> Any:
    import pyarrow as pa

    return pa.ipc.new_file(out.file, planned.schema)


class _TypedWriter:
    """A file of typed columns, whose types are known when no row is left that could have another number.

    Rows are written at once while floats hold all their numbers. From the first chunk on where they do not,
    rows wait in a private file, and in the end everything is written anew.
    """

    def __init__(self, out: Output, planned: _Table, form: Callable[[Output, _Table], Any]) -> None:
        self.out, self.planned, self.form = out, planned, form
        self.stack = ExitStack()
        self.start: str | None = None
        self.waiting: Any = None
        self.writer: Any = None
        if out.aside is None:  # a pipe or a device takes nothing back
            self._wait()
        else:
            self.writer = form(out, planned)

    def _wait(self) -> None:
        """Set the rows aside that were written already, and those to come."""
        import pyarrow as pa

        folder = Path(self.stack.enter_context(self.out.folder()))
        if self.writer is not None and self.out.aside is not None:
            self.writer.close()
            self.out.file.flush()
            self.start = str(folder / "start")
            shutil.copyfile(self.out.aside, self.start)
            self.out.file.seek(0)
            self.out.file.truncate()
        self.rest = str(folder / "rest")
        self.schema = self.planned.schema.append(pa.field(EXACT, EXACT_TYPE))
        self.waiting = pa.ipc.new_stream(self.rest, self.schema)

    def _tables(self) -> Iterator[Any]:
        """All rows, in parts."""
        import pyarrow as pa

        if self.start is not None:
            for batch in _BATCHES[self.out.place.suffix.lower()](self.start):
                yield pa.Table.from_batches([batch]).append_column(EXACT, pa.nulls(len(batch), EXACT_TYPE))
        with pa.OSFile(self.rest) as file:
            for batch in pa.ipc.open_stream(file):
                yield pa.Table.from_batches([batch])

    def write_table(self, table: Any) -> None:
        if self.waiting is None and table.column(EXACT).null_count == table.num_rows:
            self.writer.write_table(table.drop_columns([EXACT]))
            return
        if self.waiting is None:
            self._wait()
        self.waiting.write_table(table.cast(self.schema))

    def close(self) -> None:
        if self.waiting is None:
            self.writer.close()
        else:
            with self.stack:
                self.waiting.close()
                schema = settled_schema(self.planned.schema, self._tables)
                writer = self.form(self.out, self.planned._replace(schema=schema))
                for table in self._tables():
                    writer.write_table(settled(table, schema))
                writer.close()

    def abandon(self) -> None:
        """Remove what waits."""
        with self.stack:
            self.writer.close()


def _parquet_batches(path: str) -> Iterator[Any]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, pre_buffer=False) as file:
        yield from file.iter_batches()


def _arrow_batches(path: str) -> Iterator[Any]:
    import pyarrow as pa

    with pa.memory_map(path) as source:
        file = pa.ipc.open_file(source)
        yield from map(file.get_batch, range(file.num_record_batches))


def _parquet_table(path: str) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(path)


def _arrow_table(path: str) -> Any:
    import pyarrow as pa

    with pa.memory_map(path) as file:
        return pa.ipc.open_file(file).read_all()


_ARROW = (".arrow", ".feather")
_BATCHES = {**dict.fromkeys(_PARQUET, _parquet_batches), **dict.fromkeys(_ARROW, _arrow_batches)}
_READERS = {**dict.fromkeys(_PARQUET, _parquet_table), **dict.fromkeys(_ARROW, _arrow_table)}
_FORMS: dict[str, Callable[[Output, _Table], Any]] = {
    **dict.fromkeys(_PARQUET, partial(_TypedWriter, form=_ParquetWriter)),
    **dict.fromkeys(_ARROW, partial(_TypedWriter, form=_arrow_writer)),
    **dict.fromkeys((".jsonl", ".ndjson"), _LinesWriter),
    ".csv": _CsvWriter,
    ".xlsx": _workbook_writer,
}
