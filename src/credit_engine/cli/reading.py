"""Inputs of commands: JSON from a file, a pipe or standard input, and where a field stands in it."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path as FilePath
from typing import IO, Any

from credit_engine.cli.problems import closed_input, stream_too_large, undecodable_stream, unreadable_stream
from credit_engine.document_text import Document, Path
from credit_engine.files.kinds import kind_of, refuse_other
from credit_engine.files.sources import read_source
from credit_engine.files.system_errors import reason_of
from credit_engine.json_text import read_json
from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.problems import InputError, Problem
from credit_engine.source import Source, Span

_ITEM = re.compile(r"\[(\d{1,9})\]\.?")
_MAX_BYTES = 4 * MAX_FILE_CHARACTERS
"""A character of UTF-8 has at most four bytes (RFC 3629): a longer stream has more characters than are
allowed."""


def read_input(place: str, wanted: str = "application") -> Document:
    """The JSON of a file or, for `-`, of standard input; raises InputError with every problem.

    A text that is no JSON, or what another command has written, is told as what it is.
    """
    source = input_source(place)
    if kind_of(source) in ("decision", "explanation"):
        refuse_other(source, wanted, InputError)
    try:
        return read_json(source)
    except InputError:
        refuse_other(source, wanted, InputError)
        raise


def input_source(place: str) -> Source:
    """The text of a file, a pipe or, for `-`, of standard input; raises InputError."""
    if place == "-":
        if sys.stdin is None:
            raise InputError([closed_input(path="<stdin>")])
        return _of_stream("<stdin>", sys.stdin.buffer)
    try:
        piped = stat.S_ISFIFO(FilePath(place).stat().st_mode)
    except (OSError, ValueError):
        piped = False
    if not piped:
        return read_source(place, error=InputError)
    with FilePath(place).open("rb") as stream:
        return _of_stream(place, stream)


def _of_stream(name: str, stream: IO[bytes]) -> Source:
    try:
        data = stream.read(_MAX_BYTES + 1).removeprefix(b"\xef\xbb\xbf")
    except (OSError, ValueError) as failure:
        raise InputError([unreadable_stream(path=name, reason=reason_of(failure))]) from None
    if len(data) > _MAX_BYTES:
        raise InputError([stream_too_large(path=name, limit=_MAX_BYTES)])
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as failure:
        before = data[: failure.start].decode("utf-8")
        source = Source(name, before + data[failure.start :].decode("utf-8", "replace"))
        span = Span(source, len(before), len(before) + 1)
        raise InputError([undecodable_stream(span, byte=data[failure.start])]) from None


def placed(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """Problems of a record with the place of the field that each names.

    A field that is not there is shown at what should hold it, one that should not be there at its key.
    """
    return [
        problem if problem.span else replace(problem, span=_span(problem, document)) for problem in problems
    ]


def placed_interventions(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """Problems of `interventions[0].rule` with their places in the document that is the list itself."""
    found = []
    for problem in problems:
        inside = (
            problem.path.partition("interventions")[2] if problem.path.startswith("interventions") else None
        )
        if inside is None or problem.span is not None:
            found.append(problem)
        else:
            found.append(replace(problem, span=_span(replace(problem, path=inside), document)))
    return found


def _span(problem: Problem, document: Document) -> Span:
    path, missing = resolve(document, problem.path)
    if missing or problem.code == "unknown-field":
        span = document.key_span(path)
    else:
        span = document.span(path)
    opens_with = document.source.text[span.start : span.start + 1]
    return Span(span.source, span.start, span.start + 1) if opens_with in ("{", "[") else span


def resolve(document: Document, text: str) -> tuple[Path, str]:
    """The longest path of the document that a field's name such as `debts[0].balance` begins with.

    The second value is what is left of the name: empty where the document has the field.
    """
    path: Path = ()
    value, rest = document.data, text
    while rest and (step := _step(value, rest)) is not None:
        key, rest = step
        value = value[key]
        path = (*path, key)
    return path, rest


def _step(value: Any, rest: str) -> tuple[str | int, str] | None:
    """The key or index that `rest` begins with, and what follows it; keys may hold dots themselves."""
    if isinstance(value, list):
        item = _ITEM.match(rest)
        found = item is not None and int(item[1]) < len(value)
        return (int(item[1]), rest[item.end() :]) if item is not None and found else None
    if not isinstance(value, dict):
        return None
    ends = [len(rest), *(cut.start() for cut in re.finditer(r"[.\[]", rest))]
    fits = (end for end in sorted(ends, reverse=True) if rest[:end] in value)
    end = next(fits, None)
    return None if end is None else (rest[:end], rest[end:].removeprefix("."))
