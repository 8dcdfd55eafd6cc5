"""What a page is made of: headings, paragraphs, bullets and tables, before any layout.

Texts are plain; whoever lays them out escapes them. `Code` marks what is written as in the policy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from credit_engine.account.lines import Tone


class Code(str):
    """A name, code or expression as it stands in the policy."""

    __slots__ = ()


Phrase: TypeAlias = tuple[str, ...]
"""Pieces of text, some of them `Code`, to be written one after the other."""


class Heading(NamedTuple):
    """A heading; level 1 is the page's. A `close` one has in text neither rule nor empty line below."""

    level: int
    text: Phrase
    tone: Tone = "plain"
    close: bool = False


class Paragraph(NamedTuple):
    """A line or more of text."""

    text: Phrase
    tone: Tone = "plain"


class Bullet(NamedTuple):
    """A point with points below it; `number` stands before it where it is not 0."""

    text: Phrase
    tone: Tone = "plain"
    below: tuple[Bullet, ...] = ()
    number: int = 0


class Bullets(NamedTuple):
    """Points one below the other."""

    items: tuple[Bullet, ...]


class Line(NamedTuple):
    """A row of a table."""

    cells: tuple[Phrase, ...]
    tone: Tone = "plain"


class Table(NamedTuple):
    """A table; `right` are the numbers of columns aligned to the right. Without a head, it lists facts."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]
    right: frozenset[int] = frozenset()


Block: TypeAlias = Heading | Paragraph | Bullets | Table


def joined(phrases: Iterable[Phrase], between: str) -> Phrase:
    """Phrases in one, separated."""
    pieces: list[str] = []
    for number, phrase in enumerate(phrases):
        pieces += [between, *phrase] if number else phrase
    return tuple(pieces)


def visible(text: str) -> str:
    """The text with every control, format and line-separating character written as an escape."""
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _UNSEEN else c for c in text)


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
