"""Columns of few different values: codes into a domain, and operators as tables over domains.

A table is filled by the row evaluation's own function, one call for each combination of values, so it
cannot differ from it. Domains are shared by value, so that tables are made once for all chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from credit_engine.absent import Absent, merge
from credit_engine.run.columns import tape
from credit_engine.run.columns.tape import taken
from credit_engine.temporal import Date

Codes = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

_WHOLE_TABLE = 1_024
"""Up to so many combinations a table is made whole, and kept."""
_COUNTED = 1 << 20
"""Up to so many combinations those that occur are found by counting, above by sorting."""
_COMPARED_TABLE = 64
"""Entries of a table whose codes are compared rather than looked up, which is faster while so few
differ."""
_COMPARED = 6
"""Up to so many entries of so small a table that differ from the rest are found by comparing."""
_KEPT_TABLES = 20_000
"""Tables and domains that a program keeps; chunks of ever new values would pile them up."""
_SHARED_VALUES = 4_096
"""Larger domains are not shared: their values would pile up."""
_PLAIN_KINDS: tuple[set[type], ...] = ({str}, {int}, {bool}, {Date})
"""Of values of one of these kinds, those that are equal are interchangeable in every operator."""


class _Present:
    """Stands for any value that is there, in columns that say only what is absent."""

    def __repr__(self) -> str:
        return "present"


PRESENT = _Present()


_NUMBERS = count()


class Domain:
    """Different values in a fixed order; domains of equal values are one object.

    Tables know a domain by its number, which no other domain ever gets.
    """

    __slots__ = ("absents", "cache", "number", "values")

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values
        self.number = next(_NUMBERS)
        self.absents = np.array([value.__class__ is Absent for value in values], dtype=np.bool_)
        self.cache: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"Domain({', '.join(map(repr, self.values[:6]))}{', ...' if len(self) > 6 else ''})"

    def holds(self, test: Callable[[Any], bool], name: str) -> Mask:
        """For each value whether it passes a test, remembered under a name."""
        if name not in self.cache:
            self.cache[name] = np.array([test(value) for value in self.values], dtype=np.bool_)
        found: Mask = self.cache[name]
        return found


@dataclass(slots=True)
class Coded:
    """A column of codes into a domain; codes without a dimension stand for the same value in every row."""

    codes: Codes
    domain: Domain

    @property
    def is_constant(self) -> bool:
        """Whether every row has the same value."""
        return self.codes.ndim == 0

    @property
    def constant(self) -> Any:
        """The value of all rows."""
        return self.domain.values[int(self.codes)]

    def take(self, rows: Codes) -> Coded:
        """The column of some rows."""
        return self if self.is_constant else Coded(taken(self.codes, rows), self.domain)

    def where(self, test: Callable[[Any], bool], name: str) -> Mask:
        """In which rows the value passes a test."""
        if self.codes.dtype == np.uint8 and len(self.domain) == 2 and self.domain.values[1] is True:
            if test is is_true:
                return self.codes.view(np.bool_)
            if test is is_false:
                return ~self.codes.view(np.bool_)
        found: Mask = looked_up(self.domain.holds(test, name), self.codes)
        return found

    def decode(self, count: int) -> list[Any]:
        """The values, one for each row."""
        values = self.domain.values
        return [values[code] for code in np.broadcast_to(self.codes, (count,)).tolist()]


def _key(value: Any) -> Any:
    """What makes two values interchangeable in every operator."""
    kind = value.__class__
    if kind is Absent:
        return kind, value.causes
    if kind in (list, dict):
        return kind, id(value)
    return kind, repr(value) if kind not in (int, str, bool) else value


def is_true(value: Any) -> bool:
    """Whether a value is the boolean true."""
    return value is True


def is_false(value: Any) -> bool:
    """Whether a value is the boolean false."""
    return value is False


def is_undecided(value: Any) -> bool:
    """Whether a value is absent where it should be there."""
    return value.__class__ is Absent and bool(value.applicable)


class Tables:
    """All domains and operator tables of a process."""

    def __init__(self) -> None:
        self._domains: dict[tuple[Any, ...], Domain] = {}
        self._tables: dict[tuple[Any, ...], tuple[Codes, Domain]] = {}
        self.known: dict[Any, dict[Any, Any]] = {}
        self.booleans = self.domain((False, True))
        self.presence = self.domain((PRESENT,))

    def domain(self, values: Iterable[Any]) -> Domain:
        """The domain of different values."""
        found = tuple(values)
        if len(found) > _SHARED_VALUES:
            return Domain(found)
        key = tuple(map(_key, found))
        domain = self._domains.get(key)
        if domain is None:
            domain = self._domains[key] = Domain(found)
        return domain

    def forget(self) -> None:
        """Drop what many chunks of ever new values have left behind; for between two chunks."""
        if len(self._tables) > _KEPT_TABLES or len(self._domains) > _KEPT_TABLES:
            self._tables.clear()
            self._domains.clear()
            self.booleans = self.domain((False, True))
            self.presence = self.domain((PRESENT,))

    def constant(self, value: Any) -> Coded:
        """One value for all rows."""
        first = (False, True) if value is True or value is False else (value,)
        domain = self.domain(first)
        return Coded(np.array(int(value is True), dtype=np.intp), domain)

    def truths(self, mask: Mask) -> Coded:
        """A column of plain booleans."""
        return Coded(mask.view(np.uint8), self.booleans)

    def encode(self, values: Sequence[Any], first: tuple[Any, ...] = ()) -> Coded:
        """A column of any values, in a domain that begins with some."""
        if {*map(type, values), *map(type, first)} in _PLAIN_KINDS:
            places = {value: i for i, value in enumerate(dict.fromkeys((*first, *values)))}
            found = np.fromiter(map(places.__getitem__, values), smallest(len(places)), len(values))
            return Coded(found, self.domain(places))
        index = {_key(value): i for i, value in enumerate(first)}
        kept = list(first)
        codes = np.empty(len(values), dtype=np.int64)
        for at, value in enumerate(values):
            key = _key(value)
            code = index.get(key)
            if code is None:
                code = index[key] = len(kept)
                kept.append(value)
            codes[at] = code
        return Coded(codes.astype(smallest(len(kept))), self.domain(kept))

    def apply(
        self,
        name: Any,
        function: Callable[..., Any],
        columns: Sequence[Coded],
        first: tuple[Any, ...] | None = None,
    ) -> Coded:
        """An operator of the row evaluation on columns; `name` tells it from all others.

        `first` is what the domain of the result begins with.
        """
        key = (name, *[column.domain.number for column in columns])
        known = self._tables.get(key)
        if known is None and prod(len(column.domain) for column in columns) <= _WHOLE_TABLE:
            known = self._tables[key] = self._whole(function, [column.domain for column in columns], first)
        if known is not None:
            return Coded(looked_up(known[0], combined(columns)), known[1])
        index, values = applied(function, columns)
        found = self.encode(values, _first(values) if first is None else first)
        return Coded(looked_up(found.codes, index), found.domain)

    def _whole(
        self, function: Callable[..., Any], domains: Sequence[Domain], first: tuple[Any, ...] | None
    ) -> tuple[Codes, Domain]:
        values: list[tuple[Any, ...]] = [()]
        for domain in domains:
            values = [(*before, value) for before in values for value in domain.values]
        results = [function(*combination) for combination in values]
        found = self.encode(results, _first(results) if first is None else first)
        return found.codes, found.domain

    def merged(self, *columns: Coded | None) -> Coded | None:
        """Presence of what needs all of some columns of presence (None: all there), causes in their order."""
        presence = [column for column in columns if column is not None]
        if len(presence) < 2:
            return presence[0] if presence else None
        return self.apply("merge", _merged, presence, (PRESENT,))


def presence_of(tables: Tables, column: Coded) -> Coded | None:
    """What is absent in a column; None if nothing is."""
    if not column.domain.absents.any():
        return None
    return tables.apply("presence", _presence, (column,), (PRESENT,))


def without(tables: Tables, presence: Coded | None, mask: Mask, absent: Absent) -> Coded | None:
    """The presence of what is, moreover, absent in some rows for a reason of its own."""
    if not mask.any():
        return presence
    before = Coded(np.zeros((), dtype=np.intp), tables.presence) if presence is None else presence

    def either(value: Any, gone: bool) -> Any:
        return absent if gone and value is PRESENT else value

    return tables.apply(("without", absent.causes), either, (before, tables.truths(mask)), (PRESENT,))


def with_exact(tables: Tables, column: Coded, rows: Codes, exact: Coded, size: int) -> Coded:
    """A column with other values in some rows."""
    both = tables.encode([*column.domain.values, *exact.domain.values])
    codes = np.broadcast_to(column.codes, (size,)).astype(np.int32)
    codes[rows] = np.broadcast_to(exact.codes, rows.shape).astype(np.int32) + len(column.domain)
    return Coded(looked_up(both.codes, codes), both.domain)


def _presence(value: Any) -> Any:
    return value if value.__class__ is Absent else PRESENT


def where_present(presence: Any, value: Any) -> Any:
    """A value where it is present, else what is absent there."""
    return value if presence is PRESENT else presence


def _merged(*values: Any) -> Any:
    return PRESENT if all(value is PRESENT for value in values) else merge(*values)


def _first(values: Sequence[Any]) -> tuple[Any, ...]:
    """What a domain of such values begins with: booleans always are codes 0 and 1."""
    return (False, True) if any(value is True or value is False for value in values) else ()


def combined(columns: Sequence[Coded]) -> Codes:
    """One number for each combination of codes, the first column's code the most significant."""
    if len(columns) == 1:
        return columns[0].codes
    # One more than the combinations, so that the size of each domain is a number of the type, too.
    type_ = smallest(prod([len(column.domain.values) or 1 for column in columns]) + 1)
    index: Codes = columns[0].codes.astype(type_, copy=False)
    for column in columns[1:]:
        index = index * type_(len(column.domain)) + column.codes.astype(type_, copy=False)
    return index


def looked_up(table: Codes, codes: Codes) -> Codes:
    """The entries of a table for codes.

    Where a small table has few entries that differ from the rest, comparing the codes with each of those is
    ten times quicker than looking up.
    """
    small = table.itemsize == 1 and 0 < len(table) <= _COMPARED_TABLE
    if small and codes.dtype == np.uint8 and codes.size >= tape.FEW:
        found = _compared(table.tolist(), codes, table.dtype)
        if found is not None:
            return found
    # numpy looks up by its own index type; it is slow to turn others into it while it does so.
    as_they_are = codes.dtype == np.intp or not codes.size >= tape.FEW
    entries_: Codes = taken(table, codes if as_they_are else codes.astype(np.intp))
    return entries_


def _compared(entries: list[Any], codes: Codes, kind: Any) -> Codes | None:
    """The entries by comparisons; None where there would be too many."""
    if kind != np.bool_ and kind != np.uint8:
        return None
    if kind == np.uint8 and entries == list(range(len(entries))):
        return codes
    usual = max(set(entries), key=entries.count)
    others = [(code, entry) for code, entry in enumerate(entries) if entry != usual]
    if len(others) > _COMPARED:
        return None
    found = np.zeros_like(codes)
    for code, entry in others:
        here = (codes == code).view(np.uint8)
        # Differences of unsigned numbers wrap around, and so do the sums.
        found += here if (entry - usual) % 256 == 1 else here * np.uint8((entry - usual) % 256)
    if usual:
        found += np.uint8(usual)
    result: Codes = found.view(kind)
    return result


def either(mask: Mask, codes: Codes, others: Codes) -> Codes:
    """Codes where a mask holds, others elsewhere; bytes are multiplied many times quicker than chosen."""
    if codes.dtype == others.dtype == np.uint8:
        # Differences of unsigned numbers wrap around, and so do the sums.
        found: Codes = others + (codes - others) * mask.view(np.uint8)
        return found
    return np.where(mask, codes, others)


def smallest(count: int) -> Any:
    """The type of codes into so many values: the less memory they take, the quicker they are."""
    if count <= 1 << 8:
        return np.uint8
    return np.uint16 if count <= 1 << 16 else np.int64


def applied(function: Callable[..., Any], columns: Sequence[Coded]) -> tuple[Codes, list[Any]]:
    """What a function gives for the combinations of values that occur, and for each row which one it has."""
    index, combinations = distinct(columns)
    domains = [column.domain.values for column in columns]
    operands = [map(values.__getitem__, codes) for values, codes in zip(domains, combinations, strict=True)]
    return index, list(map(function, *operands)) if operands else [function()]


def distinct(columns: Sequence[Coded]) -> tuple[Codes, list[list[int]]]:
    """For each row which combination of codes it has; and of each column the codes of those that occur."""
    index: Codes = np.zeros((), dtype=np.intp)
    found: list[Codes] = []
    count = 1
    for column in columns:
        if column.is_constant:
            found.append(np.full(count, int(column.codes)))
            continue
        size = len(column.domain)
        index, combinations = dense(index * np.int64(size) + column.codes, count * size)
        before, codes = np.divmod(np.array(combinations, dtype=np.int64), size)
        found = [*(combination[before] for combination in found), codes]
        count = len(combinations)
    return index, [combination.tolist() for combination in found]


def dense(index: Codes, size: int) -> tuple[Codes, list[int]]:
    """The numbers that occur, ascending, and each row's place among them."""
    flat = index.reshape(-1)
    if size <= _COUNTED:
        occurs = np.bincount(flat, minlength=size) > 0
        present = np.flatnonzero(occurs)
        places = np.cumsum(occurs) - 1
        return places.take(index), present.tolist()
    present, inverse = np.unique(flat, return_inverse=True)
    return inverse.reshape(index.shape), present.tolist()
