"""Which rows of a table match, how many of their cells are satisfied, and which.

A large table's index says which rows match. The cells of the rows that are shown are evaluated again
from the recorded inputs, through the lowering that a small table's cells go through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from credit_engine.absent import NULL
from credit_engine.explain.facts import Facts
from credit_engine.explain.trace import Cell
from credit_engine.feel.format import format_unary_tests
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.ir import Builder
from credit_engine.parts.table import Row, TablePart
from credit_engine.run.index import TableIndex, bits
from credit_engine.run.row import compile_row


class Rows:
    """The rows of one table in one decision.

    `matches` says of every row whether it matches (absent where that is unknown), `satisfied` how
    many of its cells are satisfied.
    """

    def __init__(self, facts: Facts, part: TablePart) -> None:
        self._facts = facts
        self._part = part
        self.inputs = [facts.value(part.recorded[f"in:{i}"]) for i in range(len(part.inputs))]
        self.matches: list[Any] = [False] * len(part.rows)
        self.satisfied = [0] * len(part.rows)
        self._lowered: Sequence[int] = range(len(part.rows))
        if part.lookup is not None:
            self._lowered = part.lookup.conditional
            self._look_up(part.lookup.index)
        for r in self._lowered:
            self.matches[r] = facts.value(part.rows[r].match)
            self.satisfied[r] = sum(value is True for value in self._values(part.rows[r]))

    def _look_up(self, index: TableIndex) -> None:
        self.satisfied = index.satisfied(self.inputs)
        for start, certain, unknown in index.open(self.inputs):
            for row in bits(start, certain):
                self.matches[row] = True
            for row in bits(start, unknown):
                self.matches[row] = NULL

    def _values(self, row: Row) -> list[Any]:
        """Whether the cells of a row with nodes of its own are satisfied."""
        return [True if node < 0 else self._facts.value(node) for node in row.tests]

    def cells(self, shown: Sequence[int]) -> Mapping[int, tuple[Cell, ...]]:
        """The cells of some rows, by the row's number."""
        rows, lowered = self._part.rows, frozenset(self._lowered)
        values = {r: self._values(rows[r]) for r in shown if r in lowered}
        values |= self._evaluated([r for r in shown if r not in lowered])
        return {
            r: tuple(
                Cell(format_unary_tests(cell.tree), value)
                for cell, value in zip(rows[r].cells, values[r], strict=True) if cell is not None
            )
            for r in shown
        }  # fmt: skip

    def _evaluated(self, shown: Sequence[int]) -> Mapping[int, list[Any]]:
        """Whether the cells of rows of the index are satisfied."""
        if not shown:
            return {}
        types = [self._facts.type_of(written.tree) for written in self._part.inputs if written is not None]
        builder = Builder("policy", tuple(f"in:{i}" for i in range(len(types))))
        lowering = Lowering(builder, self._facts.compiled.types)
        inputs = [builder.input(i, type_.kind) for i, type_ in enumerate(types)]
        nodes = [
            lowering.tests(cell.tree, node, Scope(), type_)
            for r in shown
            for cell, node, type_ in zip(self._part.rows[r].cells, inputs, types, strict=True)
            if cell is not None
        ]
        values = compile_row(builder.finish(nodes), nodes)(self.inputs)
        width = len(types)
        return {r: list(values[at * width : (at + 1) * width]) for at, r in enumerate(shown)}
