"""Line breaking that knows Chinese: between characters, but never before closing punctuation.

rich breaks lines at blanks only, so that a run of Chinese would move to the next line as one word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.measure import Measurement
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.containers import Lines

_NOT_BEFORE = frozenset("，。、；：？！）】》”’…,.;:?!)]}%/·")
_NOT_AFTER = frozenset("（【《“‘([{")


def breaks(text: str) -> list[int]:
    """Where a line may end: after blanks, and beside wide characters."""
    found = []
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if (before == " " and after != " ") or (
            after not in _NOT_BEFORE
            and before not in _NOT_AFTER
            and after != " "
            and (_wide(before) or _wide(after))
        ):
            found.append(at)
    return found


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that stay together on a line."""
    start = 0
    for end in [*breaks(text), len(text)]:
        if end > start:
            yield text[start:end]
        start = end


def line_starts(text: str, width: int) -> list[int]:
    """Where the second and later lines begin; pieces longer than a line are cut."""
    starts: list[int] = []
    at, used = 0, 0
    for piece in pieces(text):
        if used and used + cell_len(piece.rstrip()) > width:
            starts.append(at)
            used = 0
        for part in _cut(piece, width - used, width):
            if used and used + cell_len(part.rstrip()) > width:
                starts.append(at)
                used = 0
            used += cell_len(part)
            at += len(part)
    return starts


def _cut(piece: str, room: int, width: int) -> Iterator[str]:
    """A piece that is longer than a line in parts that fit, cut after `_` or `.` where that is possible."""
    while cell_len(piece.rstrip()) > room:
        end = next((i for i in range(1, len(piece)) if cell_len(piece[: i + 1]) > room), len(piece))
        end = max((i for i in range(2, end + 1) if piece[i - 1] in "_."), default=end)
        yield piece[:end]
        piece, room = piece[end:], width
    if piece:
        yield piece


class WrappedText(Text):
    """A text that rich breaks into lines as this module says."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """The lines of the text, each at most so many cells wide."""
        lines = self.divide(line_starts(self.plain, width))
        for line in lines:
            line.rstrip()
        justify = options.get("justify") or self.justify
        if justify in ("right", "center"):
            lines.justify(console, width, justify=justify, overflow="fold")
        return lines

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From the widest piece to the whole on one line."""
        widest = max((cell_len(piece.rstrip()) for piece in pieces(self.plain)), default=0)
        return Measurement(widest, cell_len(self.plain))
