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
from credit_engine.run.columns.cells import Seen, cells_of, given_causes
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import (
    PRESENT,
    Coded,
    Codes,
    Mask,
    either,
    looked_up,
    smallest,
    where_present,
)
from credit_engine.run.columns.moments import python_list
from credit_engine.run.columns.number import Number, nearest, of_values
from credit_engine.run.columns.stacked import read_several
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.fields import MISSING, Field
from credit_engine.run.input_problems import Findings
from credit_engine.run.inputs import Reader, reader_of

_BAD: Any = object()
_NOTHING = absent("null")
"""Stands where there is no value to be read; any operator takes it."""
_SCALAR = np.zeros((), dtype=np.intp)
_MANY = 4_096
"""Rows from which on a column that is mostly empty is read only where it holds something."""
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
    names = {field.path: field for field in fields}
    return _columns(context, names, arrays, compared=compared)


def _columns(
    context: Context,
    fields: Mapping[str, Field],
    arrays: Mapping[str, Any],
    index: Callable[[], Coded] | None = None,
    within: str = "",
    compared: Container[int] = (),
) -> list[Column]:
    """The columns of fields by the names of their arrays; items of a list have an index `within` it."""
    given = {name: one_array(arrays[name]) for name in fields if name in arrays}
    as_whole = {
        name: at not in compared or field.integer
        for at, (name, field) in enumerate(fields.items())
        if field.kind == "number" and name in given
    }
    read = read_several([_plain(given[name]) for name in as_whole], context.size, [*as_whole.values()])
    numbers_ = dict(zip(as_whole, read, strict=True))
    found: list[Column] = []
    for name, field in fields.items():
        reading = _Reading(context, field, index, within)
        causes = one_array(arrays.get(name + MISSING))
        if field.kind == "number":
            found.append(reading.numbers(numbers_.get(name), causes))
        elif field.kind == "list":
            found.append(reading.lists(given.get(name), causes))
        else:
            found.append(reading.others(given.get(name), causes))
    return found


class _Reading:
    """One field of a chunk."""

    def __init__(
        self, context: Context, field: Field, index: Callable[[], Coded] | None, within: str
    ) -> None:
        self.context = context
        self.field = field
        self.index = index
        self.within = within
        self.size = context.size
        self.refused: Mask | None = None
        """The rows that were left because of this field."""

    @cached_property
    def reader(self) -> Reader:
        """The reader of a record's values."""
        return reader_of(self.field)

    def read(self, raw: Any) -> Any:
        """A raw value as the reader of rows gives it, `_BAD` where it refuses."""
        problems = Findings()
        value = self.reader(raw, self.field.path, problems)
        return _BAD if problems else value

    def leave(self, mask: Mask) -> None:
        """Leave rows because of their input."""
        rows = np.broadcast_to(mask, (self.size,))
        self.refused = rows if self.refused is None else self.refused | rows
        self.context.leave(rows)

    def _key(self, name: Any) -> Any:
        """Under which something of the field is kept for the chunks to come."""
        return id(self.field), self.within, name

    def seen(self, name: str) -> Seen:
        """Cells of the field that were read before."""
        known = self.context.tables.known.setdefault(self._key(name), {})
        found: Seen = known.setdefault("seen", Seen())
        return found

    def absence(self, gone: Mask | None, causes: Any) -> Coded | None:
        """What a missing value stands for in each row, PRESENT where there is one; None if all are there.

        `gone` is where there is no value; None for nowhere.
        """
        if causes is not None and causes.null_count == len(causes):
            causes = None
        if causes is None and gone is None:
            return None
        cells = given_causes(gone, causes, self.size)
        found = self.seen("absence").column(cells)
        if found is None:
            found = self._read_absence(gone, causes)
            found = self.seen("absence").noted(self.context.tables, cells, found, self.refused, (PRESENT,))
        return found

    def _read_absence(self, gone: Mask | None, causes: Any) -> Coded:
        some = gone is not None
        raw: Codes = np.zeros(self.size, dtype=np.uint8) if gone is None else gone.view(np.uint8)
        different: list[Any] = []
        if causes is not None:
            codes, different, missing = _coded(causes)
            stated = codes + codes.dtype.type(2)
            raw = stated if missing is None else either(missing, raw, stated)

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
        known = self.context.tables.known.setdefault(self._key(name), {})
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

        index = self.index()

        def at(value: Any, index: int) -> Any:
            if value.__class__ is not Absent:
                return value
            subject = f"{self.within}[{index}].{self.field.name}"
            return Absent(tuple(cause._replace(subject=subject) for cause in value.causes))

        first = column.domain.values[:1] if column.domain.values[0] is PRESENT else None
        return self.context.tables.apply(("placed", self.within, self.field.path), at, (column, index), first)

    def numbers(self, read: floats.Read | None, causes: Any) -> Column:
        """A column of numbers that were read of an array, if there is one."""
        field = self.field
        if read is None:
            read = floats.Read(_constant(int, 0), np.ones(self.size, dtype=np.bool_), None)
        found, gone = read.column, read.gone
        if read.bad is not None:
            self.leave(read.bad)
        codes = {code: cause for code, cause in field.codes.items() if _may_hold(read, code)}
        for code, cause in codes.items():
            same = self._holds("=", found, code)
            causes, gone = _with_cause(causes, same if gone is None else same & ~gone, cause, gone)
        presence = self.absence(gone, causes)
        within = not codes and self._is_within(read)
        if presence is not None:
            stand_ins = [v for v in presence.domain.values if v is not PRESENT and v.__class__ is not Absent]
            if stand_ins:  # else zeros stand for what is absent already
                found, presence = self._defaults(found, presence)
                within = within and all(
                    not (field.integer and v % 1) and self._allows(v, v) for v in stand_ins
                )
        if not within:
            self._check(found, True if presence is None else presence.codes == 0)
        return found.of(self.placed(presence))

    def _check(self, found: Number, here: Mask | bool) -> None:
        """Leave the rows with numbers that the field does not allow."""
        field = self.field
        if field.integer:
            self.leave(floats.has_fraction(found) & here)
        if field.low is not None:
            self.leave(~self._holds(">=" if field.low_closed else ">", found, field.low) & here)
        if field.high is not None:
            self.leave(~self._holds("<=" if field.high_closed else "<", found, field.high) & here)

    def _is_within(self, read: floats.Read) -> bool:
        """Whether all numbers of a column are what its field allows, as its least and greatest show."""
        field = self.field
        if field.integer and (read.column.whole is None or read.column.scale):
            return False
        if field.low is None and field.high is None:
            return True
        return read.least is not None and self._allows(read.least, read.greatest)

    def _allows(self, least: Any, greatest: Any) -> bool:
        """Whether the field allows numbers from the least to the greatest."""
        field = self.field
        low = field.low is None or _is_beyond(least, field.low, 1, field.low_closed)
        return low and (field.high is None or _is_beyond(greatest, field.high, -1, field.high_closed))

    def _holds(self, sign: str, found: Number, constant: Any) -> Mask:
        bound = _constant(constant.__class__, constant)
        return np.broadcast_to(comparing.holds(self.context, sign, found, bound, None), (self.size,))

    def _defaults(self, found: Number, presence: Coded) -> tuple[Number, Coded | None]:
        """Where the policy declares a value for what is missing, that value; zero stands for the absent."""
        from credit_engine.run.columns.choosing import chosen

        given = [
            0 if value is PRESENT or value.__class__ is Absent else value for value in presence.domain.values
        ]
        instead = of_values(given).take(presence.codes)
        index = (presence.codes != 0).view(np.uint8)
        column = chosen(self.context, index, [found, instead])
        assert isinstance(column, Number)
        marks = self.context.tables.apply(
            "declared", lambda v: v if v.__class__ is Absent else PRESENT, (presence,), (PRESENT,)
        )
        return column, marks if marks.domain.absents.any() else None

    def others(self, array: Any, causes: Any) -> Column:
        """A column of any other kind: every different value is read once."""
        cells = cells_of(array, causes, self.size)
        found = self.seen("values").column(cells)
        if found is None:
            found = self._read_others(array, causes)
            found = self.seen("values").noted(self.context.tables, cells, found, self.refused, self._domain())
        return self.placed(found) or found

    def _read_others(self, array: Any, causes: Any) -> Coded:
        if array is None or _is_null(array):
            nothing = np.ones(self.size, dtype=np.bool_)
            return self._joined(self.context.tables.constant(_NOTHING), nothing, causes)
        gone: Mask | None = None
        if self.field.kind == "context":
            array = _plain(array)
            different: list[Any] = python_list(array)
            raws: Codes = np.arange(self.size)
        else:
            raws, different, gone = _coded(
                array, self.context.tables.known.setdefault(self._key("texts"), {})
            )

        def values() -> list[Any]:
            return [self.read(raw) for raw in different] or [_NOTHING]

        found, bad = self.encoded("values", different, values, self._domain(), _NOTHING)
        if bad is not None:
            refused = looked_up(bad, raws)
            self.leave(refused if gone is None else refused & ~gone)
        return self._joined(Coded(looked_up(found.codes, raws), found.domain), gone, causes)

    def _domain(self) -> tuple[Any, ...]:
        """Values that stand first in the domain, so that chunks share their tables."""
        if self.field.kind == "boolean":
            return (False, True)
        return self.field.values or ()

    def _joined(self, found: Coded, gone: Mask | None, causes: Any) -> Coded:
        presence = self.absence(gone, causes)
        if presence is None:
            return found
        return self.context.tables.apply(
            ("given", self.within, self.field.path), where_present, (presence, found), self._domain()
        )

    def lists(self, array: Any, causes: Any) -> Column:
        """A column of lists of contexts."""
        import pyarrow as pa

        if array is None or _is_null(array):
            array = pa.nulls(self.size, pa.list_(pa.struct([])))
        array = _plain(array)
        gone = floats.some_nulls(array)
        lengths = array.value_lengths()
        lengths = _numpy(lengths if gone is None else lengths.fill_null(0)).astype(np.int64)
        items = _plain(array.flatten())
        if _is_null(items):
            items = pa.nulls(len(items), pa.struct([]))
        presence = self.absence(gone, causes)
        if presence is not None:
            lengths, items, presence = self._declared(lengths, items, presence)
        longest = int(lengths.max(initial=0))
        if longest > self.field.at_most:
            self.leave(lengths > self.field.at_most)
        offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
        rows = np.repeat(np.arange(self.size), lengths)
        return Lists(offsets, self._items(offsets, rows, longest, items), presence, rows)

    def _declared(self, lengths: Codes, items: Any, presence: Coded) -> tuple[Codes, Any, Coded | None]:
        """A list that is given as missing has no items; a declared value for one is left to rows."""
        import pyarrow as pa

        missing = presence.codes != 0
        other = presence.where(lambda value: value is not PRESENT and value.__class__ is not Absent, "other")
        self.leave(other)
        if lengths[missing].any():
            items = items.filter(pa.array(np.repeat(~missing, lengths)))
            lengths = np.where(missing, 0, lengths)
        marks = self.context.tables.apply(
            "declared", lambda v: v if v.__class__ is Absent else PRESENT, (presence,), (PRESENT,)
        )
        return lengths, items, marks

    def _items(self, offsets: Codes, rows: Codes, longest: int, items: Any) -> Struct:
        context = Context(self.context.tables, len(rows), self.context, rows)
        gone = floats.some_nulls(items)
        if gone is not None:
            context.leave(gone)

        @lru_cache(maxsize=1)
        def index() -> Coded:
            """The place of each item in its list."""
            return Coded(
                np.arange(context.size) - offsets[:-1][rows], self.context.tables.domain(range(longest))
            )

        below = {inner.name: inner for inner in self.field.fields or ()}
        names = [field.name for field in items.type]
        if not {*names} <= {*below, *(name + MISSING for name in below)}:
            context.leave(np.ones(context.size, dtype=np.bool_))
        arrays = dict(zip(names, items.flatten(), strict=True))
        columns = _columns(context, below, arrays, index, self.field.path)
        return Struct(dict(zip(below, columns, strict=True)))


@lru_cache(maxsize=1_024)
def _constant(kind: type, value: Any) -> Number:
    return of_values([value]).take(_SCALAR)


_float = lru_cache(maxsize=1_024)(nearest)


def _shortest(value: Any) -> Any:
    """A number as a record has it: a float as its shortest text."""
    return numbers.from_float(value) if value.__class__ is float else value


def _may_hold(read: floats.Read, code: Any) -> bool:
    """Whether a code of a source may be among the numbers of a column, as its least and greatest show."""
    if isinstance(code, str):
        return False
    if read.least is None:
        return True
    return not (_is_beyond(read.least, code, 1, False) or _is_beyond(read.greatest, code, -1, False))


def _is_beyond(value: Any, bound: Any, sign: int, closed: bool) -> bool:
    """Whether a number is above a bound, or below it for the sign -1; or at it, if that is `closed`."""
    if value.__class__ is float and (value - _float(bound)) * sign > 0:
        return True  # of two floats the greater is nearest to greater decimals
    exact = _shortest(value)
    return bool((exact - bound) * sign > 0 or (closed and exact == bound))


def _with_cause(causes: Any, rows: Mask, cause: str, gone: Mask | None) -> tuple[Any, Mask | None]:
    """Causes with that of a source's code where the value is one; given causes come first."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not rows.any():
        return causes, gone
    if causes is None:
        causes = pa.nulls(len(rows), pa.string())
    given = _plain(causes)
    found = pc.if_else(pa.array(rows & floats.nulls(given)), cause, given.cast(pa.string()))
    return found, rows if gone is None else gone | rows


def _plain(array: Any) -> Any:
    """One array without chunks, of plain values."""
    array = one_array(array)
    return array.dictionary_decode() if hasattr(array, "dictionary") else array


def one_array(array: Any) -> Any:
    """An Arrow array of one piece."""
    # Called for every column, often of few rows: even `import pyarrow` would take longer than the rest.
    pieces = getattr(array, "num_chunks", None)
    if pieces is None:
        return array
    return array.chunk(0) if pieces == 1 else _combined(array)


def decoded(column: Any) -> Any:
    """An Arrow array, of one piece or several, with its values where they stand, not as codes."""
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _combined(array: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        array = array.unify_dictionaries()
    found = array.combine_chunks()
    if isinstance(found, pa.ChunkedArray):
        return found.chunk(0) if found.num_chunks else pa.array([], found.type)
    return found


def _coded(
    array: Any, known: dict[Any, tuple[Any, list[Any]]] | None = None
) -> tuple[Codes, list[Any], Mask | None]:
    """Codes of the different values, those values, and where there is none (None: nowhere).

    Few texts or days are `known` by their type from chunk to chunk; there may be values among the different
    ones, then, that no row has.
    """
    import pyarrow as pa

    array = one_array(array)
    if pa.types.is_boolean(array.type):
        plain = _numpy(array.fill_null(False) if array.null_count else array)
        return plain.view(np.uint8), [False, True], floats.some_nulls(array)
    if not pa.types.is_dictionary(array.type):
        if 2 * array.null_count > len(array) > _MANY:
            return _coded_scarce(array)
        if known is not None and array.type in (pa.string(), pa.date32()):
            return _coded_as_before(array, known)
        array = array.dictionary_encode()
    return _numbered(array.indices, python_list(array.dictionary))


def _coded_as_before(
    array: Any, known: dict[Any, tuple[Any, list[Any]]]
) -> tuple[Codes, list[Any], Mask | None]:
    """As `_coded`: to find values among known ones is quicker than to find out which there are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if array.type in known:
        dictionary, different = known[array.type]
        indices = pc.index_in(array, value_set=dictionary, skip_nulls=True)
        if indices.null_count == array.null_count:
            return _numbered(indices, different)
    encoded = array.dictionary_encode()
    different = python_list(encoded.dictionary)
    before = [known[array.type][0]] if array.type in known else []
    all_ = pa.concat_arrays([*before, encoded.dictionary]).unique()
    if len(all_) < _KEPT_VALUES:
        known[array.type] = all_, python_list(all_)
    return _numbered(encoded.indices, different)


def _numbered(indices: Any, different: list[Any]) -> tuple[Codes, list[Any], Mask | None]:
    """Arrow's codes of different values as numpy's; where there is no value, the first one's."""
    gone = floats.some_nulls(indices)
    # Two more codes stand for what is missing. Where there is no value, its code may be anything.
    kind = smallest(len(different) + 2)
    codes = floats.raw_values(indices, len(indices)).astype(kind, copy=False)
    return codes if gone is None else codes * (~gone).view(np.uint8), different, gone


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
