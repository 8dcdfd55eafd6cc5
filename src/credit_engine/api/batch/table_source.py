"""What a source of records is, and what all files have in common: their lines and their encoding."""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from credit_engine.api.batch.problems import no_such_file, not_utf8, unreadable_file
from credit_engine.files.system_errors import reason_of
from credit_engine.problems import InputError, Problem
from credit_engine.texts.forms import Language
from credit_engine.wording import Said, changed, in_language, said


class Source(ABC):
    """Records as Arrow tables, one chunk after the other, as often as asked."""

    rows: int | None = None
    schema: Any
    lines: Any = None
    """Where rows stand in a file of lines, else None."""
    notes: tuple[Problem, ...] = ()
    """Warnings of what a reader of the file does not see, and what is read all the same."""

    @abstractmethod
    def chunks(self, size: int) -> Iterator[Any]:
        """Tables of at most so many rows, in order."""

    def lacking(self, names: Iterable[str]) -> Collection[str]:
        """Those of some names that no row has, not even as null."""
        return {name for name in names if name not in self.schema.names}

    def row(self, number: int) -> Any:
        """The table of one row; raises IndexError."""
        at = 0
        for chunk in self.chunks(65_536):
            if number < at + chunk.num_rows:
                return chunk.slice(number - at, 1)
            at += chunk.num_rows
        raise no_row(number, at)


def no_row(number: int, rows: int) -> IndexError:
    """The error for a row that is none of so many, counted from 0."""
    return IndexError(
        said("there is no row {row} among {rows}", "共 {rows} 行，没有第 {row} 行", row=number, rows=rows)
    )


@dataclass
class Lines:
    """The lines of a file's rows, looked up in order; read again only where they are asked for."""

    read: Callable[[], Iterator[int]]
    at: int = 0
    left: Iterator[int] | None = field(default=None, repr=False)

    def of(self, row: int) -> int:
        """The line in which a row begins."""
        if self.left is None or row < self.at:
            self.left, self.at = self.read(), 0
        line = 0
        while self.at <= row:
            line = next(self.left)
            self.at += 1
        return line


_START = 1 << 16
_PIECE = 1 << 20
"""Bytes: the first show a text's encoding and separator, the others are read a megabyte at a time."""
_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # begins as that of UTF-16, and so comes first
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_SHARE = 5
"""In UTF-16 at least a fifth of a table is NUL, and one of two bytes five times as often as the other."""


def check_encoding(path: str) -> None:
    """Raises InputError where the beginning of a file is not UTF-8 text."""
    start = opened(path, "text", lambda: _start(path))
    if _wide(start):
        raise wrong_encoding(path)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        raise wrong_encoding(path) from None


def _wide(start: bytes) -> str:
    """The name of an encoding of two or four bytes for each character, if a text is in one.

    Without a mark it is known by NUL in every other byte of Latin letters, digits and commas. A NUL here and
    there is a character like any other.
    """
    for mark, name in _WIDE_MARKS.items():
        if start.startswith(mark):
            return name
    nulls = sorted((start[::2].count(0), start[1::2].count(0)))
    return "UTF-16" if len(start) < _SHARE * nulls[1] and nulls[1] > _SHARE * nulls[0] else ""


def line_ends(path: str) -> int:
    """How many lines end in a file, at least; every pair of CR and LF is one."""
    found = 0
    with Path(path).open("rb") as file:
        while piece := file.read(_PIECE):
            found += piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
    return found


def _start(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(_START)


def wrong_encoding(path: str) -> InputError:
    """A file is no UTF-8 text: in which line, what it looks like, how to mend it."""
    wide = _wide(_start(path))
    if wide:
        return _not_utf8(path, 1, wide)
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return _not_utf8(path, number, "GBK" if _is_gbk(line) else "")
    return _not_utf8(path, 1, "")


def _is_gbk(line: bytes) -> bool:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _not_utf8(path: str, line: int, encoding: str) -> InputError:
    looks = said("; it looks like {encoding}", "；似为 {encoding}", encoding=encoding) if encoding else ""
    name = {"GBK": "GB18030"}.get(encoding, encoding or "GB18030")
    return InputError([not_utf8(line=line, looks=looks, name=name, path=path)])


def opened(path: str, form: str, read: Callable[[], Any]) -> Any:
    """What is read from a file; raises InputError with the reason where it cannot be."""
    import csv

    import pyarrow as pa

    try:
        return read()
    except FileNotFoundError:
        raise InputError([no_such_file(path=path)]) from None
    except UnicodeDecodeError:
        raise wrong_encoding(path) from None
    except (OSError, pa.ArrowException, csv.Error) as failure:
        reason = changed(reason_of(failure), lambda text: " ".join(text.split())[:300])
        raise InputError([unreadable_file(form=form, reason=reason, path=path)]) from None


def in_line(line: int, text: str) -> Said:
    """What is wrong with a row, after the line of the file in which it begins."""
    return said("line {line}: {text}", "第 {line} 行：{text}", line=line, text=text)


def with_lines(table: Any, lines: Lines | None, start: int, lang: Language) -> Any:
    """The answers from a given row on; errors name the line of their row."""
    import pyarrow as pa

    if lines is None:
        return table
    at = table.column_names.index("errors")
    errors = table.column(at)
    if errors.null_count == len(errors):
        return table
    told = [
        texts and [in_language(in_line(lines.of(start + row), text), lang) for text in texts]
        for row, texts in enumerate(errors.to_pylist())
    ]
    return table.set_column(at, table.schema.field(at), pa.array(told, errors.type))
