"""Messages: what each kind of problem says in English and Chinese, as data beside its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from credit_engine.problems import Note, Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import few, in_language, said


@dataclass(frozen=True)
class Message:
    """One kind of problem: its code, and its texts with `{placeholders}` as `str.format` has them.

    Called where the mistake is found, with a value for each placeholder, it gives the problem. The place is
    a value by itself: `{path}`, and `{span.shown}` for the offending text. An expectation or a hint that
    depends on the place is given by the call, as `expected` or `hint`; the message then has none of its own.

    Where one placeholder is a name that is none of those there are, `unknown` says which, and the call gives
    the names as `known`: they are what is expected, and the hint is the nearest; the message's own texts
    stand for them where there are none, and where none is near.
    """

    code: str
    en: str
    zh: str
    expected: str = ""
    hint: str = ""
    severity: str = "error"
    unknown: str = ""

    def __call__(
        self,
        span: Span | None = None,
        *,
        notes: tuple[Note, ...] = (),
        path: str = "",
        known: Iterable[str] = (),
        **values: object,
    ) -> Problem:
        """The problem at a place of a file, or at a `path` of a record; raises KeyError without a value."""
        values |= {"path": path, "span": span}
        message = said(self.en, self.zh, **values)
        expected = filled(self.expected, "expected", values)
        hint = filled(self.hint, "hint", values)
        if self.unknown:
            names = list(known)
            expected = ", ".join(few(names)) or expected
            hint = suggestion(str(values[self.unknown]), names) or hint
        return Problem(self.code, message, span, expected, hint, notes, path, self.severity)


def filled(text: str, key: str, values: Mapping[str, object]) -> str:
    """A text of a message with its values; where the message has none, what the call gives by its key."""
    if not text and key not in values:
        return ""
    pattern = text or f"{{{key}}}"
    return said(str(pattern), in_language(pattern, "zh"), **values)
