"""Flow collections (`{...}`, `[...]`) read as their writer meant them: brackets and text of FEEL balanced."""

from __future__ import annotations

import re
from dataclasses import dataclass

from credit_engine.document_text import Extent
from credit_engine.limits import MAX_DOCUMENT_DEPTH

_OPEN, _CLOSE = "([{", ")]}"
_PAIRED = frozenset(_OPEN + _CLOSE + '"')
_KEY = re.compile(
    r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'
        |[^\s,\[\]{}()"':\#][^,\[\]{}()"':\#\n]{0,200}?)[ ]{0,20}:(?=[\s,\]}])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"(?:[ \t\r\n]+|(?<=\s)#[^\n]*)*")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|\'\')*\'""")
_FEEL_TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_REST_OF_LINE = re.compile(r"[ \t]*(?:\#[^\n]*)?\r?(?:\n|$)")
_BREAKS_PLAIN = re.compile(r"""[,\[\]{}]|:(?=\s|$)|\s\#|^[@`%&*!|>"'#]|^[-?:](?=\s|$)""")


@dataclass(frozen=True)
class Entry:
    """One entry of a flow collection that must be quoted: its key, if any, and its value."""

    key: Extent | None
    value: Extent


def is_balanced(text: str) -> bool:
    """Whether every bracket of a plain scalar is closed in it, and every double quote."""
    if _PAIRED.isdisjoint(text):
        return True
    depth = 0
    for character in _FEEL_TEXT.sub("", text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character == '"':
            return False
        if depth < 0:
            return False
    return depth == 0


def must_be_quoted(text: str) -> bool:
    """Whether an expression, unquoted in a flow collection, is read as something else."""
    return _BREAKS_PLAIN.search(text) is not None


def unquoted_entries(text: str, start: int) -> tuple[list[Entry], int] | None:
    """The entries of the flow collection at `start` that need quotes, and where the collection ends.

    None if no balanced reading is found, as when a bracket is never closed.
    """
    reading = _Reading(text)
    end = reading.collection(start, 0)
    return None if end is None else (reading.entries, end)


def interval_end(text: str, start: int) -> int | None:
    """Where the FEEL interval at `start`, such as `[0.5..0.6)`, ends, if it is all of its line."""
    reading = _Reading(text)
    end = reading.closing(start) if reading.is_interval(start) else None
    return end + 1 if end is not None and _REST_OF_LINE.match(text, end + 1) else None


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: list[Entry] = []

    def collection(self, start: int, depth: int) -> int | None:
        """Read the collection at `start`; the offset after its closing bracket."""
        if depth > MAX_DOCUMENT_DEPTH:
            return None
        close = "}" if self.text[start] == "{" else "]"
        at = self._skip(start + 1)
        while at < len(self.text):
            if self.text[at] == close:
                return at + 1
            after = self._entry(at, close, depth)
            if after is None:
                return None
            at = self._skip(after)
            if self.text[at : at + 1] == ",":
                at = self._skip(at + 1)
        return None

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at)
        return space.end() if space else at

    def _entry(self, at: int, close: str, depth: int) -> int | None:
        key = _KEY.match(self.text, at)
        if key is None and close == "}":
            return None
        value = self._skip(key.end()) if key else at
        extent = (key.start(), key.end() - 1) if key else None
        if self.text[value : value + 1] in (",", close):
            return value
        return self._value(extent, value, close, depth)

    def _value(self, key: Extent | None, value: int, close: str, depth: int) -> int | None:
        first = self.text[value : value + 1]
        if first in ("{", "[") and not self.is_interval(value):
            before = len(self.entries)
            after = self.collection(value, depth + 1)
            if after is not None and self.text[self._skip(after) :][:1] in (",", close):
                return after
            del self.entries[before:]
        elif first in ('"', "'") and (quoted := _QUOTED.match(self.text, value)):
            after = self._skip(quoted.end())
            if self.text[after : after + 1] in (",", close):
                return after
        end = self._expression_end(value, close)
        if end is None or end == value:
            return None
        if must_be_quoted(self.text[value:end]):
            self.entries.append(Entry(key, (value, end)))
        return end

    def is_interval(self, start: int) -> bool:
        """Whether a bracket begins a FEEL interval such as `[0.5..0.6)`."""
        end = self.closing(start)
        inside = self.text[start + 1 : end] if end else ""
        return ".." in _FEEL_TEXT.sub("", inside) and not any(c in inside for c in "[]{},")

    def closing(self, start: int) -> int | None:
        """The offset of the bracket of any kind that closes the one at `start`."""
        depth, at = 0, start
        while at < len(self.text):
            if quoted := _FEEL_TEXT.match(self.text, at):
                at = quoted.end()
                continue
            depth += (self.text[at] in _OPEN) - (self.text[at] in _CLOSE)
            if depth == 0:
                return at
            at += 1
        return None

    def _expression_end(self, at: int, close: str) -> int | None:
        """Where an expression ends: before a comma that starts another entry, or the closing bracket."""
        start, depth = at, 0
        while at < len(self.text):
            character = self.text[at]
            if quoted := _FEEL_TEXT.match(self.text, at):
                at = quoted.end()
                continue
            if depth == 0 and character == close:
                return self._before_space(start, at)
            if depth == 0 and character == "," and self._another_entry(at + 1, close):
                return self._before_space(start, at)
            depth += (character in _OPEN) - (character in _CLOSE)
            if depth < 0:
                return None
            at += 1
        return None

    def _another_entry(self, at: int, close: str) -> bool:
        at = self._skip(at)
        return close == "]" or self.text[at : at + 1] == close or _KEY.match(self.text, at) is not None

    def _before_space(self, start: int, end: int) -> int:
        return start + len(self.text[start:end].rstrip())
