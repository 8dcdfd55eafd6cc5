"""Result files: tables written chunk by chunk, in the form that the ending of the name says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credit_engine.api.batch.coding import as_codes, coded_schema
from credit_engine.output_files import Output, replacing
from credit_engine.problems import InputError, Problem

SEPARATOR = " | "
"""Between the texts of a list in CSV."""


_PARQUET = (".parquet", ".pq")


def takes_codes(path: str | None) -> bool:
    """Whether the file at a path holds texts as codes anyway."""
    return path is not None and path.lower().endswith(_PARQUET)


@contextmanager
def result_file(path: str, schema: Any, answers: Sequence[str]) -> Iterator[tuple[Output, Any]]:
    """The output behind a path, and a function that writes tables to it as Parquet, CSV or Arrow.

    `answers` names the columns that may come as texts or as codes where the file takes these. Raises
    InputError where the file cannot be written.
    """
    form = _form(path)
    with replacing(path) as out:
        writer = form(out, schema, answers)
        try:
            yield out, writer.write_table
        except BaseException:
            with suppress(Exception):  # nobody will see what it closes
                writer.close()
            raise
        writer.close()


def _form(path: str) -> Callable[[Output, Any, Sequence[str]], Any]:
    """How files with the ending of a path are written."""
    suffix = Path(path).suffix.lower()
    form = _FORMS.get(suffix)
    if form is None:
        said = f"'{suffix}' is no form in which results are written"
        expected = "a file that ends with .parquet, .csv or .arrow"
        raise InputError([Problem("unknown-format", said, path=path, expected=expected)])
    return form


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
            raise _other_file(path) from None
        # Looked at after it was opened: what is its own again was so before.
        if not self.out.is_still_there():
            raise _other_file(path)
        return table


def _other_file(path: str) -> InputError:
    said, hint = "this file is not the one that was written", "decide again, into a file of its own"
    return InputError([Problem("result-replaced", said, path=path, hint=hint)])


class _ParquetWriter:
    """Parquet; texts of the answers are handed over as codes."""

    def __init__(self, out: Output, schema: Any, answers: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.schema = coded_schema(schema, answers)
        # Nobody looks for rows by the least and greatest text of a list.
        scalars = [field.name for field in schema if not pa.types.is_list(field.type)]
        self.writer = pq.ParquetWriter(
            out.file, self.schema, compression="zstd", write_statistics=scalars, store_schema=False
        )

    def write_table(self, table: Any) -> None:
        self.writer.write_table(as_codes(table, self.schema))

    def close(self) -> None:
        self.writer.close()


class _CsvWriter:
    """CSV, lists of texts joined."""

    def __init__(self, out: Output, schema: Any, answers: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.csv as csv

        fields = [pa.field(f.name, pa.string()) if pa.types.is_list(f.type) else f for f in schema]
        self.schema = pa.schema(fields)
        self.writer = csv.CSVWriter(out.file, self.schema)

    def write_table(self, table: Any) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = [
            pc.binary_join(column, SEPARATOR) if pa.types.is_list(column.type) else column
            for column in table.columns
        ]
        self.writer.write_table(pa.table(columns, schema=self.schema))

    def close(self) -> None:
        self.writer.close()


def _arrow_writer(out: Output, schema: Any, answers: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.ipc.new_file(out.file, schema)


def _parquet_table(path: str) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(path)


def _arrow_table(path: str) -> Any:
    import pyarrow as pa

    with pa.memory_map(path) as file:
        return pa.ipc.open_file(file).read_all()


_ARROW = (".arrow", ".feather")
_READERS = {**dict.fromkeys(_PARQUET, _parquet_table), **dict.fromkeys(_ARROW, _arrow_table)}
_FORMS: dict[str, Callable[[Output, Any, Sequence[str]], Any]] = {
    **dict.fromkeys(_PARQUET, _ParquetWriter),
    **dict.fromkeys(_ARROW, _arrow_writer),
    ".csv": _CsvWriter,
}
