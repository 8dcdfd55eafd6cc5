"""What the decision tables of a policy leave out."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.parts.matrix import MatrixPart
from credit_engine.parts.table import gaps as search
from credit_engine.parts.table.part import TablePart
from credit_engine.parts.table.rows import column
from credit_engine.parts.tree import TreePart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Problem

_SHOWN = 5
_HITS = ("unique", "any", "first", "priority")


def gap_problems(compiled: CompiledPolicy) -> Iterator[Problem]:
    """A warning for every table without a default in which some record matches no row.

    Columns count as independent of each other, so a gap may be one that no record falls into. Tables that
    collect rows have none; tables with a cell that is no constant are left out.
    """
    whole = compiled.whole
    for part in whole.parts.values():
        if isinstance(part, TablePart) and not isinstance(part, TreePart) and part.spec.hit in _HITS:
            problem = None if part.default else _problem(whole, part)
            if problem is not None:
                yield problem


def _problem(compiled: CompiledPolicy, part: TablePart) -> Problem | None:
    tested = [written for written in part.inputs if written is not None]
    types = [compiled.types[id(written.tree)] for written in tested]
    columns = [
        column([None if (cell := row.cells[i]) is None else cell.tree for row in part.rows], type_)
        for i, type_ in enumerate(types)
    ]
    if not columns or any(row is None for one in columns for row in one.rows):
        return None
    span = compiled.document.key_span(part.path)
    try:
        found = list(search.gaps(columns, types, _SHOWN + 1))
    except search.TooManyStepsError:
        return Problem(
            "gaps-unknown",
            f"'{part.name}' is too large to be searched for gaps",
            span,
            hint="give it a default row",
            severity="warning",
        )
    if not found:
        return None
    names = [written.text.value.strip() for written in tested]
    listed = [_record(names, gap) for gap in found[:_SHOWN]]
    more = [] if len(found) <= _SHOWN else ["and more"]
    what = "matrix" if isinstance(part, MatrixPart) else "table"
    return Problem(
        "rows-gap",
        f"no row of the {what} '{part.name}' matches {'; '.join([*listed, *more])}",
        span,
        "rows for every record, or a default",
        "without a row the value is unknown, and so is what depends on it",
        severity="warning",
    )


def _record(names: list[str], gap: tuple[search.Piece, ...]) -> str:
    """The pieces of a gap with what they are tested against."""
    texts = [(name, search.worded(piece)) for name, piece in zip(names, gap, strict=True)]
    return " and ".join(f"{name} {text}" for name, text in texts if text) or "any record"
