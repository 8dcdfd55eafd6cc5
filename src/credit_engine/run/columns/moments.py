"""Days, times and moments of Arrow columns as the values that the reader of records takes.

Arrow counts units since 1970-01-01. Python's types, which Arrow would give, end at the year 9999 and at
microseconds, and do not know every zone's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import Any

from credit_engine import temporal
from credit_engine.temporal import UNITS, Zone


def python_list(array: Any) -> list[Any]:
    """The values of an Arrow array as Python data.

    Times are temporal values, but a count that is no time stays a number; floats of 16 and 32 bits are the
    floats of their own shortest texts.
    """
    import pyarrow as pa

    kind = array.type
    if not is_read_otherwise(kind):
        found: list[Any] = array.to_pylist()
        return found
    if isinstance(array, pa.ChunkedArray):
        return list(chain.from_iterable(map(python_list, array.chunks)))
    if pa.types.is_dictionary(kind):
        different = python_list(array.dictionary)
        return [None if code is None else different[code] for code in array.indices.to_pylist()]
    if pa.types.is_struct(kind):
        return _contexts(array)
    if _is_list(kind):
        return _lists(array)
    return _times(array) if pa.types.is_temporal(kind) else _shortest(array)


def in_units_of_arrow(values: Any) -> Any:
    """A column; hours and minutes of numpy's datetime64, which Arrow does not know, as seconds."""
    is_of_hours = str(getattr(values, "dtype", "")) in ("datetime64[h]", "datetime64[m]")
    return values.astype("datetime64[s]") if is_of_hours else values


def is_read_otherwise(kind: Any) -> bool:
    """Whether values of an Arrow type are, or hold, counts of time or small floats."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind) or _is_list(kind):
        return is_read_otherwise(kind.value_type)
    if pa.types.is_struct(kind):
        return any(is_read_otherwise(kind.field(i).type) for i in range(kind.num_fields))
    small = pa.types.is_float32(kind) or pa.types.is_float16(kind)
    return bool(small or (pa.types.is_temporal(kind) and not pa.types.is_interval(kind)))


def _is_list(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _shortest(array: Any) -> list[Any]:
    """Small floats as their own shortest texts say."""
    kind = array.type.to_pandas_dtype()
    return [None if value is None else float(str(kind(value))) for value in array.to_pylist()]


def _contexts(array: Any) -> list[Any]:
    names = [array.type.field(i).name for i in range(array.type.num_fields)]
    rows = zip(*map(python_list, array.flatten()), strict=True)
    present = array.is_valid().to_pylist()
    return [
        dict(zip(names, row, strict=True)) if here else None for row, here in zip(rows, present, strict=True)
    ]


def _lists(array: Any) -> list[Any]:
    import pyarrow.compute as pc

    items: Iterator[Any] = iter(python_list(pc.list_flatten(array)))
    lengths = pc.list_value_length(array).to_pylist()
    return [None if length is None else list(islice(items, length)) for length in lengths]


def _times(array: Any) -> list[Any]:
    import pyarrow as pa

    count = pa.int32() if pa.types.is_date32(array.type) or pa.types.is_time32(array.type) else pa.int64()
    counted: Sequence[int | None] = array.view(count).to_pylist()
    made = _maker(array.type)
    return [None if value is None else _made(made, value) for value in counted]


def _made(make: Callable[[int], Any], count: int) -> Any:
    with suppress(ValueError):
        return make(count)
    return count


def _maker(kind: Any) -> Callable[[int], Any]:
    """The value that a count of an Arrow type stands for; it raises ValueError for what is none."""
    import pyarrow as pa

    if pa.types.is_date32(kind):
        return temporal.Date.from_day_number
    if pa.types.is_date64(kind):
        return lambda count: temporal.moment_at(count * UNITS["ms"])
    unit = UNITS[kind.unit]
    if pa.types.is_timestamp(kind):
        zone = _zone(kind.tz)
        return lambda count: temporal.moment_at(count * unit, zone)
    if pa.types.is_time(kind):
        return lambda count: _time_of_day(count * unit)
    return lambda count: temporal.DaysDuration(count * unit)


def _time_of_day(nanoseconds: int) -> temporal.Time:
    if not 0 <= nanoseconds < UNITS["D"]:
        raise ValueError("no time of a day")
    return temporal.Time.from_nanosecond(nanoseconds)


def _zone(name: str | None) -> Zone:
    """An Arrow zone; the instants of one whose name is unknown here are given in UTC."""
    if name is None:
        return None
    if name in temporal.zone_names():
        return temporal.zone_named(name)
    sample = temporal.parse_time(f"00:00:00{name}")
    return sample.zone if sample is not None and isinstance(sample.zone, int) else 0
