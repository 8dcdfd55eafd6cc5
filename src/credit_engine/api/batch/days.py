"""The three dates of each row: one for all rows, a column of the data, or an array of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from credit_engine import temporal
from credit_engine.api.batch.encoding import in_utf8
from credit_engine.api.batch.problems import (
    dates_of_other_rows,
    dates_of_other_type,
    no_dates,
    rows_without_order,
)
from credit_engine.api.dates import DATES, NoDay, iso_text
from credit_engine.problems import InputError, Problem, is_text, suggestion
from credit_engine.run.columns.domain import Coded, Codes, Domain, distinct
from credit_engine.run.columns.inputs import one_array
from credit_engine.run.columns.moments import in_units_of_arrow, python_list
from credit_engine.run.input_problems import shown
from credit_engine.wording import said

Dates = tuple[Any, Any, Any]
"""as_of, policy_as_of, data_as_of as `Policy.decide` takes them; NoDay where a row has none."""
_NO_VALUE = ("NaT", "nan", "<NA>")
"""How numpy and pandas write what is missing."""
_EXPECTED = said(
    "a date such as 2026-11-23, the name of a column of dates, or an array of them",
    "日期（如 2026-11-23）、日期列的名称，或日期数组",
)


@dataclass(frozen=True)
class Days:
    """The three dates of each row: which combination, and the combinations."""

    codes: Codes
    combinations: Sequence[Dates]

    def of_rows(self, rows: Any) -> Days:
        """The dates of some rows."""
        return self if self.codes.ndim == 0 else Days(self.codes[rows], self.combinations)


@dataclass(frozen=True)
class DateColumns:
    """Where the dates come from: values for all rows, names of columns, arrays as long as the data."""

    given: Mapping[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the data that hold dates."""
        return tuple(value.name for value in self.given.values() if isinstance(value, Named))

    def check_rows(self, rows: int, more: bool) -> None:
        """Raise InputError where arrays are not as long as the data, or too short if `more` rows may come."""
        problems = [
            dates_of_other_rows(name=name, count=len(value.array), rows=_counted(rows, more), path=name)
            for name, value in self.given.items()
            if isinstance(value, Given) and (len(value.array) < rows if more else len(value.array) != rows)
        ]
        if problems:
            raise InputError(problems)

    def refuse_arrays(self) -> None:
        """Raise InputError where dates are in arrays, for data whose rows have no order."""
        problems = [
            rows_without_order(path=name) for name, value in self.given.items() if isinstance(value, Given)
        ]
        if problems:
            raise InputError(problems)

    def of(self, table: Any, start: int) -> Days:
        """The dates of a chunk that begins with a row."""
        columns = [self._coded(self.given[name], table, start) for name in DATES]
        codes, combinations = distinct(columns)
        domains = [column.domain.values for column in columns]
        dates = ([values[at] for at in used] for values, used in zip(domains, combinations, strict=True))
        return Days(np.asarray(codes), list(zip(*dates, strict=True)))

    def _coded(self, value: Any, table: Any, start: int) -> Coded:
        if isinstance(value, Named):
            return _coded(table.column(value.name))
        if isinstance(value, Given):
            return _coded(value.array.slice(start, table.num_rows))
        return Coded(np.zeros((), dtype=np.int64), Domain((value,)))


@dataclass(frozen=True)
class Named:
    """A date that is a column of the data."""

    name: str


@dataclass(frozen=True)
class Given:
    """Dates in an Arrow array."""

    array: Any


def _counted(rows: int, more: bool) -> str:
    return (
        said("{rows} rows or more", "{rows} 行或更多", rows=rows)
        if more
        else said("{rows} rows", "{rows} 行", rows=rows)
    )


def _coded(array: Any) -> Coded:
    """Dates as ISO texts; what is no date stays as it is, and what is null is no day."""
    import pyarrow as pa

    array = one_array(array)
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.string())
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    values = [_day(value) for value in python_list(encoded.dictionary)]
    codes = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, Domain((*values, NoDay.MISSING)))


def _day(value: Any) -> Any:
    if value is None:
        return NoDay.MISSING
    text = iso_text(value)
    return value if text is None else text


def date_columns(schema: Any, rows: int | None, **given: Any) -> DateColumns:
    """What was given for the dates; a text that is a column's name means that column.

    Raises InputError for what is neither a date nor dates, for types of columns that are none of dates, and
    for arrays of another length than the data.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        try:
            found[name] = _source(name, value, schema)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    dates = DateColumns(found)
    if rows is not None:
        dates.check_rows(rows, more=False)
    return dates


def _source(name: str, value: Any, schema: Any) -> Any:
    """A date, Named or Given; raises InputError for anything else."""
    if value is None and name != DATES[0]:
        return None
    text = iso_text(value)
    if text is not None:
        return text
    if isinstance(value, str):
        return _column(name, value, schema)
    if value is None or temporal.is_python_time(value):
        raise _no_dates(name, value)
    import pyarrow as pa

    array = in_utf8(pa.table({name: _array(name, value)})).column(name)
    _check_type(name, array.type, name)
    return Given(one_array(array))


def _column(name: str, column: str, schema: Any) -> Named:
    if column not in schema.names:
        raise _no_dates(name, column, suggestion(column, schema.names))
    if schema.names.count(column) == 1:
        called = said("the column {column}", "列 {column}", column=column)
        _check_type(name, schema.field(column).type, called)
    return Named(column)


def _check_type(name: str, type_: Any, called: str) -> None:
    import pyarrow as pa

    kind = type_.value_type if pa.types.is_dictionary(type_) else type_
    of_days = pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    texts = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    if not (of_days or texts or pa.types.is_null(kind)):
        raise InputError([dates_of_other_type(called=called, type=type_, path=name)])


def _no_dates(name: str, value: Any, hint: str = "") -> InputError:
    if value is None:
        hint = said("pass as_of: a policy has no clock of its own", "请传入 as_of：政策自身没有时钟")
    return InputError([no_dates(name=name, value=shown(value), expected=_EXPECTED, hint=hint, path=name)])


def _array(name: str, value: Any) -> Any:
    """Dates as one Arrow array; of several types, each as its text."""
    import pyarrow as pa

    if not isinstance(value, Iterable):
        raise _no_dates(name, value)
    if (
        isinstance(value, Iterator | list | tuple)
        or getattr(getattr(value, "dtype", None), "kind", "") == "O"
    ):
        return pa.array(map(_text, value), pa.string())  # Arrow would cut off pandas' nanoseconds
    try:
        return one_array(value.to_arrow() if hasattr(value, "to_arrow") else _as_array(value))
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array(map(_text, value), pa.string())


def _as_array(value: Any) -> Any:
    import pyarrow as pa

    if isinstance(value, pa.Array | pa.ChunkedArray):
        return value
    return pa.array(in_units_of_arrow(value), from_pandas=True)


def _text(value: Any) -> str | None:
    """A date of any form as its text; what is none as a message shows it."""
    text = value if isinstance(value, str) else iso_text(value)
    if text is None:
        text = shown(value)
        return None if value is None or text in _NO_VALUE else text
    return text if is_text(text) else text.encode(errors="surrogatepass").decode(errors="replace")
