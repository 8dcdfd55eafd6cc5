"""One line of YAML taken apart, and the stretches that the parser is not shown after a mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from credit_engine.document_text import Extent

_ENTRY = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*)
    (?:(?P<key>"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'
        |[^\s\#&*!|>'"%@`{\[,][^\n]*?)[ ]*:(?:[ \t]+|(?=[ \t\r]*$)))?
    (?P<value>[^ \n][^\n]*?)?[ \t\r]*$""",
    re.VERBOSE | re.MULTILINE,
)
_COMMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^"\s]|\s(?!\#))*')
_LOOKS_LIKE_ENTRY = re.compile(r"[ ]*(?:-(?:[ ]|$)|[^\s\"'{\[]+[ ]*:(?:\s|$))")
_LONGEST_LINE = 5_000
"""Longer lines are not taken apart, which bounds the work on them."""
_CLOSING = re.compile(r"[ ]*[\]})]+,?[ ]*\r?$")


@dataclass(frozen=True)
class Mask:
    """A stretch that the parser is not shown: as a stand-in value, or as blanks."""

    start: int
    end: int
    stands_for_value: bool = False
    loses_data: bool = True

    def apply(self, text: str) -> str:
        """The text with the stretch blanked; line ends and all other offsets stay."""
        blank = "".join(c if c in "\r\n" else " " for c in text[self.start : self.end])
        if self.stands_for_value:
            blank = "x" + blank[1:]
        return text[: self.start] + blank + text[self.end :]


class Line:
    """The line around an offset: indentation, dashes, key and value, as far as they can be told."""

    def __init__(self, text: str, offset: int) -> None:
        self._source = text
        self.start = text.rfind("\n", 0, offset) + 1
        end = text.find("\n", offset)
        self.end = len(text) if end < 0 else end
        self.text = text[self.start : self.end].rstrip("\r")
        self.first = self.start + len(self.text) - len(self.text.lstrip(" \t"))
        self.last = self.start + len(self.text.rstrip())
        short = len(self.text) <= _LONGEST_LINE
        self._entry = _ENTRY.match(text, self.start, self.start + len(self.text)) if short else None

    @property
    def indent(self) -> int:
        """Columns before the first character."""
        return self.first - self.start

    @cached_property
    def key(self) -> str:
        """The key before `: `, quotes included; empty if there is none."""
        return (self._entry["key"] or "") if self._entry else ""

    @cached_property
    def value(self) -> Extent | None:
        """Where the value stands, without a comment after it."""
        if self._entry is None or not self._entry["value"]:
            return None
        start, end = self._entry.span("value")
        kept = _COMMENT.match(self._source, start, end)
        shown = self._source[start : kept.end() if kept else end].rstrip()
        return start, start + max(1, len(shown))

    @cached_property
    def column(self) -> int:
        """The column of the key, else of the last dash, else of the first character."""
        if self._entry is None or not self._entry["before"].strip():
            return self.indent
        return len(self._entry["before"]) if self.key else self._entry["before"].rindex("-")

    @property
    def has_item(self) -> bool:
        """Whether the line begins with the dash of a list item."""
        return self._entry is not None and "-" in self._entry["before"]

    def end_of_deeper(self, column: int, entries: bool = True) -> int:
        """The end of the lines below that stand right of `column`; `entries`: also if they have keys."""
        end = self.end
        while end < len(self._source):
            after = self._source.find("\n", end + 1)
            after = len(self._source) if after < 0 else after
            line = self._source[end + 1 : after]
            shallow = bool(line.strip()) and len(line) - len(line.lstrip(" ")) <= column
            if (shallow and not _CLOSING.match(line)) or (not entries and _LOOKS_LIKE_ENTRY.match(line)):
                break
            end = after
        return end

    def whole(self) -> Mask:
        """The entry of the line with all that belongs to it; of a list item only this line."""
        if self.has_item and self._entry:
            return Mask(self.start + len(self._entry["before"]), self.end)
        return Mask(self.start, self.end_of_deeper(self.indent))

    def without_value(self) -> Mask:
        """The value of the line with its continuation; a line with neither key nor dash goes whole."""
        if self.value is None or not (self.key or self.has_item):
            return self.whole()
        start, end = self.value
        is_entry = _LOOKS_LIKE_ENTRY.match(self._source, start, end) is not None
        goes_on = self.end_of_deeper(self.column, entries=is_entry or self._source[end - 1] == ":")
        return Mask(start, goes_on, stands_for_value=True)
