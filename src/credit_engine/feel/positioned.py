"""Syntax problems of an expression as problems of the file in which it stands."""

from __future__ import annotations

from collections.abc import Iterable

from credit_engine.feel.check.names import Positioned
from credit_engine.feel.problems import SyntaxProblem
from credit_engine.problems import Note, Problem


def positioned(text: Positioned, problems: Iterable[SyntaxProblem]) -> list[Problem]:
    """The problems with their offsets turned into places."""
    return [
        Problem(
            p.code,
            p.message,
            text.span(p.start, p.end),
            p.expected,
            p.hint,
            tuple(Note(note, text.span(start, end)) for note, start, end in p.notes),
        )
        for p in problems
    ]
