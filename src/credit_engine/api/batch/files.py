"""Result files: written aside chunk by chunk, then renamed, so that nobody ever sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from credit_engine.api.batch.coding import as_codes, coded_schema
from credit_engine.problems import InputError, Problem

SEPARATOR = " | "
"""Between the texts of a list in CSV."""


_PARQUET = (".parquet", ".pq")


def takes_codes(path: str | None) -> bool:
    """Whether the file at a path holds texts as codes anyway."""
    return path is not None and path.lower().endswith(_PARQUET)


@contextmanager
def result_file(path: str, schema: Any, answers: Sequence[str]) -> Iterator[Any]:
    """A function that writes a table to a Parquet, CSV or Arrow file, which appears when all is written.

    `answers` names the columns that may come as texts or as codes where the file takes these.
    What an interrupted run left aside is overwritten by the next one. Raises InputError where the file
    cannot be written.
    """
    target = Path(os.path.realpath(path))
    aside = target.with_name(f".{target.name}.part")
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "it is a directory")
        writer = _writer(aside, target.suffix.lower(), schema, path, answers)
        try:
            yield writer.write_table
        finally:
            writer.close()
        aside.replace(target)
    except OSError as failure:
        aside.unlink(missing_ok=True)
        reason = getattr(failure, "strerror", None) or str(failure)
        raise InputError(
            [Problem("unwritable-file", f"this file cannot be written: {reason}", path=path)]
        ) from None
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _writer(aside: Path, suffix: str, schema: Any, path: str, answers: Sequence[str]) -> Any:
    import pyarrow as pa

    if suffix in _PARQUET:
        return _ParquetWriter(aside, schema, answers)
    if suffix == ".csv":
        return _CsvWriter(aside, schema)
    if suffix in (".arrow", ".feather"):
        return pa.ipc.new_file(str(aside), schema)
    raise InputError(
        [Problem("unknown-format", f"'{suffix}' is no form in which results are written", path=path,
                 expected="a file that ends with .parquet, .csv or .arrow")]
    )  # fmt: skip


class _ParquetWriter:
    """Parquet; texts of the answers are handed over as codes."""

    def __init__(self, aside: Path, schema: Any, answers: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.schema = coded_schema(schema, answers)
        # Nobody looks for rows by the least and greatest text of a list.
        scalars = [field.name for field in schema if not pa.types.is_list(field.type)]
        self.writer = pq.ParquetWriter(
            aside, self.schema, compression="zstd", write_statistics=scalars, store_schema=False
        )

    def write_table(self, table: Any) -> None:
        self.writer.write_table(as_codes(table, self.schema))

    def close(self) -> None:
        self.writer.close()


class _CsvWriter:
    """CSV, lists of texts joined."""

    def __init__(self, aside: Path, schema: Any) -> None:
        import pyarrow as pa
        import pyarrow.csv as csv

        fields = [pa.field(f.name, pa.string()) if pa.types.is_list(f.type) else f for f in schema]
        self.schema = pa.schema(fields)
        self.writer = csv.CSVWriter(str(aside), self.schema)

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
