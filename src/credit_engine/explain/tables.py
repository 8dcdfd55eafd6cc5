"""The rows of a decision table, or the grid of a matrix: which count, which do not, because of which cell."""

from __future__ import annotations

from typing import Any, Literal

from credit_engine.absent import Absent
from credit_engine.explain.evidence import Column, Figure, Words
from credit_engine.explain.facts import Facts
from credit_engine.explain.table_rows import Rows
from credit_engine.explain.trace import GridLine, MatrixStep, RowLine, TableStep
from credit_engine.parts.base import Written
from credit_engine.parts.matrix import MatrixPart
from credit_engine.parts.table import TablePart

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
    known = Rows(facts, part)
    first: dict[Status, int] = {"chosen": 0, "matched": 1, "undecided": 2, "unmatched": 3}
    found = [_status(match, row in chosen) for row, match in enumerate(known.matches)]
    order = sorted(range(len(found)), key=lambda row: (first[found[row]], -known.satisfied[row]))
    omitted = 0 if most is None else max(0, found.count("unmatched") - most)
    shown = order[: len(order) - omitted]
    cells = known.cells(shown)
    rows = tuple(
        RowLine(part.rows[row].id, found[row], cells[row], _outputs(facts, part.rows[row].outputs, columns))
        for row in shown
    )
    return TableStep(
        name=part.name, title=title, result=result, hit=part.spec.hit, aggregate=part.spec.aggregate or "",
        inputs=tuple(facts.term(written.tree) for written in part.inputs if written is not None),
        outputs=columns, rows=rows, total=len(found), omitted=omitted,
        default=_outputs(facts, part.default, columns), default_chosen=_is_default(facts, part),
    )  # fmt: skip


def matrix(facts: Facts, part: MatrixPart, unit: str, title: Words | None, result: Figure) -> MatrixStep:
    """The step of a matrix: its grid, with the pair of a line and a column that counts."""
    width = len(part.columns)
    cells = Rows(facts, part).cells(range(len(part.rows)))
    column = (Column("value", None, unit),)
    lines = tuple(
        GridLine(cells[start][0], tuple(
            _outputs(facts, row.outputs, column)[0] for row in part.rows[start : start + width]
        ))
        for start in range(0, len(part.rows), width)
    )  # fmt: skip
    hit = facts.value(part.recorded["hit"])
    down, across = (facts.term(written.tree) for written in part.inputs if written is not None)
    return MatrixStep(
        name=part.name, title=title, result=result, down=down, across=across,
        columns=tuple(cells[c][1] for c in range(width)), lines=lines,
        chosen=() if isinstance(hit, Absent) or hit < 0 else divmod(hit, width),
        default=_outputs(facts, part.default, column), default_chosen=_is_default(facts, part),
    )  # fmt: skip


def _chosen(hit: Any) -> frozenset[int]:
    """Numbers of the rows that count."""
    if isinstance(hit, Absent):
        return frozenset()
    return frozenset(hit if isinstance(hit, list) else [hit])


def _is_default(facts: Facts, part: TablePart) -> bool:
    return bool(part.default) and _chosen(facts.value(part.recorded["hit"])) == {-1}


def _status(match: Any, is_chosen: bool) -> Status:
    if match is True:
        return "chosen" if is_chosen else "matched"
    return "unmatched" if match is False else "undecided"


def _outputs(facts: Facts, written: list[Written | None], columns: tuple[Column, ...]) -> tuple[Figure, ...]:
    return tuple(
        facts.of_tree(one.tree, column.unit)
        for one, column in zip(written, columns, strict=False)
        if one is not None
    )
