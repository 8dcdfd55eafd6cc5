"""The rows of a worksheet as records: read one after the other, none lost, what is hidden message.

openpyxl's reading row by row knows neither merged nor hidden cells, and leaves out rows and cells that do not
stand in order. So the worksheet's own text is looked through before its rows are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from credit_engine.files.problems import (
    error_in_cell,
    formula_in_cell,
    hidden_in_sheet,
    merged_cells,
    shared_formula,
)
from credit_engine.files.sheet_text import column_letters, worksheet_name
from credit_engine.files.workbook import chosen, column_number, opened_workbook, pieces, unreadable
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import Said, joined, said

_KINDS = {"row": "行", "column": "列"}
_ONE_SHEET = said(
    "keep only the worksheet of the records, or save it as CSV", "只保留存放记录的工作表，或保存为 CSV"
)
_TAG = re.compile(rb"<(?:\w+:)?(row|c|v|f|is|col|mergeCell)(?=[\s/>])([^>]*)")
_CELL = re.compile(rb"(?<![\w:])r\s*=\s*[\"']\$?([A-Z]{1,3})\$?([0-9]{1,7})[\"']")
_SHOWN = 10
"""Rows, columns or ranges that a message names before it counts the others."""


def worksheet_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a workbook's only worksheet, one after the other, with their numbers, as Python's values.

    A formula or an error is the Problem that it is. Raises PolicyError for what is no such workbook.
    """
    try:
        with path.open("rb") as file, catch_warnings():
            simplefilter("ignore")  # as when a workbook is opened
            with closing(opened_workbook(path, file, read_only=True)) as book:
                sheet = chosen(path, book, None, _ONE_SHEET)
                sheet.reset_dimensions()  # they may be wrong; the rows themselves tell
                for number, row in enumerate(sheet.iter_rows(), 1):
                    yield number, [_given(cell) for cell in row]
    except PolicyError:
        raise
    except Exception:  # noqa: BLE001 - as when a workbook is opened; what openpyxl says may hold a cell's text
        raise unreadable(
            path, said("its cells are not as Excel writes them", "其单元格不是 Excel 的写法")
        ) from None


def _given(cell: Any) -> Any:
    """The value of a cell, or what is wrong with it."""
    kind = cell.data_type if cell.value is not None else ""
    if kind == "f":
        return formula_in_cell(cell=cell.coordinate)
    if kind == "e":
        return error_in_cell(cell=cell.coordinate, value=cell.value)
    return cell.value


def hidden_cells(path: Path) -> list[Problem]:
    """Warnings of rows and columns that hold something and that nobody sees: they are read as all others.

    Raises PolicyError for merged cells, of which all but one are empty, for a formula of several cells, and
    for rows that are not in order.
    """
    with path.open("rb") as file, closing(opened_workbook(path, file, read_only=True)) as book:
        sheet = chosen(path, book, None, _ONE_SHEET)
        place = worksheet_name(str(path), sheet.title)
        looks = _Looks(path)
        with sheet._get_source() as part:  # there is no public way to a worksheet's own text
            for piece in pieces(part):
                for tag, attributes in _TAG.findall(piece):
                    looks.at(tag.decode(), attributes)
    if looks.merged or looks.formulas:
        raise PolicyError(
            [
                *(_merged(place, merged) for merged in looks.merged),
                *(_one_formula(place, formula) for formula in looks.formulas),
            ]
        )
    columns = [column_letters(number - 1) for number in sorted(looks.holding) if looks.hides(number)]
    found = _hidden("row", list(map(str, looks.hidden_rows)), place)
    return found + _hidden("column", columns, place)


def _merged(place: str, cells: str) -> Problem:
    return merged_cells(path=f"{place}:{cells.partition(':')[0]}", cells=cells)


def _one_formula(place: str, cells: str) -> Problem:
    return shared_formula(path=f"{place}:{cells.partition(':')[0]}", cells=cells)


def _hidden(what: str, names: Sequence[str], place: str) -> list[Problem]:
    if not names:
        return []
    more = len(names) - _SHOWN
    listed = joined(names[:_SHOWN])
    if more > 0:
        listed = said(
            "{listed} and {more:,} more", "{listed}等（另有 {more:,} 个）", listed=listed, more=more
        )
    single = len(names) == 1
    named, each = Said(what if single else f"{what}s", _KINDS[what]), Said(what, _KINDS[what])
    hidden = Said("is hidden" if single else "are hidden", "隐藏")
    return [hidden_in_sheet(what=named, listed=listed, hidden=hidden, each=each, path=place)]


@dataclass
class _Looks:
    """What the tags of a worksheet say, taken in their order."""

    path: Path
    row: int = 0
    column: int = 0
    row_is_hidden: bool = False
    hidden_rows: dict[int, None] = field(default_factory=dict)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    holding: set[int] = field(default_factory=set)
    """The columns in which some cell holds something."""
    merged: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    """The ranges of formulas of several cells, of which only the first shows that it is one."""

    def at(self, tag: str, attributes: bytes) -> None:
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self._row(attributes)
        elif tag == "col":
            self._columns(attributes)
        elif tag == "mergeCell":
            cells = _attribute("ref", attributes)
            self.merged += [cells] if ":" in cells else []
        else:
            if tag == "f" and _attribute("t", attributes) in ("array", "dataTable"):
                cells = _attribute("ref", attributes)
                self.formulas += [cells] if ":" in cells else []
            self.holding.add(self.column)
            if self.row_is_hidden:
                self.hidden_rows[self.row] = None

    def _row(self, attributes: bytes) -> None:
        number = _attribute("r", attributes)
        before, self.column = self.row, 0
        self.row = int(number) if number.isdecimal() else before + 1
        self.row_is_hidden = _attribute("hidden", attributes) in ("1", "true")
        if self.row <= before:
            raise unreadable(
                self.path,
                said(
                    "row {row} stands after row {before}",
                    "第 {row} 行出现在第 {before} 行之后",
                    row=self.row,
                    before=before,
                ),
            )

    def _cell(self, attributes: bytes) -> None:
        found = _CELL.search(attributes)
        before = self.column
        self.column = before + 1 if found is None else column_number(found[1])
        if self.column <= before or (found is not None and int(found[2]) != self.row):
            name = f"{column_letters(self.column - 1)}{self.row if found is None else int(found[2])}"
            raise unreadable(
                self.path,
                said(
                    "the cell {name} does not stand where it belongs, in row {row}",
                    "单元格 {name} 不在应在的位置（第 {row} 行）",
                    name=name,
                    row=self.row,
                ),
            )

    def _columns(self, attributes: bytes) -> None:
        ends = _attribute("min", attributes), _attribute("max", attributes)
        if _attribute("hidden", attributes) in ("1", "true") and all(map(str.isdecimal, ends)):
            self.hidden_columns.append((int(ends[0]), int(ends[1])))

    def hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def _attribute(name: str, attributes: bytes) -> str:
    found = re.search(rb"(?<![\w:])%s\s*=\s*[\"']([^\"']*)" % name.encode(), attributes)
    return "" if found is None else found[1].decode("ascii", "replace").strip()
