"""Kernels of large decision tables: the rows that count by the table's index, and their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.absent import Absent, merge
from credit_engine.run.index import Lookup, TableIndex, bits, lowest
from credit_engine.run.kernels import truth
from credit_engine.run.steps import chosen_rows, gives_list, no_row, of_rows


def looked_up(lookup: Lookup) -> Callable[..., Any]:
    """The function from the inputs, then the conditions of conditional rows, to the row or rows that count.

    It gives what `steps.hit` gives for the conditions of all rows.
    """
    index = lookup.index
    width = len(lookup.columns)
    choose = _first if lookup.hits.policy == "first" else _choose
    nothing = no_row(lookup.hits)

    def count(*values: Any) -> Any:
        found = choose(index, values[:width], values[width:])
        return nothing if found is None else found

    return count


def _first(index: TableIndex, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
    """The first row that matches, or that may match; None where there is none."""
    row, match = _first_indexed(index, values)
    for other, condition in zip(index.lookup.conditional, conditions, strict=True):
        if row is not None and other > row:
            break
        if condition is not False:
            row, match = other, condition
            break
    return row if match is True or row is None else truth(match)


def _first_indexed(index: TableIndex, values: Sequence[Any]) -> tuple[int | None, Any]:
    if not _has_unknown(values):
        for start, rows in index.known(values):
            return start + lowest(rows), True
        return None, True
    for start, certain, uncertain in index.open(values):
        row = lowest(certain | uncertain)
        if certain >> row & 1:
            return start + row, True
        return index.unknown(values, start, 1 << row)[0]
    return None, True


def _choose(index: TableIndex, values: Sequence[Any], conditions: Sequence[Any]) -> Any:
    """What the hit policy makes of all rows that match; unknown wherever one may match."""
    found: list[int] = []
    unknown: list[tuple[int, Any]] = []
    if _has_unknown(values):
        for start, certain, uncertain in index.open(values):
            found += bits(start, certain)
            unknown += index.unknown(values, start, uncertain) if uncertain else []
    else:
        for start, rows in index.known(values):
            found += bits(start, rows)
    for row, condition in zip(index.lookup.conditional, conditions, strict=True):
        if condition is True:
            found.append(row)
        elif condition is not False:
            unknown.append((row, truth(condition)))
    if unknown:
        return _merged(unknown)
    found.sort()
    return chosen_rows(index.lookup.hits, found) if found else None


def _has_unknown(values: Sequence[Any]) -> bool:
    return any(value.__class__ is Absent for value in values)


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
