"""Arrays of numpy as columns of a scorecard's characteristics; no library of frames is needed.

Numbers stay numbers; of other arrays every different value is read once. Rows with a value that the row
evaluation refuses are left to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine import numbers
from credit_engine.absent import absent
from credit_engine.run.columns import floats
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, looked_up
from credit_engine.run.columns.structure import Column
from credit_engine.run.scoring import Bins, NotScorable, find_bin

_PLAIN = frozenset((str, int, bool, type(None)))
"""What is taken as it is, which is most of what arrays of objects hold."""


@dataclass(frozen=True)
class DictionaryArray:
    """Codes into a list of values; a negative code is a missing value."""

    codes: NDArray[Any]
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, part: slice) -> DictionaryArray:
        return DictionaryArray(self.codes[part], self.values)


Array = NDArray[Any] | DictionaryArray


def read_array(context: Context, bins: Bins, array: Array) -> Column:
    """The column of a characteristic's values; leaves the rows with values that are of another kind."""
    if bins.edges and not isinstance(array, DictionaryArray) and _is_of_numbers(array.dtype):
        return _numbers(context, bins, array)
    codes, raws = _coded(array)
    readable = _Readable(bins)
    read = list(map(readable, raws))
    bad = np.array([value is _BAD for value in read], dtype=np.bool_)
    if bad.any():
        context.leave(looked_up(bad, codes))
    missing = absent("not_given", bins.subject)
    values = [missing if value is None or value is _BAD else value for value in read]
    encoded = context.tables.encode(values, tuple(bins.texts))
    return Coded(looked_up(encoded.codes, codes), encoded.domain)


def _is_of_numbers(kind: Any) -> bool:
    return kind.kind in "iuf" and kind.itemsize <= 8 and kind.isnative


def _numbers(context: Context, bins: Bins, array: NDArray[Any]) -> Column:
    found, gone, bad, *_ = floats.numbers_of(array, None, as_whole=False)
    if bad is not None:
        context.leave(bad)
    if gone is None:
        return found
    domain = context.tables.domain((PRESENT, absent("not_given", bins.subject)))
    return found.of(Coded(gone.view(np.uint8), domain))


_BAD: Any = object()


class _Readable:
    """Values as the row evaluation of a characteristic takes them, `_BAD` for those that it refuses."""

    def __init__(self, bins: Bins) -> None:
        self.find = find_bin(bins)

    def __call__(self, raw: Any) -> Any:
        value = plain(raw)
        try:
            self.find(value)
        except NotScorable:
            return _BAD
        return numbers.from_float(value) if value.__class__ is float else value


def _coded(array: Array) -> tuple[Codes, Sequence[Any]]:
    """The code of each row's value, and the different values."""
    if isinstance(array, DictionaryArray):
        codes = np.where(array.codes < 0, len(array.values), array.codes)
        return codes.astype(np.int64), [*array.values, None]
    if array.dtype.kind not in "OUT":
        different, places = np.unique(array, return_inverse=True)
        return places, list(different)
    values = array.tolist()
    known = _Codes()
    if set(map(type, values)) <= {str, type(None)}:
        return np.fromiter(map(known.__getitem__, values), np.int64, len(values)), list(known)
    keys = list(map(_key, values))
    found = np.fromiter(map(known.__getitem__, keys), np.int64, len(values))
    held = dict(zip(keys, values, strict=True))
    return found, [held[key] for key in known]


class _Codes(dict[Any, int]):
    """Values in the order in which they are first asked for."""

    def __missing__(self, value: Any) -> int:
        self[value] = code = len(self)
        return code


def _key(value: Any) -> Any:
    """What values have in common that are the same; a dict takes 1 and True for that."""
    kind = value.__class__
    return (kind, value) if kind in _PLAIN else (kind, id(value))


def plain(value: Any) -> Any:
    """A value of an array as the row evaluation reads it: numpy's scalars and members of enumerations as
    Python's own, NaN as missing.
    """
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, np.generic):
        if value.dtype.kind == "f" and value.dtype != np.float64 and np.isfinite(value):
            return numbers.read_number(str(value))
        value = (
            float(value) if value.dtype.kind == "f" else value.item() if value.dtype.kind in "biuU" else value
        )
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, Decimal) and value.is_nan():
        return None
    if value.__class__.__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, str):
        return str.__str__(value)
    return int(value) if isinstance(value, int) and value.__class__ is not bool else value


def value_at(array: Array, at: int) -> Any:
    """The value of a row, as the row evaluation reads it."""
    if isinstance(array, DictionaryArray):
        code = int(array.codes[at])
        return None if code < 0 else plain(array.values[code])
    return plain(array[at])


def objects(values: Iterable[Any]) -> NDArray[Any]:
    """Values of any kind as an array of objects."""
    held = list(values)
    found = np.empty(len(held), dtype=object)
    found[:] = held
    return found
