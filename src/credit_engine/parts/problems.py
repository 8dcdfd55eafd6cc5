"""What can be wrong with parts: one function for each message that several parts give."""

from __future__ import annotations

from credit_engine.other_notations import value_to_write
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import said


def bad_date(text: str, span: Span) -> Problem:
    """A text where a day is needed; one in another form is written anew by the hint."""
    hint = value_to_write(text, "date")
    expected = "" if hint else said("such as 2026-11-23", "如 2026-11-23")
    message = said("'{text}' is not a date", "'{text}' 不是日期", text=text)
    return Problem("bad-date", message, span, expected, hint)
