"""A worksheet of an Excel workbook as the text of a sheet; what would change a value silently is refused.

What counts is what a cell holds, and it has to be what a reader of the workbook sees: so formulas, merged and
hidden cells, errors, percentages, and numbers with digits that are not shown have a diagnostic each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from credit_engine import numbers
from credit_engine.document_text import Extent
from credit_engine.files import problems
from credit_engine.files.sheet_text import Worksheet, worksheet_name
from credit_engine.files.workbook import MAX_CELLS, chosen, opened_workbook, too_large
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source, Span
from credit_engine.wording import said

_EXCEL_DIGITS = 15
"""Significant digits of a number that Excel shows and keeps."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[0#?](?:\.([0#?]*))?(,*)(?![0#?,.])")


def read_workbook(path: Path, tab: str | None, file: IO[bytes]) -> Source:
    """The text of an open workbook's only worksheet, or of the one that is named; raises PolicyError."""
    book = opened_workbook(path, file)
    try:
        return _text(path, chosen(path, book, tab))
    finally:
        book.close()


@dataclass
class Finding:
    """What is wrong with a cell, before the text has its place."""

    row: int
    column: int
    problem: Problem


@dataclass
class _Reading:
    """The text of a worksheet as it grows, the extents of its cells, and what is wrong with some."""

    pieces: list[str] = field(default_factory=list)
    extents: dict[tuple[int, int], Extent] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _text(path: Path, sheet: Any) -> Source:
    """The worksheet's text; raises PolicyError with every cell that cannot be taken as it is."""
    if sheet.max_row * sheet.max_column > MAX_CELLS:
        message = said(
            "the worksheet reaches to row {last:,}", "工作表延伸到第 {last:,} 行", last=sheet.max_row
        )
        raise too_large(
            path,
            message,
            said(
                "delete the empty rows and columns after the last one",
                "请删除最后一行、最后一列之后的空行和空列",
            ),
        )
    reading = _Reading()
    for r, row in enumerate(sheet.iter_rows(), 1):
        for c, cell in enumerate(row, 1):
            start = reading.length + (c > 1)
            text = _cell(cell, reading.findings)
            reading.add(f",{text}" if c > 1 else text)
            reading.extents[r, c] = start, reading.length
        reading.add("\n")
    reading.findings += [*_merged(sheet), *_hidden(sheet, reading)]
    source = Worksheet(worksheet_name(str(path), sheet.title), "".join(reading.pieces))
    if reading.findings:
        raise PolicyError(
            replace(finding.problem, span=Span(source, *reading.extents[finding.row, finding.column]))
            for finding in reading.findings
        )
    return source


def _merged(sheet: Any) -> Iterator[Finding]:
    for merged in sheet.merged_cells.ranges:
        yield Finding(merged.min_row, merged.min_col, problems.merged_cells(cells=merged.coord))


def _hidden(sheet: Any, reading: _Reading) -> Iterator[Finding]:
    """Rows and columns that hold something and that nobody sees."""
    holding = [at for at, (start, end) in reading.extents.items() if end > start]
    rows, columns = {row for row, _ in holding}, {column for _, column in holding}
    for row in sorted(rows):
        if sheet.row_dimensions[row].hidden:
            yield Finding(row, 1, problems.hidden_row(row=row))
    for letter, dimension in sheet.column_dimensions.items():
        first = dimension.min or 0
        if dimension.hidden and first in columns:
            yield Finding(1, first, problems.hidden_column(letter=letter))


def _cell(cell: Any, findings: list[Finding]) -> str:
    """The text of a cell; what is wrong with it is added to the findings."""
    text = _text_of(cell.value, cell.data_type, cell.number_format)
    if isinstance(text, Problem):
        findings.append(Finding(cell.row, cell.column, text))
        return "?"
    return text


def _text_of(value: Any, kind: str, layout: str) -> str | Problem:
    if value is None:
        return ""
    if kind == "f" or not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return problems.formula_cell()
    if kind == "e":
        return problems.error_cell(value=value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if "\n" in value or "\r" in value:
            return problems.line_in_cell()
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, int | float):
        return _number(value, layout)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return problems.time_cell()


def _number(value: float, layout: str) -> str | Problem:
    """A number as it is shown; digits that are not shown, percentages and thousands are refused."""
    number = Decimal(repr(value))
    text = numbers.canonical_text(number)
    shown = _LITERAL.sub("", layout.split(";", maxsplit=1)[0])
    if "%" in shown:
        return problems.percent_cell(text=text)
    found = _DIGITS.search(shown)
    if found is not None and found[2]:
        return problems.number_in_thousands(text=text)
    places = len(found[1] or "") if found is not None and "E" not in shown.upper() else None
    if len(number.normalize().as_tuple().digits) > _EXCEL_DIGITS or (
        places is not None and round(number, places) != number
    ):
        return problems.hidden_digits(text=text)
    return text
