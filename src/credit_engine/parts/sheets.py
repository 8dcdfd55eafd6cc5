"""From a sheet to what a part would have written inline: rows of a table, a grid, entries of a catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Document, Extent, Path
from credit_engine.parts.problems import output_named_as_column
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.sheet_text import Cell, Row, Sheet
from credit_engine.wording import said

_DATE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_READ_AS = {"-": said("a subtraction", "减法"), "/": said("a division", "除法")}
"""What FEEL reads a date without quotes as, by its separator."""
_TRUTHS = {"true": True, "TRUE": True, "false": False, "FALSE": False}
_TITLES = ("title.en", "title.zh")
_OF_ENTRIES = ("code", "from", "to", *_TITLES)


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
class _Filling:
    """One sheet that is being read for a part at `here`; problems are collected."""

    document: Document
    here: Path
    sheet: Sheet
    problems: list[Problem]

    def add(
        self,
        code: str,
        message: str,
        cell: Cell,
        expected: str = "",
        hint: str = "",
        notes: tuple[Note, ...] = (),
    ) -> None:
        self.problems.append(Problem(code, message, self.sheet.span(cell), expected, hint, notes))

    def columns(self, needed: Sequence[str], optional: Sequence[str]) -> dict[str, int] | None:
        """The place of every column by its head; None where one is missing, unknown or there twice."""
        before = len(self.problems)
        known = {_plain(name): name for name in (*optional, *needed)}
        found: dict[str, int] = {}
        for at, cell in enumerate(self.sheet.head):
            name = known.get(_plain(cell.text))
            if name is None:
                shown = (
                    said("unknown column '{name}'", "未知的列 '{name}'", name=cell.text)
                    if cell.text
                    else said("this column has no head", "此列没有表头")
                )
                self.add(
                    "unknown-column",
                    shown,
                    cell,
                    ", ".join((*needed, *optional)),
                    suggestion(cell.text, known.values()),
                )
            elif name in found:
                note = Note(said("first here", "首次出现在此"), self.sheet.span(self.sheet.head[found[name]]))
                self.add(
                    "duplicate-column",
                    said("the column '{name}' stands twice", "列 '{name}' 出现两次", name=name),
                    cell,
                    hint=said("remove one of the two", "请删除其中之一"),
                    notes=(note,),
                )
            else:
                found[name] = at
        missing = [name for name in needed if name not in found]
        if missing and len(self.problems) == before:
            self.add(
                "missing-column",
                said("the column '{missing}' is missing", "缺少列 '{missing}'", missing=missing[0]),
                self.sheet.head[0],
                ", ".join(needed),
            )
        return found if len(self.problems) == before else None

    def expression(self, cell: Cell) -> str | None:
        """An expression or a test; None for an empty cell, and for a date that would be a subtraction."""
        if not cell.text.strip():
            self.add(
                "empty-cell",
                said("this cell is empty", "此单元格为空"),
                cell,
                said("a value, or - for any", "一个值，或用 - 表示任意"),
            )
        elif found := _DATE.fullmatch(cell.text.strip()):
            how = _READ_AS.get(found[1], said("no number", "非数字"))
            self.add(
                "date-cell",
                said(
                    "'{text}' is {how} here, no date",
                    "'{text}' 在此是{how}，不是日期",
                    text=cell.text,
                    how=how,
                ),
                cell,
                '@"2026-11-23"',
                said("write a date as text: @ and the day in quotes", "日期请写成文本：@ 后跟带引号的日期"),
            )
        else:
            return cell.text
        return None


def table_rows(filling: _Filling) -> Filled | None:
    """The rows of a table: a column for each input, headed as under `in`, and one for each output."""
    document, here = filling.document, filling.here
    inputs = [document.text_at((*here, "in", i)).value for i in range(len(document.value((*here, "in"))))]
    outputs = list(document.value((*here, "out")))
    columns = filling.columns((*inputs, *outputs), ("id",))
    if columns is None:
        return None
    filled = Filled(filling.sheet, {"rows": []})
    for r, row in enumerate(filling.sheet.rows):
        at: Path = ("rows", r)
        filled.extents[at] = row[0].extent
        data: dict[str, Any] = {}
        if "id" in columns:
            data["id"] = row[columns["id"]].text or str(r + 1)
            filled.put((*at, "id"), row[columns["id"]])
        for key, names in (("if", inputs), ("then", outputs)):
            cells = [row[columns[name]] for name in names]
            _list(filling, filled, (*at, key), cells, data)
        filled.data["rows"].append(data)
    return filled


def _list(filling: _Filling, filled: Filled, at: Path, cells: Sequence[Cell], data: dict[str, Any]) -> None:
    """A list of expressions under a key; it stands from its first to its last cell."""
    extents = [cell.extent for cell in cells]
    filled.extents[at] = min(extents)[0], max(extents)[1]
    data[str(at[-1])] = [_expression(filling, filled, (*at, i), cell) for i, cell in enumerate(cells)]


def _expression(filling: _Filling, filled: Filled, at: Path, cell: Cell) -> str:
    """The expression of a cell, entered with its place; one that cannot be read counts as damaged."""
    filled.put(at, cell)
    text = None if cell.broken else filling.expression(cell)
    if text is None:
        filled.damaged.append(at)
    return text or "-"


def grid(filling: _Filling) -> Filled | None:
    """The grid of a matrix: its columns' cells in the head, its rows' cells in the first column."""
    filled = Filled(filling.sheet, {"columns": [], "rows": []})
    head = filling.sheet.head
    if len(head) < 2:
        filling.add(
            "missing-column",
            said("the grid has no columns", "网格没有列"),
            head[0],
            said("a column for each of its values", "每个取值一列"),
        )
        return None
    columns: dict[str, Any] = {}
    _list(filling, filled, ("columns",), head[1:], columns)
    filled.data |= columns
    for r, row in enumerate(filling.sheet.rows):
        at: Path = ("rows", r)
        filled.extents[at] = row[0].extent
        data: dict[str, Any] = {"if": _expression(filling, filled, (*at, "if"), row[0])}
        _list(filling, filled, (*at, "then"), row[1:], data)
        filled.data["rows"].append(data)
    return filled


def entries(filling: _Filling) -> Filled | None:
    """The entries of a catalogue: code, days, titles, and a column for each output."""
    outputs: Mapping[str, Any] = filling.document.value((*filling.here, "out"))
    for name in outputs:
        if name in _OF_ENTRIES:
            span = filling.document.key_span((*filling.here, "out", name))
            filling.problems.append(output_named_as_column(span, name=name))
            return None
    columns = filling.columns(("code", *outputs), _OF_ENTRIES[1:])
    if columns is None:
        return None
    filled = Filled(filling.sheet, {"entries": []})
    for i, row in enumerate(filling.sheet.rows):
        at: Path = ("entries", i)
        filled.extents[at] = row[0].extent
        filled.data["entries"].append(_entry(filling, filled, at, columns, row, outputs))
    return filled


def _entry(
    filling: _Filling,
    filled: Filled,
    at: Path,
    columns: Mapping[str, int],
    row: Row,
    outputs: Mapping[str, Any],
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in ("code", "from", "to"):
        cell = row[columns[name]] if name in columns else None
        if cell is not None and (cell.text or name == "code"):
            if name == "code" and filling.sheet.typed and cell.text and not cell.quoted:
                hint = said(
                    "format the column as text, and enter the codes anew: zeros in front are lost",
                    "请把列设为文本格式并重新输入代码：开头的零已丢失",
                )
                message = said(
                    "the code {text} is stored as a number", "代码 {text} 存成了数字", text=cell.text
                )
                filling.add("code-as-number", message, cell, said("a text", "一段文本"), hint)
            data[name] = cell.text
            filled.put((*at, name), cell)
    titles = {key.removeprefix("title."): row[columns[key]] for key in _TITLES if key in columns}
    if any(cell.text for cell in titles.values()):
        data["title"] = {key: cell.text for key, cell in titles.items()}
        filled.extents[(*at, "title")] = next(iter(titles.values())).extent
        for key, cell in titles.items():
            filled.put((*at, "title", key), cell)
    data["then"] = []
    for c, (name, column) in enumerate(outputs.items()):
        cell = row[columns[name]]
        filled.put((*at, "then", c), cell)
        if cell.text:
            data["then"].append(_value(filling, cell, _kind(column)))
        else:
            filling.add("empty-cell", said("this cell is empty", "此单元格为空"), cell, f"a {_kind(column)}")
            data["then"].append("")
            filled.damaged.append((*at, "then", c))
    filled.extents[(*at, "then")] = row[0].extent[0], row[-1].extent[1]
    return data


def _kind(column: Any) -> str:
    found = column.get("type") if isinstance(column, dict) else column
    return found if isinstance(found, str) else "text"


def _value(filling: _Filling, cell: Cell, kind: str) -> Any:
    """A value of an entry as its column's kind reads it; what does not fit stays a text, for the check."""
    if kind in ("number", "integer"):
        number = numbers.read_number(cell.text)
        if number is not None and filling.sheet.typed and cell.quoted:
            filling.add(
                "number-as-text",
                said("the number {text} is stored as text", "数字 {text} 存成了文本", text=cell.text),
                cell,
                said("a number", "数字"),
                said(
                    "format the column as a number, and enter the value anew",
                    "请把列设为数字格式并重新输入该值",
                ),
            )
        return cell.text if number is None else number
    if kind == "boolean":
        return _TRUTHS.get(cell.text, cell.text)
    if kind == "text" and filling.sheet.typed and not cell.quoted:
        filling.add(
            "text-as-number",
            said(
                "the text {text} is stored as another kind of value",
                "文本 {text} 存成了其他类型的值",
                text=cell.text,
            ),
            cell,
            said("a text", "一段文本"),
            said("format the column as text, and enter the value anew", "请把列设为文本格式并重新输入该值"),
        )
    return cell.text


def _plain(name: str) -> str:
    return " ".join(name.split())


FILLED_BY: Mapping[str, tuple[tuple[str, ...], Callable[[_Filling], Filled | None]]] = {
    "table": (("rows",), table_rows),
    "matrix": (("columns", "rows"), grid),
    "catalogue": (("entries",), entries),
}
"""The parts that can have a sheet, the keys that it stands for, and how it is read."""


def fill(document: Document, here: Path, sheet: Sheet, problems: list[Problem]) -> Filled | None:
    """What a sheet stands for in the part at a path, None where its columns do not fit.

    Problems are collected.
    """
    keys, read = FILLED_BY[str(here[-1])]
    filled = read(_Filling(document, here, sheet, problems))
    if filled is not None:
        whole = sheet.head[0].extent[0], sheet.rows[-1][-1].extent[1]
        filled.extents |= {(key,): whole for key in keys if (key,) not in filled.extents}
    return filled
