"""YAML events from PyYAML's pure-Python scanner and parser, which give the same result everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import Event
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner


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
