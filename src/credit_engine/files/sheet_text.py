"""Sheets as text: comma-separated values, each cell with its place.

The text of a sheet is RFC 4180's: commas, quotes around what holds a comma, a quote or a line end. A
worksheet of a workbook is written so as well (`files.workbook_text`): its texts in quotes, everything else
without, one line for each row, so that numbers and texts can be told apart and places are given as cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from credit_engine.document_text import Extent, ScalarText, linear_text
from credit_engine.files.problems import (
    column_without_head,
    empty_sheet,
    head_without_rows,
    other_separator,
    quotes_within_cell,
    row_of_other_width,
)
from credit_engine.problems import Problem
from credit_engine.source import Source, Span
from credit_engine.wording import counted, said

_FIELD = re.compile(r'"(?:[^"]|"")*"|[^,\r\n]*')
_REST = re.compile(r"[^,\r\n]*")
_WORKSHEET = re.compile(r".*\.xlsx\[.*\]", re.DOTALL | re.IGNORECASE)


class Worksheet(Source):
    """The text of a worksheet; places in it are cells, such as `C7`."""

    def place(self, offset: int) -> str:
        """The cell in which a character stands."""
        row = self.position(offset).line
        begin = offset - (self.position(offset).column - 1)
        column, at = 0, begin
        while at < offset:
            end = _FIELD.match(self.text, at).end()  # type: ignore[union-attr]
            if offset <= end or self.text[end : end + 1] != ",":
                break
            column, at = column + 1, end + 1
        return f"{column_letters(column)}{row}"


def worksheet_name(file: str, tab: str) -> str:
    """The name of a worksheet's text: `rates.xlsx[Rates]`."""
    return f"{file}[{tab}]"


def placed(source: Source) -> Source:
    """The source with places as its kind gives them, told by its name."""
    if isinstance(source, Worksheet) or not _WORKSHEET.fullmatch(source.name):
        return source
    return Worksheet(source.name, source.text)


def column_letters(column: int) -> str:
    """The letters of a column counted from 0, as in spreadsheets: A, ..., Z, AA, ..."""
    letters = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


@dataclass(frozen=True)
class Cell:
    """A cell: its text, where it stands, and whether it is written in quotes.

    `broken` where its quotes are wrong, which has been reported.
    """

    text: str
    extent: Extent
    quoted: bool = False
    broken: bool = False


Row = Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read: its head and the rows below that hold something, each as wide as the head.

    `cut` where rows were left out for a problem that has been reported.
    """

    source: Source
    head: Row
    rows: Sequence[Row]
    cut: bool = False

    @property
    def typed(self) -> bool:
        """Whether quotes tell texts from numbers, as they do in the text of a worksheet."""
        return isinstance(self.source, Worksheet)

    def span(self, cell: Cell) -> Span:
        """Where a cell stands."""
        return Span(self.source, *cell.extent)


def cell_text(source: Source, extent: Extent) -> ScalarText:
    """The characters of a cell without the quotes around it, each with its place."""
    start, end = extent
    text = source.text
    if text[start : start + 1] != '"' or end - start < 2:
        return linear_text(source, extent, start, end, in_sheet=not isinstance(source, Worksheet))
    starts = [m.start() for m in re.compile(r'""|[^"]', re.DOTALL).finditer(text, start + 1, end - 1)]
    ends = [at + (2 if text[at] == '"' else 1) for at in starts]
    return ScalarText(
        "".join(text[at] for at in starts), source, extent, starts, ends, not isinstance(source, Worksheet)
    )


def read_sheet_text(source: Source, problems: list[Problem]) -> Sheet | None:
    """The sheet of a text, None where there is none; its problems are collected.

    Rows without any text are left out, and so are cells without text beyond the last head.
    """
    source = placed(source)
    before = len(problems)
    rows = [row for row in _rows(source, problems) if any(cell.text for cell in row)]
    if not rows:
        problems.append(empty_sheet(Span(source, 0, 0)))
        return None
    head = _trimmed(rows[0], 0)
    if len(problems) == before and len(head) == 1 and (found := re.search(r"[;\t，；|]", head[0].text)):
        problems.append(_separator(source, head[0], found))
        return None
    if any(cell.broken for cell in head):
        return None
    nameless = [at for at in range(len(head), len(rows[0])) if any(_holds(row, at) for row in rows[1:])]
    if nameless:
        span = Span(source, *rows[0][nameless[0]].extent)
        problems.append(column_without_head(span))
        return None
    below = [_trimmed(row, len(head)) for row in rows[1:]]
    problems += [_width(source, row, len(head)) for row in below if len(row) != len(head)]
    if not below:
        problems.append(head_without_rows(Span(source, *head[0].extent)))
        return None
    fitting = [row for row in below if len(row) == len(head)]
    return Sheet(source, head, fitting, cut=len(problems) > before) if fitting else None


def _holds(row: Row, at: int) -> bool:
    return at < len(row) and bool(row[at].text)


def _trimmed(row: Row, width: int) -> Row:
    """A row without the cells that hold nothing at its end, as long as it is wider than so many."""
    length = len(row)
    while length > width and not row[length - 1].text:
        length -= 1
    return row[:length]


def _rows(source: Source, problems: list[Problem]) -> list[list[Cell]]:
    text, at = source.text, 0
    rows: list[list[Cell]] = [[]]
    while True:
        cell, at = _cell(source, at, problems)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == ",":
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= len(text):
            return rows
        rows.append([])


def _cell(source: Source, at: int, problems: list[Problem]) -> tuple[Cell, int]:
    """The cell that begins at an offset, and where it ends."""
    found = _FIELD.match(source.text, at)
    assert found is not None
    written, end = found.group(), found.end()
    quoted = written.startswith('"') and written.endswith('"') and len(written) > 1
    if source.text[end : end + 1] not in ("", ",", "\r", "\n") or (not quoted and '"' in written):
        rest = _REST.match(source.text, end)
        assert rest is not None
        end = rest.end()
        problems.append(quotes_within_cell(Span(source, at, end)))
        return Cell(source.text[at:end], (at, end), broken=True), end
    return Cell(written[1:-1].replace('""', '"') if quoted else written, (at, end), quoted), end


def _separator(source: Source, head: Cell, found: re.Match[str]) -> Problem:
    start = head.extent[0] + found.start()
    shown = said("a tab", "制表符") if found.group() == "\t" else f"'{found.group()}'"
    return other_separator(Span(source, start, start + 1), shown=shown)


def _width(source: Source, row: Row, width: int) -> Problem:
    return row_of_other_width(
        Span(source, row[0].extent[0], row[-1].extent[1]),
        cells=counted(len(row), "cell", "个单元格"),
        width=width,
        hint=said("put a cell that holds a comma in quotes", "含逗号的单元格请加引号")
        if len(row) > width
        else "",
    )
