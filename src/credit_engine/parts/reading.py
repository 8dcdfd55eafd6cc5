"""What stands in a document as expressions and cells: read, parsed, with the problems of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.document_text import Document, Path, ScalarText
from credit_engine.feel import syntax
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.parts.salvage import damaged_below
from credit_engine.parts.validation import cut_off
from credit_engine.problems import Problem
from credit_engine.source import Span


@dataclass(frozen=True, eq=False)
class Written:
    """An expression as it stands in a file, parsed."""

    path: Path
    text: ScalarText
    tree: syntax.Expression


def parsed(*written: Written | None) -> Iterator[Written]:
    """Those of some expressions that are written and could be read."""
    return (expression for expression in written if expression is not None)


class WrittenTests:
    """A decision-table cell as it stands in a file, parsed."""

    __slots__ = ("_place", "_row", "_text", "tree")

    def __init__(self, row: Path, place: Any, text: ScalarText | Document, tree: syntax.UnaryTests) -> None:
        self._row = row
        self._place = place
        self.tree = tree
        self._text = text

    @property
    def path(self) -> Path:
        """Where it stands: its place in a row."""
        return (*self._row, self._place)

    @property
    def text(self) -> ScalarText:
        """Its characters, each with its place; most cells of a large table are never asked for them."""
        return self._text if isinstance(self._text, ScalarText) else self._text.text_at(self.path)


KnownCells = dict[str, syntax.UnaryTests]
"""The trees of cells of a column by their text."""


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

    def damaged_below(self, path: Path) -> bool:
        """Whether something at or within a path has already been reported."""
        return damaged_below(self.document, path)

    def cut_off(self, path: Path) -> bool:
        """Whether the mapping at a path lacks entries that a reported part of the file took with it."""
        return cut_off(self.document, path, self.problems)

    def incomplete(self, path: Path) -> bool:
        """Whether not all at or within a path is known, for a reason that is reported."""
        return self.damaged_below(path) or self.cut_off(path)


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
        """The cell at a path, or None with its problems; `known` cells of the same text share their tree."""
        text = self._text(path)
        if text is None:
            return None
        known = {} if known is None else known
        if text.value not in known:
            try:
                known[text.value] = parse_unary_tests(text.value)
            except FeelSyntaxError as error:
                self.problems += positioned(text, error.problems)
                return None
        return WrittenTests(path[:-1], path[-1], text, known[text.value])

    def cells(self, path: Path, count: int, known: Sequence[KnownCells]) -> list[WrittenTests | None]:
        """The cells of a row of a table, whose columns have the `known` cells, each text parsed once."""
        found: list[WrittenTests | None] = []
        values = [None] * count if self.document.damaged else self.document.value(path)
        for i, value in enumerate(values):
            of_column = known[i] if i < len(known) else {}
            tree = of_column.get(value) if value.__class__ is str else None
            cell = None if tree is None else WrittenTests(path, i, self.document, tree)
            found.append(cell or self.tests((*path, i), of_column))
        return found

    def _text(self, path: Path) -> ScalarText | None:
        return None if self._is_unread(path) else self.document.text_at(path)

    def _is_unread(self, path: Path) -> bool:
        return self.document.is_damaged(path) or path in self.document.incomplete
