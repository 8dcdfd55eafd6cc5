"""The rows of a decision table: which count, which do not, and because of which cell."""

from __future__ import annotations

from typing import Any, Literal

from credit_engine.absent import Absent
from credit_engine.explain.evidence import Column, Figure, Words
from credit_engine.explain.facts import Facts
from credit_engine.explain.trace import Cell, RowLine, TableStep
from credit_engine.feel.format import format_unary_tests
from credit_engine.parts import TablePart
from credit_engine.parts.base import Written
from credit_engine.parts.table import Row

Status = Literal["chosen", "matched", "undecided", "unmatched"]


def table(
    facts: Facts,
    part: TablePart,
    columns: tuple[Column, ...],
    title: Words | None,
    result: Figure,
    most: int | None,
) -> TableStep:
    """The step of a table, with at most so many unmatched rows."""
    chosen = _chosen(facts.value(part.recorded["hit"]))
    lines = [_row(facts, row, i in chosen, columns) for i, row in enumerate(part.rows)]
    first: dict[Status, int] = {"chosen": 0, "matched": 1, "undecided": 2, "unmatched": 3}
    order = sorted(lines, key=lambda line: (first[line.status], -line.satisfied))
    unmatched = [line for line in order if line.status == "unmatched"]
    omitted = 0 if most is None else max(0, len(unmatched) - most)
    rows = order[: len(order) - omitted]
    return TableStep(
        name=part.name, title=title, result=result, hit=part.spec.hit, aggregate=part.spec.aggregate or "",
        inputs=tuple(facts.term(written.tree) for written in part.inputs if written is not None),
        outputs=columns, rows=tuple(rows), total=len(lines), omitted=omitted,
        default=_outputs(facts, part.default, columns), default_chosen=_is_default(facts, part),
    )  # fmt: skip


def _chosen(hit: Any) -> list[int]:
    """Numbers of the rows that count."""
    if isinstance(hit, Absent):
        return []
    return list(hit) if isinstance(hit, list) else [hit]


def _is_default(facts: Facts, part: TablePart) -> bool:
    return bool(part.default) and _chosen(facts.value(part.recorded["hit"])) == [-1]


def _row(facts: Facts, row: Row, is_chosen: bool, columns: tuple[Column, ...]) -> RowLine:
    match = facts.value(row.match)
    status: Status = "unmatched" if match is False else "undecided"
    if match is True:
        status = "chosen" if is_chosen else "matched"
    cells = tuple(
        Cell(format_unary_tests(cell.tree), True if node < 0 else facts.value(node))
        for cell, node in zip(row.cells, row.tests, strict=True) if cell is not None
    )  # fmt: skip
    return RowLine(row.id, status, cells, _outputs(facts, row.outputs, columns))


def _outputs(facts: Facts, written: list[Written | None], columns: tuple[Column, ...]) -> tuple[Figure, ...]:
    return tuple(
        facts.of_tree(one.tree, column.unit)
        for one, column in zip(written, columns, strict=False)
        if one is not None
    )
