"""A worksheet of an Excel workbook as the text of a sheet; what would change a value silently is refused.

What counts is what a cell holds, and it has to be what a reader of the workbook sees: so formulas, merged and
hidden cells, errors, percentages, and numbers with digits that are not shown have a diagnostic each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from credit_engine import numbers
from credit_engine.document_text import Extent
from credit_engine.problems import PolicyError, Problem
from credit_engine.sheet_text import Worksheet, worksheet_name
from credit_engine.source import Source, Span
from credit_engine.wording import said
from credit_engine.workbook_file import MAX_CELLS, chosen, opened_workbook, too_large

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

    code: str
    row: int
    column: int
    message: str
    expected: str = ""
    hint: str = ""


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
            Problem(
                one.code,
                one.message,
                Span(source, *reading.extents[one.row, one.column]),
                one.expected,
                one.hint,
            )
            for one in reading.findings
        )
    return source


def _merged(sheet: Any) -> Iterator[Finding]:
    for one in sheet.merged_cells.ranges:
        yield Finding(
            "merged-cells",
            one.min_row,
            one.min_col,
            said("the cells {cells} are merged", "单元格 {cells} 已合并", cells=one.coord),
            said("a value in every cell", "每个单元格一个值"),
            said("unmerge them, and fill in each cell", "请取消合并，并逐格填写"),
        )


def _hidden(sheet: Any, reading: _Reading) -> Iterator[Finding]:
    """Rows and columns that hold something and that nobody sees."""
    holding = [at for at, (start, end) in reading.extents.items() if end > start]
    rows, columns = {row for row, _ in holding}, {column for _, column in holding}
    for row in sorted(rows):
        if sheet.row_dimensions[row].hidden:
            yield Finding(
                "hidden-cells",
                row,
                1,
                said("row {row} is hidden", "第 {row} 行被隐藏", row=row),
                said("rows that are seen", "可见的行"),
                said("show the row, or delete it", "请显示此行，或删除它"),
            )
    for letter, one in sheet.column_dimensions.items():
        first = one.min or 0
        if one.hidden and first in columns:
            yield Finding(
                "hidden-cells",
                1,
                first,
                said("column {letter} is hidden", "{letter} 列被隐藏", letter=letter),
                said("columns that are seen", "可见的列"),
                said("show the column, or delete it", "请显示此列，或删除它"),
            )


def _cell(cell: Any, findings: list[Finding]) -> str:
    """The text of a cell; what is wrong with it is added to the findings."""
    value, kind = cell.value, cell.data_type

    def add(code: str, message: str, expected: str, hint: str) -> str:
        findings.append(Finding(code, cell.row, cell.column, message, expected, hint))
        return "?"

    if value is None:
        return ""
    if kind == "f" or not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return add(
            "formula-cell",
            said("this cell holds a formula", "此单元格含公式"),
            said("a value", "一个值"),
            said("copy the cells, and paste their values", "请复制这些单元格，再粘贴为值"),
        )
    if kind == "e":
        return add(
            "error-cell",
            said("this cell holds the error {value}", "此单元格含错误值 {value}", value=value),
            said("a value", "一个值"),
            said("mend the cell", "请改正单元格"),
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if "\n" in value or "\r" in value:
            return add(
                "line-in-cell",
                said("this cell holds several lines", "此单元格有多行文本"),
                said("one line", "一行"),
                said("join the lines", "请合并为一行"),
            )
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, int | float):
        return _number(value, cell.number_format, add)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return add(
        "time-cell",
        said("this cell holds a time of day", "此单元格是一天中的时刻"),
        said("a number, a text or a date", "数字、文本或日期"),
        said("format the cell as a number or as a date", "请把单元格格式设为数字或日期"),
    )


def _number(value: float, layout: str, add: Any) -> str:
    """A number as it is shown; digits that are not shown, percentages and thousands are refused."""
    number = Decimal(repr(value))
    text = numbers.canonical_text(number)
    shown = _LITERAL.sub("", layout.split(";", maxsplit=1)[0])
    if "%" in shown:
        return str(
            add(
                "percent-cell",
                said(
                    "this cell is shown as a percentage, and holds {text}",
                    "此单元格显示为百分比，实际值为 {text}",
                    text=text,
                ),
                text,
                said(
                    "format the column as a number, and write the fraction", "请把该列格式设为数字，并写小数"
                ),
            )
        )
    found = _DIGITS.search(shown)
    if found is not None and found[2]:
        return str(
            add(
                "hidden-digits",
                said(
                    "this cell is shown in thousands, and holds {text}",
                    "此单元格以千为单位显示，实际值为 {text}",
                    text=text,
                ),
                text,
                said("format the column as a plain number", "请把该列格式设为普通数字"),
            )
        )
    places = len(found[1] or "") if found is not None and "E" not in shown.upper() else None
    if len(number.normalize().as_tuple().digits) > _EXCEL_DIGITS or (
        places is not None and round(number, places) != number
    ):
        return str(
            add(
                "hidden-digits",
                said(
                    "this cell holds {text}, and shows fewer digits",
                    "此单元格实际值为 {text}，显示的位数较少",
                    text=text,
                ),
                said("a rounded number", "舍入后的数字"),
                said("round the number, or let the column show all digits", "请舍入该数字，或显示全部位数"),
            )
        )
    return text
