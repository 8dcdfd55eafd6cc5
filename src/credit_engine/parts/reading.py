"""What stands in a document as expressions and cells: read, parsed, with the problems of each."""

from __future__ import annotations

from dataclasses import dataclass

from credit_engine.document_text import Document, Path, ScalarText
from credit_engine.feel import syntax
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.problems import Problem


@dataclass(frozen=True, eq=False)
class Written:
    """An expression as it stands in a file, parsed."""

    path: Path
    text: ScalarText
    tree: syntax.Expression


@dataclass(frozen=True, eq=False)
class WrittenTests:
    """A decision-table cell as it stands in a file, parsed."""

    path: Path
    text: ScalarText
    tree: syntax.UnaryTests


@dataclass
class Reader:
    """Parses the expressions of one document and collects what is wrong with them."""

    document: Document
    problems: list[Problem]

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

    def tests(self, path: Path, known: dict[str, syntax.UnaryTests] | None = None) -> WrittenTests | None:
        """The cell at a path, or None with its problems; `known` cells of the same text share their tree."""
        text = self._text(path)
        if text is None:
            return None
        found = None if known is None else known.get(text.value)
        if found is not None:
            return WrittenTests(path, text, found)
        try:
            tree = parse_unary_tests(text.value)
        except FeelSyntaxError as error:
            self.problems += positioned(text, error.problems)
            return None
        if known is not None:
            known[text.value] = tree
        return WrittenTests(path, text, tree)

    def _text(self, path: Path) -> ScalarText | None:
        unread = self.document.is_damaged(path) or path in self.document.incomplete
        return None if unread else self.document.text_at(path)
