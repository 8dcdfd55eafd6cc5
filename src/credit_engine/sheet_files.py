"""Finding the sheets that a policy names, and reading them as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from credit_engine.file_problems import no_sheet_name, no_such_sheet
from credit_engine.opening import open_within
from credit_engine.problems import PolicyError, suggestion
from credit_engine.source import Source
from credit_engine.source_files import read_source, reading

_NAME = re.compile(r"(?P<file>\w[\w .-]*(?:/\w[\w .-]*)*\.(?P<kind>csv|xlsx))(?:\[(?P<tab>[^\[\]]+)\])?")


def read_sheet(folder: Path, name: str, same: Sequence[Path] = ()) -> Source:
    """The text of a sheet in a policy's folder or below it: `rates.csv`, `rates.xlsx` or `rates.xlsx[Rates]`.

    Links may lead to within the folder, or within one that counts as the same.
    Raises PolicyError where there is none, or where it cannot be read as it is.
    """
    found = _NAME.fullmatch(name)
    if found is None or (found["kind"] == "csv" and found["tab"] is not None):
        raise PolicyError([no_sheet_name(name=name)])
    path = folder / found["file"]
    opened = partial(open_within, [folder, *same], found["file"])
    if not path.exists():
        known = sorted(one.name for one in folder.glob("*") if one.suffix in (".csv", ".xlsx"))
        raise PolicyError([no_such_sheet(name=found["file"], at=path, hint=suggestion(found["file"], known))])
    if found["kind"] == "csv":
        return read_source(path, opened=opened)
    from credit_engine.workbook_text import read_workbook

    with reading(path, opened=opened) as file:
        return read_workbook(path, found["tab"], file)
