"""The index of a large decision table for columns: the row that counts for each of many records.

Values become positions in their column first, exactly: among doubles every edge has its place, each
double standing for its shortest decimal text. Then the masks of all columns are joined a block of rows
at a time, until every record has its row. Where the row evaluation has to decide, the answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.run.index import BLOCK, Lookup, Masks
from credit_engine.run.scoring import Bins, float_bins

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Booleans = NDArray[np.bool_]
    Words = NDArray[np.uint64]

NO_ROW = -1
"""No row matches: the default row, or nothing."""
BY_ROW = -2
"""To be decided by the row evaluation: a row may or may not match, or several do where that matters."""
_WORDS = BLOCK // 64
"""64-bit words of a block's mask."""
_AT_ONCE = 8_192
"""Records whose masks are joined at once; they take eight megabytes."""


class ColumnIndex:
    """The index of one table for columns. `positions` of values come first, then `rows`."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self._order = _order(lookup)
        self._columns = [_Column(lookup, i, self._order) for i in range(len(lookup.columns))]
        self._every = _packed([lookup.index.every], lookup.rows, self._order)[0]

    def positions(self, column: int, values: Sequence[Any]) -> Numbers:
        """The positions of run-time values: those of a dictionary, for columns that are its codes."""
        import numpy as np

        at = self.lookup.index.columns[column].positions.at
        return np.array([at(value) for value in values], dtype=np.int64)

    def positions_of_floats(self, column: int, values: NDArray[np.float64]) -> Numbers:
        """The positions of doubles, each as the decimal that it shows; they must be finite.

        Whole numbers may be given as doubles up to 2^53.
        """
        import numpy as np

        starts, found = self._columns[column].floats
        return found[np.searchsorted(starts, values, side="right")]

    def rows(self, positions: Sequence[Numbers], missing: Sequence[Booleans | None]) -> Numbers:
        """The number of the row that counts for each record, NO_ROW or BY_ROW.

        `positions` are those of each column, `missing` says where a value is unknown (None: nowhere).
        A table with conditional rows, or a policy that gives several rows, is left to the row
        evaluation wherever these may matter.
        """
        import numpy as np

        count = len(positions[0])
        return np.concatenate(
            [np.empty(0, dtype=np.int64)]
            + [
                self._some(
                    [column[at : at + _AT_ONCE] for column in positions],
                    [None if column is None else column[at : at + _AT_ONCE] for column in missing],
                )
                for at in range(0, count, _AT_ONCE)
            ]
        )

    def _some(self, positions: Sequence[Numbers], missing: Sequence[Booleans | None]) -> Numbers:
        import numpy as np

        first = self.lookup.hits.policy == "first"
        found = np.full(len(positions[0]), NO_ROW, dtype=np.int64)
        alive = np.arange(len(found))
        for start in range(0, len(self._every), _WORDS):
            block = slice(start, start + _WORDS)
            possible, certain = self._masks(positions, missing, alive, block)
            hit = possible.any(axis=1)
            at, bit = _lowest(possible[hit])
            rows = (start + at) * 64 + bit
            sure = certain[hit, at] >> bit.astype(np.uint64) & np.uint64(1) == 1
            here = alive[hit]
            settled = self._settled(possible[hit], certain[hit], sure, found[here], first)
            found[here] = np.where(settled, self._order[rows], BY_ROW)
            alive = alive[~hit] if first else alive[found[alive] != BY_ROW]
        if self.lookup.conditional:
            found[(found == NO_ROW) | (found > self.lookup.conditional[0]) | (not first)] = BY_ROW
        return found

    def _masks(
        self, positions: Sequence[Numbers], missing: Sequence[Booleans | None], alive: Numbers, block: slice
    ) -> tuple[Words, Words]:
        """The rows of a block that records may match, and those that they match for certain."""
        import numpy as np

        possible = np.repeat(self._every[None, block], len(alive), axis=0)
        certain = possible.copy() if any(column is not None for column in missing) else possible
        for column, at, gone in zip(self._columns, positions, missing, strict=True):
            places = at[alive]
            if gone is not None:
                places = np.where(gone[alive], column.unknown, places)
            possible &= column.possible[places, block]
            if certain is not possible:
                certain &= column.certain[places, block]
        return possible, certain

    def _settled(
        self, possible: Words, certain: Words, sure: Booleans, before: Numbers, first: bool
    ) -> Booleans:
        """Where the first row of a block is the answer."""
        import numpy as np

        if first:
            return sure
        alone = before == NO_ROW
        if self.lookup.hits.policy == "priority":
            settled: Booleans = sure & alone & (possible == certain).all(axis=1)
            return settled
        if self.lookup.hits.policy not in ("unique", "any"):
            return np.zeros(len(sure), dtype=np.bool_)
        return np.asarray(sure & alone & (np.bitwise_count(possible).sum(axis=1) == 1))


class _Column:
    """The masks of one column as words, a line for each position, and a last one for unknown values."""

    def __init__(self, lookup: Lookup, number: int, order: Numbers) -> None:
        import numpy as np

        column = lookup.index.columns[number]
        everything: Masks = (0, *((1 << BLOCK) - 1 for _ in range(lookup.index.blocks)))
        self.positions = column.positions
        self.unknown = column.positions.size
        self.possible = _packed([*column.masks, everything], lookup.rows, order)
        self.certain = self.possible.copy()
        self.certain[-1] = _packed([column.free], lookup.rows, order)[0]
        self._floats: tuple[Any, Any] | None = None
        self._numpy = np

    @property
    def floats(self) -> tuple[NDArray[np.float64], Numbers]:
        """Where stretches of doubles begin, and the position of each."""
        if self._floats is None:
            edges = tuple(self.positions.edges or ())
            bins = float_bins(Bins(edges, tuple(range(2 * len(edges) + 1))))
            starts = self._numpy.array(bins.starts, dtype=self._numpy.float64)
            self._floats = starts, self._numpy.array(bins.found, dtype=self._numpy.int64)
        return self._floats


def _order(lookup: Lookup) -> Numbers:
    """The rows in the order in which they count; by their numbers, or by their output values."""
    import numpy as np

    if lookup.hits.policy != "priority":
        return np.arange(lookup.rows)
    return np.argsort(np.array(lookup.hits.priority), kind="stable")


def _packed(masks: Sequence[Masks], rows: int, order: Numbers) -> Words:
    """Masks as words of 64 rows, rows in the given order."""
    import numpy as np

    size = BLOCK // 8
    blocks = [b"".join(block.to_bytes(size, "little") for block in mask[1:]) for mask in masks]
    words = np.frombuffer(b"".join(blocks), dtype="<u8").reshape(len(masks), -1)
    if (order[:-1] < order[1:]).all():
        return words.astype(np.uint64)
    bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")
    bits[:, :rows] = bits[:, order]
    bits[:, rows:] = 0
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _lowest(masks: Words) -> tuple[Numbers, Numbers]:
    """The first word of each line that is not 0, and its lowest bit."""
    import numpy as np

    at = (masks != 0).argmax(axis=1)
    word = masks[np.arange(len(masks)), at]
    power = word & (~word + np.uint64(1))
    return at, np.frexp(power.astype(np.float64))[1].astype(np.int64) - 1
