"""A worksheet of an Excel workbook as the text of a sheet; what would change a value silently is refused.

What counts is what a cell holds, and it has to be what a reader of the workbook sees: so formulas, merged and
hidden cells, errors, percentages, and numbers with digits that are not shown have a diagnostic each.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from warnings import catch_warnings, simplefilter

from credit_engine import numbers
from credit_engine.document_text import Extent
from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.problems import PolicyError, Problem, missing_package, suggestion
from credit_engine.sheet_text import Worksheet, worksheet_name
from credit_engine.source import Source, Span

_MAX_CELLS = 500_000
"""A cell takes some 400 bytes while a workbook is read: 200 MB at most."""
_PIECE = 1 << 16
"""Bytes of a part that are looked at together."""
_NARROW = "keep only the rows and columns that are needed"
_MOST = {
    "cells": (re.compile(rb"<(?:\w+:)?c[\s/>]"), _MAX_CELLS),
    "texts": (re.compile(rb"<(?:\w+:)?(?:si|t)[\s/>]"), 2 * _MAX_CELLS),
    "elements": (re.compile(rb"<[^/?!]"), 4 * _MAX_CELLS),
}
"""What is counted by its opening tags before it is read, and how much of it may be there."""
_OTHER_ENCODING = re.compile(
    rb"(?!(?:\xef\xbb\xbf)?\s*<)|[^>]*\bencoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE
)
"""The beginning of a part in which tags may be written in other bytes, so that none would be counted."""
_RANGES = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})"
)
"""Ranges of which openpyxl makes every cell."""
_EXCEL_DIGITS = 15
"""Significant digits of a number that Excel shows and keeps."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[0#?](?:\.([0#?]*))?(,*)(?![0#?,.])")


def read_workbook(path: Path, tab: str | None, file: IO[bytes]) -> Source:
    """The text of an open workbook's only worksheet, or of the one that is named; raises PolicyError."""
    _needs_openpyxl(path)
    _bounded(path, file)
    import openpyxl

    try:
        with catch_warnings():
            # It warns of what it leaves out, such as drop-down lists: none of that is a value.
            simplefilter("ignore")
            book = openpyxl.load_workbook(file, data_only=False)
    except Exception as failure:  # noqa: BLE001 - openpyxl raises errors of many kinds for broken files
        raise _unreadable(path, str(failure).splitlines()[0] if str(failure) else "") from None
    try:
        return _text(path, _chosen(path, book, tab))
    finally:
        book.close()


def worksheet_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a workbook's only worksheet, one after the other, with their numbers, as Python's values.

    A formula or an error is the Problem that it is. Raises PolicyError for what is no such workbook.
    """
    _needs_openpyxl(path)
    import openpyxl

    try:
        with path.open("rb") as file, catch_warnings():
            _bounded(path, file)
            simplefilter("ignore")
            with closing(openpyxl.load_workbook(file, read_only=True, data_only=False)) as book:
                sheet = _chosen(path, book, None)
                sheet.reset_dimensions()  # they may be wrong; the rows themselves tell
                for number, row in enumerate(sheet.iter_rows(), 1):
                    yield number, [_given(cell) for cell in row]
    except PolicyError:
        raise
    except Exception as failure:  # noqa: BLE001 - as above
        raise _unreadable(path, str(failure).splitlines()[0] if str(failure) else "") from None


def _given(cell: Any) -> Any:
    """The value of a cell, or what is wrong with it."""
    kind = cell.data_type if cell.value is not None else ""
    if kind == "f":
        said, expected = f"the cell {cell.coordinate} holds a formula", "a value"
        return Problem("formula-cell", said, expected=expected, hint="copy the cells, and paste their values")
    if kind == "e":
        return Problem(
            "error-cell", f"the cell {cell.coordinate} holds the error {cell.value}", expected="a value"
        )
    return cell.value


def _needs_openpyxl(path: Path) -> None:
    if find_spec("openpyxl") is None:
        lacking = missing_package("reading Excel workbooks", "openpyxl", "excel")
        hint = f"{lacking.hint}; or save the sheet as CSV"
        raise PolicyError([replace(lacking, path=str(path), hint=hint)])


def _bounded(path: Path, file: IO[bytes]) -> None:
    """A workbook is a ZIP archive of XML documents; none is large, none declares entities."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(info.file_size for info in archive.infolist()) > 8 * MAX_FILE_CHARACTERS:
                raise _too_large(path, "the workbook is too large", "keep only the worksheet that is needed")
            _counted(path, archive)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError):
        raise _unreadable(path, "it is no workbook, or it has a password") from None


def _counted(path: Path, archive: zipfile.ZipFile) -> None:
    """Go through the parts piece by piece: what they hold is bounded before any of it becomes an object."""
    counts, covered = dict.fromkeys(_MOST, 0), 0
    for info in archive.infolist():
        if not info.filename.endswith((".xml", ".rels")):
            continue
        for number, piece in enumerate(_pieces(archive, info)):
            if b"\0" in piece or (not number and _OTHER_ENCODING.match(piece)):
                raise _unreadable(path, "a part of it is not in UTF-8")
            if b"<!DOCTYPE" in piece:
                raise _unreadable(path, "it declares a document type")
            for what, (found, most) in _MOST.items():
                counts[what] += len(found.findall(piece))
                if counts[what] > most:
                    said = f"the workbook has more than {most:,} {what}"
                    raise _too_large(path, said, _NARROW)
            covered += sum(map(_area, _RANGES.findall(piece)))
            if covered > _MAX_CELLS:
                said = f"merged cells or links reach over more than {_MAX_CELLS:,} cells"
                raise _too_large(path, said, "unmerge the cells, and remove the links")


def _area(ends: tuple[bytes, bytes, bytes, bytes]) -> int:
    """The number of cells from one corner to the other."""
    left, top, right, bottom = ends
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text of a part, cut before the last opening bracket of each piece so that no tag is cut through."""
    kept = b""
    with archive.open(info) as part:
        while piece := part.read(_PIECE):
            *_, last = (kept + piece).rpartition(b"<")
            kept, piece = b"<" + last, (kept + piece)[: -len(last) - 1]
            yield piece
            if len(kept) > _PIECE:
                yield kept
                kept = b""
    yield kept


def _too_large(path: Path, message: str, hint: str) -> PolicyError:
    return PolicyError([Problem("file-too-large", message, hint=hint, path=str(path))])


def _unreadable(path: Path, reason: str) -> PolicyError:
    return PolicyError(
        [
            Problem("unreadable-workbook", f"this file cannot be read as a workbook: {reason}".rstrip(": "),
                    expected="an Excel workbook (.xlsx)", path=str(path),
                    hint="save it anew as an Excel workbook, or as CSV")
        ]
    )  # fmt: skip


def _chosen(path: Path, book: Any, tab: str | None) -> Any:
    names = [sheet.title for sheet in book.worksheets]
    if tab is None and len(names) == 1:
        return book.worksheets[0]
    if tab in names:
        return book[tab]
    if tab is None:
        message, hint = f"the workbook has {len(names)} worksheets", "name one: {file: ..., tab: ...}"
    else:
        message, hint = f"there is no worksheet '{tab}'", suggestion(tab, names)
    expected = ", ".join(names)
    raise PolicyError([Problem("unknown-sheet", message, expected=expected, hint=hint, path=str(path))])


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
    if sheet.max_row * sheet.max_column > _MAX_CELLS:
        said = f"the worksheet reaches to row {sheet.max_row:,}"
        raise _too_large(path, said, "delete the empty rows and columns after the last one")
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
            Problem(one.code, one.message, Span(source, *reading.extents[one.row, one.column]), one.expected,
                    one.hint)
            for one in reading.findings
        )  # fmt: skip
    return source


def _merged(sheet: Any) -> Iterator[Finding]:
    for one in sheet.merged_cells.ranges:
        yield Finding("merged-cells", one.min_row, one.min_col, f"the cells {one.coord} are merged",
                       "a value in every cell", "unmerge them, and fill in each cell")  # fmt: skip


def _hidden(sheet: Any, reading: _Reading) -> Iterator[Finding]:
    """Rows and columns that hold something and that nobody sees."""
    holding = [at for at, (start, end) in reading.extents.items() if end > start]
    rows, columns = {row for row, _ in holding}, {column for _, column in holding}
    for row in sorted(rows):
        if sheet.row_dimensions[row].hidden:
            yield Finding("hidden-cells", row, 1, f"row {row} is hidden", "rows that are seen",
                           "show the row, or delete it")  # fmt: skip
    for letter, one in sheet.column_dimensions.items():
        first = one.min or 0
        if one.hidden and first in columns:
            yield Finding("hidden-cells", 1, first, f"column {letter} is hidden", "columns that are seen",
                           "show the column, or delete it")  # fmt: skip


def _cell(cell: Any, findings: list[Finding]) -> str:
    """The text of a cell; what is wrong with it is added to the findings."""
    value, kind = cell.value, cell.data_type

    def add(code: str, message: str, expected: str, hint: str) -> str:
        findings.append(Finding(code, cell.row, cell.column, message, expected, hint))
        return "?"

    if value is None:
        return ""
    if kind == "f" or not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return add("formula-cell", "this cell holds a formula", "a value",
                      "copy the cells, and paste their values")  # fmt: skip
    if kind == "e":
        return add("error-cell", f"this cell holds the error {value}", "a value", "mend the cell")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if "\n" in value or "\r" in value:
            return add("line-in-cell", "this cell holds several lines", "one line",
                          "join the lines")  # fmt: skip
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, int | float):
        return _number(value, cell.number_format, add)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return add("time-cell", "this cell holds a time of day", "a number, a text or a date",
                  "format the cell as a number or as a date")  # fmt: skip


def _number(value: float, layout: str, add: Any) -> str:
    """A number as it is shown; digits that are not shown, percentages and thousands are refused."""
    number = Decimal(repr(value))
    text = numbers.canonical_text(number)
    shown = _LITERAL.sub("", layout.split(";", maxsplit=1)[0])
    if "%" in shown:
        return str(add("percent-cell", f"this cell is shown as a percentage, and holds {text}", text,
                          "format the column as a number, and write the fraction"))  # fmt: skip
    found = _DIGITS.search(shown)
    if found is not None and found[2]:
        return str(add("hidden-digits", f"this cell is shown in thousands, and holds {text}", text,
                          "format the column as a plain number"))  # fmt: skip
    places = len(found[1] or "") if found is not None and "E" not in shown.upper() else None
    if len(number.normalize().as_tuple().digits) > _EXCEL_DIGITS or (
        places is not None and round(number, places) != number
    ):
        return str(add("hidden-digits", f"this cell holds {text}, and shows fewer digits", "a rounded number",
                          "round the number, or let the column show all digits"))  # fmt: skip
    return text
