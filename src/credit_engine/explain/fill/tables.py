"""Filling tables, grids, trees and catalogues: which rows count, and because of which cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import NULL, Absent
from credit_engine.account import steps as told
from credit_engine.explain import trace, trace_lists
from credit_engine.explain.fill.core import Fill
from credit_engine.run.index import bits


class _Rows:
    """The rows of a table in one decision: whether each matches, and how many of its cells are satisfied."""

    def __init__(self, fill: Fill, account: told.RowsAccount) -> None:
        self.fill, self.account = fill, account
        self.matches: list[Any] = [False] * len(account.rows)
        self.satisfied = [0] * len(account.rows)
        if account.indexed:
            self._look_up()
        for r, row in enumerate(account.rows):
            if row.match is not None:
                self.matches[r] = fill.of(row.match)
                self.satisfied[r] = sum(value is True for value in self._values(row))

    def _look_up(self) -> None:
        self.index = self.fill.values.data(self.account.chosen).index
        self.inputs = [self.fill.of(one.figure.value) for one in self.account.inputs]
        self.satisfied = self.index.satisfied(self.inputs)
        for start, certain, uncertain in self.index.open(self.inputs):
            for row in bits(start, certain):
                self.matches[row] = True
            for row in bits(start, uncertain):
                self.matches[row] = NULL

    def _values(self, row: told.RowAccount) -> list[Any]:
        """Whether the cells of a row with nodes of its own are satisfied."""
        return [True if one is None else self.fill.of(one) for one in row.tests]

    def cells(self, r: int) -> tuple[trace.Cell, ...]:
        """The cells of a row."""
        row = self.account.rows[r]
        values = self.index.cells(r, self.inputs) if row.match is None else self._values(row)
        return tuple(map(trace.Cell, row.cells, values))


def _chosen(hit: Any) -> frozenset[int]:
    """Numbers of the rows that count."""
    if isinstance(hit, Absent):
        return frozenset()
    return frozenset(hit if isinstance(hit, list) else [hit])


def _row_status(match: Any, is_chosen: bool) -> Any:
    if match is True:
        return "chosen" if is_chosen else "matched"
    return "unmatched" if match is False else "undecided"


def _table(fill: Fill, account: told.RowsAccount) -> trace.TableStep:
    """The rows that count, then undecided ones, then unmatched ones, nearest first."""
    chosen, known = _chosen(fill.of(account.chosen)), _Rows(fill, account)
    first = {"chosen": 0, "matched": 1, "undecided": 2, "unmatched": 3}
    found = [_row_status(match, row in chosen) for row, match in enumerate(known.matches)]
    order = sorted(range(len(found)), key=lambda row: (first[found[row]], -known.satisfied[row]))
    most = fill.case.unmatched_rows
    omitted = 0 if most is None else max(0, found.count("unmatched") - most)
    rows = account.rows
    shown = tuple(
        trace.RowLine(rows[row].id, found[row], known.cells(row), fill(rows[row].outputs))
        for row in order[: len(order) - omitted]
    )
    return trace.TableStep(
        name=account.name,
        title=account.title,
        result=fill(account.result),
        hit=account.hit,
        aggregate=account.aggregate,
        inputs=fill(account.inputs),
        outputs=fill(account.outputs),
        rows=shown,
        total=len(found),
        omitted=omitted,
        default=fill(account.default),
        default_chosen=bool(account.default) and chosen == {-1},
    )


def _grid(fill: Fill, account: told.GridAccount) -> trace.MatrixStep:
    """The grid, with the pair of a line and a column that counts."""
    width, rows, known = account.width, account.rows, _Rows(fill, account)
    cells = [known.cells(r) for r in range(len(rows))]
    lines = tuple(
        trace.GridLine(cells[start][0], tuple(fill(row.outputs[0]) for row in rows[start : start + width]))
        for start in range(0, len(rows), width)
    )
    hit = fill.of(account.chosen)
    down, across = map(fill, account.inputs)
    return trace.MatrixStep(
        name=account.name,
        title=account.title,
        result=fill(account.result),
        down=down,
        across=across,
        columns=tuple(cells[c][1] for c in range(width)),
        lines=lines,
        chosen=() if isinstance(hit, Absent) or hit < 0 else divmod(hit, width),
        default=fill(account.default),
        default_chosen=bool(account.default) and _chosen(hit) == {-1},
    )


def _tree(fill: Fill, account: told.TreeAccount) -> trace.TreeStep:
    """The branches that were tried, down to the leaf."""
    lines: list[trace.BranchLine] = []
    branches, depth, otherwise = account.branches, 1, False
    while branches:
        taken: tuple[told.BranchAccount, ...] = ()
        for branch in branches:
            holds = fill.value(branch.condition)
            lines.append(trace.BranchLine(depth, fill(branch.condition), holds is True))
            if holds is not False:
                taken = branch.below if holds is True else ()
                break
        otherwise = holds is False
        branches, depth = taken, depth + 1
    return trace.TreeStep(
        name=account.name,
        title=account.title,
        result=fill(account.result),
        branches=tuple(lines),
        otherwise=otherwise,
    )


def _catalogue(fill: Fill, account: told.CatalogueAccount) -> trace_lists.CatalogueStep:
    """The entries whose code fits, the longest code first, those of one code in the order of time."""
    code, chosen, today = (fill.of(one) for one in (account.code, account.chosen, account.today))
    listed = fill.values.data(account.chosen)
    fits = listed.candidates(code) if isinstance(code, str) else ()
    rows = [row for candidate in fits for row in listed.entries[candidate]]

    def line(row: int) -> trace_lists.EntryLine:
        entry, days = account.entries[row], listed.days[row]
        status: Any = "shorter" if days.holds(today) else "not_in_force"
        if isinstance(chosen, int) and row == chosen:
            status = "chosen"
        return trace_lists.EntryLine(
            listed.codes[row], status, days.first, days.end, fill(entry.outputs), entry.title
        )

    return trace_lists.CatalogueStep(
        name=account.name,
        title=account.title,
        result=fill(account.result),
        key=fill(account.key),
        match=account.match,
        outputs=fill(account.outputs),
        entries=tuple(map(line, rows)),
        total=len(account.entries),
    )


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    told.RowsAccount: _table,
    told.GridAccount: _grid,
    told.TreeAccount: _tree,
    told.CatalogueAccount: _catalogue,
}
