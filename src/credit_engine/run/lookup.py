"""Kernels of large decision tables: the rows that count by the table's index, and their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.absent import Absent, merge
from credit_engine.run.index import Lookup, TableIndex, bits, lowest
from credit_engine.run.kernels import truth
from credit_engine.run.probe import all_blocks, first_row
from credit_engine.run.steps import chosen_rows, gives_list, no_row, of_rows


def looked_up(lookup: Lookup) -> Callable[..., Any]:
    """The function from the inputs, then the conditions of conditional rows, to the row or rows that count.

    It gives what `steps.hit` gives for the conditions of all rows.
    """
    index = lookup.index
    nothing = no_row(lookup.hits)
    if lookup.hits.policy != "first":
        return _chosen(index, nothing)
    if lookup.conditional:
        return _first_conditional(index, nothing)

    def of_unknown(*values: Any) -> Any:
        row, match = _first_open(index, values)
        return nothing if row is None else row if match is True else truth(match)

    return first_row(index, of_unknown, nothing)


def _first_conditional(index: TableIndex, nothing: Any) -> Callable[..., Any]:
    """The first row that matches, or that may match, of a table with conditional rows."""
    width = len(index.columns)
    probe = first_row(index, lambda *values: _first_open(index, values), None)

    def count(*values: Any) -> Any:
        found = probe(*values[:width])
        row, match = found if found.__class__ is tuple else (found, True)
        for other, condition in zip(index.lookup.conditional, values[width:], strict=True):
            if row is not None and other > row:
                break
            if condition is not False:
                row, match = other, condition
                break
        return nothing if row is None else row if match is True else truth(match)

    return count


def _first_open(index: TableIndex, values: Sequence[Any]) -> tuple[int | None, Any]:
    """The first row that matches values of which some are unknown, or why it may match."""
    for start, certain, uncertain in index.open(values):
        row = lowest(certain | uncertain)
        if certain >> row & 1:
            return start + row, True
        return index.unknown(values, start, 1 << row)[0]
    return None, True


def _chosen(index: TableIndex, nothing: Any) -> Callable[..., Any]:
    """What the hit policy makes of all rows that match; unknown wherever one may match."""
    width = len(index.columns)
    probe = all_blocks(index)

    def count(*values: Any) -> Any:
        known = probe(*values[:width])
        found: list[int] = []
        unknown: list[tuple[int, Any]] = []
        if known is None:
            for start, certain, uncertain in index.open(values[:width]):
                found += bits(start, certain)
                unknown += index.unknown(values[:width], start, uncertain) if uncertain else []
        for start, rows in known or ():
            found += bits(start, rows)
        for row, condition in zip(index.lookup.conditional, values[width:], strict=True):
            if condition is True:
                found.append(row)
            elif condition is not False:
                unknown.append((row, truth(condition)))
        if unknown:
            return _merged(unknown)
        return chosen_rows(index.lookup.hits, sorted(found)) if found else nothing

    return count


def _merged(unknown: list[tuple[int, Any]]) -> Absent:
    unknown.sort(key=lambda pair: pair[0])
    joined: Absent | None = None
    for _, value in unknown:
        joined = merge(joined, value)
    assert joined is not None
    return joined


@dataclass(frozen=True)
class Outputs:
    """The values of one output of a large table by row, the default row's last.

    Values of the rows in `computed` are arguments, not constants.
    """

    policy: str
    aggregate: str
    constants: tuple[Any, ...]
    computed: tuple[int, ...] = ()


def taken(data: Outputs) -> Callable[..., Any]:
    """The function from the row or rows that count, then the computed values, to an output's value."""
    shape = (data.policy, data.aggregate)
    listed = gives_list(shape)
    constants, last = data.constants, len(data.constants) - 1
    places = {row: at for at, row in enumerate(data.computed)}

    def constant(rows: Any) -> Any:
        if rows.__class__ is int:
            return [constants[rows]] if listed else constants[rows]
        return of_rows(shape, rows, constants.__getitem__)

    def value(rows: Any, *computed: Any) -> Any:
        def of(row: int) -> Any:
            row = last if row < 0 else row
            return computed[places[row]] if row in places else constants[row]

        if rows.__class__ is int:
            return [of(rows)] if listed else of(rows)
        return of_rows(shape, rows, of)

    return value if places else constant
