"""A call without a form for columns, from its arguments' columns: once for each combination that occurs.

The function is the row evaluation's own, and it is called with the values that the row evaluation has: codes
and whole numbers as they are, inexact numbers by the decimals that their columns remember, lists and contexts
put together from their items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from credit_engine.absent import absent
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, applied
from credit_engine.run.columns.number import Number, exactly
from credit_engine.run.columns.ragged import encoded
from credit_engine.run.columns.structure import Column, Struct

_AT_A_TIME = 1_024
"""Combinations that are computed at a time, so that a list of their arguments stays small."""
_NOT_ASKED = absent("null")
"""Stands in rows whose value does not count."""


def by_combinations(
    context: Context, args: Sequence[Column], codes_of: Sequence[Coded | None], function: Callable[..., Any]
) -> Column:
    """The column of a function of some columns; `codes_of` has those that are codes, None for all others.

    Raises Unsupported where the values of an argument cannot be had.
    """
    asked = context.active
    rows = np.arange(context.size) if asked is None else np.flatnonzero(asked)
    if not len(rows):
        return context.tables.constant(_NOT_ASKED)
    codes = [column_codes for column_codes in codes_of if column_codes is not None]
    if len(codes) == len(args):
        results, places = _of_codes([column_codes.take(rows) for column_codes in codes], len(rows), function)
    else:
        results, places = results_of(args, rows, function), np.arange(len(rows))
    context.counts.by_rows[context.node] += len(results)
    if asked is None:
        return encoded(context.tables, results).take(places)
    spread = np.full(context.size, len(results), dtype=np.intp)
    spread[rows] = places
    return encoded(context.tables, [*results, _NOT_ASKED]).take(spread)


def _of_codes(columns: Sequence[Coded], size: int, function: Callable[..., Any]) -> tuple[list[Any], Codes]:
    """The function's values for the combinations of codes that occur, and which of them each row has."""
    index, results = applied(function, columns)
    return results, np.broadcast_to(index, (size,))


def values_of(column: Column, count: int) -> list[Any]:
    """The values of a column as the row evaluation has them, inexact numbers by their decimals.

    Raises Unsupported where the decimals cannot be had.
    """
    if isinstance(column, Coded):
        return column.decode(count)
    if isinstance(column, Number):
        known = exactly(column, np.arange(count))
        if known is None:
            raise Unsupported("inexact numbers")
        values = known
    elif isinstance(column, Struct):
        names = list(column.fields)
        entries = [values_of(column.fields[name], count) for name in names]
        values = [dict(zip(names, row, strict=True)) for row in zip(*entries, strict=True)]
    else:
        items = values_of(column.items, int(column.offsets[-1]))
        values = [items[start:end] for start, end in pairwise(column.offsets.tolist())]
    if column.presence is None:
        return values
    presence = column.presence.decode(count)
    return [value if where is PRESENT else where for value, where in zip(values, presence, strict=True)]


def results_of(args: Sequence[Column], rows: Codes, function: Callable[..., Any]) -> list[Any]:
    """The values of the row evaluation's function in some rows, some of them at a time: lists may be long."""
    results: list[Any] = []
    for start in range(0, len(rows), _AT_A_TIME):
        some = rows[start : start + _AT_A_TIME]
        columns = [values_of(arg.take(some), len(some)) for arg in args]
        results += [function(*values) for values in zip(*columns, strict=True)]
    return results
