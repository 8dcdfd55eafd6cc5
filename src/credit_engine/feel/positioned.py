"""Syntax problems of an expression as problems of the file in which it stands."""

from __future__ import annotations

from collections.abc import Iterable

from credit_engine.feel.check.names import Positioned
from credit_engine.feel.problems import SyntaxProblem
from credit_engine.problems import Note, Problem
from credit_engine.wording import to_write


def positioned(text: Positioned, problems: Iterable[SyntaxProblem]) -> list[Problem]:
    """The problems with their offsets turned into places, and mends as they stand in the file."""
    return [_positioned(text, problem) for problem in problems]


def _positioned(text: Positioned, problem: SyntaxProblem) -> Problem:
    span, hint = text.span(problem.start, problem.end), problem.hint
    if problem.mend is not None:
        span, right = text.with_mend(problem.start, problem.end, problem.mend)
        hint = to_write(right)
    notes = tuple(Note(note, text.span(start, end)) for note, start, end in problem.notes)
    return Problem(problem.code, problem.message, span, problem.expected, hint, notes)
