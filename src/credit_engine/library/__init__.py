"""The policies, scorecards, sheets and applications that come with the package."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from credit_engine.files.output import filling

FOLDERS = ("policies", "scorecards", "examples")


def folder() -> Path:
    """The folder that holds `policies`, `scorecards` and `examples`: installed, or those of a checkout."""
    here = Path(__file__).resolve().parent
    # A wheel carries the folders beside this file; in a checkout they stand at its top, two levels up.
    return here if (here / FOLDERS[0]).is_dir() else here.parents[2]


def write_examples(place: str | os.PathLike[str]) -> Path:
    """Write the shipped policies, scorecards and applications to a new or empty folder; gives the folder.

    They appear when all is written. Raises InputError where it holds anything, or cannot be written.
    """
    with filling(os.fspath(place)) as aside:
        for name in FOLDERS:
            ignored = shutil.ignore_patterns(".*", "__pycache__")
            shutil.copytree(folder() / name, aside / name, ignore=ignored)
    return Path(place)
