"""The three dates of each row: one for all rows, a column of the data, or an array of their own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from credit_engine import temporal
from credit_engine.api.batch.chunks import Days
from credit_engine.problems import InputError, Problem

NAMES = ("as_of", "policy_as_of", "data_as_of")


@dataclass(frozen=True)
class DateColumns:
    """Where the dates come from: values for all rows, names of columns, arrays as long as the data."""

    given: Mapping[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the data that hold dates."""
        return tuple(value.name for value in self.given.values() if isinstance(value, Named))

    def length(self) -> int | None:
        """How many rows the arrays are for."""
        lengths = {len(value) for value in self.given.values() if _is_array(value)}
        return lengths.pop() if len(lengths) == 1 else None

    def of(self, table: Any, start: int) -> Days:
        """The dates of a chunk that begins with a row."""
        import pyarrow as pa

        columns: list[tuple[Any, list[Any]]] = []
        for value in (self.given[name] for name in NAMES):
            if isinstance(value, Named) or _is_array(value):
                array = (
                    table.column(value.name)
                    if isinstance(value, Named)
                    else value.slice(start, table.num_rows)
                )
                columns.append(
                    _coded(array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array)
                )
            else:
                columns.append((np.zeros((), dtype=np.int64), [value]))
        codes: Any = np.zeros((), dtype=np.int64)
        for one, values in columns:
            codes = codes * len(values) + one
        if codes.ndim == 0:
            return Days(codes, [tuple(values[0] for _, values in columns)])
        present, inverse = np.unique(codes, return_inverse=True)
        combinations = []
        for code in present.tolist():
            chosen = []
            for _, values in reversed(columns):
                code, at = divmod(code, len(values))
                chosen.append(values[at])
            combinations.append(tuple(reversed(chosen)))
        return Days(inverse, combinations)


@dataclass(frozen=True)
class Named:
    """A date that is a column of the data."""

    name: str


def _is_array(value: Any) -> bool:
    return hasattr(value, "slice") and hasattr(value, "type")


def _coded(array: Any) -> tuple[Any, list[Any]]:
    """Codes and values; moments at midnight are days."""
    import pyarrow as pa

    if pa.types.is_timestamp(array.type) and array.type.tz is None:
        with suppress(pa.ArrowInvalid):
            array = array.cast(pa.date32())
    encoded = array.dictionary_encode() if not pa.types.is_dictionary(array.type) else array
    codes = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, [*encoded.dictionary.to_pylist(), None]


def date_columns(schema: Any, rows: int | None, **given: Any) -> DateColumns:
    """What was given for the dates; a text that is a column's name means that column.

    Raises InputError for arrays of another length than the data.
    """
    found: dict[str, Any] = {}
    problems = []
    for name, value in given.items():
        if isinstance(value, str) and value in schema.names and _is_no_date(value):
            found[name] = Named(value)
        elif value is None or isinstance(value, str | date):
            found[name] = value
        else:
            array = _array(name, value)
            found[name] = array
            if rows is not None and len(array) != rows:
                problems.append(
                    Problem("bad-date", f"{name} has {len(array)} dates, the data {rows} rows", path=name)
                )
    if problems:
        raise InputError(problems)
    return DateColumns(found)


def _is_no_date(text: str) -> bool:
    return temporal.parse_date(text) is None and temporal.parse_date_time(text) is None


def _array(name: str, value: Any) -> Any:
    import pyarrow as pa

    try:
        if isinstance(value, pa.ChunkedArray):
            return value.combine_chunks()
        if isinstance(value, pa.Array):
            return value
        found = value.to_arrow() if hasattr(value, "to_arrow") else pa.array(value, from_pandas=True)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    except (pa.ArrowException, TypeError, ValueError):
        said = f"{name} is no date, no column of the data and no array of dates"
        raise InputError(
            [Problem("bad-date", said, path=name, expected="a date such as 2026-11-23")]
        ) from None
