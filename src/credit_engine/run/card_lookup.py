"""One characteristic by column: from values to attribute numbers, and to points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.run.card_sums import Totals
from credit_engine.run.scoring import Bins, NotScorable, find_bin, float_bins

Floats = NDArray[np.float64]
Column = NDArray[Any]

_PLAIN = frozenset((str, int, bool, type(None)))
"""What is taken as it is, which is most of what columns of objects hold."""
_LOOKUP = 1 << 14
"""Whole numbers within so wide a span are looked up in a table."""
_UNKNOWN, UNREADABLE = -1, -2
"""Numbers of no attribute: of a value that none covers, and of one that cannot be read."""


@dataclass(frozen=True)
class DictionaryColumn:
    """A column as codes into a list of values; a negative code is a missing value."""

    codes: NDArray[Any]
    values: Sequence[Any]


class Lookup:
    """One characteristic: from a column's values to attribute numbers, and to points."""

    def __init__(self, bins: Bins, limbs: Sequence[Sequence[int]]) -> None:
        self.memo = _Memo(find_bin(bins))
        self.multiples = [np.array([*limb, 0, 0], dtype=np.int64) for limb in limbs]
        self.numeric = bool(bins.edges)
        if not self.numeric:
            return
        floats = float_bins(bins)
        inner = [self._number(attribute, bins.otherwise) for attribute in floats.found]
        missing = self._number(bins.missing, None)
        lowest = np.nextafter(-np.inf, 0.0)
        self.starts = np.array([lowest, *floats.starts, np.inf, np.nan])
        self.found = np.array([UNREADABLE, *inner, UNREADABLE, missing], dtype=np.int64)
        self.integers = floats.integers
        self.gapless = min(inner) >= 0
        self.points = [limb[self.found] for limb in self.multiples]
        self.small: dict[tuple[int, int], list[NDArray[np.int64]]] = {}

    @staticmethod
    def _number(attribute: int | None, otherwise: int | None) -> int:
        found = otherwise if attribute is None else attribute
        return _UNKNOWN if found is None else found

    def add(self, column: Column | DictionaryColumn, totals: Totals, bad: NDArray[np.bool_]) -> None:
        """Add the points of a chunk to the totals; mark rows without an attribute."""
        if isinstance(column, DictionaryColumn):
            self._add_attributes(self._coded(column), totals, bad)
        elif self.numeric and column.dtype == np.float64:
            self._add_floats(column, totals, bad)
        elif self.numeric and column.dtype.kind in "iu":
            self._add_integers(column, totals, bad)
        else:
            self._add_attributes(self._looked_up(column), totals, bad)

    def attributes(self, column: Column | DictionaryColumn) -> NDArray[np.int64]:
        """Attribute numbers of a whole column; -1 without one, -2 for what cannot be read."""
        if isinstance(column, DictionaryColumn):
            return self._coded(column)
        if self.numeric and column.dtype == np.float64:
            return self._attributes(column)
        if column.dtype.kind in "iu":
            values, inverse = np.unique(column, return_inverse=True)
            return self._looked_up(values)[inverse]
        return self._looked_up(column)

    def _add_floats(self, column: Floats, totals: Totals, bad: NDArray[np.bool_]) -> None:
        at = np.searchsorted(self.starts, column, side="right")
        _add(totals, self.points, at)
        if not self.gapless or not np.isfinite(column.min()) or not np.isfinite(column.max()):
            bad |= self.found.take(at) < 0

    def _add_integers(self, column: Column, totals: Totals, bad: NDArray[np.bool_]) -> None:
        """Whole numbers within a narrow span are looked up in a table, others as floats or one by one."""
        low, high = int(column.min()), int(column.max())
        if high - low < _LOOKUP and self.integers:
            _add(totals, self._table(low, high), column - low if low else column)
            if not self.gapless:
                bad |= self._attributes(column.astype(np.float64)) < 0
        elif self.integers and max(-low, high) <= 2**53:
            self._add_floats(column.astype(np.float64), totals, bad)
        else:
            self._add_attributes(self._looked_up(column), totals, bad)

    def _table(self, low: int, high: int) -> list[NDArray[np.int64]]:
        if (low, high) not in self.small:
            values = np.arange(low, high + 1).astype(np.float64)
            at = np.searchsorted(self.starts, values, side="right")
            self.small = {(low, high): [limb.take(at) for limb in self.points]}
        return self.small[low, high]

    def _attributes(self, column: Floats) -> NDArray[np.int64]:
        return self.found[np.searchsorted(self.starts, column, side="right")]

    def _add_attributes(self, attributes: NDArray[np.int64], totals: Totals, bad: NDArray[np.bool_]) -> None:
        _add(totals, self.multiples, attributes)
        bad |= attributes < 0

    def _looked_up(self, column: Column) -> NDArray[np.int64]:
        """Values one by one, each different one through the row's lookup once."""
        if column.dtype.kind == "f" and column.dtype != np.float64:
            values, inverse = np.unique(column, return_inverse=True)
            found: NDArray[np.int64] = np.array([self.memo.attribute(value) for value in values])
            return found[inverse]
        if column.dtype.kind not in "biufOUT":
            return np.full(len(column), UNREADABLE, dtype=np.int64)
        return np.fromiter(map(self.memo.of, column.tolist()), np.int64, len(column))

    def _coded(self, column: DictionaryColumn) -> NDArray[np.int64]:
        found = [*(self.memo.attribute(value) for value in column.values), self.memo.attribute(None)]
        codes: NDArray[np.int64] = np.maximum(column.codes, -1).astype(np.int64)
        return np.array(found, dtype=np.int64).take(codes)


def attribute_numbers(bins: Bins, column: Column | DictionaryColumn) -> NDArray[np.int64]:
    """The attribute of each value of a column, by number; -1 without one, -2 for what cannot be read."""
    return Lookup(bins, ()).attributes(column)


def _add(totals: Totals, limbs: Sequence[NDArray[np.int64]], at: NDArray[Any]) -> None:
    for total, limb in zip(totals, limbs, strict=True):
        total += limb.take(at)


class _Memo(dict[str, int]):
    """Attribute numbers of values that were looked up before."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        self.find = find

    def __missing__(self, value: str) -> int:
        found = self[value] = self.attribute(value)
        return found

    def of(self, value: Any) -> int:
        """The attribute's number; only texts are kept, as a dict takes 1 and True for the same."""
        return self[value] if value.__class__ is str else self.attribute(value)

    def attribute(self, value: Any) -> int:
        """The attribute's number; -1 without one, -2 for what cannot be read."""
        try:
            found = self.find(plain(value))
        except NotScorable:
            return UNREADABLE
        return _UNKNOWN if found.__class__ is Absent else int(found)


def plain(value: Any) -> Any:
    """A column's value as the row lookup reads it: numpy's scalars and members of enumerations as Python's
    own, NaN as missing.
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


def sliced(column: Column | DictionaryColumn, part: slice) -> Column | DictionaryColumn:
    """Some rows of a column."""
    if isinstance(column, DictionaryColumn):
        return DictionaryColumn(column.codes[part], column.values)
    return column[part]


def value_at(column: Column | DictionaryColumn, at: int) -> Any:
    """The value of a row, as the row evaluation reads it."""
    if isinstance(column, DictionaryColumn):
        code = int(column.codes[at])
        return None if code < 0 else plain(column.values[code])
    return plain(column[at])
