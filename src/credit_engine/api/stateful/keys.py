"""The keys of loans: each once, none missing, as texts; and where each stands among those of the month
before."""

from __future__ import annotations

from typing import Any

from credit_engine.api.stateful.problems import key_type, no_key, repeated_key
from credit_engine.problems import InputError
from credit_engine.run.columns.inputs import decoded, one_array
from credit_engine.wording import joined

_SHOWN = 5
"""Keys that a message lists; they show the pattern, and all of them can be millions."""


def checked_keys(column: Any, name: str, path: str) -> Any:
    """A column of keys as one array of texts; InputError where one is missing or stands twice.

    Whole numbers are taken as their digits, so that a book in CSV and one in Parquet name a loan alike;
    blanks at both ends are no part of a key, or one loan could stand there twice.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    column = decoded(column)
    type_ = column.type
    if not (
        pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or pa.types.is_string_view(type_)
        or pa.types.is_integer(type_)
    ):
        raise InputError([key_type(name=name, type=type_, path=path)])
    keys = one_array(pc.utf8_trim_whitespace(column.cast(pa.string())))
    empty = pc.or_kleene(pc.is_null(keys), pc.equal(keys, ""))
    count = pc.sum(empty).as_py() or 0
    if count:
        first = pc.index(empty.fill_null(True), True).as_py() + 1
        raise InputError([no_key(count=f"{count:,}", rows=len(keys), name=name, row=first, path=path)])
    _refuse_repeated(keys, path)
    return keys


def _refuse_repeated(keys: Any, path: str) -> None:
    import pyarrow.compute as pc

    if pc.count_distinct(keys).as_py() == len(keys):
        return
    counted = pc.value_counts(keys)
    several = counted.filter(pc.greater(counted.field(1), 1))
    names = several.field(0)[:_SHOWN].to_pylist()
    shown = joined([*names, *(["…"] if len(several) > _SHOWN else [])])
    raise InputError([repeated_key(count=f"{len(several):,}", shown=shown, path=path)])


def places(keys: Any, among: Any) -> Any:
    """Where each key stands among others; null where it does not."""
    import pyarrow.compute as pc

    return pc.index_in(keys, value_set=among)
