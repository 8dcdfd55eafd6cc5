"""Line breaking that knows Chinese: between characters, but never before closing punctuation.

Widths are those of a terminal's cells: a Chinese character takes two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len

_NOT_BEFORE = frozenset("，。、；：？！）】》”’…,.;:?!)]}%/·")
_NOT_AFTER = frozenset("（【《“‘([{")
_WORDS = re.compile(r"[^ ]* +|[^ ]+")


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


@lru_cache(maxsize=4096)
def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that stay together on a line."""
    if text.isascii():  # no wide characters, so that only blanks count
        yield from _WORDS.findall(text)
        return
    start = 0
    for end in [*breaks(text), len(text)]:
        if end > start:
            yield text[start:end]
        start = end


def cells(text: str) -> int:
    """The width of printable text on a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def line_starts(text: str, width: int) -> list[int]:
    """Where the second and later lines begin; pieces longer than a line are cut."""
    if cells(text.rstrip()) <= width:
        return []
    starts: list[int] = []
    at, used = 0, 0
    for piece in pieces(text):
        inked = cells(piece.rstrip())
        if used and used + inked > width:
            starts.append(at)
            used = 0
        if inked <= width:
            used += cells(piece)
            at += len(piece)
            continue
        for number, part in enumerate(_cut(piece, width)):
            if number:
                starts.append(at)
            used = cells(part)
            at += len(part)
    return starts


def _cut(piece: str, width: int) -> Iterator[str]:
    """A piece that is longer than a line in parts that fit, cut after `_` or `.` where that is possible."""
    start, inked = 0, len(piece.rstrip())
    while (end := _fitting(piece, start, width)) < inked:
        mark = max(piece.rfind(sign, start + 1, end) for sign in "_.")
        end = mark + 1 if mark > 0 else end
        yield piece[start:end]
        start = end
    if start < len(piece):
        yield piece[start:]


def _fitting(text: str, start: int, width: int) -> int:
    """Where the longest part that begins at `start` and fits ends; it has one character at least."""
    used = 0
    for at in range(start, len(text)):
        used += cells(text[at])
        if used > width:
            return max(at, start + 1)
    return len(text)
