"""From a sheet to what a part would have written inline: its columns and cells, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from credit_engine.document_text import Document, Extent, Path
from credit_engine.files.sheet_text import Cell, Sheet
from credit_engine.parts.problems.sheets import (
    column_missing,
    column_twice,
    column_without_head,
    date_without_quotes,
    empty_cell,
    unknown_column,
)
from credit_engine.problems import Note, Problem
from credit_engine.wording import said

_DATE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_READ_AS = {"-": said("a subtraction", "减法"), "/": said("a division", "除法")}
"""What FEEL reads a date without quotes as, by its separator."""


@dataclass
class Filled:
    """What a sheet stands for: data for keys of the part, and where each value stands in the sheet."""

    sheet: Sheet
    data: dict[str, Any] = field(default_factory=dict)
    extents: dict[Path, Extent] = field(default_factory=dict)
    damaged: list[Path] = field(default_factory=list)
    """Values with a problem that has been reported."""

    def put(self, path: Path, cell: Cell) -> None:
        """Enter where a value stands; what has broken quotes counts as damaged."""
        self.extents[path] = cell.extent
        if cell.broken:
            self.damaged.append(path)


@dataclass
class Filling:
    """One sheet that is being read for a part at `here`; problems are collected."""

    document: Document
    here: Path
    sheet: Sheet
    problems: list[Problem]

    def columns(self, needed: Sequence[str], optional: Sequence[str]) -> dict[str, int] | None:
        """The place of every column by its head; None where one is missing, unknown or there twice."""
        before = len(self.problems)
        known = {_plain(name): name for name in (*optional, *needed)}
        found: dict[str, int] = {}
        for at, cell in enumerate(self.sheet.head):
            name = known.get(_plain(cell.text))
            if name is None:
                names, here = (*needed, *optional), self.sheet.span(cell)
                if cell.text:
                    self.problems.append(unknown_column(here, name=cell.text, known=names))
                else:
                    self.problems.append(column_without_head(here, expected=", ".join(names)))
            elif name in found:
                note = Note(said("first here", "首次出现在此"), self.sheet.span(self.sheet.head[found[name]]))
                self.problems.append(column_twice(self.sheet.span(cell), notes=(note,), name=name))
            else:
                found[name] = at
        missing = [name for name in needed if name not in found]
        if missing and len(self.problems) == before:
            self.problems.append(
                column_missing(
                    self.sheet.span(self.sheet.head[0]), name=missing[0], expected=", ".join(needed)
                )
            )
        return found if len(self.problems) == before else None

    def expression(self, cell: Cell) -> str | None:
        """An expression or a test; None for an empty cell, and for a date that would be a subtraction."""
        if not cell.text.strip():
            self.problems.append(
                empty_cell(
                    self.sheet.span(cell), expected=said("a value, or - for any", "一个值，或用 - 表示任意")
                )
            )
        elif found := _DATE.fullmatch(cell.text.strip()):
            how = _READ_AS.get(found[1], said("no number", "非数字"))
            self.problems.append(date_without_quotes(self.sheet.span(cell), text=cell.text, how=how))
        else:
            return cell.text
        return None


def put_list(filling: Filling, filled: Filled, at: Path, cells: Sequence[Cell], data: dict[str, Any]) -> None:
    """A list of expressions under a key; it stands from its first to its last cell."""
    extents = [cell.extent for cell in cells]
    filled.extents[at] = min(extents)[0], max(extents)[1]
    data[str(at[-1])] = [put_expression(filling, filled, (*at, i), cell) for i, cell in enumerate(cells)]


def put_expression(filling: Filling, filled: Filled, at: Path, cell: Cell) -> str:
    """The expression of a cell, entered with its place; one that cannot be read counts as damaged."""
    filled.put(at, cell)
    text = None if cell.broken else filling.expression(cell)
    if text is None:
        filled.damaged.append(at)
    return text or "-"


def _plain(name: str) -> str:
    return " ".join(name.split())


class SheetForm(NamedTuple):
    """How a sheet stands for a part: the keys whose values it gives, and how it is read.

    `headed_by` are the keys, with the types of their values, that its columns are named after.
    """

    keys: tuple[str, ...]
    read: Callable[[Filling], Filled | None]
    headed_by: Mapping[str, type] = {}


def fill(
    form: SheetForm, document: Document, here: Path, sheet: Sheet, problems: list[Problem]
) -> Filled | None:
    """What a sheet stands for in the part at a path, None where its columns do not fit.

    Problems are collected.
    """
    for key, type_ in form.headed_by.items():
        at = (*here, key)
        if at not in document or not isinstance(document.value(at), type_):
            return None
    filled = form.read(Filling(document, here, sheet, problems))
    if filled is not None:
        extent = sheet.head[0].extent[0], sheet.rows[-1][-1].extent[1]
        filled.extents |= {(key,): extent for key in form.keys if (key,) not in filled.extents}
    return filled
