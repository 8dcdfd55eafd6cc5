"""Diagnostics: what is wrong, where, what was expected, how to mend it. Their only formatter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from difflib import get_close_matches
from unicodedata import east_asian_width

from credit_engine.limits import MAX_COMPARED_NAMES, MAX_PROBLEMS, MAX_SHOWN_VALUE
from credit_engine.source import Span

_FRAME_WIDTH = 160
_SHOWN_PLACES = 3
_MORE = "too-many-problems"
_DECLARED = {"unknown-name", "unknown-outcome", "unknown-reason", "unknown-value"}


def shortened(text: str) -> str:
    """A text as messages show it: one longer than MAX_SHOWN_VALUE is cut, and says so by its end."""
    return text if len(text) <= MAX_SHOWN_VALUE else text[: MAX_SHOWN_VALUE - 1] + "…"


def is_text(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, so that it can be written anywhere."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Note:
    """A second position that a problem points to, such as where a name was declared."""

    text: str
    span: Span | None = None


@dataclass(frozen=True)
class Problem:
    """One mistake of a user.

    `code` is stable and documented; `span` is the offending text; `path` names the field of an
    input record that was not read from text; `expected` and `hint` say how it would be right. Of a
    `private` problem only the place is told, never the line that stands there.
    """

    code: str
    message: str
    span: Span | None = None
    expected: str = ""
    hint: str = ""
    notes: tuple[Note, ...] = ()
    path: str = ""
    severity: str = "error"
    private: bool = False

    def __post_init__(self) -> None:
        for name in ("message", "expected", "hint", "path"):
            text = getattr(self, name)
            if not is_text(text):
                # What is wrong has to be told even where the text at fault cannot be written.
                object.__setattr__(self, name, text.encode("utf-8", "backslashreplace").decode())

    def __str__(self) -> str:
        return render(self)

    @property
    def place(self) -> str:
        """`file:line:column`, or the path within the input, or nothing."""
        if self.span is None:
            return self.path
        return _place(self.span)


class ProblemsError(Exception):
    """Base of the errors that carry diagnostics; its text shows them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = first_of(in_order(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n\n".join(map(render, self.problems))


class PolicyError(ProblemsError):
    """A policy, scorecard or expression that cannot be used, with every problem found."""


class InputError(ProblemsError):
    """An input record that cannot be decided, with every violation found."""


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file and position, each once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=_place_in_files))


def _place_in_files(problem: Problem) -> tuple[bool, str, int]:
    """By file and position; how many more there are comes last."""
    at = ("", 0) if problem.span is None else (problem.span.source.name, problem.span.start)
    return (problem.code == _MORE, *at)


def first_of(problems: Sequence[Problem], beyond: int = 0) -> tuple[Problem, ...]:
    """The first hundred problems, errors rather than warnings, and how many more there are.

    `beyond` is the number of those that were found and not kept.
    """
    if not beyond and len(problems) <= MAX_PROBLEMS + 1:
        return tuple(problems)
    order = sorted(range(len(problems)), key=lambda at: problems[at].severity == "warning")
    kept = [problems[at] for at in sorted(order[:MAX_PROBLEMS])]
    more = len(problems) - len(kept) + beyond
    return (*kept, Problem(_MORE, f"and {more:,} more problems", hint="mend those above first"))


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Names that are not declared as one problem each, at the first use, with the other uses as notes.

    Most often the declaration is what is misspelt or missing, so that one correction mends them all.
    """
    kept: list[Problem] = []
    others: dict[tuple[str, str], list[Span]] = {}
    for problem in in_order(problems):
        key = problem.code, problem.message
        if problem.code not in _DECLARED or problem.span is None:
            kept.append(problem)
        elif key in others:
            others[key].append(problem.span)
        else:
            others[key] = []
            kept.append(problem)
    return [replace(one, notes=one.notes + _also(others.get((one.code, one.message), ()))) for one in kept]


def _also(spans: Sequence[Span]) -> tuple[Note, ...]:
    notes = [Note("also here", span) for span in spans[:_SHOWN_PLACES]]
    more = len(spans) - len(notes)
    return (*notes, Note(f"and at {more} other place{'s' if more > 1 else ''}")) if more > 0 else tuple(notes)


def suggestion(name: str, known: Iterable[str]) -> str:
    """The closest known name as a question, or nothing."""
    names = list(known)
    left = _comparisons.get()
    if left is not None:
        left[0] -= len(names)
        if left[0] < 0:
            return ""
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""


@contextmanager
def bounded_suggestions() -> Iterator[None]:
    """Within it names are compared at most `MAX_COMPARED_NAMES` times; after that nothing is suggested."""
    before = _comparisons.set([MAX_COMPARED_NAMES])
    try:
        yield
    finally:
        _comparisons.reset(before)


_comparisons: ContextVar[list[int] | None] = ContextVar("comparisons", default=None)


def missing_package(work: str, package: str, extra: str) -> Problem:
    """What lacks for some work, and the extra that brings it."""
    # No `pip install NAME[extra]`: under which name this package stands in which index is the bank's matter.
    hint = f"install {package}, or this package with its extra '{extra}'"
    said = f"{work} needs the package {package}, which is not installed"
    return Problem("missing-package", said, hint=hint)


def render(problem: Problem) -> str:
    """A problem as text: place, message, code, code frame, expectation, notes, hint."""
    place = f"{problem.place}: " if problem.place else ""
    kind = "warning: " if problem.severity == "warning" else ""
    lines = [f"{place}{kind}{problem.message} [{problem.code}]"]
    if problem.span is not None and not problem.private:
        lines += _frame(problem.span)
    if problem.expected:
        lines.append(f"   expected: {problem.expected}")
    for note in problem.notes:
        at = f" ({_place(note.span)})" if note.span else ""
        lines.append(f"   note: {note.text}{at}")
    if problem.hint:
        lines.append(f"   hint: {problem.hint}")
    return "\n".join(lines)


def render_all(problems: Sequence[Problem]) -> str:
    """All problems as text, a blank line between them."""
    return "\n\n".join(map(render, problems))


def _place(span: Span) -> str:
    return f"{span.source.name}:{span.source.place(span.start)}"


def _frame(span: Span) -> list[str]:
    """The first line of the span with a mark under it; long lines are cut around the mark."""
    number, column = span.position
    line = span.source.line(number)
    length = max(1, min(span.end - span.start, len(line) - column + 1))
    first = max(0, column - 1 - _FRAME_WIDTH // 2) if len(line) > _FRAME_WIDTH else 0
    shown = _printable(line[first : first + _FRAME_WIDTH])
    before, marked = shown[: column - 1 - first], shown[column - 1 - first :][:length]
    margin = f"{number:5} | "
    return [margin + shown, f"{'':5} | {' ' * _width(before)}{'^' * max(1, _width(marked))}"]


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else " " for c in line)


def _width(text: str) -> int:
    """Columns that a terminal gives the text; Chinese characters take two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
