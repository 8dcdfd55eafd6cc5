"""Lists that stand as values in a domain, or are written out item by item, as columns of items with offsets.

What loops over a list, and what counts or adds up its items, goes through the items of all rows at once. So a
list that came as a value (of a called policy's argument, a constant, a function of rows) is taken apart once
for each different one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.run.columns.context import Unsupported
from credit_engine.run.columns.domain import PRESENT, Coded, Domain, Tables
from credit_engine.run.columns.number import of_values
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.kernels import iterated

_FEW_LISTS = 256
"""Domains of so many values keep their lists taken apart; larger ones are of a single chunk."""


def encoded(tables: Tables, values: Sequence[Any]) -> Column:
    """Values of the row evaluation as a column."""
    if not any(numbers.is_number(value) for value in values):
        return tables.encode(values, (False, True) if any(v is True or v is False for v in values) else ())
    if not all(numbers.is_number(value) or value.__class__ is Absent for value in values):
        return tables.encode(values)
    presence = None
    if not all(map(numbers.is_number, values)):
        presence = tables.encode([PRESENT if numbers.is_number(v) else v for v in values], (PRESENT,))
    return of_values([value if numbers.is_number(value) else 0 for value in values], presence)


def lists_of(tables: Tables, column: Column, size: int) -> Lists:
    """A column that a loop goes through as lists; raises Unsupported for items that no column holds."""
    if isinstance(column, Lists):
        return column
    if not isinstance(column, Coded):
        raise Unsupported("a loop over something else than lists")
    known = column.domain.cache.get("lists")
    if known is None:
        known = _taken_apart(tables, column.domain)
        if len(column.domain) <= _FEW_LISTS:
            column.domain.cache["lists"] = known
    found: Lists = known.take(np.broadcast_to(column.codes, (size,)).astype(np.intp))
    return found


def _taken_apart(tables: Tables, domain: Domain) -> Lists:
    """The lists of a domain, one for each of its values; empty ones stand for what is absent."""
    values = [iterated(value) for value in domain.values]
    lists = [[] if value.__class__ is Absent else value for value in values]
    offsets = np.array([0, *accumulate(map(len, lists))], dtype=np.int64)
    presence = None
    if any(value.__class__ is Absent for value in values):
        presence = tables.encode([v if v.__class__ is Absent else PRESENT for v in values], (PRESENT,))
    return Lists(offsets, items_of(tables, list(chain.from_iterable(lists))), presence)


def items_of(tables: Tables, items: Sequence[Any]) -> Column:
    """Items of lists as a column: of contexts with the same entries, of numbers, or of any plain values."""
    kinds = {item.__class__ for item in items}
    if list in kinds:
        raise Unsupported("lists in lists")
    if dict not in kinds:
        return encoded(tables, items)
    if not kinds <= {dict, Absent}:
        raise Unsupported("contexts among other items")
    names = next(list(item) for item in items if item.__class__ is dict)
    if any(item.__class__ is dict and item.keys() != set(names) for item in items):
        raise Unsupported("contexts with different entries")
    presence = None
    if Absent in kinds:
        presence = tables.encode([i if i.__class__ is Absent else PRESENT for i in items], (PRESENT,))
    # An absent context has its causes for entries, so that its place holds a value.
    entries = {name: [i if i.__class__ is Absent else i[name] for i in items] for name in names}
    return Struct({name: items_of(tables, values) for name, values in entries.items()}, presence)


def no_items(tables: Tables) -> Coded:
    """The items of lists that are all empty."""
    return Coded(np.zeros(0, dtype=np.uint8), tables.domain(()))


def contexts_of(tables: Tables, column: Column, names: Sequence[str]) -> Struct:
    """A column as contexts with these entries; raises Unsupported for other values."""
    if isinstance(column, Struct):
        if list(column.fields) != list(names):
            raise Unsupported("contexts with different entries")
        return column
    if not isinstance(column, Coded):
        raise Unsupported("contexts among other values")
    values = column.domain.values
    if any(v.__class__ is not Absent and (v.__class__ is not dict or list(v) != list(names)) for v in values):
        raise Unsupported("contexts with different entries")
    presence = None
    if column.domain.absents.any():
        presence = tables.encode([v if v.__class__ is Absent else PRESENT for v in values], (PRESENT,))
    entries = {name: [v if v.__class__ is Absent else v[name] for v in values] for name in names}
    found = Struct({name: items_of(tables, entry) for name, entry in entries.items()}, presence)
    return found.take(column.codes.astype(np.intp))
