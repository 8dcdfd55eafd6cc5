"""Columns of contexts and of lists, one level deep: offsets into the items of all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias, Union

import numpy as np

from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, Mask
from credit_engine.run.columns.number import Number, decoded
from credit_engine.run.columns.tape import primitive
from credit_engine.run.steps import has_no_value

Column: TypeAlias = Union[Coded, Number, "Struct", "Lists"]


@dataclass(slots=True)
class Struct:
    """A column of contexts with the same entries."""

    fields: Mapping[str, Column]
    presence: Coded | None = None

    def take(self, rows: Codes) -> Struct:
        """The column of some rows."""
        presence = None if self.presence is None else self.presence.take(rows)
        return Struct({name: column.take(rows) for name, column in self.fields.items()}, presence)


@dataclass(slots=True)
class Lists:
    """A column of lists: row i holds the items from offsets[i] up to offsets[i + 1]."""

    offsets: Codes
    items: Column
    presence: Coded | None = None
    known_rows: Codes | None = None

    @property
    def lengths(self) -> Codes:
        """How many items each row has."""
        found: Codes = lengths_of(self.offsets)
        return found

    @property
    def rows(self) -> Codes:
        """The row of each item."""
        if self.known_rows is None:
            self.known_rows = _rows_of(self.offsets)
        return self.known_rows

    def kept(self, mask: Mask) -> Lists:
        """The lists without the items that a mask leaves out."""
        offsets, places, rows = _kept(self.offsets, self.rows, mask)
        return Lists(offsets, self.items.take(places), self.presence, rows)

    def take(self, rows: Codes) -> Lists:
        """The column of some rows."""
        lengths = self.lengths[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        inner = np.repeat(np.arange(len(rows)), lengths)
        places = (self.offsets[:-1][rows] - offsets[:-1])[inner] + np.arange(len(inner))
        presence = None if self.presence is None else self.presence.take(rows)
        return Lists(offsets, self.items.take(places), presence, inner)


@primitive
def lengths_of(offsets: Codes) -> Codes:
    """How many items each row has."""
    found: Codes = offsets[1:] - offsets[:-1]
    return found


@primitive
def _rows_of(offsets: Codes) -> Codes:
    return np.repeat(np.arange(len(offsets) - 1), offsets[1:] - offsets[:-1])


@primitive
def _kept(offsets: Codes, rows: Codes, mask: Mask) -> tuple[Codes, Codes, Codes]:
    """Of the items that a mask keeps the offsets, which of all items they are, and their rows."""
    before = np.concatenate(([0], np.cumsum(mask)))
    places = np.flatnonzero(mask)
    return before[offsets], places, rows[places]


def lacks(context: Context, column: Column) -> Mask:
    """Where a value is absent or holds an absent value."""
    if isinstance(column, Coded):
        return column.where(has_no_value, "lacks")
    absent = np.zeros((), dtype=np.bool_) if column.presence is None else column.presence.codes != 0
    if isinstance(column, Number):
        return absent
    if isinstance(column, Struct):
        for entry in column.fields.values():
            absent = absent | lacks(context, entry)
        return absent
    items = lacks(context, column.items)
    if not np.any(items):
        return absent
    inner = np.broadcast_to(items, (int(column.offsets[-1]),))
    return absent | (np.bincount(column.rows[inner], minlength=len(column.offsets) - 1) > 0)


def python_values(column: Column, count: int) -> list[Any]:
    """The values of a column as the row evaluation has them; raises Unsupported for inexact numbers."""
    if isinstance(column, Coded):
        return column.decode(count)
    if isinstance(column, Number):
        if column.whole is None and not column.shortest:
            raise Unsupported("inexact numbers")
        return decoded(column, count)
    if isinstance(column, Struct):
        entries = {name: python_values(entry, count) for name, entry in column.fields.items()}
        values: list[Any] = [
            dict(zip(entries, row, strict=True)) for row in zip(*entries.values(), strict=True)
        ]
    else:
        items = python_values(column.items, int(column.offsets[-1]))
        ends = column.offsets.tolist()
        values = [items[start:end] for start, end in pairwise(ends)]
    if column.presence is None:
        return values
    presence = column.presence.decode(count)
    return [value if where is PRESENT else where for value, where in zip(values, presence, strict=True)]
