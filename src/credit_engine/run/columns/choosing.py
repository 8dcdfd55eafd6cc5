"""One of several columns for each row: what branches and tables give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, either, looked_up, smallest
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import Exact, Number, aligned, exactly, is_known, whole
from credit_engine.run.columns.ragged import contexts_of, lists_of, no_items
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.columns.tape import array_of

_MOST_BYTES = 255
"""So many masks, and none of them, are numbered by one unsigned byte."""


def chosen(context: Context, index: Codes, columns: Sequence[Column]) -> Column:
    """For each row the value of the column that its index names."""
    if len(columns) == 1:
        return columns[0]
    if all(isinstance(column, Coded) for column in columns):
        return _coded(context, index, [column for column in columns if isinstance(column, Coded)])
    if any(isinstance(column, Lists) for column in columns):
        return _lists(context, index, [lists_of(context.tables, column, context.size) for column in columns])
    if any(isinstance(column, Struct) for column in columns):
        return _contexts(context, index, columns)
    return _numbers(context, index, [numbers_of(context, column) for column in columns])


def _select(index: Codes, arrays: Sequence[Any]) -> Any:
    if index.ndim and all(array.ndim == 0 for array in arrays):
        return looked_up(np.array(arrays), index)
    if len(arrays) == 2 and index.dtype == np.uint8:
        return either(index.view(np.bool_), arrays[1], arrays[0])
    found = arrays[0]
    for at, array in enumerate(arrays[1:], 1):
        found = either(index == at, array, found)
    return found


def _coded(context: Context, index: Codes, columns: Sequence[Coded]) -> Coded:
    values: list[Any] = []
    for column in columns:
        values += column.domain.values
    joined = context.tables.encode(values, (False, True) if False in map(_plain, values) else ())
    return Coded(_select(index, _recoded(joined, columns)), joined.domain)


def _recoded(joined: Coded, columns: Sequence[Coded]) -> list[Codes]:
    """The codes of columns in the domain of all their values, which were encoded one after the other."""
    ends = np.cumsum([len(column.domain) for column in columns]).tolist()
    return [
        looked_up(joined.codes[end - len(column.domain) : end], column.codes)
        for end, column in zip(ends, columns, strict=True)
    ]


def _plain(value: Any) -> Any:
    return value if value is True or value is False else None


def _numbers(context: Context, index: Codes, columns: Sequence[Number]) -> Number:
    presence = _presence(context, index, columns)
    same = aligned(columns)
    if same is not None:
        most = max(column.most for column in same)
        return whole(_select(index, [column.whole for column in same]), same[0].scale, most, presence)
    values = [column.floats() for column in columns]
    return Number(
        presence,
        value=_select(index, [value for value, _ in values]),
        error=_select(index, [error for _, error in values]),
        shortest=all(column.shortest for column in columns),
        exact=_exact(index, columns),
    )


def _presence(context: Context, index: Codes, columns: Sequence[Number | Lists | Struct]) -> Coded | None:
    if all(column.presence is None for column in columns):
        return None
    here = Coded(np.zeros((), dtype=np.intp), context.tables.presence)
    presence = [column.presence or here for column in columns]
    values = [value for column in presence for value in column.domain.values]
    joined = context.tables.encode(values, (PRESENT,))
    return Coded(_select(index, _recoded(joined, presence)), joined.domain)


def _lists(context: Context, index: Codes, columns: Sequence[Lists]) -> Lists:
    """The lists that are chosen, their items one after the other."""
    size = context.size
    index = np.broadcast_to(index, (size,))
    lengths, starts = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for at, column in enumerate(columns):
        mask = index == at
        lengths[mask], starts[mask] = column.lengths[mask], column.offsets[:-1][mask]
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
    rows = np.repeat(np.arange(size), lengths)
    source, place = index[rows], np.repeat(starts - offsets[:-1], lengths) + np.arange(int(offsets[-1]))
    items = items_from(context, source, place, [column.items for column in columns])
    return Lists(offsets, items, _presence(context, index, columns), rows)


def items_from(context: Context, which: Codes, place: Codes, columns: Sequence[Column]) -> Column:
    """The items at some places of several columns of items; `which` says of which."""
    used = [at for at in range(len(columns)) if np.any(which == at)]
    if not used:
        return no_items(context.tables)
    parts = [columns[at].take(np.where(which == at, place, 0)) for at in used]
    return _mixed(context, np.searchsorted(np.array(used), which), parts)


def _mixed(context: Context, which: Codes, columns: Sequence[Column]) -> Column:
    """For each item of lists the value of one of several columns of items."""
    return chosen(
        Context(context.tables, len(which)), which.astype(smallest(len(columns)), copy=False), columns
    )


def concatenated(context: Context, columns: Sequence[Lists]) -> Lists:
    """The items of several lists of each row, one list after the other; absent where one of them is."""
    size, parts = context.size, len(columns)
    lengths = np.stack([column.lengths for column in columns], axis=1).reshape(-1)
    starts = np.stack([column.offsets[:-1] for column in columns], axis=1).reshape(-1)
    ends = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
    which = np.repeat(np.tile(np.arange(parts), size), lengths)
    place = np.repeat(starts - ends[:-1], lengths) + np.arange(int(ends[-1]))
    presence = context.tables.merged(*(column.presence for column in columns))
    items = items_from(context, which, place, [column.items for column in columns])
    return Lists(ends[::parts], items, presence)


def with_rows(context: Context, column: Column, rows: Codes, others: Column) -> Column:
    """A column with other values in some rows, one for each of these."""
    place = np.zeros(context.size, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    which = np.zeros(context.size, dtype=np.uint8)
    which[rows] = 1
    return chosen(context, which, [column, others.take(place)])


def written_out(context: Context, columns: Sequence[Column]) -> Lists:
    """The list of some values in each row, as `[a, b]` has it."""
    if any(isinstance(column, Lists) for column in columns):
        raise Unsupported("lists in lists")
    count, size = len(columns), context.size
    offsets = np.arange(size + 1, dtype=np.int64) * count
    if not count * size:
        return Lists(offsets, no_items(context.tables))
    rows = np.repeat(np.arange(size), count)
    which = np.tile(np.arange(count), size)
    return Lists(offsets, _mixed(context, which, [column.take(rows) for column in columns]), None, rows)


def _contexts(context: Context, index: Codes, columns: Sequence[Column]) -> Struct:
    """The contexts that are chosen; all have the same entries."""
    names = next(list(column.fields) for column in columns if isinstance(column, Struct))
    found = [contexts_of(context.tables, column, names) for column in columns]
    fields = {name: chosen(context, index, [column.fields[name] for column in found]) for name in names}
    return Struct(fields, _presence(context, index, found))


def _exact(index: Codes, columns: Sequence[Number]) -> Exact | None:
    if not all(map(is_known, columns)):
        return None

    return Chosen(index, columns)


@dataclass(slots=True)
class Chosen:
    """The decimals of the columns that an index names."""

    index: Codes
    columns: Sequence[Number]

    def __call__(self, rows: Codes) -> list[Any]:
        which = np.broadcast_to(self.index, rows.shape) if self.index.ndim == 0 else self.index[rows]
        found: list[Any] = [None] * len(rows)
        for at, column in enumerate(self.columns):
            places = np.flatnonzero(which == at)
            values = exactly(column, rows[places]) or []
            for place, value in zip(places.tolist(), values, strict=True):
                found[place] = value
        return found


def first_of(masks: Sequence[Any]) -> Codes:
    """The number of the first mask that holds in each row; their count where none does."""
    if len(masks) > _MOST_BYTES:
        found: Any = np.full((), len(masks), dtype=np.int16)
        for at in reversed(range(len(masks))):
            found = np.where(masks[at], np.int16(at), found)
        return np.asarray(found)
    if len(masks) == 1:
        return (~array_of(masks[0])).view(np.uint8)
    # The later the mask, the smaller the number: the greatest is that of the first mask.
    found = np.zeros((), dtype=np.uint8)
    for at, mask in enumerate(masks):
        found = np.maximum(found, array_of(mask).view(np.uint8) * np.uint8(len(masks) - at))
    index: Codes = array_of(np.uint8(len(masks)) - found)
    return index
