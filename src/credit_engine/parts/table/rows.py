"""Which rows of a decision table match the same values: overlaps, and rows that an earlier one hides.

Every column's cells become stretches of positions on a line: numbers and dates between and at all the
ends that occur, texts and booleans one position each. Sets of rows are bit masks of a block of rows, so
that each row is compared with a thousand others at once. Columns count as independent of each other; a
cell whose ends are not constant takes its row out of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.number_sets import (
    EVERYTHING,
    complement,
    constant_interval,
    constant_value,
    intersection,
    is_empty,
    union,
    whole,
)
from credit_engine.feel.ordinals import matched
from credit_engine.feel.types import ORDERED_KINDS, Interval, Type
from credit_engine.parts.table.blocks import Block
from credit_engine.run.index import Stretch, lowest, maximal

_BLOCK = 4_096
"""Rows with which one is compared at once: fewer comparisons the more there are; some 30 MB of masks."""
Considered = Callable[[int, int], int]
"""For a row and the first row of a block of earlier ones: which of these are compared with it."""
OTHER = object()
"""Any text that no row lists."""
MISSING = object()
"""The absence of a value."""
_ASKED = syntax.ValueTest(syntax.Call(syntax.Name("is missing"), (syntax.Argument("", syntax.Name("?")),)))


@dataclass(frozen=True)
class Column:
    """The stretches of every row in one column, None where they are not constant; by `size` positions.

    A position stands for one of the `values`, or for an end or what lies between two of the `ends`. Where a
    cell asks whether the value is missing, a last position stands for that.
    """

    rows: Sequence[Sequence[Stretch] | None]
    size: int
    ends: Sequence[Any] = ()
    values: Sequence[Any] = ()
    asks_missing: bool = False

    @property
    def known(self) -> int:
        """The number of positions that stand for known values."""
        return self.size - self.asks_missing

    def meaning(self, first: int, last: int) -> Interval | tuple[Any, ...]:
        """The interval, or the values, that the positions from a first to a last one stand for."""
        if first >= self.known:
            return (MISSING,)
        if self.values:
            return tuple(self.values[first : last + 1])
        low = None if first == 0 else self.ends[(first - 1) // 2]
        high = None if last == self.known - 1 else self.ends[last // 2]
        return Interval(low, high, first % 2 == 1, last % 2 == 1)


def overlaps(columns: Sequence[Column], considered: Considered | None = None) -> Iterator[tuple[int, int]]:
    """Each row that matches a record which an earlier one matches, with the first of these."""
    return _pairs(columns, Block.shared, considered)


def hidden(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Each row of which an earlier one matches whatever it matches, with the first of these."""
    return _pairs(columns, Block.held, None)


def _pairs(
    columns: Sequence[Column],
    related: Callable[[Block, Sequence[Stretch]], int],
    considered: Considered | None,
) -> Iterator[tuple[int, int]]:
    count = len(columns[0].rows) if columns else 0
    found: dict[int, int] = {}
    for start in range(0, count, _BLOCK):
        blocks = [
            (column.rows, Block(column.rows[start : start + _BLOCK], column.size), dict[int, int]())
            for column in columns
        ]
        for row in range(start + 1, count):
            if row in found:
                continue
            rows = (1 << min(_BLOCK, row - start)) - 1
            if considered is not None:
                rows &= considered(row, start)
            for cells, block, known in blocks:
                stretches = cells[row]
                if id(stretches) not in known:  # most cells of a large table share theirs with others
                    known[id(stretches)] = related(block, stretches) if stretches else 0
                rows &= known[id(stretches)]
                if not rows:
                    break
            else:
                found[row] = start + lowest(rows)
    yield from sorted(found.items())


def differing(outputs: Sequence[Sequence[Any]]) -> Considered:
    """Compares rows of which some output has two constant values that are not the same.

    `outputs` are the columns' values, None where one is not constant.
    """
    blocks: dict[int, list[tuple[int, dict[Any, int]]]] = {}

    def block(start: int) -> list[tuple[int, dict[Any, int]]]:
        masks = []
        for column in outputs:
            same: dict[Any, int] = {}
            for at, value in enumerate(column[start : start + _BLOCK]):
                if value is not None:
                    same[value] = same.get(value, 0) | 1 << at
            masks.append((sum(same.values()), same))
        return masks

    def rows(row: int, start: int) -> int:
        if start not in blocks:
            blocks.clear()
            blocks[start] = block(start)
        found = 0
        for column, (constant, same) in zip(outputs, blocks[start], strict=True):
            if column[row] is not None:
                found |= constant & ~same.get(column[row], 0)
        return found

    return rows


def column_with_missing(
    cells: Sequence[syntax.UnaryTests | None], type_: Type, *, blocking: bool = False
) -> Column:
    """As `column`, with the absence of a value as one more where a cell asks for it.

    A cell that tests the value is undecided there, which keeps any row from matching: `blocking` counts that
    as if the cell matched.
    """
    asked = [cell is not None and asks_missing(cell) for cell in cells]
    if not any(asked):
        return column(cells, type_)
    plain = [syntax.UnaryTests(()) if is_asked else cell for cell, is_asked in zip(cells, asked, strict=True)]
    found = column(plain, type_)
    rows: list[Sequence[Stretch] | None] = []
    for cell, is_asked, row in zip(cells, asked, found.rows, strict=True):
        wants = cell is not None and is_asked and not cell.negated
        known = () if wants else row
        is_free = cell is not None and not cell.tests
        covers = wants or is_free or (blocking and not is_asked)
        rows.append(None if known is None else (*known, *(((found.size, found.size),) if covers else ())))
    return replace(found, rows=[_joined(row) for row in rows], size=found.size + 1, asks_missing=True)


def asks_missing(cell: syntax.UnaryTests) -> bool:
    """Whether a cell asks for nothing but whether the value is missing, or is not."""
    return cell.tests == (_ASKED,)


def _joined(row: Sequence[Stretch] | None) -> Sequence[Stretch] | None:
    return None if row is None else maximal(row)


def column(cells: Sequence[syntax.UnaryTests | None], type_: Type) -> Column:
    """The stretches that the cells of one column match, among the values that its type allows."""
    if type_.kind in ORDERED_KINDS and type_.kind != "text":
        numbers = [None if cell is None else cell.number for cell in cells]
        distinct = dict(zip(numbers, cells, strict=True))
        found = _ordered([_intervals(cell, type_) for cell in distinct.values()])
        of_number = dict(zip(distinct, found.rows, strict=True))
        return replace(found, rows=[of_number[number] for number in numbers])
    if type_.kind in ("text", "boolean"):
        return _listed([_literals(cell, type_) for cell in cells], cells, type_)
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
    within = (whole(interval) if type_.integer else interval for interval in common)
    return [interval for interval in within if not is_empty(interval)]


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

    stretches = [None if row is None else [stretch(interval) for interval in row] for row in rows]
    return Column(stretches, 2 * len(ends) + 1, ends)


def _literals(cell: syntax.UnaryTests | None, type_: Type) -> set[Any] | None:
    """The texts or booleans that a cell lists, of an ordinal those it means; None if not constant."""
    if cell is None:
        return None
    if type_.order is not None:
        satisfied = matched(cell.tests, type_.order)
        return None if satisfied is None else set(satisfied)
    values: set[Any] = set()
    for test in cell.tests:
        if not isinstance(test, syntax.ValueTest) or not isinstance(test.value, syntax.Text | syntax.Boolean):
            return None
        values.add(test.value.value)
    return values


def _listed(
    rows: Sequence[set[Any] | None], cells: Sequence[syntax.UnaryTests | None], type_: Type
) -> Column:
    known: tuple[Any, ...] = (
        (True, False) if type_.kind == "boolean" else type_.values or type_.order_values or ()
    )
    written = sorted({str(value) for row in rows for value in row or ()}) if not known else ()
    values = [*known] if known else [*written, OTHER]
    stretches: list[list[Stretch] | None] = []
    for row, cell in zip(rows, cells, strict=True):
        if row is None or cell is None:
            stretches.append(None)
            continue
        chosen = [not cell.tests or (value in row) != cell.negated for value in values]
        stretches.append(maximal((i, i) for i, is_chosen in enumerate(chosen) if is_chosen))
    return Column(stretches, len(values), values=values)
