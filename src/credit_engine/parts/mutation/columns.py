"""Mutants of a column of cells or attributes: each edge of a range moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.ordinals import matched
from credit_engine.feel.types import Order
from credit_engine.parts.mutation.expressions import edges, steps, with_edge
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, text_of
from credit_engine.parts.reading import WrittenTests


def of_column(place: str, cells: Sequence[WrittenTests], file: str = OF_POLICY) -> Iterator[Mutant]:
    """Moves each edge of a column in all its cells at once, so that no gap or overlap arises."""
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


def of_ordinal_column(place: str, cells: Sequence[WrittenTests], order: Order) -> Iterator[Mutant]:
    """Every value of an ordinal that goes with the one before or after it, in all cells at once."""
    known: dict[Any, frozenset[str]] = {}
    for cell in cells:
        values = matched(cell.tree.tests, order) if cell.tree.tests else None
        if values is not None:
            among = frozenset(values)
            known[cell.path] = frozenset(order.values) - among if cell.tree.negated else among
    for pair in pairwise(order.values):
        for value, other in (pair, pair[::-1]):
            moved = {
                path: among | {value} if other in among else among - {value}
                for path, among in known.items()
                if (value in among) is not (other in among)
            }
            if moved and all(moved.values()):
                cell_texts = {path: _listed(among, order) for path, among in moved.items()}
                yield Mutant(f"{place}: {value} as {other}", "threshold", OF_POLICY, cell_texts)


def _listed(values: frozenset[str], order: Order) -> str:
    """A cell that some values satisfy."""
    if len(values) == len(order.values):
        return "-"
    return ", ".join(format_expression(syntax.Text(value)) for value in order.values if value in values)
