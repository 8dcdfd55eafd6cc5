"""Standard output and error: encoding, colour, and what happens when nobody reads them."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from credit_engine.cli.language import spoken
from credit_engine.files.system_errors import reason_of
from credit_engine.wording import in_language, said

if TYPE_CHECKING:
    from credit_engine.problems import Problem

_BOLD, _RED, _YELLOW, _CYAN, _PLAIN = "\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[36m", "\x1b[0m"
_HEAD = re.compile(
    r"^(?P<place>\S.*?:\d+:\d+: )?(?P<kind>warning: |suppressed: |警告：|已抑制：)?"
    r"(?P<message>\S.*) (?P<code>\[[a-z0-9-]+\])$"
)
_FRAME_MARK = re.compile(r"^(      \| *)(\^+)$")
_WORD = re.compile(r"^(   )(expected|note|hint|reason|期望|注|提示|理由)(: |：)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class LostOutputError(Exception):
    """Standard output is closed, or the device behind it takes no more."""


class ReaderGoneError(Exception):
    """The program that read standard output has ended."""


def prepare() -> None:
    """Write UTF-8 and plain line ends into files and pipes, so that output is the same everywhere.

    A terminal keeps its encoding; what it cannot show is written as an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def show(text: str) -> None:
    """Write a text to standard output; raises LostOutputError or ReaderGoneError."""
    if sys.stdout is None:
        raise LostOutputError(said("it is closed", "它已关闭"))
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        raise _failure(error) from None


def deliver(text: str, output: str | None) -> None:
    """Write a text to a file; to standard output where none is named, or `-`."""
    if output is None or output == "-":
        show(text)
        return
    from credit_engine.files.output import write_text

    write_text(output, text)


def note(text: str) -> None:
    """Write a text to standard error, in the language spoken, if anybody reads it."""
    if sys.stderr is not None and text:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(in_language(text, spoken()) + "\n")
            sys.stderr.flush()


def flush() -> None:
    """Write out what is buffered; raises LostOutputError or ReaderGoneError."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except (OSError, ValueError) as error:
            raise _failure(error) from None


def _failure(error: Exception) -> Exception:
    if isinstance(error, BrokenPipeError):
        return ReaderGoneError()
    return LostOutputError(reason_of(error))


def abandon_output() -> None:
    """Discard the rest of standard output, so that Python does not fail when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def is_terminal(name: str) -> bool:
    """Whether `stdout` or `stderr` is a terminal."""
    stream = getattr(sys, name)
    try:
        return stream is not None and bool(stream.isatty())
    except ValueError:
        return False


def is_coloured(name: str) -> bool:
    """Whether to colour `stdout` or `stderr`: terminals only, unless NO_COLOR or TERM=dumb asks not to."""
    return is_terminal(name) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def rendered(problems: Sequence[Problem], coloured: bool = False) -> str:
    """The problems as text, a blank line between them; control characters in them are not passed on."""
    from credit_engine.problems import render_all

    text = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", render_all(problems, spoken()))
    return "\n".join(map(_coloured, text.split("\n"))) if coloured else text


def _coloured(line: str) -> str:
    """One line of a diagnostic with its place, mark and words set off."""
    if head := _HEAD.match(line):
        place, kind, message, code = head.group("place", "kind", "message", "code")
        shade = _YELLOW if kind else _RED
        return f"{place or ''}{shade}{kind or ''}{_PLAIN}{_BOLD}{message}{_PLAIN} {_CYAN}{code}{_PLAIN}"
    line = _FRAME_MARK.sub(rf"\1{_RED}\2{_PLAIN}", line)
    return _WORD.sub(rf"\1{_CYAN}\2{_PLAIN}\3", line)
