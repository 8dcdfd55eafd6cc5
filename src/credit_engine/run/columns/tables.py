"""The index of large decision tables over columns; what it leaves open is looked up row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Coded, Codes, Mask
from credit_engine.run.columns.number import SAFETY, Number, exactly
from credit_engine.run.columns.structure import Column
from credit_engine.run.index import Lookup
from credit_engine.run.index_columns import BY_ROW, NO_ROW, ColumnIndex
from credit_engine.run.lookup import looked_up
from credit_engine.run.steps import no_row


def looked_up_rows(context: Context, lookup: Lookup, args: Sequence[Column]) -> Coded:
    """The row that counts in each record, or what the hit policy makes of several."""
    known = context.tables.known.setdefault("tables", {})
    if id(lookup) not in known:
        known[id(lookup)] = ColumnIndex(lookup)
    index: ColumnIndex = known[id(lookup)]
    width = len(lookup.columns)
    placed = [_placed(context, index, i, arg) for i, arg in enumerate(args[:width])]
    found = index.rows([positions for positions, _ in placed], [missing for _, missing in placed])
    return _with_open_rows(context, lookup, args, found)


def _placed(context: Context, index: ColumnIndex, i: int, arg: Column) -> tuple[Codes, Mask | None]:
    """The positions of a column's values among its cells, and where there is no value."""
    shape = (context.size,)
    if isinstance(arg, Coded):
        absent = arg.domain.absents
        known = [value for value, gone in zip(arg.domain.values, absent, strict=True) if not gone]
        table = np.zeros(len(arg.domain), dtype=np.int64)
        table[~absent] = index.positions(i, known)
        missing = np.broadcast_to(absent.take(arg.codes), shape) if absent.any() else None
        return np.broadcast_to(table.take(arg.codes), shape), missing
    if not isinstance(arg, Number):
        raise Unsupported("a table over lists")
    missing = None if arg.presence is None else np.broadcast_to(arg.presence.codes != 0, shape)
    return _of_numbers(context, index, i, arg, missing), missing


def _of_numbers(context: Context, index: ColumnIndex, i: int, arg: Number, missing: Mask | None) -> Codes:
    """Positions of numbers; where an edge lies within the error, those of the decimals."""
    value, error = arg.floats()
    value = np.broadcast_to(value, (context.size,))
    usable = np.where(np.isfinite(value), value, 0.0)
    if arg.shortest:
        return index.positions_of_floats(i, usable)
    reach = np.where(np.isfinite(value), error * SAFETY, 0.0)
    low = index.positions_of_floats(i, np.nextafter(usable - reach, -np.inf))
    high = index.positions_of_floats(i, np.nextafter(usable + reach, np.inf))
    context.counts.filtered[context.node] += context.size
    ambiguous = context.asked((low != high) | ~np.isfinite(value), True if missing is None else ~missing)
    rows = np.flatnonzero(ambiguous)
    if not len(rows):
        return low
    context.counts.flagged[context.node] += len(rows)
    exact = exactly(arg, rows)
    if exact is None:
        context.leave(ambiguous)
        return low
    low = low.copy()
    low[rows] = index.positions(i, exact)
    return low


def _with_open_rows(context: Context, lookup: Lookup, args: Sequence[Column], found: Codes) -> Coded:
    nothing = no_row(lookup.hits)
    open_rows = np.flatnonzero(found == BY_ROW)
    different, codes = np.unique(found, return_inverse=True)
    values = [nothing if row in (NO_ROW, BY_ROW) else row for row in different.tolist()]
    plain = context.tables.encode(values)
    result = Coded(plain.codes.take(codes), plain.domain)
    if not len(open_rows):
        return result
    row = looked_up(lookup)
    operands = [_values(context, arg, open_rows) for arg in args]
    decided = context.tables.encode([row(*row_operands) for row_operands in zip(*operands, strict=True)])
    both = context.tables.encode([*plain.domain.values, *decided.domain.values])
    all_codes = both.codes.take(result.codes).astype(np.int64)
    all_codes[open_rows] = both.codes[len(plain.domain) + decided.codes.astype(np.int64)]
    return Coded(all_codes, both.domain)


def _values(context: Context, arg: Column, rows: Codes) -> list[Any]:
    if isinstance(arg, Coded):
        return arg.take(rows).decode(len(rows))
    known = exactly(arg, rows) if isinstance(arg, Number) else None
    if known is None:
        raise Unsupported("inexact numbers")
    if isinstance(arg, Number) and arg.presence is not None:
        presence = arg.presence.take(rows)
        gone = np.broadcast_to(presence.codes != 0, rows.shape)
        known = [
            where if absent else value
            for value, where, absent in zip(known, presence.decode(len(rows)), gone.tolist(), strict=True)
        ]
    return known
