"""The policies, scorecards, sheets and applications that come with the package."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from credit_engine.problems import InputError, Problem

FOLDERS = ("policies", "scorecards", "examples")


def folder() -> Path:
    """The folder that holds `policies`, `scorecards` and `examples`: installed, or those of a checkout."""
    here = Path(__file__).resolve().parent
    # A wheel carries the folders beside this file; in a checkout they stand at its top, two levels up.
    return here if (here / FOLDERS[0]).is_dir() else here.parents[2]


def write_examples(place: str | os.PathLike[str]) -> Path:
    """Write the shipped policies, scorecards and applications to a new or empty folder; gives the folder.

    It appears when all is written. Raises InputError where it holds anything, or cannot be written.
    """
    target = Path(os.path.realpath(place))
    try:
        if target.exists():
            target.rmdir()  # fails unless it is an empty directory
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}.", dir=target.parent))
        try:
            for name in FOLDERS:
                shutil.copytree(
                    folder() / name, aside / name, ignore=shutil.ignore_patterns(".*", "__pycache__")
                )
            aside.chmod(0o777 & ~_mask())
            aside.rename(target)
        except BaseException:
            with suppress(OSError):
                shutil.rmtree(aside)
            raise
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        said = f"the examples cannot be written here: {reason}"
        raise InputError(
            [
                Problem(
                    "unwritable-file", said, path=os.fspath(place), hint="name a folder that is not there yet"
                )
            ]
        ) from None
    return target


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
