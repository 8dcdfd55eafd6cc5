"""Lists given to a called policy as columns: those whose items all fit its declaration pass as they are.

Where an item may not fit, what is wrong with it names its place in the list: such lists are left to the row
evaluation's function (`run.arguments`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from credit_engine.absent import Absent
from credit_engine.run.arguments import fitted
from credit_engine.run.columns import comparing
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Coded, Mask
from credit_engine.run.columns.floats import has_fraction
from credit_engine.run.columns.number import Number, of_values
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.fields import Field

_SCALAR = np.zeros((), dtype=np.intp)


def argument(context: Context, data: tuple[Field, str], column: Column) -> Column:
    """The column where the input that is named can have its values.

    Raises Unsupported where it is not certain that it can, or why it cannot depends on the place in a list.
    """
    field, _ = data
    if isinstance(column, Lists) and field.kind == "list":
        if _too_long(field, column):
            raise Unsupported("lists that are too long")
        inner = Context(context.tables, int(column.offsets[-1]), context, column.rows)
        items = _items(inner, field, column.items)
        return Lists(column.offsets, items, column.presence, column.known_rows)
    raise Unsupported("an argument of another kind")


def _too_long(field: Field, column: Lists) -> bool:
    return int(column.lengths.max(initial=0)) > field.at_most


def _within(context: Context, field: Field, column: Number) -> Mask:
    """Where numbers lie in a field's range."""
    inside: Mask = np.ones((), dtype=np.bool_)
    for bound, sign in (
        (field.low, ">=" if field.low_closed else ">"),
        (field.high, "<=" if field.high_closed else "<"),
    ):
        if bound is not None:
            edge = of_values([bound]).take(_SCALAR)
            inside = inside & comparing.holds(context, sign, column, edge, column.presence)
    return inside


def _items(context: Context, field: Field, items: Column) -> Column:
    """The declared entries of the items of lists; others are left out."""
    if field.fields is None or not context.size:
        return items
    if not isinstance(items, Struct) or any(inner.name not in items.fields for inner in field.fields):
        raise Unsupported("items without a declared entry")
    return Struct(
        {inner.name: _fitting(context, inner, items.fields[inner.name]) for inner in field.fields},
        items.presence,
    )


def _fitting(context: Context, field: Field, column: Column) -> Column:
    """An entry of items whose values all fit; raises Unsupported where one may not."""
    if isinstance(column, Coded):
        values: Sequence[object] = column.domain.values
        if any(value.__class__ is not Absent and fitted(field, value, "") is not value for value in values):
            raise Unsupported("a value that does not fit")
        return column
    if not isinstance(column, Number) or field.kind != "number":
        raise Unsupported("an entry of another kind")
    exact = column.whole is not None or column.shortest
    fits = _within(context, field, column) & ~(has_fraction(column) if field.integer else np.False_)
    if not exact or not np.all(fits | ~np.asarray(column.present())):
        raise Unsupported("a number that may not fit")
    return column
