"""The entries of a catalogue as a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.files.sheet_text import Cell, Row
from credit_engine.parts.problems import sheets as problems
from credit_engine.parts.sheets import Filled, Filling, SheetForm
from credit_engine.texts.kinds import KINDS
from credit_engine.wording import Said, said

_TRUTHS = {"true": True, "TRUE": True, "false": False, "FALSE": False}
_TITLES = ("title.en", "title.zh")
_OF_ENTRIES = ("code", "from", "to", *_TITLES)


def entries(filling: Filling) -> Filled | None:
    """The entries of a catalogue: code, days, titles, and a column for each output."""
    outputs: Mapping[str, Any] = filling.document.value((*filling.here, "out"))
    for name in outputs:
        if name in _OF_ENTRIES:
            span = filling.document.key_span((*filling.here, "out", name))
            filling.problems.append(problems.output_named_as_column(span, name=name))
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
    filling: Filling,
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
                filling.problems.append(problems.code_as_number(filling.sheet.span(cell), text=cell.text))
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
            kind = _kind(column)
            expected = said(
                "a value of type {kind}", "{kind}类型的值", kind=Said(kind, KINDS.get(kind, kind))
            )
            filling.problems.append(problems.empty_cell(filling.sheet.span(cell), expected=expected))
            data["then"].append("")
            filled.damaged.append((*at, "then", c))
    filled.extents[(*at, "then")] = row[0].extent[0], row[-1].extent[1]
    return data


def _kind(column: Any) -> str:
    found = column.get("type") if isinstance(column, dict) else column
    return found if isinstance(found, str) else "text"


def _value(filling: Filling, cell: Cell, kind: str) -> Any:
    """A value of an entry as its column's kind reads it; what does not fit stays a text, for the check."""
    if kind in ("number", "integer"):
        number = numbers.read_number(cell.text)
        if number is not None and filling.sheet.typed and cell.quoted:
            filling.problems.append(problems.number_as_text(filling.sheet.span(cell), text=cell.text))
        return cell.text if number is None else number
    if kind == "boolean":
        return _TRUTHS.get(cell.text, cell.text)
    if kind == "text" and filling.sheet.typed and not cell.quoted:
        filling.problems.append(problems.text_as_number(filling.sheet.span(cell), text=cell.text))
    return cell.text


SHEET = SheetForm(("entries",), entries, {"out": dict})
