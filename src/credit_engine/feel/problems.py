"""Syntax errors of FEEL: a problem at characters of a text, and messages that become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from credit_engine.messages import filled
from credit_engine.wording import said, to_write


@dataclass(frozen=True)
class SyntaxProblem:
    """One syntax error; `start` and `end` are character offsets in the expression's text.

    `notes` are second places, each as (text, start, end), such as the bracket that was never closed.
    """

    code: str
    message: str
    start: int
    end: int
    expected: str = ""
    hint: str = ""
    notes: tuple[tuple[str, int, int], ...] = ()
    mend: str | None = None
    """What to write in place of the characters from `start` to `end`, where this alone mends the slip."""


class FeelSyntaxError(ValueError):
    """A text that is not FEEL, with all problems found in it, in order of position."""

    def __init__(self, problems: Iterable[SyntaxProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.start, p.end)))
        super().__init__("; ".join(f"{p.message} [{p.code}]" for p in self.problems))


@dataclass(frozen=True)
class SyntaxMessage:
    """One kind of syntax error: its code, and its texts with `{placeholders}` as a `Message` has them.

    Called with the characters from `start` to `end` and a value for each placeholder, it gives the problem.
    Where the call says what mends the slip, that is the placeholder `{mend}`, and the hint is to write it.
    """

    code: str
    en: str
    zh: str
    expected: str = ""
    hint: str = ""

    def __call__(
        self,
        start: int,
        end: int,
        *,
        mend: str | None = None,
        notes: tuple[tuple[str, int, int], ...] = (),
        **values: object,
    ) -> SyntaxProblem:
        """The problem at a place of the text; raises KeyError without a value."""
        values |= {"mend": mend}
        expected = filled(self.expected, "expected", values)
        hint = filled(self.hint, "hint", values) if mend is None else to_write(mend)
        return SyntaxProblem(
            self.code, said(self.en, self.zh, **values), start, end, expected, hint, notes, mend
        )
