"""What stands in a document as expressions and cells: read, parsed, with the problems of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from credit_engine.document_text import Document, Path, ScalarText, Undecoded
from credit_engine.feel import syntax
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.problems import Problem
from credit_engine.source import Source, Span


@dataclass(frozen=True, eq=False)
class Written:
    """An expression as it stands in a file, parsed."""

    path: Path
    text: ScalarText
    tree: syntax.Expression


class WrittenTests:
    """A decision-table cell as it stands in a file, parsed."""

    __slots__ = ("_text", "path", "tree")

    def __init__(self, path: Path, text: ScalarText | Undecoded, tree: syntax.UnaryTests) -> None:
        self.path = path
        self.tree = tree
        self._text = text

    @property
    def text(self) -> ScalarText:
        """Its characters, each with its place."""
        return self._text.text if isinstance(self._text, Undecoded) else self._text


KnownCells = dict[tuple[Source, str], syntax.UnaryTests]
"""The trees of cells by the file in which they stand, and by how they are written there."""


@dataclass
class Reporting:
    """Something that looks at one document and collects what is wrong with it."""

    document: Document
    problems: list[Problem]

    def key(self, path: Path) -> Span:
        """Where the key of a path stands."""
        return self.document.key_span(path)

    def report(self, message: Callable[..., Problem], at: Path | Span, **values: Any) -> None:
        """Report a message at the value of a path, or at a place, with what its texts name."""
        span = at if isinstance(at, Span) else self.document.span(at)
        self.problems.append(message(span, **values))


@dataclass
class Reader(Reporting):
    """Parses the expressions of one document and collects what is wrong with them."""

    def expression(self, path: Path) -> Written | None:
        """The expression at a path, or None with its problems."""
        text = self._text(path)
        if text is None:
            return None
        try:
            return Written(path, text, parse_expression(text.value))
        except FeelSyntaxError as error:
            self.problems += positioned(text, error.problems)
            return None

    def tests(self, path: Path, known: KnownCells | None = None) -> WrittenTests | None:
        """The cell at a path, or None with its problems; `known` cells written alike share their tree."""
        if self._is_unread(path):
            return None
        written = self.document.undecoded_at(path)
        key = written.source, written.raw
        found = None if known is None else known.get(key)
        if found is not None:
            return WrittenTests(path, written, found)
        text = self.document.text_at(path)
        try:
            tree = parse_unary_tests(text.value)
        except FeelSyntaxError as error:
            self.problems += positioned(text, error.problems)
            return None
        if known is not None:
            known[key] = tree
        return WrittenTests(path, text, tree)

    def _text(self, path: Path) -> ScalarText | None:
        return None if self._is_unread(path) else self.document.text_at(path)

    def _is_unread(self, path: Path) -> bool:
        return self.document.is_damaged(path) or path in self.document.incomplete
