"""The rows of a table as a sheet."""

from __future__ import annotations

from typing import Any

from credit_engine.document_text import Path
from credit_engine.parts.sheets import Filled, Filling, SheetForm, put_list


def table_rows(filling: Filling) -> Filled | None:
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
            put_list(filling, filled, (*at, key), cells, data)
        filled.data["rows"].append(data)
    return filled


SHEET = SheetForm(("rows",), table_rows, {"in": list, "out": dict})
