"""Finding the sheets that a policy names, and reading them as text."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from credit_engine.files.opening import open_within
from credit_engine.files.problems import no_sheet_name, no_such_sheet
from credit_engine.files.sources import read_source, reading
from credit_engine.problems import PolicyError, suggestion
from credit_engine.source import Source

_NAME = re.compile(r"(?P<file>\w[\w .-]*(?:/\w[\w .-]*)*\.(?P<kind>csv|xlsx))(?:\[(?P<tab>[^\[\]]+)\])?")
_FROM_ABOVE = "../"


def sheet_from(folder: str, name: str) -> str:
    """The name of a sheet as seen from elsewhere: that of a called policy, from its caller's folder.

    Raises PolicyError for what names no sheet in the policy's folder or below it.
    """
    _parsed(name)
    return posixpath.normpath(posixpath.join(folder, name))


def read_sheet(folder: Path, name: str, same: Sequence[Path] = ()) -> Source:
    """The text of a sheet in a policy's folder or below it: `rates.csv`, `rates.xlsx` or `rates.xlsx[Rates]`.

    A called policy's sheet may lie in a folder beside (`sheet_from`). Links may lead to within the folder
    in which the name goes down, or within one that counts as the same.
    Raises PolicyError where there is none, or where it cannot be read as it is.
    """
    found = _parsed(name.removeprefix(_FROM_ABOVE))
    above = _FROM_ABOVE if name.startswith(_FROM_ABOVE) else ""
    folder, *same = (Path(os.path.normpath(path / above)) for path in (folder, *same))
    path = folder / found["file"]
    opened = partial(open_within, [folder, *same], found["file"])
    if not path.exists():
        known = sorted(path.name for path in folder.glob("*") if path.suffix in (".csv", ".xlsx"))
        raise PolicyError([no_such_sheet(name=found["file"], at=path, hint=suggestion(found["file"], known))])
    if found["kind"] == "csv":
        return read_source(path, opened=opened)
    from credit_engine.files.workbook_text import read_workbook

    with reading(path, opened=opened) as file:
        return read_workbook(path, found["tab"], file)


def _parsed(name: str) -> re.Match[str]:
    """The file, kind and tab of a sheet's name; raises PolicyError where it has another form."""
    found = _NAME.fullmatch(name)
    if found is None or (found["kind"] == "csv" and found["tab"] is not None):
        raise PolicyError([no_sheet_name(name=name)])
    return found
