"""Filling tables, grids, trees and catalogues: which rows count, and because of which cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from credit_engine.absent import NULL, Absent
from credit_engine.account import gaps
from credit_engine.account.steps import BranchLine, Cell, EntryLine, RowLine
from credit_engine.explain.fill.core import Fill
from credit_engine.run.index import bits

_FIRST = {"chosen": 0, "matched": 1, "undecided": 2, "unmatched": 3}


def _matches(fill: Fill, hits: gaps.Matching) -> list[Any]:
    """Whether each row matches."""
    if None not in hits.matches:
        return [fill.of(match) for match in hits.matches if match is not None]
    found = [False if match is None else fill.of(match) for match in hits.matches]
    for start, certain, uncertain in _index(fill, hits).open(_inputs(fill, hits)):
        for row in bits(start, certain):
            found[row] = True
        for row in bits(start, uncertain):
            found[row] = NULL
    return found


def _index(fill: Fill, hits: gaps.Matching) -> Any:
    return fill.values.data(hits.chosen).index


def _inputs(fill: Fill, hits: gaps.Matching) -> list[Any]:
    return [fill.unwritten(figure) for figure in hits.inputs]


def _chosen(hit: Any) -> frozenset[int]:
    """Numbers of the rows that count."""
    if isinstance(hit, Absent):
        return frozenset()
    return frozenset(hit if isinstance(hit, list) else [hit])


def _status(match: Any, is_chosen: bool) -> str:
    if match is True:
        return "chosen" if is_chosen else "matched"
    return "unmatched" if match is False else "undecided"


def _row_status(fill: Fill, gap: gaps.RowStatus) -> str:
    hit = fill.of(gap.chosen)  # a list has all rows that match
    return _status(fill.of(gap.match), isinstance(hit, list) or gap.row in _chosen(hit))


def _rows(fill: Fill, gap: gaps.Rows) -> tuple[RowLine, ...]:
    """The rows that count, then undecided ones, then unmatched ones, nearest first."""
    hits, rows = gap.hits, gap.rows
    matches, chosen = _matches(fill, hits), _chosen(fill.of(hits.chosen))
    found = [_status(match, row in chosen) for row, match in enumerate(matches)]
    held = _Held(fill, hits) if None in hits.matches else None
    satisfied = [_satisfied(fill, row) for row in rows] if held is None else held.satisfied(rows)
    order = sorted(range(len(rows)), key=lambda row: (_FIRST[found[row]], -satisfied[row]))
    shown = order[: len(order) - _omitted_of(fill, matches)]
    if held is None:
        return tuple([fill(rows[row]) for row in shown])
    return tuple([held.row(rows[row], row, found[row]) for row in shown])


def _satisfied(fill: Fill, row: RowLine) -> int:
    """How many of a row's cells are satisfied."""
    return sum([value is True or fill.unwritten(value) is True for _, value, _ in row.cells])


class _Held:
    """The rows of a table of which an index holds all or some."""

    def __init__(self, fill: Fill, hits: gaps.Matching) -> None:
        self.fill, self.matches = fill, hits.matches
        self.index, self.inputs = _index(fill, hits), _inputs(fill, hits)

    def satisfied(self, rows: Sequence[RowLine]) -> list[int]:
        """How many cells of each row are satisfied."""
        found: list[int] = self.index.satisfied(self.inputs)
        matching = ((number, row) for number, row in enumerate(rows) if self.matches[number] is not None)
        for number, row in matching:
            found[number] = _satisfied(self.fill, row)
        return found

    def row(self, row: RowLine, number: int, status: str) -> Any:
        """A row; where the index holds it, with its cells' values from there."""
        if self.matches[number] is not None:
            return self.fill(row)
        values = self.index.cells(number, self.inputs)
        cells = tuple(
            [Cell(cell.text, value, cell.wording) for cell, value in zip(row.cells, values, strict=True)]
        )
        return row._replace(status=status, cells=cells, outputs=self.fill(row.outputs))


def _omitted_of(fill: Fill, matches: Sequence[Any]) -> int:
    most = fill.case.unmatched_rows
    return 0 if most is None else max(0, sum(match is False for match in matches) - most)


def _omitted(fill: Fill, gap: gaps.OmittedRows) -> int:
    most = fill.case.unmatched_rows
    few = most is None or len(gap.hits.matches) <= most
    return 0 if few else _omitted_of(fill, _matches(fill, gap.hits))


def _held_cell(fill: Fill, gap: gaps.HeldCell) -> Any:
    return _index(fill, gap.hits).cells(gap.row, _inputs(fill, gap.hits))[gap.cell]


def _default_chosen(fill: Fill, gap: gaps.DefaultChosen) -> bool:
    return _chosen(fill.of(gap.chosen)) == {-1}


def _place(fill: Fill, gap: gaps.Place) -> tuple[int, ...]:
    hit = fill.of(gap.chosen)
    return () if isinstance(hit, Absent) or hit < 0 else divmod(hit, gap.width)


def _tried(fill: Fill, gap: gaps.Tried) -> tuple[BranchLine, ...]:
    return tuple(_tried_of(fill, gap.branches, 1))


def _tried_of(fill: Fill, branches: Sequence[gaps.TreeBranch], level: int) -> Iterator[BranchLine]:
    """The branches that were tried, down to the leaf."""
    for branch in branches:
        holds = fill.value(branch.condition)
        yield BranchLine(level, fill(branch.condition), holds is True)
        if holds is not False:
            if holds is True:
                yield from _tried_of(fill, branch.below, level + 1)
            return


def _otherwise(fill: Fill, gap: gaps.Otherwise) -> bool:
    forks = gap.forks
    while True:
        taken = next((fork for fork in forks if fill.of(fork.taken) is not False), None)
        if taken is None or fill.of(taken.taken) is not True or not taken.below:
            return taken is None
        forks = taken.below


def _fitting(fill: Fill, gap: gaps.Fitting) -> tuple[EntryLine, ...]:
    """The entries whose code fits, the longest code first, those of one code in the order of time."""
    code, chosen, today = (fill.of(figure) for figure in (gap.code, gap.chosen, gap.today))
    listed = fill.values.data(gap.chosen)
    fits = listed.candidates(code) if isinstance(code, str) else ()
    rows = [row for candidate in fits for row in listed.entries[candidate]]

    def line(row: int) -> EntryLine:
        days = listed.days[row]
        status = "shorter" if days.holds(today) else "not_in_force"
        if isinstance(chosen, int) and row == chosen:
            status = "chosen"
        return gap.entries[row]._replace(
            code=listed.codes[row], status=status, since=days.first, until=days.end
        )

    return tuple(map(line, rows))


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    gaps.RowStatus: _row_status,
    gaps.Rows: _rows,
    gaps.OmittedRows: _omitted,
    gaps.HeldCell: _held_cell,
    gaps.DefaultChosen: _default_chosen,
    gaps.Place: _place,
    gaps.Tried: _tried,
    gaps.Otherwise: _otherwise,
    gaps.Fitting: _fitting,
}
