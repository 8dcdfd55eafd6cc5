"""What can be wrong with a formula, in words."""

from __future__ import annotations

from collections.abc import Collection

from credit_engine.problems import Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import any_of, said


def unknown_entry(name: str, entries: Collection[str], at: Span) -> Problem:
    """A title is given to an entry that the value does not have."""
    return Problem(
        "unknown-name",
        said("'{name}' is not an entry of the value", "'{name}' 不是该值的条目", name=name),
        at,
        any_of(entries) if entries else said("no titles: the value has no entries", "不写名称：该值没有条目"),
        suggestion(name, entries),
    )
