"""What no row of a decision table matches: the gaps between its rows.

Columns are cut at every end that occurs; between two cuts all values match the same rows. A gap is a
choice of one such piece in every column that leaves no row. The search goes column by column with the set
of rows that still match, a bit mask; what it knows of a set of rows it does not look for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_engine.feel.number_sets import EVERYTHING, intersection, is_empty, whole
from credit_engine.feel.types import Interval, Type
from credit_engine.limits import MAX_GAP_STEPS
from credit_engine.parts.table.rows import MISSING, OTHER, Column
from credit_engine.run.index import block_masks
from credit_engine.wording import said

Piece = Interval | tuple[Any, ...]
"""An interval, or some of the declared or listed values."""


class TooManyStepsError(Exception):
    """The table is too large to be looked through."""


def gaps(columns: Sequence[Column], types: Sequence[Type], at_most: int) -> Iterator[tuple[Piece, ...]]:
    """So many gaps at most, each as a piece of every column; a cell that is not constant matches nothing.

    Raises TooManyStepsError.
    """
    count = len(columns[0].rows) if columns else 0
    pieces = [_pieces(column, type_, count) for column, type_ in zip(columns, types, strict=True)]
    yield from _Search(pieces, at_most).found((1 << count) - 1)


@dataclass(frozen=True)
class _Pieces:
    """The pieces of a column, with the rows that match each, and the rows that match every piece."""

    pieces: Sequence[tuple[Piece, int]]
    always: int


def _pieces(column: Column, type_: Type, count: int) -> _Pieces:
    """Neighbouring positions that match the same rows are one piece; what the type excludes is none."""
    masks = block_masks([row or () for row in column.rows], column.size)
    found: list[tuple[Piece, int]] = []
    first = 0
    for position in range(column.size):
        following = position + 1
        last = following in (column.known, column.size) or masks[following] != masks[position]
        if last:
            piece = possible(column.meaning(first, position), type_)
            if piece is not None:
                found.append((piece, masks[position]))
            first = position + 1
    always = (1 << count) - 1
    for _, mask in found:
        always &= mask
    return _Pieces(found, always)


def possible(piece: Piece, type_: Type) -> Piece | None:
    """The part of a piece that the type allows, None where there is none."""
    if not isinstance(piece, Interval):
        return piece
    common = intersection(piece, type_.interval or EVERYTHING)
    common = whole(common) if type_.integer and not is_empty(common) else common
    return None if is_empty(common) else common


@dataclass
class _Search:
    """Depth first through the columns; `whole` are sets of rows that leave no gap from a column on."""

    columns: Sequence[_Pieces]
    at_most: int
    whole: set[tuple[int, int]] = field(default_factory=set)
    steps: int = 0

    def __post_init__(self) -> None:
        self.rest = [-1] * (len(self.columns) + 1)
        for i in reversed(range(len(self.columns))):
            self.rest[i] = self.rest[i + 1] & self.columns[i].always

    def found(self, rows: int) -> Iterator[tuple[Piece, ...]]:
        """The gaps, so many at most."""
        for number, gap in enumerate(self._below(0, rows), 1):
            yield gap
            if number == self.at_most:
                return

    def _below(self, column: int, rows: int) -> Iterator[tuple[Piece, ...]]:
        self.steps += 1
        if self.steps > MAX_GAP_STEPS:
            raise TooManyStepsError
        if not rows:
            yield tuple(_everything(free) for free in self.columns[column:])
            return
        if rows & self.rest[column] or (column, rows) in self.whole:
            return
        gap = False
        for piece, mask in self.columns[column].pieces:
            for below in self._below(column + 1, rows & mask):
                gap = True
                yield piece, *below
        if not gap:
            self.whole.add((column, rows))


def _everything(column: _Pieces) -> Piece:
    """Any value of a column."""
    return EVERYTHING if column.pieces and isinstance(column.pieces[0][0], Interval) else ()


def worded(piece: Piece) -> str:
    """A piece as a cell would write it; nothing where it is any value."""
    if isinstance(piece, Interval):
        return "" if piece == EVERYTHING else str(piece)
    return ", ".join(_value(value) for value in piece)


def _value(value: Any) -> str:
    if value is MISSING:
        return "is missing(?)"
    return said("any other text", "任何其他文本") if value is OTHER else _literal(value)


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
