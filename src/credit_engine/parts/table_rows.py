"""Which rows of a decision table match the same values: overlaps, and rows that an earlier one hides.

Every column's cells become stretches of positions on a line: numbers and dates between and at all the
ends that occur, texts and booleans one position each. Sets of rows are bit masks, so that each row is
compared with all others at once. Columns count as independent of each other; a cell whose ends are
not constant takes its row out of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.constant_ranges import constant_interval, constant_value
from credit_engine.feel.number_sets import EVERYTHING, complement, intersection, is_empty, union, whole
from credit_engine.feel.types import ORDERED_KINDS, Interval, Type

Stretch = tuple[int, int]
"""First and last position, both included."""
_OTHER = object()


@dataclass(frozen=True)
class Column:
    """The stretches of every row in one column, None where they are not constant; by `size` positions."""

    rows: Sequence[Sequence[Stretch] | None]
    size: int

    def masks(self) -> tuple[list[int], list[int]]:
        """For each row the rows that share a position with it, and the rows that hold all its positions."""
        if all(row is None or len(row) == 1 for row in self.rows):
            return self._of_single_stretches()
        at = [0] * self.size
        for i, row in enumerate(self.rows):
            for first, last in row or ():
                for position in range(first, last + 1):
                    at[position] |= 1 << i
        shared, held = [], []
        for row in self.rows:
            positions = [at[p] for first, last in row or () for p in range(first, last + 1)]
            shared.append(_folded(or_, positions, 0))
            held.append(_folded(int.__and__, positions, -1) if positions else 0)
        return shared, held

    def _of_single_stretches(self) -> tuple[list[int], list[int]]:
        """Rows share a position unless one ends before the other begins."""
        starts, ends = [0] * self.size, [0] * self.size
        for i, row in enumerate(self.rows):
            for first, last in row or ():
                starts[first] |= 1 << i
                ends[last] |= 1 << i
        begun = list(accumulate(starts, or_))
        unfinished = list(accumulate(reversed(ends), or_))[::-1]
        shared, held = [], []
        for row in self.rows:
            first, last = row[0] if row else (0, -1)
            shared.append(begun[last] & unfinished[first] if row else 0)
            held.append(begun[first] & unfinished[last] if row else 0)
        return shared, held


def _folded(join: Callable[[int, int], int], masks: Iterable[int], start: int) -> int:
    for mask in masks:
        start = join(start, mask)
    return start


def overlaps(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """For each row the earlier rows that match a record which it matches, nearest to the top first."""
    yield from _pairs([column.masks()[0] for column in columns])


def hidden(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """For each row the earlier rows that match every record which it matches."""
    yield from _pairs([column.masks()[1] for column in columns])


def _pairs(masks: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for row in range(len(masks[0]) if masks else 0):
        found = (1 << row) - 1
        for column in masks:
            found &= column[row]
        while found:
            lowest = found & -found
            yield row, lowest.bit_length() - 1
            found ^= lowest


def column(cells: Sequence[syntax.UnaryTests | None], type_: Type) -> Column:
    """The stretches that the cells of one column match, among the values that its type allows."""
    if type_.kind in ORDERED_KINDS and type_.kind != "text":
        return _ordered([_intervals(cell, type_) for cell in cells])
    if type_.kind in ("text", "boolean"):
        return _listed([_literals(cell) for cell in cells], cells, type_)
    return Column([None if cell is None or cell.tests else ((0, 0),) for cell in cells], 1)


def _intervals(cell: syntax.UnaryTests | None, type_: Type) -> list[Interval] | None:
    """The values that a cell matches as intervals in order, or None if they are not constant."""
    if cell is None:
        return None
    found: list[Interval] = []
    for test in cell.tests:
        if isinstance(test, syntax.CompareTest) and test.operator == "!=":
            value = constant_value(test.value)
            parts = (
                None
                if value is None
                else [Interval(None, value, True, False), Interval(value, None, False, True)]
            )
        else:
            parts = _one(test)
        if parts is None:
            return None
        found += parts
    merged = union(found, type_.integer) if cell.tests else [EVERYTHING]
    if cell.negated:
        merged = complement(merged)
    possible = type_.interval or EVERYTHING
    common = [intersection(interval, possible) for interval in merged]
    return [one for one in (whole(i) if type_.integer else i for i in common) if not is_empty(one)]


def _one(test: syntax.Test) -> list[Interval] | None:
    interval = constant_interval(syntax.UnaryTests((test,)))
    if interval is None and isinstance(test, syntax.ValueTest):
        value = constant_value(test.value)
        interval = None if value is None else Interval(value, value)
    return None if interval is None else [interval]


def _ordered(rows: Sequence[Sequence[Interval] | None]) -> Column:
    ends = sorted({end for row in rows for interval in row or () for end in interval[:2] if end is not None})
    rank = {end: 2 * i + 1 for i, end in enumerate(ends)}

    def stretch(interval: Interval) -> Stretch:
        low, high, low_closed, high_closed = interval
        first = 0 if low is None else rank[low] + (not low_closed)
        last = 2 * len(ends) if high is None else rank[high] - (not high_closed)
        return first, last

    return Column([None if row is None else [stretch(one) for one in row] for row in rows], 2 * len(ends) + 1)


def _literals(cell: syntax.UnaryTests | None) -> set[Any] | None:
    """The texts or booleans that a cell lists, or None if it holds something else."""
    if cell is None:
        return None
    values: set[Any] = set()
    for test in cell.tests:
        if not isinstance(test, syntax.ValueTest) or not isinstance(test.value, syntax.Text | syntax.Boolean):
            return None
        values.add(test.value.value)
    return values


def _listed(
    rows: Sequence[set[Any] | None], cells: Sequence[syntax.UnaryTests | None], type_: Type
) -> Column:
    known: tuple[Any, ...] = (True, False) if type_.kind == "boolean" else type_.values or ()
    written = sorted({str(value) for row in rows for value in row or ()}) if not known else ()
    values = [*known] if known else [*written, _OTHER]
    stretches: list[list[Stretch] | None] = []
    for row, cell in zip(rows, cells, strict=True):
        if row is None or cell is None:
            stretches.append(None)
            continue
        chosen = [not cell.tests or (value in row) != cell.negated for value in values]
        stretches.append([(i, i) for i, one in enumerate(chosen) if one])
    return Column(stretches, len(values))
