"""Whether several rows of a decision table together match whatever another row matches.

A row is a box: some positions in every column. It is covered where what one row leaves of it is covered
by others, and so on: a box is cut along the edges of a row that meets it, until some row holds each piece,
or a piece meets no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from credit_engine.feel.types import Type
from credit_engine.limits import MAX_COVER_STEPS, MAX_ROW_COVER_STEPS
from credit_engine.parts.table.blocks import Block
from credit_engine.parts.table.gaps import possible
from credit_engine.parts.table.rows import Column
from credit_engine.run.index import Stretch, block_masks, lowest, maximal

Box = list[Sequence[Stretch]]
_SAMPLES = 16
"""Corners of a row that are tried before it is cut: in most rows one of them meets no other row."""


class _TooHardError(Exception):
    """A row needs too many cuts."""


class Cover:
    """The rows of one table whose cells are constant."""

    def __init__(self, columns: Sequence[Column], types: Sequence[Type]) -> None:
        by_column = [compact(rows, type_) for rows, type_ in zip(columns, types, strict=True)]
        sizes = [
            1 + max((stretch[1] for row in rows for stretch in row or ()), default=0) for rows in by_column
        ]
        self._rows = list(zip(*by_column, strict=True))
        self._blocks = [Block(rows, size) for rows, size in zip(by_column, sizes, strict=True)]
        self._masks = [
            block_masks([row or () for row in rows], size)
            for rows, size in zip(by_column, sizes, strict=True)
        ]
        self._left = MAX_COVER_STEPS

    def covering(self, row: int, candidates: int) -> list[int]:
        """Candidate rows that together match everything a row matches; none if they do not.

        Nothing is found either where the search would take too long.
        """
        box: Box = [stretches or () for stretches in self._rows[row]]
        if not all(box) or self._left <= 0 or self._has_free_corner(box, candidates):
            return []
        used = self._used(box, candidates)
        if used is None:
            return []
        for number in list(used):
            rest = [other for other in used if other != number]
            fewer = self._used(box, sum(1 << other for other in rest))
            used = rest if fewer is not None else used
        return sorted(used)

    def _has_free_corner(self, box: Box, candidates: int) -> bool:
        for sample in range(_SAMPLES):
            rows = candidates
            for c, (stretches, masks) in enumerate(zip(box, self._masks, strict=True)):
                at_end = sample * 0x9E37 >> c & 1
                rows &= masks[stretches[-1][1] if at_end else stretches[0][0]]
                if not rows:
                    return True
        return False

    def _used(self, box: Box, candidates: int) -> list[int] | None:
        """The rows that a cover is made of, None where there is none or it is not found."""
        search = _Search(self._rows, self._blocks, min(self._left, MAX_ROW_COVER_STEPS))
        try:
            covered = search.covers(box, candidates)
        except _TooHardError:
            covered = False
        self._left -= search.steps
        return list(search.used) if covered else None


@dataclass
class _Search:
    """One search for a cover; `used` are the rows that hold or cut the box."""

    rows: Sequence[Sequence[Sequence[Stretch] | None]]
    blocks: Sequence[Block]
    at_most: int

    def __post_init__(self) -> None:
        self.used: dict[int, None] = {}
        self.steps = 0

    def covers(self, box: Box, candidates: int) -> bool:
        """Whether the candidates hold every point of a box."""
        self.steps += 1
        if self.steps > self.at_most:
            raise _TooHardError
        meeting = candidates
        for block, stretches in zip(self.blocks, box, strict=True):
            meeting &= block.shared(stretches)
            if not meeting:
                return False
        holding = meeting
        for block, stretches in zip(self.blocks, box, strict=True):
            holding &= block.held(stretches)
        if holding:
            self.used[lowest(holding)] = None
            return True
        cutting = lowest(meeting)
        self.used[cutting] = None
        inside = list(box)
        for c, cut in enumerate(self.rows[cutting]):
            within, outside = _parted(inside[c], cut or ())
            if outside and not self.covers(
                [*inside[:c], outside, *inside[c + 1 :]], meeting & ~(1 << cutting)
            ):
                return False
            inside[c] = within
        return True


def _parted(stretches: Sequence[Stretch], cut: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """What of stretches lies within others, and what outside of them."""
    end = 1 + max(last for _, last in stretches)
    gaps = [(a[1] + 1, b[0] - 1) for a, b in pairwise([(-1, -1), *cut, (end, end)]) if a[1] + 1 < b[0]]
    return _common(stretches, cut), _common(stretches, gaps)


def _common(left: Sequence[Stretch], right: Sequence[Stretch]) -> list[Stretch]:
    meets = ((max(a[0], b[0]), min(a[1], b[1])) for a in left for b in right)
    return [stretch for stretch in meets if stretch[0] <= stretch[1]]


def compact(column: Column, type_: Type) -> list[Sequence[Stretch] | None]:
    """The rows of a column over the positions that the type allows: between 29 and 30 is no whole number."""
    before = [0]
    for position in range(column.size):
        allowed = possible(column.meaning(position, position), type_) is not None
        before.append(before[-1] + allowed)

    def kept(stretches: Sequence[Stretch] | None) -> Sequence[Stretch] | None:
        if stretches is None:
            return None
        moved = ((before[first], before[last + 1] - 1) for first, last in stretches)
        return maximal(stretch for stretch in moved if stretch[0] <= stretch[1])

    return [kept(row) for row in column.rows]
