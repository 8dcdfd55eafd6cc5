"""A block of rows in one column, and which of them share positions with another row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from credit_engine.run.index import Stretch, block_masks


class Block:
    """The stretches of at most a thousand rows as masks; None and () are in none of them."""

    def __init__(self, rows: Sequence[Sequence[Stretch] | None], size: int) -> None:
        self._rows = [row or () for row in rows]
        self._size = size
        self._single = all(len(row) <= 1 for row in self._rows)
        self._starts, self._ends = [0] * size, [0] * size
        for i, row in enumerate(self._rows):
            for first, last in row:
                self._starts[first] |= 1 << i
                self._ends[last] |= 1 << i

    def shared(self, stretches: Sequence[Stretch]) -> int:
        """The rows that have a position in common with the stretches."""
        found = 0
        for first, last in stretches:
            if self._single:
                found |= self._begun[last] & self._unfinished[first]
            else:
                found |= self._covering[first] | self._started(first + 1, last)
        return found

    def held(self, stretches: Sequence[Stretch]) -> int:
        """The rows that have all positions of the stretches, each of which is as long as it can be."""
        found = -1
        for first, last in stretches:
            if self._single:
                found &= self._begun[first] & self._unfinished[last]
            else:
                found &= self._covering[first] & ~self._ended(first, last - 1)
        return found

    @cached_property
    def _begun(self) -> list[int]:
        return _running(self._starts)

    @cached_property
    def _unfinished(self) -> list[int]:
        return _running(reversed(self._ends))[::-1]

    @cached_property
    def _covering(self) -> list[int]:
        return block_masks(self._rows, self._size)

    @cached_property
    def _started(self) -> Callable[[int, int], int]:
        return range_or(self._starts)

    @cached_property
    def _ended(self) -> Callable[[int, int], int]:
        return range_or(self._ends)


def _running(masks: Iterable[int]) -> list[int]:
    """The OR of all masks up to each; where nothing is added, the same object."""
    found, here = [], 0
    for mask in masks:
        if mask:
            here |= mask
        found.append(here)
    return found


def range_or(values: Sequence[int]) -> Callable[[int, int], int]:
    """The function from first and last position to the OR of all values there.

    Values are joined in pairs, level by level, as in a segment tree.
    """
    levels = [list(values)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(
            [below[i] | below[i + 1] if i + 1 < len(below) else below[i] for i in range(0, len(below), 2)]
        )

    def joined(first: int, last: int) -> int:
        found, level = 0, 0
        while first <= last:
            if first & 1:
                found |= levels[level][first]
                first += 1
            if not last & 1:
                found |= levels[level][last]
                last -= 1
            first, last, level = first >> 1, last >> 1, level + 1
        return found

    return joined
