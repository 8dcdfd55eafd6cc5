"""Columns of declared kinds from Python's values and from texts; what they cannot hold is given by row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.api.batch.schema import fits_field
from credit_engine.problems import is_text
from credit_engine.run.columns.floats import nulls
from credit_engine.run.fields import Field

_PLAIN: dict[str, tuple[set[type], ...]] = {
    "number": ({int, float}, {Decimal}),
    "boolean": ({bool},),
    "list": ({list},),
    "context": ({dict},),
}
_TIMES: tuple[set[type], ...] = ({str}, {date}, {datetime}, {time}, {timedelta})
_INTEGERS = 2**53
"""Whole numbers below this one are floats."""
_SURE_LENGTH = 15
"""A number of so many characters is the shortest text of the float nearest to it."""
_SMALLEST = 1e-290
"""Below this one floats have fewer digits."""
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$"
_TRUE, _FALSE = ("1", "True", "TRUE", "true"), ("0", "False", "FALSE", "false")

Found = tuple[Any, dict[int, Any]]
"""An Arrow array, and by row what it could not hold."""


def of_values(field: Field, values: Sequence[Any], nan_is_missing: bool = True) -> Found:
    """The column of a field from values of any types."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    if any(kinds <= allowed for allowed in _allowed(field, nan_is_missing)) and not _mixes_times(
        field, values
    ):
        try:
            array = pa.array(values, from_pandas=nan_is_missing)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            array = None
        if array is not None and fits_field(array.type, field):
            return array, {}
    return _one_by_one(field, values, nan_is_missing)


def _mixes_times(field: Field, values: Sequence[Any]) -> bool:
    """Whether the values, or those of a field of list items, are times of several kinds."""
    if field.kind == "list":
        items = [
            item for value in values if value.__class__ is list for item in value if item.__class__ is dict
        ]
        return any(
            _mixes_times(inner, [item.get(inner.name) for item in items]) for inner in field.fields or ()
        )
    return field.kind not in ("number", "text", "boolean") and mixes_times(values)


def mixes_times(values: Iterable[Any]) -> bool:
    """Whether days, moments with a zone and moments without one stand side by side.

    Arrow makes one type of them all, and moments of other instants.
    """
    return len({_kind_of_time(value) for value in values} - {""}) > 1


def _kind_of_time(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return "numpy"
    if not isinstance(value, date) or is_no_value(value):
        return ""
    return "day" if not isinstance(value, datetime) else "local" if value.tzinfo is None else "zoned"


def _allowed(field: Field, nan_is_missing: bool) -> list[set[type]]:
    texts: tuple[set[type], ...] = ({str},)
    allowed = _PLAIN.get(field.kind, texts if field.kind == "text" else _TIMES)
    return [kinds | {float} if nan_is_missing else kinds for kinds in allowed]


def _one_by_one(field: Field, values: Sequence[Any], nan_is_missing: bool) -> Found:
    import pyarrow as pa

    held: list[Any] = []
    odd: dict[int, Any] = {}
    for row, value in enumerate(values):
        plain = _is_plain(field.kind, value)
        held.append(value if plain else None)
        if not plain and value is not None and not (nan_is_missing and is_no_value(value)):
            odd[row] = value
    return pa.array(held, _type(field.kind)), odd


def _type(kind: str) -> Any:
    import pyarrow as pa

    if kind in ("list", "context"):
        return pa.null()
    return {"number": pa.float64(), "boolean": pa.bool_()}.get(kind, pa.string())


def _is_plain(kind: str, value: Any) -> bool:
    if kind == "number":
        if value.__class__ is int:
            return bool(-_INTEGERS < value < _INTEGERS)
        return value.__class__ is float and math.isfinite(value)
    if kind == "boolean":
        return value is True or value is False
    return kind not in ("list", "context") and value.__class__ is str and is_text(value)


def is_no_value(value: Any) -> bool:
    """NaN, and what pandas has in its place."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float | Decimal | np.floating | np.datetime64) and bool(value != value)


def of_texts(field: Field, texts: Any) -> tuple[Any, Any, dict[int, Any]]:
    """The column of a field from an Arrow array of texts: values, causes of codes, what it cannot hold."""
    if field.kind not in ("number", "boolean"):
        return texts, None, {}
    causes, texts = _coded(field, texts)
    held, odd = (_numbers if field.kind == "number" else _booleans)(texts)
    return held, causes, odd


def _coded(field: Field, texts: Any) -> tuple[Any, Any]:
    """The causes that a source's codes stand for, and the texts without these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = {code: cause for code, cause in field.codes.items() if isinstance(code, str)}
    if not codes or not len(texts):
        return None, texts
    at = pc.index_in(texts, pa.array(list(codes), pa.string()), skip_nulls=True)
    causes = pa.array(list(codes.values()), pa.string()).take(at)
    return causes, pc.if_else(at.is_valid(), None, texts)


def _booleans(texts: Any) -> Found:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.utf8_trim(texts, characters=" \t")
    true = pc.is_in(texts, pa.array(_TRUE))
    known = pc.or_(true, pc.is_in(texts, pa.array(_FALSE)))
    odd = pc.and_(texts.is_valid(), pc.invert(known))
    return pc.if_else(known, true, None), _by_row(texts, np.flatnonzero(odd))


def _numbers(texts: Any) -> Found:
    """Floats where a text is one's shortest; any other number is set aside as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    given = texts
    try:
        held = pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        texts = pc.utf8_trim(texts, characters=" \t")
        held = pc.cast(pc.if_else(pc.match_substring_regex(texts, _NUMBER), texts, None), pa.float64())
    values = held.to_numpy(zero_copy_only=False)
    missing = nulls(texts)
    size = np.abs(values)
    sure = pc.binary_length(texts).fill_null(0).to_numpy(zero_copy_only=False) <= _SURE_LENGTH
    sure &= np.isfinite(values) & ((size == 0) | (size > _SMALLEST))
    odd: dict[int, Any] = {}
    for row in np.flatnonzero(~sure & ~missing).tolist():
        number = _number(texts[row].as_py())
        if number is None:
            odd[row] = given[row].as_py()
        elif not np.isfinite(values[row]) or numbers.from_float(float(values[row])) != number:
            odd[row] = number
    if odd:
        mask = np.zeros(len(texts), dtype=np.bool_)
        mask[list(odd)] = True
        held = pc.if_else(pa.array(mask), None, held)
    return held, odd


def _number(text: str) -> Any:
    """The number that a text writes, with all its digits; None if it writes none."""
    read = numbers.read_number(text.replace(".e", "e").replace(".E", "E").removesuffix("."))
    if read is None:
        return None
    return int(text) if text.lstrip("+-").isdecimal() and len(text) < _LONGEST else Decimal(text)


_LONGEST = 4_000
"""Python reads no longer whole number; what has more than 34 digits is refused in any case."""


def _by_row(texts: Any, rows: Any) -> dict[int, Any]:
    return {row: texts[row].as_py() for row in rows.tolist()}
