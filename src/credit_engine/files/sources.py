"""Reading a text file into a `Source`, with diagnostics for every way in which that fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from credit_engine.files.kinds import kind_of_bytes, other_kind, wrong_kind
from credit_engine.files.opening import LedOutError, NotRegularError, open_regular
from credit_engine.files.problems import (
    file_too_large,
    is_directory,
    link_out_of_folder,
    no_file,
    not_permitted,
    not_regular,
    not_utf8,
    unreadable_file,
)
from credit_engine.files.system_errors import reason_of
from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.problems import PolicyError, Problem, ProblemsError
from credit_engine.source import Source, Span
from credit_engine.wording import said

_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAX_BYTES_PER_CHARACTER = 4
"""Bytes that UTF-8 needs at most for a character (RFC 3629)."""


def read_source(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    error: type[ProblemsError] = PolicyError,
    max_characters: int = MAX_FILE_CHARACTERS,
    opened: Callable[[], IO[bytes]] | None = None,
) -> Source:
    """The UTF-8 text of a file, named as given (default: the path) in diagnostics.

    `opened` opens it where the path alone shall not say how. A byte order mark is dropped, so that line 1
    has the columns that an editor shows; line ends stay as they are. Raises `error` with one problem if the
    file is missing, is not a regular file, cannot be opened, has more than `max_characters` characters or is
    not UTF-8.
    """
    shown = os.fspath(path) if name is None else name
    with reading(path, name=shown, error=error, opened=opened) as file:
        data = file.read(max_characters * _MAX_BYTES_PER_CHARACTER + len(_UTF8_MARK) + 1)
    if len(data) > max_characters * _MAX_BYTES_PER_CHARACTER:
        raise error([_too_large(shown, max_characters)])
    source = _decode(shown, data.removeprefix(_UTF8_MARK), error)
    if len(source.text) > max_characters:
        raise error([_too_large(shown, max_characters)])
    return source


def kind_at(path: str | os.PathLike[str], wanted: str) -> Problem | None:
    """That a file is of another kind than the wanted one; None where that cannot be seen."""
    try:
        return other_kind(read_source(path), wanted)
    except PolicyError as failure:
        return next((problem for problem in failure.problems if problem.code == "other-file"), None)


@contextmanager
def reading(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    error: type[ProblemsError] = PolicyError,
    opened: Callable[[], IO[bytes]] | None = None,
) -> Iterator[IO[bytes]]:
    """A regular file while it is read; raises `error`, as `read_source` does, where that fails."""

    shown = os.fspath(path) if name is None else name
    try:
        with open_regular(path) if opened is None else opened() as file:
            yield file
    except IsADirectoryError:
        raise error([is_directory(path=shown)]) from None
    except NotRegularError:
        raise error([not_regular(path=shown)]) from None
    except LedOutError as failure:
        raise error([link_out_of_folder(reason=failure.args[0], path=shown)]) from None
    except FileNotFoundError:
        raise error([no_file(hint=_nearby(Path(path)), path=shown)]) from None
    except PermissionError:
        raise error([not_permitted(path=shown)]) from None
    except (OSError, ValueError) as failure:
        raise error([unreadable_file(reason=reason_of(failure), path=shown)]) from None


def _nearby(path: Path) -> str:
    """A file of the same directory with a similar name, as a question."""
    from difflib import get_close_matches

    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except (OSError, ValueError):
        return said("the directory does not exist either", "目录也不存在")
    close = get_close_matches(path.name, names, n=1, cutoff=0.6)
    return (
        said("did you mean '{close}'?", "是否应为 '{close}'？", close=path.with_name(close[0]))
        if close
        else ""
    )


def _too_large(shown: str, limit: int) -> Problem:
    return file_too_large(path=shown, limit=limit)


def _decode(shown: str, data: bytes, error: type[ProblemsError]) -> Source:
    try:
        return Source(shown, data.decode("utf-8"))
    except UnicodeDecodeError as failure:
        kind = kind_of_bytes(data)
        if kind:
            raise error([wrong_kind(kind, "text", path=shown)]) from None
        before = data[: failure.start].decode("utf-8")
        source = Source(shown, before + data[failure.start :].decode("utf-8", "replace"))
        problem = not_utf8(
            Span(source, len(before), len(before) + 1), byte=data[failure.start], hint=_encoding_hint(data)
        )
        raise error([problem]) from None


def _encoding_hint(data: bytes) -> str:
    if data.startswith(_OTHER_MARKS):
        return said("the file is UTF-16; save it as UTF-8", "文件是 UTF-16 编码，请另存为 UTF-8")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return said("save the file as UTF-8", "请将文件另存为 UTF-8")
    return said(
        "the file may be in GBK (Windows, Chinese); save it as UTF-8",
        "文件可能是 GBK 编码（中文 Windows），请另存为 UTF-8",
    )
