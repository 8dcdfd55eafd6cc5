"""Data files as frames: CSV (also compressed) and Parquet, read strictly."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.develop import errors
from credit_engine.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

_COMPRESSION = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}
_CHUNK = 1 << 20


def read_frame(place: str) -> tuple[pd.DataFrame, str]:
    """The rows of a data file, and the SHA-256 of its bytes.

    CSV has a header and commas; an empty cell is missing, and nothing else is (`NA` is a text). Raises
    InputError where the file cannot be read.
    """
    path = Path(place)
    try:
        if path.is_dir():
            raise InputError([Problem("is-a-directory", "this is a directory, not a data file", path=place)])
        with path.open("rb") as file:
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        frame = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    except FileNotFoundError:
        raise InputError([Problem("no-such-file", "there is no such file", path=place)]) from None
    except OSError as failure:
        said = f"this file cannot be read: {failure.strerror or failure}"
        raise InputError([Problem("unreadable-file", said, path=place)]) from None
    return frame, digest.hexdigest()


def _csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    options: dict[str, Any] = {
        "compression": _COMPRESSION.get(path.suffix), "encoding": "utf-8-sig",
        "keep_default_na": False, "na_values": [""],
    }  # fmt: skip
    try:
        header = pd.read_csv(path, header=None, nrows=1, dtype=str, **options)
        names = ["" if name != name else str(name) for name in header.iloc[0].tolist()]
        repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if repeated:
            raise InputError([errors.duplicate_column(name, names.count(name)) for name in repeated])
        if int(pd.__version__.partition(".")[0]) < 3:
            options["float_precision"] = "round_trip"  # the only way since version 3
        return pd.read_csv(path, low_memory=False, **options)
    except (ValueError, csv.Error, EOFError, UnicodeError) as failure:
        raise InputError([_unreadable(path, failure)]) from None


def _parquet(path: Path) -> pd.DataFrame:
    from importlib.util import find_spec

    import pandas as pd

    if find_spec("pyarrow") is None:
        raise InputError([errors.package_missing("pyarrow")])
    try:
        return pd.read_parquet(path)
    except (ValueError, OSError) as failure:
        raise InputError([_unreadable(path, failure)]) from None


def _unreadable(path: Path, failure: Exception) -> Problem:
    said = " ".join(str(failure).split())[:200]
    return Problem(
        "bad-table", f"this is no table: {said}", path=str(path),
        expected="CSV in UTF-8 with a header and commas, or Parquet",
    )  # fmt: skip
