"""Mutants of a column of cells or attributes: each edge of a range moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from credit_engine.parts.mutation.expressions import edges, steps, with_edge
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, text_of
from credit_engine.parts.reading import WrittenTests


def of_column(place: str, cells: Sequence[WrittenTests], file: str = OF_POLICY) -> Iterator[Mutant]:
    """Every edge of a column moved in all of its cells at once, so that no gap or overlap arises."""
    found: dict[Any, None] = {}
    for cell in cells:
        found |= dict.fromkeys(edges(cell.tree))
    for edge in found:
        touched = [cell for cell in cells if edge in edges(cell.tree)]
        for new in steps(edge):
            values = {cell.path: with_edge(cell.text.value, cell.tree, edge, new) for cell in touched}
            yield Mutant(f"{place}: {text_of(edge)} -> {text_of(new)}", "threshold", file, values)
        values = {cell.path: with_edge(cell.text.value, cell.tree, edge, None) for cell in touched}
        yield Mutant(f"{place}: {text_of(edge)} on the other side", "comparator", file, values)
