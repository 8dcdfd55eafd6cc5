"""Text with positions: where in which file something stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from credit_engine.limits import MAX_SHOWN_VALUE


class Position(NamedTuple):
    """A place in a text, counted from 1 as editors count."""

    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Source:
    """One text and the name under which diagnostics show it."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]

    def position(self, offset: int) -> Position:
        """Line and column (in characters) of a character offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def start_of(self, number: int) -> int:
        """The offset of the first character of line `number` (counted from 1)."""
        return self._starts[number - 1]

    def place(self, offset: int) -> str:
        """Where a character stands, as diagnostics write it after the name: `12:5`."""
        line, column = self.position(offset)
        return f"{line}:{column}"

    def line(self, number: int) -> str:
        """The text of line `number` (counted from 1), without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")


def shown(text: str) -> str:
    """A piece of the user's text for a message: in one line, printable, shortened with `…` at its end."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return line if len(line) <= MAX_SHOWN_VALUE else line[: MAX_SHOWN_VALUE - 1] + "…"


class Span(NamedTuple):
    """A stretch of one source, from `start` up to but not including `end` (character offsets)."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters that the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def shown(self) -> str:
        """The characters as messages show them."""
        return shown(self.text)

    @property
    def position(self) -> Position:
        """Line and column of the first character."""
        return self.source.position(self.start)
