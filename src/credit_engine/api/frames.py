"""Frames of several libraries as columns of numpy; none of those libraries is imported here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from credit_engine.api.problems import (
    column_of_one_value,
    column_of_several_dimensions,
    lazy_frame,
    no_frame,
)
from credit_engine.problems import InputError
from credit_engine.run.columns.arrays import Array, DictionaryArray, objects
from credit_engine.run.columns.inputs import one_array
from credit_engine.wording import said

_EXPECTED = said(
    "a pandas or polars DataFrame, a pyarrow Table or RecordBatch, or a dict of arrays",
    "pandas 或 polars DataFrame、pyarrow Table 或 RecordBatch，或数组字典",
)


def library(frame: Any) -> str:
    """`pandas`, `polars`, `pyarrow` or `dict`; raises InputError for anything else."""
    name = type(frame).__module__.partition(".")[0]
    if hasattr(frame, "collect") and name == "polars":
        raise InputError([lazy_frame(expected=_EXPECTED)])
    if name in ("pandas", "polars", "pyarrow") and hasattr(frame, "columns"):
        return name
    if isinstance(frame, Mapping):
        return "dict"
    raise InputError([no_frame(name=type(frame).__name__, expected=_EXPECTED)])


def names_of(frame: Any) -> list[str]:
    """The columns' names."""
    kind = library(frame)
    if kind == "pyarrow":
        return list(frame.schema.names)
    return list(frame if kind == "dict" else frame.columns)


def column_of(frame: Any, name: str) -> Array:
    """A column as an array, or as codes where the frame holds it so."""
    kind = library(frame)
    if kind == "polars":
        series = frame[name]
        wide = "128" in str(series.dtype) or str(series.dtype) == "Object"
        return objects(series.to_list()) if wide else _arrow_column(series.to_arrow())
    if kind == "pyarrow":
        return _arrow_column(one_array(frame.column(name)))
    return _pandas_column(frame[name]) if kind == "pandas" else _array(frame[name])


def _array(values: Any) -> Array:
    if type(values).__module__.partition(".")[0] in ("pandas", "polars", "pyarrow"):
        return np.asarray(values)
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise InputError([column_of_several_dimensions()])
        return values
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise InputError([column_of_one_value(name=type(values).__name__)])
    listed = list(values)
    plain = {type(value) for value in listed}
    if plain <= {int} or plain <= {float}:
        return np.array(listed) if plain == {float} or _small(listed) else np.array(listed, dtype=object)
    return objects(listed)


def _small(values: list[int]) -> bool:
    return all(-(2**62) < value < 2**62 for value in values)


def _pandas_column(series: Any) -> Array:
    """A pandas series: numpy's types as they are, categories by their codes, other types as objects."""
    if series.dtype.name == "category":
        return DictionaryArray(series.cat.codes.to_numpy(), list(series.cat.categories))
    if isinstance(series.dtype, np.dtype):
        return series.to_numpy()  # type: ignore[no-any-return]
    return series.astype(object).to_numpy()  # type: ignore[no-any-return]


def _arrow_column(column: Any) -> Array:
    """An arrow array: numbers without nulls as they are, dictionaries by their codes, others as objects."""
    kind = str(column.type)
    if kind.startswith("dictionary"):
        codes = column.indices.cast("int64").fill_null(-1).to_numpy(zero_copy_only=False)
        return DictionaryArray(codes, column.dictionary.to_pylist())
    if kind in ("string", "large_string", "string_view"):
        return _arrow_column(column.dictionary_encode())
    if kind in ("double", "float") or (column.null_count == 0 and kind.lstrip("u").startswith("int")):
        return column.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
    return objects(column.to_pylist())


def like(frame: Any, columns: Mapping[str, Any]) -> Any:
    """Columns as a frame of the same kind; pandas keeps its index."""
    kind = library(frame)
    if kind == "pandas":
        import pandas as pd

        return pd.DataFrame(columns, index=frame.index)
    if kind == "polars":
        import polars as pl

        return pl.DataFrame({name: _typed(column) for name, column in columns.items()}, strict=False)
    if kind == "pyarrow":
        import pyarrow as pa

        return pa.table(
            {name: pa.array(_typed(column), from_pandas=True) for name, column in columns.items()}
        )
    return dict(columns)


def _typed(column: Any) -> Any:
    """Columns of texts as lists: an all-None column of objects has no type of its own."""
    return column.tolist() if column.dtype == object else column
