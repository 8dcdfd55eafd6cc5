"""The characters of a YAML scalar and where each of them stands in the file, for all five styles."""

from __future__ import annotations

import re

from credit_engine.document_text import Extent, ScalarText, linear_text
from credit_engine.source import Source

_BREAK = re.compile(r"\r\n|[\r\n]")
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_JOIN = re.compile(r"\\(?:\r\n|[\r\n])[ \t\r\n]*")
_SPACE_ESCAPE = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "\\": "\\",
    "/": "/",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_CODE_DIGITS = {"x": 2, "u": 4, "U": 8}


def scalar_text(source: Source, extent: Extent) -> ScalarText:
    """The characters of the scalar that stands at `extent`, its style told by its first character."""
    start, end = extent
    text = source.text
    first = text[start] if start < end else ""
    if first in ("|", ">"):
        return _Characters(source, extent).block()
    if first in ('"', "'"):
        body = text[start + 1 : end - 1]
        if "\n" in body or "\r" in body or "\\" in body or "'" in body:
            return _Characters(source, extent).quoted(first)
        return linear_text(source, extent, start + 1, end - 1)
    if _BREAK.search(text, start, end):
        return _Characters(source, extent).quoted("")
    return linear_text(source, extent, start, end)


class _Characters:
    """Collects characters with their places while one scalar is read."""

    def __init__(self, source: Source, extent: Extent) -> None:
        self.source = source
        self.extent = extent
        self.characters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def put(self, character: str, start: int, end: int) -> None:
        self.characters.append(character)
        self.starts.append(start)
        self.ends.append(end)

    def done(self) -> ScalarText:
        value = "".join(self.characters)
        return ScalarText(value, self.source, self.extent, tuple(self.starts), tuple(self.ends))

    def quoted(self, quote: str) -> ScalarText:
        """A plain (no quote), single-quoted or double-quoted scalar."""
        text, (at, end) = self.source.text, self.extent
        if quote:
            at, end = at + 1, end - 1
        while at < end:
            character = text[at]
            if space := _WHITE_SPACE.match(text, at, end):
                self._white_space(space)
                at = space.end()
            elif character == "\\" and quote == '"':
                at = self._escape(at, end)
            elif character == "'" and quote == "'":
                self.put("'", at, at + 2)
                at += 2
            else:
                self.put(character, at, at + 1)
                at += 1
        return self.done()

    def _white_space(self, space: re.Match[str]) -> None:
        """Without a line end as written; one line end is a space, more are one line end fewer."""
        breaks = list(_BREAK.finditer(self.source.text, space.start(), space.end()))
        if not breaks:
            for at in range(space.start(), space.end()):
                self.put(self.source.text[at], at, at + 1)
        elif len(breaks) == 1:
            self.put(" ", space.start(), space.end())
        for line_end in breaks[1:]:
            self.put("\n", line_end.start(), line_end.end())

    def _escape(self, at: int, end: int) -> int:
        text = self.source.text
        if join := _JOIN.match(text, at, end):
            for line_end in list(_BREAK.finditer(text, at, join.end()))[1:]:
                self.put("\n", line_end.start(), line_end.end())
            return join.end()
        letter = text[at + 1]
        if letter in _CODE_DIGITS:
            stop = at + 2 + _CODE_DIGITS[letter]
            self.put(chr(int(text[at + 2 : stop], 16)), at, stop)
            return stop
        self.put(_SPACE_ESCAPE[letter], at, at + 2)
        return at + 2

    def block(self) -> ScalarText:
        """A literal (`|`) or folded (`>`) block scalar without an indentation indicator."""
        text, (start, end) = self.source.text, self.extent
        header = _BREAK.search(text, start, end)
        lines = _lines(text, header.end() if header else end, end)
        indent = _indentation(text, lines)
        folded = text[start] == ">"
        pending: list[Extent] = []
        previous_spaced: bool | None = None
        for first, last, after in lines:
            if last - first <= indent:
                pending.append((last, after))
                continue
            spaced = text[first + indent] in " \t"
            keep = not folded or previous_spaced is not False or spaced
            self._block_breaks(pending, keep)
            for at in range(first + indent, last):
                self.put(text[at], at, at + 1)
            pending, previous_spaced = [(last, after)], spaced
        self._chomp(pending, text[start : header.start() if header else end], previous_spaced is not None)
        return self.done()

    def _block_breaks(self, breaks: list[Extent], keep: bool) -> None:
        if keep:
            for start, end in breaks:
                self.put("\n", start, end)
        elif len(breaks) == 1:
            self.put(" ", *breaks[0])
        else:
            self._block_breaks(breaks[1:], True)

    def _chomp(self, breaks: list[Extent], header: str, has_text: bool) -> None:
        indicators = header.partition("#")[0]
        present = [(start, end) for start, end in breaks if end > start]
        if "+" in indicators:
            self._block_breaks(present, True)
        elif "-" not in indicators and has_text:
            self._block_breaks(present[:1], True)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Start, end without line end, and end of each line between two offsets."""
    found = []
    while start < end:
        line_end = _BREAK.search(text, start, end)
        last, after = line_end.span() if line_end else (end, end)
        found.append((start, last, after))
        start = after
    return found


def _indentation(text: str, lines: list[tuple[int, int, int]]) -> int:
    """The column of the first line that has text, or the longest blank line before it."""
    widest = 1
    for first, last, _ in lines:
        line = text[first:last]
        spaces = len(line) - len(line.lstrip(" "))
        widest = max(widest, spaces)
        if spaces < len(line):
            break
    return widest
