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
from credit_engine.texts.forms import LANGUAGES, Language, check_known
from credit_engine.wording import Said, counted, in_language, said

_FRAME_WIDTH = 160
"""Characters of a line that are shown around its marked place."""
_SHOWN_PLACES = 3
"""Further places of the same problem that a note names."""
_MORE = "too-many-problems"
_DECLARED = {"unknown-name", "unknown-outcome", "unknown-reason", "unknown-value"}
_WARNING = Said("warning: ", "警告：")
_SUPPRESSED = Said("suppressed: ", "已抑制：")
_REASON = Said("reason: ", "理由：")
_EXPECTED = Said("expected: ", "期望：")
_NOTE = Said("note: ", "注：")
_HINT = Said("hint: ", "提示：")


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


def _writable(text: str) -> str:
    """A text that can be written: what is wrong has to be told even where the text at fault cannot be."""
    zh = text.zh if isinstance(text, Said) else text
    if is_text(text) and is_text(zh):
        return text
    mended = [form.encode("utf-8", "backslashreplace").decode() for form in (text, zh)]
    return Said(*mended) if isinstance(text, Said) else mended[0]


@dataclass(frozen=True)
class Note:
    """A second position that a problem points to, such as where a name was declared."""

    text: str
    span: Span | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _writable(self.text))


@dataclass(frozen=True)
class Problem:
    """One mistake of a user.

    `code` is stable and documented; `span` is the offending text; `path` names the field of an
    input record that was not read from text; `expected` and `hint` say how it would be right. Of a
    `private` problem only the place is told, never the line that stands there. `allowed` is the reason with
    which the file itself suppresses a warning.
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
    allowed: str = ""

    def __post_init__(self) -> None:
        for name in ("message", "expected", "hint", "path", "allowed"):
            object.__setattr__(self, name, _writable(getattr(self, name)))

    def __str__(self) -> str:
        return render(self)

    def text(self, lang: Language = "en") -> str:
        """The whole diagnostic in a language; raises ValueError for one that is not known."""
        return render(self, lang)

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
        return render_all(self.problems)

    def text(self, lang: Language = "en") -> str:
        """All diagnostics in a language; raises ValueError for one that is not known."""
        return render_all(self.problems, lang)


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
    return (*kept, _more(more))


def _more(number: int) -> Problem:
    message = said("and {number:,} more problems", "另有 {number:,} 个问题", number=number)
    return Problem(_MORE, message, hint=said("mend those above first", "先改正以上问题"))


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
    return [
        replace(problem, notes=problem.notes + _also(others.get((problem.code, problem.message), ())))
        for problem in kept
    ]


def _also(spans: Sequence[Span]) -> tuple[Note, ...]:
    notes = [Note(said("also here", "此处亦然"), span) for span in spans[:_SHOWN_PLACES]]
    if more := len(spans) - len(notes):
        places = counted(more, "other place", "处")
        notes.append(Note(said("and at {places}", "另有 {places}", places=places)))
    return tuple(notes)


def suggestion(name: str, known: Iterable[str]) -> str:
    """The closest known name as a question, or nothing."""
    names = list(known)
    left = _comparisons.get()
    if left is not None:
        left[0] -= len(names)
        if left[0] < 0:
            return ""
    same = [other for other in names if other.casefold() == name.casefold()]
    close = same or get_close_matches(name, names, n=1, cutoff=0.6)
    return said("did you mean '{name}'?", "是否应为 '{name}'？", name=close[0]) if close else ""


def is_near(name: str, known: str) -> bool:
    """Whether one or two letters, of a short name one, are left out, added, or others than in a known one."""
    most = 1 if len(known) < _SHORT else 2
    if name == known or abs(len(name) - len(known)) > most:
        return False
    row = list(range(len(known) + 1))
    for i, letter in enumerate(name, 1):
        before, row = row, [i]
        for j, other in enumerate(known, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other)))
    return row[-1] <= most


_SHORT = 5
"""Letters below which two others make another word."""


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
    return Problem(
        "missing-package",
        said(
            "{work} needs the package {package}, which is not installed",
            "{work}需要程序包 {package}，但未安装",
            work=work,
            package=package,
        ),
        # No `pip install NAME[extra]`: which index has this package under which name is the bank's matter.
        hint=said(
            "install {package}, or this package with its extra '{extra}'",
            "安装 {package}，或安装本程序包时带上附加项 '{extra}'",
            package=package,
            extra=extra,
        ),
    )


def require_packages(work: str, extra: str, *packages: str) -> None:
    """Raise InputError where a package that some work needs, and an extra brings, is not installed."""
    from importlib.util import find_spec

    lacking = [missing_package(work, name, extra) for name in packages if find_spec(name) is None]
    if lacking:
        raise InputError(lacking)


def render(problem: Problem, lang: Language = "en") -> str:
    """A problem as text: place, message, code, code frame, expectation, notes, hint.

    Raises ValueError for a language that is not known.
    """
    check_known("language", lang, LANGUAGES)
    place = f"{problem.place}: " if problem.place else ""
    label = _SUPPRESSED if problem.allowed else _WARNING
    kind = in_language(label, lang) if problem.severity == "warning" else ""
    lines = [f"{place}{kind}{in_language(problem.message, lang)} [{problem.code}]"]
    if problem.span is not None and not problem.private:
        lines += _frame(problem.span)
    lines += (f"   {in_language(label, lang)}{text}" for label, text in _remarks(problem, lang))
    return "\n".join(lines)


def _remarks(problem: Problem, lang: Language) -> Iterator[tuple[Said, str]]:
    """What is told below the frame, each with its label."""
    if problem.expected:
        yield _EXPECTED, in_language(problem.expected, lang)
    for note in problem.notes:
        at = f" ({_place(note.span)})" if note.span else ""
        yield _NOTE, f"{in_language(note.text, lang)}{at}"
    if problem.hint:
        yield _HINT, in_language(problem.hint, lang)
    if problem.allowed:
        yield _REASON, in_language(problem.allowed, lang)


def render_all(problems: Sequence[Problem], lang: Language = "en") -> str:
    """All problems as text in a language, a blank line between them."""
    return "\n\n".join(render(problem, lang) for problem in problems)


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
