"""Data files as frames: CSV (also compressed) and Parquet, read strictly."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.develop import problems as errors
from credit_engine.files.sources import kind_at, reading
from credit_engine.files.system_errors import reason_of
from credit_engine.problems import InputError, Problem
from credit_engine.wording import changed, counted, said

if TYPE_CHECKING:
    import pandas as pd

_COMPRESSION = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}
_ENDINGS = (".csv", ".parquet", *_COMPRESSION)
_SEPARATORS = {";": said("semicolons", "分号"), "\t": said("tabs", "制表符"), "|": said("bars", "竖线")}
_CHUNK = 1 << 20
"""Bytes: a file is hashed a megabyte at a time, whatever its size."""
_LEADING_ZERO = r"0\d+"
"""What a number never starts with when it is one: a post code, an account, a bank's branch."""


def read_frame(
    place: str, texts: Collection[str] = (), figures: Collection[str] = ()
) -> tuple[pd.DataFrame, str]:
    """The rows of a data file, and the SHA-256 of its bytes.

    CSV has a header and commas; an empty cell is missing, and nothing else is (`NA` is a text). Columns with
    leading zeros (`00123`), and those named by `texts`, are texts as they are written, but for those named by
    `figures`. Raises InputError where the file cannot be read.
    """
    path = Path(place)
    other = None if path.suffix in _ENDINGS else kind_at(path, "data")
    if other is not None:
        raise InputError([other])
    digest = hashlib.sha256()
    with reading(place, error=InputError) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        frame = _parquet(path) if path.suffix == ".parquet" else _csv(path, texts, figures)
    return frame, digest.hexdigest()


def _csv(path: Path, texts: Collection[str], figures: Collection[str]) -> pd.DataFrame:
    import pandas as pd

    options: dict[str, Any] = {
        "compression": _COMPRESSION.get(path.suffix),
        "encoding": "utf-8-sig",
        "keep_default_na": False,
        "na_values": [""],
    }
    try:
        header = pd.read_csv(path, header=None, nrows=1, dtype=str, **options)
        names = ["" if name != name else str(name) for name in header.iloc[0].tolist()]
        _check_header(path, names)
        repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if repeated:
            raise InputError(
                [errors.duplicate_column(path=name, times=names.count(name)) for name in repeated]
            )
        if int(pd.__version__.partition(".")[0]) < 3:
            options["float_precision"] = "round_trip"  # the only way since version 3
        frame = pd.read_csv(path, low_memory=False, **options)
        written = _written_as_texts(path, frame, texts, figures, options)
        return frame if not written else pd.read_csv(path, low_memory=False, dtype=written, **options)
    except UnicodeError:
        raise InputError([_other_encoding(path)]) from None
    except (ValueError, csv.Error, EOFError) as failure:
        raise InputError([_unreadable(path, failure)]) from None


def _written_as_texts(
    path: Path,
    frame: pd.DataFrame,
    texts: Collection[str],
    figures: Collection[str],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The columns to read as they are written: those named, and numbers of which some have leading zeros."""
    import pandas as pd

    numbers = [name for name in frame.columns if frame[name].dtype.kind in "iuf" and name not in figures]
    raw = pd.read_csv(path, dtype=str, usecols=numbers, **options) if numbers else frame[[]]
    coded = [name for name in numbers if raw[name].str.fullmatch(_LEADING_ZERO).any()]
    return dict.fromkeys([*coded, *(name for name in frame.columns if name in texts)], str)


def _check_header(path: Path, names: list[str]) -> None:
    """Refuse a header without commas but with another separator, and columns without a name."""
    separators = [separator for separator in _SEPARATORS if separator in names[0]] if len(names) == 1 else []
    if separators:
        raise InputError([errors.other_separators(path=str(path), separators=_SEPARATORS[separators[0]])])
    nameless = [str(place) for place, name in enumerate(names, 1) if not name.strip()]
    if nameless:
        columns = said("column" if len(nameless) == 1 else "columns", "列")
        places = ", ".join(nameless)
        raise InputError([errors.nameless_columns(path=str(path), columns=columns, places=places)])


def _other_encoding(path: Path) -> Problem:
    """Text that is not UTF-8; UTF-16 is known by its first bytes, others can only be guessed."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return errors.wide_encoding(path=str(path))
    return errors.other_encoding(path=str(path))


def _parquet(path: Path) -> pd.DataFrame:
    from importlib.util import find_spec

    import pandas as pd

    if find_spec("pyarrow") is None:
        raise InputError([errors.package_missing("pyarrow")])
    import pyarrow as pa
    import pyarrow.parquet as pq

    from credit_engine.api.batch.encoding import broken_columns, escaped, with_texts

    try:
        names = pq.read_schema(path).names
        texts = with_texts(pq.read_schema(path))
        table = pq.read_table(path, columns=[names[at] for at in texts])
        broken = broken_columns(table) if texts else []
        if not broken:
            return pd.read_parquet(path)
        frame = pd.read_parquet(path, columns=[name for name in names if name not in broken])
        for name in broken:  # told by what reads the column, if anything does
            frame[name] = pd.Series(escaped(table.column(name)), index=frame.index, dtype=object)
    except (ValueError, OSError, pa.ArrowException) as failure:
        raise InputError([_unreadable(path, failure)]) from None
    return frame[[name for name in names if name in frame.columns]]


def _unreadable(path: Path, failure: Exception) -> Problem:
    message = " ".join(str(failure).split())[:200]
    if opened := re.search(r"EOF inside string starting at row (\d+)", message):
        message = said(
            "a quotation mark in line {opened} is never closed",
            "第 {opened} 行的引号从未闭合",
            opened=int(opened[1]) + 1,
        )
    elif isinstance(failure, OSError):
        message = changed(reason_of(failure), lambda text: " ".join(text.split())[:200])
    elif message == "No columns to parse from file":
        message = said("it is empty", "文件为空")
    elif ragged := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message):
        message = said(
            "line {line} has {cells}, the header {names}",
            "第 {line} 行有 {cells}，表头有 {names}",
            line=int(ragged[2]),
            cells=counted(int(ragged[3]), "cell", "个单元格"),
            names=counted(int(ragged[1]), "column", "列"),
        )
    return errors.no_table(path=str(path), message=message)
