"""YAML events from PyYAML's pure-Python scanner and parser, which give the same result everywhere.

Where PyYAML was built with libyaml, its parser, ten times as fast, reads those texts for which both are
known to agree. What libyaml reads otherwise, or refuses, or nests too deeply, goes to the other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import CollectionEndEvent, CollectionStartEvent, Event, ScalarEvent
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from credit_engine.limits import MAX_DOCUMENT_DEPTH

_READ_OTHERWISE = re.compile("[\t\ufeff?]|!(?!=)|[|>][-+0-9]*#")
"""Tabs, `?` within flow style, tags, and comments glued to the head of a block scalar."""


@dataclass(frozen=True)
class SyntaxFailure:
    """Why the parser stopped: what it was at, what it found, and both offsets."""

    context: str
    found: str
    offset: int
    context_offset: int | None


class _Loader(Reader, Scanner, Parser):
    """Text to events, nothing more: no nodes, no constructors, no recursion."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


class EventReader:
    """Iterates over the events of a text; `failure` tells afterwards whether the text ended early."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.failure: SyntaxFailure | None = None

    def __iter__(self) -> Iterator[Event]:
        loader: Any = _Loader(self._text)
        try:
            while loader.check_event():
                yield loader.get_event()
        except MarkedYAMLError as error:
            self.failure = self._marked(error, loader.index)
        except (YAMLError, ValueError, OverflowError) as error:
            self.failure = self._unmarked(error, min(loader.index, len(self._text)))

    def _unmarked(self, error: Exception, index: int) -> SyntaxFailure:
        r"""An escape such as `\U00110000` names no character, and the scanner fails on making it."""
        quote = self._text.rfind('"', 0, index)
        if quote < 0:
            return SyntaxFailure("", str(error), index, None)
        return SyntaxFailure("while scanning a double-quoted scalar", "unknown character", index, quote)

    @staticmethod
    def _marked(error: MarkedYAMLError, index: int) -> SyntaxFailure:
        mark = error.problem_mark or error.context_mark
        context = error.context_mark
        return SyntaxFailure(
            error.context or "",
            error.problem or "",
            mark.index if mark else index,
            context.index if context else None,
        )


class ReadOtherwiseError(Exception):
    """The events so far might not be those of PyYAML's own parser."""


def quick_events(text: str) -> Iterator[Event]:
    """The events of a text by libyaml.

    Raises ReadOtherwiseError, perhaps after some events, where `EventReader` has to read the text.
    libyaml keeps its own stack, so that nesting costs no recursion; beyond the depth that a document
    may have nothing is read.
    """
    try:
        from yaml._yaml import CParser
    except ImportError:
        raise ReadOtherwiseError from None
    if _READ_OTHERWISE.search(text):
        raise ReadOtherwiseError
    depth = 0
    try:
        parser: Any = CParser(text)
        next_event: Callable[[], Any] = parser.get_event
        while (event := next_event()) is not None:
            kind: type[Any] = event.__class__
            if kind is ScalarEvent:
                event.style = event.style or None
                if event.start_mark.index == event.end_mark.index:
                    raise ReadOtherwiseError  # it has no characters, and its place is a matter of opinion
            elif isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > MAX_DOCUMENT_DEPTH:
                    raise ReadOtherwiseError
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
            yield event
    except (YAMLError, ValueError, OverflowError):
        raise ReadOtherwiseError from None
