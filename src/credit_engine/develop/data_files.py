"""Data files as frames: CSV (also compressed) and Parquet, read strictly."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.develop import problems as errors
from credit_engine.problems import InputError, Problem
from credit_engine.source_files import kind_at, reading
from credit_engine.wording import said

if TYPE_CHECKING:
    import pandas as pd

_COMPRESSION = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}
_ENDINGS = (".csv", ".parquet", *_COMPRESSION)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_CHUNK = 1 << 20
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
    separators = [one for one in _SEPARATORS if one in names[0]] if len(names) == 1 else []
    if separators:
        message = said(
            "the cells of the header are separated by {separators}",
            "表头各单元格以{separators}分隔",
            separators=_SEPARATORS[separators[0]],
        )
        hint = said(
            "save it with commas, or read it in Python and call fit_scorecard",
            "请用逗号保存，或在 Python 中读取后调用 fit_scorecard",
        )
        raise InputError(
            [Problem("bad-table", message, path=str(path), expected=said("commas", "逗号"), hint=hint)]
        )
    nameless = [str(place) for place, name in enumerate(names, 1) if not name.strip()]
    if nameless:
        message = said(
            "the header has no name for column{s} {places}",
            "表头第 {places} 列没有名称",
            s="s" * (len(nameless) > 1),
            places=", ".join(nameless),
        )
        hint = said(
            "often numbers of rows that were written along: leave the column out, or name it",
            "往往是一并写出的行号：请去掉该列，或给它命名",
        )
        problem = Problem(
            "bad-table",
            message,
            path=str(path),
            expected=said("a name for every column", "每列都有名称"),
            hint=hint,
        )
        raise InputError([problem])


def _other_encoding(path: Path) -> Problem:
    """Text that is not UTF-8; UTF-16 is known by its first bytes, others can only be guessed."""
    with path.open("rb") as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    message = (
        said("this is UTF-16 text", "这是 UTF-16 文本")
        if wide
        else said(
            "this is not UTF-8 text; it may be GBK or of another encoding",
            "这不是 UTF-8 文本；可能是 GBK 或其他编码",
        )
    )
    hint = said(
        "save it as UTF-8: iconv -f {value} -t UTF-8",
        "请存为 UTF-8：iconv -f {value} -t UTF-8",
        value="UTF-16" if wide else "GBK",
    )
    return Problem(
        "bad-table", message, path=str(path), expected=said("CSV in UTF-8", "UTF-8 编码的 CSV"), hint=hint
    )


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
    message = " ".join(str(failure).split())[:200]
    if opened := re.search(r"EOF inside string starting at row (\d+)", message):
        message = said(
            "a quotation mark in line {opened} is never closed",
            "第 {opened} 行的引号从未闭合",
            opened=int(opened[1]) + 1,
        )
    return Problem(
        "bad-table",
        said("this is no table: {message}", "这不是表：{message}", message=message),
        path=str(path),
        expected=said(
            "CSV in UTF-8 with a header and commas, or Parquet", "带表头、逗号分隔的 UTF-8 CSV，或 Parquet"
        ),
    )
