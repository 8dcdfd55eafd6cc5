"""Output files: written aside, then renamed, so that a reader sees the old or the new text, never half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from credit_engine.problems import InputError, Problem


def write_text(place: str, text: str) -> None:
    """Write a UTF-8 text to a file; raises InputError where that fails, the old file then unharmed.

    A device or a pipe is written to as it is; a link stays a link.
    """
    target = Path(os.path.realpath(place))
    data = (text if text.endswith("\n") else text + "\n").encode("utf-8", "backslashreplace")
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "it is a directory")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or str(failure)
        said = f"this file cannot be written: {reason}"
        raise InputError([Problem("unwritable-file", said, path=place)]) from None


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(_mode(target))
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those that a new file gets."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
