"""What a careful reader doubts in a decision table: records that no row matches, rows that never count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.types import Type
from credit_engine.parts.examined import Examined
from credit_engine.parts.reading import Written
from credit_engine.parts.table import gaps as search
from credit_engine.parts.table import problems
from credit_engine.parts.table.cover import Cover
from credit_engine.parts.table.merging import mergeable
from credit_engine.parts.table.model import Row
from credit_engine.parts.table.rows import Column, asks_missing, column_with_missing
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import Said, all_of, counted, joined, said

_SHOWN = 5
"""Gaps of a table that a warning lists; a row that closes one often closes others."""
_SINGLE = ("unique", "any", "first", "priority")
"""Hit policies under which one row gives the value."""


@dataclass(frozen=True)
class Grid:
    """A table or matrix: its rows, and how messages speak of it."""

    name: str
    what: Said
    at: Path
    rows_at: Path
    hit: str
    has_default: bool
    inputs: Sequence[Written]
    rows: Sequence[Row]
    priorities: Sequence[tuple[int, ...]] = ()
    """Of a priority table the rank of each row's outputs, the best first."""
    is_matrix: bool = False
    """Whether its rows are pairs of a line and a column, which nobody writes one by one."""


def doubts(grid: Grid, examined: Examined) -> Iterator[Problem]:
    """Gaps of a table without a default, then rows that others together hide."""
    types = [examined.types[written.tree.number] for written in grid.inputs]
    if grid.hit not in _SINGLE or not types:
        return
    columns = _columns(grid, types, blocking=False)
    if not grid.has_default:
        yield from _gaps(grid, columns, types, examined)
    yield from _hidden(grid, _columns(grid, types, blocking=True), types, examined)
    if grid.hit in ("unique", "first") and not grid.is_matrix:
        yield from _mergeable(grid, columns, types, examined)


def _mergeable(
    grid: Grid, columns: Sequence[Column], types: Sequence[Type], examined: Examined
) -> Iterator[Problem]:
    """Rows that differ in nothing but where one range ends and the next begins."""
    for merge in mergeable(grid.rows, columns, types, in_order=grid.hit == "first"):
        first, second = (grid.rows[row].id for row in (merge.first, merge.second))
        cell = search.worded(columns[merge.column].meaning(*merge.stretch)) or "-"
        yield problems.rows_mergeable(
            _place(grid, merge.second, examined),
            notes=_notes(grid, (merge.first,), examined),
            first=first,
            second=second,
            input=grid.inputs[merge.column].text.value.strip(),
            cell=cell,
        )


def _columns(grid: Grid, types: Sequence[Type], *, blocking: bool) -> list[Column]:
    trees = [[None if cell is None else cell.tree for cell in row.cells] for row in grid.rows]
    return [
        column_with_missing([row[i] for row in trees], type_, blocking=blocking)
        for i, type_ in enumerate(types)
    ]


def _gaps(
    grid: Grid, columns: Sequence[Column], types: Sequence[Type], examined: Examined
) -> Iterator[Problem]:
    """At most one warning; a table with a cell that is no constant is not searched."""
    if any(row is None for column in columns for row in column.rows):
        return
    span = examined.document.key_span(grid.at)
    try:
        found = list(search.gaps(columns, types, _SHOWN + 1))
    except search.TooManyStepsError:
        yield problems.gaps_unknown(span, name=grid.name)
        return
    if found:
        names = [written.text.value.strip() for written in grid.inputs]
        listed = [_record(names, gap) for gap in found[:_SHOWN]]
        listed += [] if len(found) <= _SHOWN else [said("and more", "等等")]
        cells = ", ".join(f"'{search.worded(piece) or '-'}'" for piece in found[0])
        yield problems.rows_gap(
            span, what=grid.what, name=grid.name, gaps=joined(listed, "; ", "；"), cells=cells
        )


def _record(names: list[str], gap: tuple[search.Piece, ...]) -> Said:
    """The pieces of a gap with what they are tested against."""
    texts = [(name, search.worded(piece)) for name, piece in zip(names, gap, strict=True)]
    shown = [f"{name} {text}" for name, text in texts if text]
    return joined(shown, " and ", " 且 ") if shown else said("any record", "任何记录")


def _hidden(
    grid: Grid, columns: Sequence[Column], types: Sequence[Type], examined: Examined
) -> Iterator[Problem]:
    """Rows of which others match whatever they match, and win; rows for missing values that come too late."""
    cover = Cover(columns, types)
    earlier = ((1 << row) - 1 for row in range(len(grid.rows)))
    better = {"first": earlier, "priority": _better(grid.priorities)}.get(grid.hit, repeat(0))
    for row, wins in zip(range(len(grid.rows)), better, strict=False):
        asked = _asked(grid, columns, row)
        candidates = wins if asked is None or grid.hit == "first" else wins | _testing(grid, columns, row)
        hiding = cover.covering(row, candidates) if candidates else []
        if hiding and asked is not None:
            yield _too_late(grid, row, hiding, asked, examined)
        elif hiding:
            yield _unreachable(grid, row, hiding, _sample(grid, columns, row), examined)


def _asked(grid: Grid, columns: Sequence[Column], row: int) -> str | None:
    """What a row asks to be missing, None where it asks nothing of the kind."""
    for column, written in zip(columns, grid.inputs, strict=True):
        if column.asks_missing and column.rows[row] and column.rows[row] == [(column.known, column.known)]:
            return written.text.value.strip()
    return None


def _testing(grid: Grid, columns: Sequence[Column], row: int) -> int:
    """The rows that test a value which a row asks to be missing, as a mask: they are undecided then."""
    at = next(i for i, column in enumerate(columns) if column.rows[row] == [(column.known, column.known)])
    cells = (other.cells[at] for other in grid.rows)
    tests = (cell is not None and bool(cell.tree.tests) and not asks_missing(cell.tree) for cell in cells)
    return sum(1 << i for i, is_tested in enumerate(tests) if is_tested)


def _too_late(grid: Grid, row: int, hiding: Sequence[int], asked: str, examined: Examined) -> Problem:
    rows = all_of([_named(grid, i) for i in hiding[:_SHOWN]])
    span, notes = _place(grid, row, examined), _notes(grid, hiding, examined)
    return problems.row_too_late(span, notes=notes, row=grid.rows[row].id, asked=asked, rows=rows)


def _place(grid: Grid, row: int, examined: Examined) -> Span:
    """Where the cells of a row stand."""
    return examined.document.span((*grid.rows_at, row, "if"))


def _notes(grid: Grid, rows: Sequence[int], examined: Examined) -> tuple[Note, ...]:
    """Where other rows stand, so many as are shown."""
    return tuple(Note(_named(grid, row), _place(grid, row, examined)) for row in rows[:_SHOWN])


def _better(priorities: Sequence[tuple[int, ...]]) -> Iterator[int]:
    """For every row those of better outputs, and those above it of the same, as a mask."""
    of_rank: dict[tuple[int, ...], int] = {}
    for row, rank in enumerate(priorities):
        of_rank[rank] = of_rank.get(rank, 0) | 1 << row
    above: dict[tuple[int, ...], int] = {}
    seen = 0
    for rank in sorted(of_rank):
        above[rank], seen = seen, seen | of_rank[rank]
    for row, rank in enumerate(priorities):
        yield above[rank] | of_rank[rank] & ((1 << row) - 1)


def _sample(grid: Grid, columns: Sequence[Column], row: int) -> Said:
    """A record that a row matches: its lowest value in every column that it tests."""
    found: list[search.Piece] = []
    for column, cell in zip(columns, grid.rows[row].cells, strict=True):
        first = (column.rows[row] or ((0, 0),))[0][0]
        is_tested = cell is not None and bool(cell.tree.tests)
        found.append(column.meaning(first, first) if is_tested else ())
    return _record([written.text.value.strip() for written in grid.inputs], tuple(found))


def _unreachable(grid: Grid, row: int, hiding: Sequence[int], sample: Said, examined: Examined) -> Problem:
    rows = all_of([_named(grid, i) for i in hiding[:_SHOWN]])
    return problems.row_hidden_by_several(
        _place(grid, row, examined),
        row=grid.rows[row].id,
        sample=sample,
        rows=rows if len(hiding) <= _SHOWN else counted(len(hiding), "row", "行"),
        match=_match(grid.hit, len(hiding)),
        hint=_mend(grid, grid.rows[row].id),
        notes=_notes(grid, hiding, examined),
    )


def _match(hit: str, count: int) -> Said:
    """How other rows come before a row."""
    match = "matches" if count == 1 else "match"
    if hit == "first":
        return said("above {match}, too", "在其上方也都匹配", match=match)
    return said("{match}, too, with a better value", "也都匹配，且取值更优", match=match)


def _named(grid: Grid, row: int) -> Said:
    return said("row {id}", "第 {id} 行", id=grid.rows[row].id)


def _mend(grid: Grid, row: str) -> Said:
    if grid.hit == "first":
        return said(
            "put row {row} before them, or remove it", "请把第 {row} 行移到它们之前，或删去它", row=row
        )
    return said(
        "remove row {row}, or write 'hit: first' with the narrower row first",
        "请删去第 {row} 行，或写 'hit: first' 并把较窄的行放在前面",
        row=row,
    )


def unused_values(
    values: Sequence[str], outputs: Iterable[Written | None], at: Path, examined: Examined
) -> Iterator[Problem]:
    """Declared values of an output that no row gives; nothing where a row gives a value that is computed."""
    written_values: set[str] = set()
    for written in outputs:
        if written is None or not isinstance(written.tree, syntax.Text):
            return
        written_values.add(written.tree.value)
    document = examined.document
    inner = (*at, "values") if (*at, "values") in document else at
    for i, value in enumerate(values):
        if value not in written_values and written_values:
            place = next(path for path in ((*inner, i), (*inner, value), inner) if path in document)
            yield problems.unused_value(document.span(place), value=value)
