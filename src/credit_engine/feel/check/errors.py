"""Problems of one expression, each at the place of a node; what they say stands beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.check.names import Known, Positioned
from credit_engine.feel.types import Type, type_words
from credit_engine.messages import Message
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

    def report(
        self,
        message: Message,
        node: syntax.Node,
        *,
        mend: str | None = None,
        notes: Iterable[Note] = (),
        known: Iterable[str] = (),
        **values: Any,
    ) -> None:
        """Record a problem at a node; `mend` is what stands right in the node's place: the hint says so."""
        problem = message(self.span(node), notes=tuple(notes), known=known, **values)
        if mend is not None:
            span, written = self.text.with_mend(*node.span, mend)
            problem = replace(problem, span=span, expected="", hint=to_write(written))
        self.problems.append(problem)

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
