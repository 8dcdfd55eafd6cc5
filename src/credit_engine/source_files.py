"""Reading a text file into a `Source`, with diagnostics for every way in which that fails."""

from __future__ import annotations

import os
from pathlib import Path

from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.problems import PolicyError, Problem, ProblemsError
from credit_engine.source import Source, Span

_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAX_BYTES_PER_CHARACTER = 4


def read_source(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    error: type[ProblemsError] = PolicyError,
    max_characters: int = MAX_FILE_CHARACTERS,
) -> Source:
    """The UTF-8 text of a file, named as given (default: the path) in diagnostics.

    A byte order mark is dropped, so that line 1 has the columns that an editor shows; line ends stay
    as they are. Raises `error` with one problem if the file is missing, is not a regular file,
    cannot be opened, has more than `max_characters` characters or is not UTF-8.
    """
    shown = os.fspath(path) if name is None else name
    try:
        data = _read_bytes(Path(path), max_characters * _MAX_BYTES_PER_CHARACTER + len(_UTF8_MARK))
    except _UnreadableError as failure:
        raise error([Problem(failure.code, failure.message, path=shown, hint=failure.hint)]) from None
    if len(data) > max_characters * _MAX_BYTES_PER_CHARACTER:
        raise error([_too_large(shown, max_characters)])
    source = _decode(shown, data.removeprefix(_UTF8_MARK), error)
    if len(source.text) > max_characters:
        raise error([_too_large(shown, max_characters)])
    return source


class _UnreadableError(Exception):
    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        if path.is_dir():
            raise _UnreadableError("is-a-directory", "this is a directory, not a file", "name a file in it")
        if path.exists() and not path.is_file():
            raise _UnreadableError("not-a-file", "this is not a regular file")
        with path.open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        raise _UnreadableError("no-such-file", "there is no such file", _nearby(path)) from None
    except PermissionError:
        raise _UnreadableError("unreadable-file", "this file may not be read: permission denied") from None
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or str(failure)
        raise _UnreadableError("unreadable-file", f"this file cannot be read: {reason}") from None


def _nearby(path: Path) -> str:
    """A file of the same directory with a similar name, as a question."""
    from difflib import get_close_matches

    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except (OSError, ValueError):
        return "the directory does not exist either"
    close = get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f"did you mean '{path.with_name(close[0])}'?" if close else ""


def _too_large(shown: str, limit: int) -> Problem:
    return Problem("file-too-large", f"the file has more than {limit:,} characters", path=shown)


def _decode(shown: str, data: bytes, error: type[ProblemsError]) -> Source:
    try:
        return Source(shown, data.decode("utf-8"))
    except UnicodeDecodeError as failure:
        before = data[: failure.start].decode("utf-8")
        source = Source(shown, before + data[failure.start :].decode("utf-8", "replace"))
        problem = Problem(
            "not-utf8",
            f"byte 0x{data[failure.start]:02X} is not UTF-8 text",
            Span(source, len(before), len(before) + 1),
            expected="a file saved as UTF-8",
            hint=_encoding_hint(data),
        )
        raise error([problem]) from None


def _encoding_hint(data: bytes) -> str:
    if data.startswith(_OTHER_MARKS):
        return "the file is UTF-16; save it as UTF-8"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "save the file as UTF-8"
    return "the file may be in GBK (Windows, Chinese); save it as UTF-8"
