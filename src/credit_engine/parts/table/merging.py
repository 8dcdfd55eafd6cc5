"""Rows of a decision table that could be one: they differ only in where one range ends, the next begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from credit_engine.feel.types import ORDERED_KINDS, Type
from credit_engine.parts.table.cover import compact
from credit_engine.parts.table.model import Row
from credit_engine.parts.table.rows import Column
from credit_engine.run.index import Stretch


class Mergeable(NamedTuple):
    """Two rows, the column in which alone they differ, and the positions that both cover there."""

    first: int
    second: int
    column: int
    stretch: Stretch


def mergeable(
    rows: Sequence[Row], columns: Sequence[Column], types: Sequence[Type], *, in_order: bool
) -> Iterator[Mergeable]:
    """Pairs of rows of the same outputs whose ranges meet; `in_order` only those one after the other."""
    taken: set[int] = set()
    keys = [[cell.tree.number if cell is not None else -1 for cell in row.cells] for row in rows]
    outputs = [
        tuple(output.text.value if output is not None else "" for output in row.outputs) for row in rows
    ]
    for c, (column, type_) in enumerate(zip(columns, types, strict=True)):
        if type_.kind not in ORDERED_KINDS or type_.kind == "text":
            continue
        stretches = compact(column, type_)
        groups: dict[tuple[object, ...], list[int]] = {}
        for r, key in enumerate(keys):
            here = stretches[r]
            if here is not None and len(here) == 1:
                groups.setdefault((outputs[r], *key[:c], *key[c + 1 :]), []).append(r)
        for group in groups.values():
            for first, second in _meeting(group, stretches, in_order):
                if first not in taken and second not in taken:
                    taken |= {first, second}
                    lower, upper = column.rows[first], column.rows[second]
                    assert lower
                    assert upper
                    both = (min(lower[0][0], upper[0][0]), max(lower[-1][1], upper[-1][1]))
                    yield Mergeable(min(first, second), max(first, second), c, both)


def _meeting(
    group: Sequence[int], stretches: Sequence[Sequence[Stretch] | None], in_order: bool
) -> Iterator[tuple[int, int]]:
    """The pairs of a group of which one begins where the other ends."""
    begins = {stretch[0][0]: r for r in group if (stretch := stretches[r])}
    for r in group:
        here = stretches[r]
        other = begins.get(here[0][1] + 1) if here else None
        if other is not None and (not in_order or abs(other - r) == 1):
            yield r, other
