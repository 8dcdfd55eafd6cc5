"""Cells that were read before: of few rows, looking each up is quicker than coding the column first.

A cell is a text, a boolean or a day as Arrow holds it, or what stands for it in a column of causes, or a pair
of both. What it means was read by the reader of rows once. Cells that were refused are never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from credit_engine.run.columns import tape
from credit_engine.run.columns.domain import Coded, Domain, Mask, Tables

_MOST = 128
"""So many different cells of a field, and of their values, are kept."""

Cells = Sequence[Any]


@dataclass
class Seen:
    """The codes of cells in one domain, which grows with them, so that chunks look alike."""

    codes: dict[Any, int] = field(default_factory=dict)
    domain: Domain | None = None

    def column(self, cells: Cells | None) -> Coded | None:
        """What cells mean; None where one was not read before."""
        if cells is None or self.domain is None:
            return None
        try:
            codes = bytes(map(self.codes.__getitem__, cells))
        except KeyError:
            return None
        return Coded(np.frombuffer(codes, dtype=np.uint8), self.domain)

    def noted(
        self,
        tables: Tables,
        cells: Cells | None,
        column: Coded,
        refused: Mask | None,
        first: tuple[Any, ...],
    ) -> Coded:
        """The column that was read of cells, which are kept but for the refused ones.

        `first` is what the domain of a field begins with.
        """
        if cells is None:
            return column
        read = dict(zip(cells, column.decode(len(cells)), strict=True))
        for cell in () if refused is None else (cells[row] for row in np.flatnonzero(refused).tolist()):
            read.pop(cell, None)
        found = tables.encode(list(read.values()), first if self.domain is None else self.domain.values)
        if len(self.codes) + len(read) > _MOST or len(found.domain) > _MOST:
            return column
        self.codes.update(zip(read, found.codes.tolist(), strict=True))
        self.domain = found.domain
        return self.column(cells) or column


def cells_of(array: Any, causes: Any, size: int) -> Cells | None:
    """The cells of a column with one of causes; None where they are many, or of other types."""
    found = _plain_cells(array, size)
    if found is None or causes is None:
        return found
    others = _plain_cells(causes, size)
    return None if others is None else list(zip(found, others, strict=True))


def given_causes(gone: Mask | None, causes: Any, size: int) -> Cells | None:
    """What stands for values: the cause, or whether there is no value; None where they are many."""
    if size >= tape.FEW:
        return None
    absent: Cells = [False] * size if gone is None else gone.tolist()
    if causes is None:
        return absent
    given = _plain_cells(causes, size)
    if given is None:
        return None
    return [none if cause is None else cause for none, cause in zip(absent, given, strict=True)]


def _plain_cells(array: Any, size: int) -> Cells | None:
    if array is None or size >= tape.FEW:
        return None
    days, held_as, plain = _types()
    if array.type == days:
        array = array.view(held_as)
    elif array.type not in plain:
        return None
    found: list[Any] = array.to_pylist()
    return found


@lru_cache(maxsize=1)
def _types() -> tuple[Any, Any, tuple[Any, ...]]:
    """Arrow's type of days, what it holds these as, and the types whose cells are plain values."""
    import pyarrow as pa

    return pa.date32(), pa.int32(), (pa.string(), pa.bool_())
