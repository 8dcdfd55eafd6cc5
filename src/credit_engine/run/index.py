"""The index of a large decision table: one bisection for each column, then bit masks joined by AND.

The cells of a column cut its values into elementary stretches: numbers, dates and durations at and
between all the ends that occur, texts and booleans one each. Every stretch has the set of rows whose
cell it satisfies, as bit masks of 1,024 rows each, and a coarse mask of those that are not empty. A
stretch at which nothing changes shares the masks of the one before it, so the memory grows with rows
and stretches, not with their product.

A row whose cells are not all constant is *conditional*: it stands in no mask, and its own condition
is an argument.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from credit_engine.absent import Absent
from credit_engine.run.kernels import kleene_and, truth
from credit_engine.run.steps import Hits

BLOCK = 1024
"""Rows of one bit mask."""
_WHOLE_BLOCK = (1 << BLOCK) - 1
"""The mask in which every row of a block stands."""


class Range(NamedTuple):
    """The values between two ends; an end that is None is unbounded."""

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True)
class Ordered:
    """A column of numbers, dates or durations: each row's ranges and whether they are excluded.

    None is a `-` cell, which every value satisfies, an unknown one too.
    """

    cells: tuple[tuple[bool, tuple[Range, ...]] | None, ...]


@dataclass(frozen=True)
class Listed:
    """A column of texts or booleans: each row's values and whether they are excluded; None as above."""

    cells: tuple[tuple[bool, tuple[Any, ...]] | None, ...]


NOTHING: tuple[bool, tuple[Any, ...]] = (False, ())
"""A cell that no value satisfies: what the index keeps of a conditional row."""


@dataclass(frozen=True)
class Lookup:
    """A table as its index needs it: hit policy, number of rows, columns, numbers of conditional rows."""

    hits: Hits
    rows: int
    columns: tuple[Ordered | Listed, ...]
    conditional: tuple[int, ...] = ()

    @cached_property
    def index(self) -> TableIndex:
        """The index, built when it is first needed."""
        return TableIndex(self)


Stretch = tuple[int, int]
"""First and last position, both included."""
Masks = tuple[int, ...]
"""The coarse mask, then the mask of every block."""


class Positions:
    """The elementary stretches of a column, numbered: where a value lies, and what each cell covers.

    Ordered columns have position 2i + 1 at edge i, 2i below it and 2i + 2 above it. Listed ones have
    one for each value and a last one for all others.
    """

    def __init__(self, column: Ordered | Listed) -> None:
        self.edges: list[Any] | None = None
        self.places: Mapping[Any, int] = {}
        if isinstance(column, Ordered):
            ranges = (interval for cell in column.cells if cell is not None for interval in cell[1])
            self.edges = sorted({end for interval in ranges for end in interval[:2] if end is not None})
            self._rank = {end: 2 * i + 1 for i, end in enumerate(self.edges)}
            self.size = 2 * len(self.edges) + 1
        else:
            values = dict.fromkeys(value for cell in column.cells if cell is not None for value in cell[1])
            self.places = {value: i for i, value in enumerate(values)}
            self.size = len(values) + 1

    def at(self, value: Any) -> int:
        """The position of a known value."""
        if self.edges is None:
            return self.places.get(value, self.size - 1)
        at = bisect_left(self.edges, value)
        return 2 * at + (at < len(self.edges) and self.edges[at] == value)

    def stretches(self, cell: tuple[bool, tuple[Any, ...]] | None) -> list[Stretch]:
        """The stretches that a cell covers, in order, each as long as it can be."""
        if cell is None:
            return [(0, self.size - 1)]
        excluded, items = cell
        covered = maximal(stretch for item in items if (stretch := self._stretch(item)) is not None)
        if not excluded:
            return covered
        bounds = pairwise([(-1, -1), *covered, (self.size, self.size)])
        return [(before[1] + 1, after[0] - 1) for before, after in bounds if before[1] + 1 < after[0]]

    def _stretch(self, item: Any) -> Stretch | None:
        if self.edges is None:
            return self.places[item], self.places[item]
        low, high, low_closed, high_closed = item
        first = 0 if low is None else self._rank[low] + (not low_closed)
        last = self.size - 1 if high is None else self._rank[high] - (not high_closed)
        return (first, last) if first <= last else None


def maximal(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches joined where they meet, in order."""
    found: list[Stretch] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def block_masks(stretches: Sequence[Sequence[Stretch]], size: int) -> list[int]:
    """For every position the rows, at most a block of them, that cover it."""
    change = [0] * (size + 1)
    for row, covered in enumerate(stretches):
        for first, last in covered:
            change[first] ^= 1 << row
            change[last + 1] ^= 1 << row
    masks, here = [], 0
    for toggled in change[:size]:
        if toggled:
            here ^= toggled
        masks.append(here)
    return masks


class IndexedColumn:
    """A column's positions, the masks at each, and the masks of the rows whose cell is `-`."""

    def __init__(self, column: Ordered | Listed) -> None:
        self.positions = Positions(column)
        size = self.positions.size
        covered = [self.positions.stretches(cell) for cell in column.cells]
        blocks = [block_masks(covered[at : at + BLOCK], size) for at in range(0, len(covered), BLOCK)]
        self.masks: list[Masks] = []
        coarse: dict[int, int] = {}
        for masks in zip(*blocks, strict=True):
            kept = self.masks[-1] if self.masks and all(map(_same, masks, self.masks[-1][1:])) else None
            self.masks.append(with_coarse(masks, coarse) if kept is None else kept)
        free = (
            sum(1 << i for i, cell in enumerate(column.cells[at : at + BLOCK]) if cell is None)
            for at in range(0, len(covered), BLOCK)
        )
        self.free = with_coarse(tuple(free), coarse)


def _same(bitset: int, other: int) -> bool:
    return bitset is other or bitset == other


def with_coarse(blocks: tuple[int, ...], known: dict[int, int]) -> Masks:
    """The masks of blocks with the coarse mask before them.

    Few of the coarse masks of a column differ: equal ones are one object, which the processor's cache keeps.
    """
    coarse = sum(1 << i for i, block in enumerate(blocks) if block)
    return known.setdefault(coarse, coarse), *blocks


class TableIndex:
    """The index of one table. It answers for known and unknown inputs alike."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.columns = [IndexedColumn(column) for column in lookup.columns]
        self.blocks = (lookup.rows + BLOCK - 1) // BLOCK
        unconditional = [_WHOLE_BLOCK] * self.blocks
        if lookup.rows % BLOCK:
            unconditional[-1] = (1 << lookup.rows % BLOCK) - 1
        for row in lookup.conditional:
            unconditional[row // BLOCK] &= ~(1 << row % BLOCK)
        self.every = with_coarse(tuple(unconditional), {})

    def open(self, values: Sequence[Any]) -> Iterator[tuple[int, int, int]]:
        """The blocks with rows that match values which may be unknown, and with rows that possibly match.

        Each by the number of its first row, with both as masks. `probe` answers for known values.
        """
        picked = [self.every]
        missing = []
        for column, value in zip(self.columns, values, strict=True):
            if value.__class__ is Absent:
                missing.append(column.free)
            else:
                picked.append(column.masks[column.positions.at(value)])
        for block in range(1, self.blocks + 1):
            possible = _all_of(picked, block)
            certain = _all_of(missing, block) & possible if missing else possible
            if possible:
                yield (block - 1) * BLOCK, certain, possible & ~certain

    def unknown(self, values: Sequence[Any], start: int, rows: int) -> list[tuple[int, Absent]]:
        """For rows of the block from `start` that may or may not match: why, once for each set of causes.

        Which of the unknown inputs a row tests decides its causes; the first row of each such set
        stands for all of them, in the order of the rows.
        """
        groups: list[tuple[int, tuple[Absent, ...]]] = [(rows, ())]
        for column, value in zip(self.columns, values, strict=True):
            if value.__class__ is Absent:
                free = column.free[1 + start // BLOCK]
                groups = [
                    group
                    for mask, causes in groups
                    for group in ((mask & free, causes), (mask & ~free, (*causes, value)))
                    if group[0]
                ]
        found = [(start + lowest(mask), _conjunction(causes)) for mask, causes in groups]
        return sorted(found, key=lambda pair: pair[0])

    def cells(self, row: int, values: Sequence[Any]) -> tuple[Any, ...]:
        """Whether each cell of a row is satisfied; unknown as the value is that it tests."""
        block, bit = 1 + row // BLOCK, row % BLOCK
        found: list[Any] = []
        for column, value in zip(self.columns, values, strict=True):
            unknown = value.__class__ is Absent
            masks = column.free if unknown else column.masks[column.positions.at(value)]
            holds = bool(masks[block] >> bit & 1)
            found.append(value if unknown and not holds else holds)
        return tuple(found)

    def satisfied(self, values: Sequence[Any]) -> list[int]:
        """For every row the number of cells that are satisfied, those of conditional rows being none."""
        counts = [0] * self.lookup.rows
        for column, value in zip(self.columns, values, strict=True):
            unknown = value.__class__ is Absent
            masks = column.free if unknown else column.masks[column.positions.at(value)]
            for row in rows_of(masks):
                counts[row] += 1
        return counts


def _all_of(picked: Iterable[Masks], block: int) -> int:
    rows = _WHOLE_BLOCK
    for masks in picked:
        rows &= masks[block]
    return rows


def _conjunction(causes: Sequence[Absent]) -> Absent:
    """What `and` makes of several unknown cells."""
    joined: Any = truth(causes[0])
    for value in causes[1:]:
        joined = kleene_and(joined, value)
    found: Absent = joined
    return found


def lowest(mask: int) -> int:
    """The number of the lowest bit."""
    return (mask & -mask).bit_length() - 1


def rows_of(masks: Masks) -> Iterator[int]:
    """The numbers of all rows in masks."""
    for block, mask in enumerate(masks[1:]):
        yield from bits(block * BLOCK, mask)


def bits(start: int, mask: int) -> Iterator[int]:
    """The numbers of the bits of a mask, counted from `start`."""
    while mask:
        low = mask & -mask
        yield start + low.bit_length() - 1
        mask ^= low
