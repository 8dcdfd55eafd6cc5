"""The languages and formats of explanations: one list for signatures, commands and messages."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["en", "zh"]
PageFormat: TypeAlias = Literal["text", "markdown", "html"]
Format: TypeAlias = Literal[PageFormat, "json"]
Page: TypeAlias = Literal["summary", "full", "audit"]
"""A decision on one screen; with every step; with every step and row, and the policy's own names."""

LANGUAGES: tuple[Language, ...] = get_args(Language)
PAGE_FORMATS: tuple[PageFormat, ...] = get_args(PageFormat)
"""What a page for readers is written in."""
FORMATS: tuple[Format, ...] = get_args(Format)
"""The formats of pages, and the trace as JSON."""
PAGES: tuple[Page, ...] = get_args(Page)


def check_known(what: str, given: str, known: tuple[str, ...]) -> None:
    """Raise ValueError for a language, format or the like that is not among those known."""
    if given not in known:
        raise ValueError(f"unknown {what} {given!r}; known are {', '.join(known)}")
