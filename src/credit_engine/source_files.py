"""Reading a text file into a `Source`, with diagnostics for every way in which that fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.opening import LedOutError, NotRegularError, open_regular
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


@contextmanager
def reading(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    error: type[ProblemsError] = PolicyError,
    opened: Callable[[], IO[bytes]] | None = None,
) -> Iterator[IO[bytes]]:
    """A regular file while it is read; raises `error`, as `read_source` does, where that fails."""

    def refusal(code: str, message: str, hint: str = "") -> ProblemsError:
        return error([Problem(code, message, path=os.fspath(path) if name is None else name, hint=hint)])

    try:
        with open_regular(path) if opened is None else opened() as file:
            yield file
    except IsADirectoryError:
        said = "this is a directory, not a file"
        raise refusal("is-a-directory", said, "name a file in it") from None
    except NotRegularError:
        raise refusal("not-a-file", "this is not a regular file") from None
    except LedOutError as failure:
        hint = "put the file itself there, or link within the folder"
        raise refusal("link-out-of-folder", str(failure), hint) from None
    except FileNotFoundError:
        raise refusal("no-such-file", "there is no such file", _nearby(Path(path))) from None
    except PermissionError:
        raise refusal("unreadable-file", "this file may not be read: permission denied") from None
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or str(failure)
        raise refusal("unreadable-file", f"this file cannot be read: {reason}") from None


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
