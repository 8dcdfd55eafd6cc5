"""Tables in memory as Arrow tables; columns of Python's objects are read value by value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from credit_engine.api.batch.odd import gathered, given_name, with_odd
from credit_engine.api.batch.problems import bad_data
from credit_engine.api.batch.record_source import kept_text
from credit_engine.api.batch.values import mixes_times, of_values
from credit_engine.files.system_errors import reason_of
from credit_engine.problems import InputError
from credit_engine.run.columns.moments import in_units_of_arrow
from credit_engine.run.fields import Field
from credit_engine.wording import changed, counted, said

_FORMS = said(
    "an Arrow table or record batches, a pandas or polars frame, a dict of arrays, a list of records, "
    "a .parquet, .csv, .jsonl, .ndjson or .xlsx file",
    "Arrow 表或记录批、pandas 或 polars 数据框、数组字典、记录列表、"
    ".parquet、.csv、.jsonl、.ndjson 或 .xlsx 文件",
)


def table_of(data: Any, fields: Mapping[str, Field], others: Collection[str] = ()) -> Any:
    """Anything tabular as an Arrow table, with what its columns could not hold; raises InputError.

    `others` are names of columns that are needed as they were given.
    """
    import pyarrow as pa

    try:
        arrow = _arrow(data)
        if arrow is not None:
            return arrow
        rows = len(data.index) if hasattr(data, "iloc") else None
        return _of_columns(list(_columns(data)), fields, others, rows)
    except (pa.ArrowException, TypeError, ValueError, AttributeError) as failure:
        reason = changed(reason_of(failure), lambda text: " ".join(text.split())[:300])
        raise InputError([bad_data(reason=reason, expected=_FORMS)]) from None


def _arrow(data: Any) -> Any:
    """Data of Arrow's own forms as a table; None for frames and mappings of columns."""
    import pyarrow as pa

    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, pa.RecordBatchReader):
        return data.read_all()
    if (
        isinstance(data, Mapping)
        or hasattr(data, "iloc")
        or hasattr(data, "collect")
        or hasattr(data, "iter_columns")
    ):
        return None
    if hasattr(data, "to_arrow"):
        return data.to_arrow()
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    return pa.Table.from_batches(_batches(data))


def _batches(data: Any) -> list[Any]:
    """Record batches; raises ValueError, without a word of what was given, for anything else."""
    import pyarrow as pa

    if not isinstance(data, Iterable):
        raise ValueError(said("it is neither a table nor a list", "它既不是表，也不是列表"))
    batches = list(data)
    if not batches:
        raise ValueError(said("it has no record batches", "其中没有记录批"))
    records = not isinstance(batches[0], pa.RecordBatch)
    for number, item in enumerate(batches, 1):
        if records and not is_record(item):
            raise ValueError(said("item {number} is no record", "第 {number} 项不是记录", number=number))
        if not records and not isinstance(item, pa.RecordBatch):
            form = "item {number} is no record batch", "第 {number} 项不是记录批"
            raise ValueError(said(*form, number=number))
    if records:
        raise ValueError(said("its records are in no list", "其记录不在列表中"))
    return batches


def is_record(item: Any) -> bool:
    """Whether an item of a list is a record: a mapping, a model or a dataclass."""
    return isinstance(item, Mapping) or hasattr(item, "model_dump") or hasattr(item, "__dataclass_fields__")


def _columns(data: Any) -> Iterator[tuple[str, Any]]:
    """The columns of a frame of pandas or polars, or of a mapping, by name."""
    if hasattr(data, "collect"):
        data = data.collect()
    if isinstance(data, Mapping):
        yield from ((str(name), values) for name, values in data.items())
    elif hasattr(data, "iloc"):
        yield from ((str(name), data.iloc[:, at]) for at, name in enumerate(data.columns))
    else:
        yield from ((column.name, column) for column in data.iter_columns())


def _of_columns(
    columns: Sequence[tuple[str, Any]], fields: Mapping[str, Field], others: Collection[str], rows: int | None
) -> Any:
    import pyarrow as pa

    arrays: list[Any] = []
    odd = {}
    beside = {}
    for name, values in columns:
        array, odd[name] = _column(name, values, fields.get(name))
        _check_length(columns[0][0], name, arrays, array)
        arrays.append(array)
        if odd[name] and name in others:
            beside[given_name(name)] = pa.array(map(kept_text, values), pa.string())
    if not arrays:
        return pa.table({"": pa.nulls(rows or 0)}).select([])
    table = pa.Table.from_arrays([*arrays, *beside.values()], names=[*(name for name, _ in columns), *beside])
    return with_odd(table, gathered(odd))


def _check_length(first: str, name: str, before: Sequence[Any], array: Any) -> None:
    """Raise ValueError where a column is not as long as the first one."""
    if before and len(array) != len(before[0]):
        rows, others = (counted(len(column), "row", "行") for column in (before[0], array))
        form = (
            "the column {first} has {rows}, the column {name} {others}",
            "列 {first} 有 {rows}，列 {name} 有 {others}",
        )
        raise ValueError(said(*form, first=first, rows=rows, name=name, others=others))


def _column(name: str, values: Any, field: Field | None) -> tuple[Any, dict[int, Any]]:
    """An array of a column; NaN among objects is missing."""
    import pyarrow as pa

    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values, {}
    kind = str(getattr(values, "dtype", "object"))
    if kind not in ("object", "Object"):
        found = (
            values.to_arrow()
            if hasattr(values, "to_arrow")
            else pa.array(in_units_of_arrow(values), from_pandas=True)
        )
        return found, {}
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        form = "the column {name} is neither a list nor an array", "列 {name} 既不是列表，也不是数组"
        raise TypeError(said(*form, name=name))
    held = list(values)
    if field is not None:
        return of_values(field, held)
    if not mixes_times(held):
        try:
            return pa.array(held, from_pandas=True), {}
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            pass  # of several kinds
    return pa.array(map(kept_text, held), pa.string()), {}
