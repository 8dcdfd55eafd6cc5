"""Arrow columns into columns of a program's inputs, checked as the row evaluation's reader checks them.

Numbers are checked as columns; of other kinds every different value is read once, by the reader of rows. Rows
with a value that is refused, or that no column can hold, are left to the row evaluation, which words the
problems.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.run.columns import comparing, floats
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, Mask, either, looked_up, smallest
from credit_engine.run.columns.moments import python_list
from credit_engine.run.columns.number import Number, of_values
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.fields import Field
from credit_engine.run.input_problems import Findings
from credit_engine.run.inputs import Reader, reader_of

MISSING = ".missing"
"""What the name of a column of causes ends with, after the name of its field's column."""
_BAD: Any = object()
_NOTHING = absent("null")
"""Stands where there is no value to be read; any operator takes it."""
_SCALAR = np.zeros((), dtype=np.intp)
_MANY = 4_096
_KEPT = {str, bool, int, date}
_KEPT_VALUES = 128
"""So many different values of a field at most are kept from chunk to chunk."""


def read_columns(
    context: Context,
    fields: Sequence[Field],
    arrays: Mapping[str, Any],
    compared: Container[int] = (),
) -> list[Column]:
    """One column for each field, from Arrow arrays by name; leaves the rows with anything unusual.

    `compared` are the places of fields whose numbers are compared with constants, and nothing else.
    """
    return [
        _column(context, one, one.path, arrays, None, as_whole=at not in compared)
        for at, one in enumerate(fields)
    ]


def _column(
    context: Context,
    one: Field,
    name: str,
    arrays: Mapping[str, Any],
    index: Coded | None,
    within: str = "",
    as_whole: bool = True,
) -> Column:
    """The column of a field, or of a field of the items of a list, which have an index within it."""
    reading = _Reading(context, one, index, within)
    array, causes = arrays.get(name), arrays.get(f"{name}{MISSING}")
    if one.kind == "number":
        return reading.numbers(array, causes, as_whole)
    if one.kind == "list":
        return reading.lists(array, causes)
    return reading.others(array, causes)


class _Reading:
    """One field of a chunk."""

    def __init__(self, context: Context, one: Field, index: Coded | None, within: str) -> None:
        self.context = context
        self.one = one
        self.index = index
        self.within = within
        self.size = context.size

    @cached_property
    def reader(self) -> Reader:
        """The reader of a record's values."""
        return reader_of(self.one)

    def read(self, raw: Any) -> Any:
        """A raw value as the reader of rows gives it, `_BAD` where it refuses."""
        problems = Findings()
        value = self.reader(raw, self.one.path, problems)
        return _BAD if problems else value

    def leave(self, mask: Mask) -> None:
        """Leave rows because of their input."""
        self.context.leave(np.broadcast_to(mask, (self.size,)))

    def absence(self, gone: Mask, causes: Any) -> Coded | None:
        """What a missing value stands for in each row, PRESENT where there is one; None if all are there."""
        if causes is None and not gone.any():
            return None
        raw, some = gone.view(np.uint8), bool(gone.any())
        different: list[Any] = []
        if causes is not None and causes.null_count < len(causes):
            codes, different, missing = _coded(causes)
            raw = either(missing, raw, codes + codes.dtype.type(2))
        elif not some:
            return None

        def meanings() -> list[Any]:
            given = [self.read({"missing": cause}) for cause in different]
            return [PRESENT, self.read(None) if some else PRESENT, *given]

        found, bad = self.encoded(("absence", some), different, meanings, (PRESENT,), PRESENT)
        if bad is not None:
            self.leave(looked_up(bad, raw))
        return Coded(looked_up(found.codes, raw), found.domain)

    def encoded(
        self,
        name: Any,
        different: Sequence[Any],
        read: Callable[[], list[Any]],
        first: tuple[Any, ...],
        instead: Any,
    ) -> tuple[Coded, Mask | None]:
        """What values mean that were read, and which are refused (None: none), with others instead of these.

        Few values of plain types are read once for all chunks, and stay in one domain: so chunks look alike.
        """
        known = self.context.tables.known.setdefault((id(self.one), self.within, name), {})
        key = tuple((value.__class__, value) for value in different[:_KEPT_VALUES])
        kept = len(different) < _KEPT_VALUES and all(kind in _KEPT for kind, _ in key)
        if kept and key in known:
            return known[key]  # type: ignore[no-any-return]
        values = read()
        bad = np.array([value is _BAD for value in values], dtype=np.bool_)
        values = [instead if value is _BAD else value for value in values]
        seen = known.get("first", first) if kept else first
        found = self.context.tables.encode(values, seen if len(seen) < _KEPT_VALUES else first)
        result = found, bad if bad.any() else None
        if kept:
            if len(known) > _KEPT_VALUES:
                known.clear()
            known[key], known["first"] = result, found.domain.values
        return result

    def placed(self, column: Coded | None) -> Coded | None:
        """Absent values of items with the item's index in their causes."""
        if column is None or self.index is None or not column.domain.absents.any():
            return column

        def at(value: Any, index: int) -> Any:
            if value.__class__ is not Absent:
                return value
            subject = f"{self.within}[{index}].{self.one.name}"
            return Absent(tuple(cause._replace(subject=subject) for cause in value.causes))

        first = column.domain.values[:1] if column.domain.values[0] is PRESENT else None
        return self.context.tables.apply(
            ("placed", self.within, self.one.path), at, (column, self.index), first
        )

    def numbers(self, array: Any, causes: Any, as_whole: bool) -> Column:
        """A column of numbers; `as_whole` as for `floats.numbers_of`."""
        one = self.one
        if array is None:
            read = floats.Read(of_values([0]).take(_SCALAR), np.ones(self.size, dtype=np.bool_), None)
        else:
            read = floats.read_numbers(_plain(array), self.size, as_whole or one.integer)
        found, gone = read.column, read.gone
        if read.bad is not None:
            self.leave(read.bad)
        for code, cause in one.codes.items():
            if not isinstance(code, str):
                same = self._holds("=", found, code) & ~gone
                causes, gone = _with_cause(causes, same, cause, gone)
        there = self.absence(gone, causes)
        if self._is_within(read):
            if there is None:
                return found
            if all(value is PRESENT or value.__class__ is Absent for value in there.domain.values):
                return found.of(self.placed(there))  # zeros stand for what is absent already
        found, there = self._defaults(found, there)
        here = True if there is None else there.codes == 0
        if one.integer:
            self.leave(floats.has_fraction(found) & here)
        if one.low is not None:
            self.leave(~self._holds(">=" if one.low_closed else ">", found, one.low) & here)
        if one.high is not None:
            self.leave(~self._holds("<=" if one.high_closed else "<", found, one.high) & here)
        return found.of(self.placed(there))

    def _is_within(self, read: floats.Read) -> bool:
        """Whether all numbers of a column are what its field allows, as its least and greatest show."""
        one, least, greatest = self.one, _shortest(read.least), _shortest(read.greatest)
        if one.codes or (one.integer and (read.column.whole is None or read.column.scale)):
            return False
        if least is None or greatest is None:
            return one.low is None and one.high is None
        low = one.low is None or least > one.low or (one.low_closed and least == one.low)
        high = one.high is None or greatest < one.high or (one.high_closed and greatest == one.high)
        return low and high

    def _holds(self, sign: str, found: Number, constant: Any) -> Mask:
        bound = _constant(constant.__class__, constant)
        return np.broadcast_to(comparing.holds(self.context, sign, found, bound, None), (self.size,))

    def _defaults(self, found: Number, there: Coded | None) -> tuple[Number, Coded | None]:
        """Where the policy declares a value for what is missing, that value; zero stands for the absent."""
        if there is None:
            return found, None
        from credit_engine.run.columns.choosing import chosen

        given = [
            0 if value is PRESENT or value.__class__ is Absent else value for value in there.domain.values
        ]
        instead = of_values(given).take(there.codes)
        index = (there.codes != 0).view(np.uint8)
        column = chosen(self.context, index, [found, instead])
        assert isinstance(column, Number)
        marks = self.context.tables.apply(
            "declared", lambda v: v if v.__class__ is Absent else PRESENT, (there,), (PRESENT,)
        )
        return column, marks if marks.domain.absents.any() else None

    def others(self, array: Any, causes: Any) -> Column:
        """A column of any other kind: every different value is read once."""
        nothing = np.ones(self.size, dtype=np.bool_)
        if array is None or _is_null(array):
            return self._joined(self.context.tables.constant(_NOTHING), nothing, causes)
        if self.one.kind == "context":
            array = _plain(array)
            different: list[Any] = python_list(array)
            raws: Codes = np.arange(self.size)
            gone = np.zeros(self.size, dtype=np.bool_)
        else:
            raws, different, gone = _coded(array)

        def values() -> list[Any]:
            return [self.read(raw) for raw in different] or [_NOTHING]

        found, bad = self.encoded("values", different, values, self._domain(), _NOTHING)
        if bad is not None:
            self.leave(looked_up(bad, raws) & ~gone)
        return self._joined(Coded(looked_up(found.codes, raws), found.domain), gone, causes)

    def _domain(self) -> tuple[Any, ...]:
        """Values that stand first in the domain, so that chunks share their tables."""
        if self.one.kind == "boolean":
            return (False, True)
        return self.one.values or ()

    def _joined(self, found: Coded, gone: Mask, causes: Any) -> Coded:
        there = self.absence(gone, causes)
        if there is None:
            return self.placed(found) or found
        joined = self.context.tables.apply(
            ("given", self.within, self.one.path), _given, (there, found), self._domain()
        )
        return self.placed(joined) or joined

    def lists(self, array: Any, causes: Any) -> Column:
        """A column of lists of contexts."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if array is None or _is_null(array):
            array = pa.nulls(self.size, pa.list_(pa.struct([])))
        array = _plain(array)
        gone = floats.nulls(array)
        lengths = _numpy(pc.list_value_length(array).fill_null(0)).astype(np.int64)
        lengths[gone] = 0
        items = _plain(pc.list_flatten(array))
        if _is_null(items):
            items = pa.nulls(len(items), pa.struct([]))
        there = self.absence(gone, causes)
        if there is not None:
            lengths, items, there = self._declared(lengths, items, there)
        self.leave(lengths > self.one.at_most)
        offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
        return Lists(offsets, self._items(offsets, lengths, items), there)

    def _declared(self, lengths: Codes, items: Any, there: Coded) -> tuple[Codes, Any, Coded | None]:
        """A list that is given as missing has no items; a declared value for one is left to rows."""
        import pyarrow as pa

        missing = there.codes != 0
        other = there.where(lambda value: value is not PRESENT and value.__class__ is not Absent, "other")
        self.leave(other)
        if lengths[missing].any():
            items = items.filter(pa.array(np.repeat(~missing, lengths)))
            lengths = np.where(missing, 0, lengths)
        marks = self.context.tables.apply(
            "declared", lambda v: v if v.__class__ is Absent else PRESENT, (there,), (PRESENT,)
        )
        return lengths, items, marks

    def _items(self, offsets: Codes, lengths: Codes, items: Any) -> Struct:
        rows = np.repeat(np.arange(self.size), lengths)
        context = Context(self.context.tables, int(offsets[-1]), self.context, rows)
        context.leave(floats.nulls(items))
        longest = int(lengths.max(initial=0))
        index = Coded(
            np.arange(context.size) - offsets[:-1][rows], self.context.tables.domain(range(longest))
        )
        names = [items.type.field(i).name for i in range(items.type.num_fields)]
        arrays = dict(zip(names, items.flatten(), strict=True))
        known = {name for one in self.one.fields or () for name in (one.name, one.name + MISSING)}
        if set(names) - known:
            context.leave(np.ones(context.size, dtype=np.bool_))
        return Struct(
            {
                one.name: _column(context, one, one.name, arrays, index, self.one.path)
                for one in self.one.fields or ()
            }
        )


@lru_cache(maxsize=1_024)
def _constant(kind: type, value: Any) -> Number:
    return of_values([value]).take(_SCALAR)


def _shortest(value: Any) -> Any:
    """A number as a record has it: a float as its shortest text."""
    return numbers.from_float(value) if value.__class__ is float else value


def _given(there: Any, value: Any) -> Any:
    return value if there is PRESENT else there


def _with_cause(causes: Any, rows: Mask, cause: str, gone: Mask) -> tuple[Any, Mask]:
    """Causes with that of a source's code where the value is one; given causes come first."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not rows.any():
        return causes, gone
    if causes is None:
        causes = pa.nulls(len(rows), pa.string())
    given = _plain(causes)
    found = pc.if_else(pa.array(rows & floats.nulls(given)), cause, given.cast(pa.string()))
    return found, gone | rows


def _plain(array: Any) -> Any:
    """One array without chunks, of plain values."""
    import pyarrow as pa

    array = one_array(array)
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def one_array(array: Any) -> Any:
    """An Arrow array of one piece."""
    import pyarrow as pa

    if not isinstance(array, pa.ChunkedArray):
        return array
    if array.num_chunks == 1:
        return array.chunk(0)
    if pa.types.is_dictionary(array.type):
        array = array.unify_dictionaries()
    found = array.combine_chunks()
    if isinstance(found, pa.ChunkedArray):
        return found.chunk(0) if found.num_chunks else pa.array([], found.type)
    return found


def _coded(array: Any) -> tuple[Codes, list[Any], Mask]:
    """Codes of the different values, those values, and where there is none."""
    import pyarrow as pa

    array = one_array(array)
    if pa.types.is_boolean(array.type):
        plain = _numpy(array.fill_null(False) if array.null_count else array)
        return plain.view(np.uint8), [False, True], floats.nulls(array)
    if not pa.types.is_dictionary(array.type):
        if 2 * array.null_count > len(array) > _MANY:
            return _coded_scarce(array)
        array = array.dictionary_encode()
    gone = floats.nulls(array)
    different = python_list(array.dictionary)
    # Two more codes stand for what is missing. Where there is no value, its code may be anything.
    kind = smallest(len(different) + 2)
    codes = floats.raw_values(array.indices, len(array)).astype(kind, copy=False)
    return codes * (~gone).view(np.uint8) if array.null_count else codes, different, gone


def _coded_scarce(array: Any) -> tuple[Codes, list[Any], Mask]:
    """As `_coded` where few rows have a value, as in columns of causes: only these are looked at."""
    import pyarrow as pa

    gone = floats.nulls(array)
    rows = np.flatnonzero(~gone)
    some, different, _ = _coded(array.take(pa.array(rows)))
    codes = np.zeros(len(array), dtype=some.dtype)
    codes[rows] = some
    return codes, different, gone


def _is_null(array: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_null(array.type))


def _numpy(array: Any) -> Any:
    return array.to_numpy(zero_copy_only=False)
