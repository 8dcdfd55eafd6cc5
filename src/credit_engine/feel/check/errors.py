"""Problems of one expression, each at the place of a node; what they say stands beside."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.feel import syntax
from credit_engine.feel.check.names import Known, Positioned
from credit_engine.feel.types import Type, type_words
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import Said, said, to_write


class Errors:
    """Collects the problems of one positioned expression."""

    def __init__(self, text: Positioned) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def span(self, node: syntax.Node) -> Span:
        """Where a node stands in the file."""
        return self.text.span(*node.span)

    def forget(self, code: str, since: int) -> None:
        """Drop what was said under a code after the first `since` problems."""
        self.problems[since:] = [problem for problem in self.problems[since:] if problem.code != code]

    def add(
        self,
        code: str,
        node: syntax.Node,
        message: str,
        *,
        expected: str = "",
        hint: str = "",
        notes: Sequence[Note] = (),
        severity: str = "error",
    ) -> None:
        """Record a problem at a node."""
        self.problems.append(
            Problem(code, message, self.span(node), expected, hint, tuple(notes), severity=severity)
        )

    def report(self, problem: Problem) -> None:
        """Record a problem that stands at its place already."""
        self.problems.append(problem)

    def to_write(
        self, code: str, node: syntax.Node, message: str, right: str, notes: Sequence[Note] = ()
    ) -> None:
        """Record a problem that `right`, in place of the node, mends."""
        span, written = self.text.with_mend(*node.span, right)
        self.problems.append(Problem(code, message, span, hint=to_write(written), notes=tuple(notes)))

    def source(self, node: syntax.Node) -> str:
        """The text of a node as its writer wrote it."""
        return self.text.value[slice(*node.span)]


def article(type_: Type) -> Said:
    """A type with its article, for sentences."""
    words = type_words(type_)
    return Said(f"{'an' if words[0] in 'aeiou' else 'a'} {words}", words.zh)


def declared_here(known: Known | None) -> list[Note]:
    """The place of a name's declaration, where there is one."""
    if known is None or known.span is None:
        return []
    return [Note(said("declared here", "在此声明"), known.span)]
