"""A JSON reader with an explicit stack that names the usual mistakes and reads on after them."""

from __future__ import annotations

import re
from typing import Any

from credit_engine.document_text import (
    DocumentBuilder,
    Extent,
    OpenCollection,
    Path,
    ScalarText,
    exact_number,
    linear_text,
)
from credit_engine.files.problems import too_many
from credit_engine.json_text import problems
from credit_engine.limits import MAX_DOCUMENT_DEPTH, MAX_EXPONENT_DIGITS
from credit_engine.numbers import DIGITS
from credit_engine.problems import Problem
from credit_engine.source import Source, Span, shown
from credit_engine.wording import said

TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\x00-\x1f\ud800-\udfff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+\-]))
    |(?P<mark>[{}\[\],:])
    |(?P<word>(?:true|false|null)(?!\w))
    |(?P<loose>[-+.]?\w[\w.+\-]*|[-+]\.?\w*)
    |(?P<comment>//[^\n]*|/\*.*?\*/|\#[^\n]*)
    |(?P<single>'(?:[^'\\\n]|\\[^\n])*')
    |(?P<open_text>"(?:[^"\\\n]|\\[^\n])*"?)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r'\\(?:(?P<short>["\\/bfnrt])|u(?P<code>[0-9a-fA-F]{4}))')
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BAD_IN_TEXT = re.compile(
    r"\\(?![\"\\/bfnrt]|u[0-9a-fA-F]{4})(?:u[0-9a-fA-F]{0,3}|.)?|[\x00-\x1f\ud800-\udfff]", re.DOTALL
)


def json_scalar(source: Source, extent: Extent) -> ScalarText:
    """The characters of the scalar at `extent`: a text without quotes and escapes, or as written."""
    start, end = extent
    if source.text[start : start + 1] != '"':
        return linear_text(source, extent, start, end)
    if "\\" not in source.text[start:end]:
        return linear_text(source, extent, start + 1, end - 1)
    return _escaped(source, extent)


def _escaped(source: Source, extent: Extent) -> ScalarText:
    text, at, end = source.text, extent[0] + 1, extent[1] - 1
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    while at < end:
        character, after = text[at], at + 1
        if character == "\\" and (escape := _ESCAPE.match(text, at)):
            after = escape.end()
            character = _SHORT[escape["short"]] if escape["short"] else chr(int(escape["code"], 16))
        if characters and "\ud800" <= characters[-1] <= "\udbff" and "\udc00" <= character <= "\udfff":
            high = ord(characters.pop()) - 0xD800
            character = chr(0x10000 + (high << 10) + ord(character) - 0xDC00)
            at, _ = starts.pop(), ends.pop()
        characters.append(character)
        starts.append(at)
        ends.append(after)
        at = after
    return ScalarText("".join(characters), source, extent, tuple(starts), tuple(ends))


def first_bad_character(text: str, start: int, end: int) -> Extent | None:
    """The first escape or character that may not stand in a JSON text."""
    bad = _BAD_IN_TEXT.search(text, start, end)
    return bad.span() if bad else None


_MAX_PROBLEMS = 200
"""Problems of one document that are told: whoever made so many made them by a program."""
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_OTHER_WORDS = {"none": "null", "nil": "null", "undefined": "null", "yes": "true", "no": "false"}
_NOT_FINITE = re.compile(r"[-+]?(?:nan|inf|infinity)", re.IGNORECASE)
_NUMBER_LIKE = re.compile(r"([-+]?)(0*)([0-9][0-9_]*)?(?:\.([0-9]*))?([eE][-+]?[0-9]+)?")
_FULL_WIDTH = {
    "，": ",",
    "：": ":",
    "“": '"',
    "”": '"',
    "｛": "{",
    "｝": "}",
    "［": "[",
    "］": "]",
    "　": " ",
}
_CLOSE = {"{": "}", "[": "]"}


class _UnreadableError(Exception):
    """Reading cannot go on after the problem just noted."""


class Reader(DocumentBuilder[OpenCollection]):
    """Reads one text; afterwards `data`, `values`, `keys` and `problems` hold what was found."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.text = source.text
        self._at = 0
        self._expects = "value"
        self._comma = (0, 0)

    def read(self) -> None:
        if self.text.startswith("\ufeff"):
            self.problems.append(problems.byte_order_mark(self.span(0, 1)))
            self._at = 1
        try:
            while self._token():
                pass
            self._finish()
        except _UnreadableError:
            pass

    def _token(self) -> bool:
        """Handle the next token; false at the end of the text."""
        space = SPACE.match(self.text, self._at)
        start = space.end() if space else self._at
        token = TOKEN.match(self.text, start)
        if token is None:
            return False
        self._at = token.end()
        if len(self.problems) >= _MAX_PROBLEMS:
            self._stop(too_many(self.span(*token.span())))
        kind = token.lastgroup
        if kind == "comment":
            self.problems.append(problems.comment(self.span(*token.span())))
        elif kind == "mark":
            self._mark(token[0], start)
        elif kind == "other":
            self._other(start)
        elif self._expects == "end":
            self._stop(problems.trailing_text(self.span(*token.span())))
        elif self._expects == "colon":
            self._stop(_unexpected(self.span(*token.span()), "':'"))
        else:
            if self._expects == "comma":
                self.problems.append(problems.missing_comma(self.span(*token.span())))
                self._after_comma()
            self._scalar(kind or "", token[0], token.span())
        return True

    def _stop(self, problem: Problem) -> None:
        self.problems.append(problem)
        raise _UnreadableError

    def _after_comma(self) -> None:
        self._expects = "key" if isinstance(self.stack[-1].data, dict) else "value"

    def _mark(self, mark: str, start: int) -> None:
        expects = self._expects
        if mark == "," and expects == "comma":
            self._comma = start, start + 1
            self._after_comma()
        elif mark == ":" and expects == "colon":
            self._expects = "value"
        elif mark in "{[" and expects in ("value", "value or close", "comma"):
            if expects == "comma":
                self.problems.append(problems.missing_comma(self.span(start, start + 1)))
            self._open(mark, start)
        elif mark in "}]":
            self._close_mark(mark, start)
        elif expects == "end":
            self._stop(problems.trailing_text(self.span(start, start + 1)))
        else:
            self._stop(_unexpected(self.span(start, start + 1), self._expected()))

    def _expected(self) -> str:
        close = "'}'" if self.stack and isinstance(self.stack[-1].data, dict) else "']'"
        words = {
            "key": said('a key, such as "age"', '键，如 "age"'),
            "key or close": said("a key, such as \"age\", or '}}'", "键，如 \"age\"，或 '}}'"),
            "value": said("a value", "一个值"),
            "value or close": said("a value or ']'", "一个值或 ']'"),
            "colon": "':'",
            "comma": said("',' or {close}", "',' 或 {close}", close=close),
        }
        return words[self._expects]

    def _open(self, mark: str, start: int) -> None:
        if len(self.stack) >= MAX_DOCUMENT_DEPTH:
            self._stop(problems.too_deep(self.span(start, start + 1)))
        path, kept = self.place()
        self.stack.append(OpenCollection({} if mark == "{" else [], path, start, kept))
        self._expects = "key or close" if mark == "{" else "value or close"

    def _close_mark(self, mark: str, start: int) -> None:
        if not self.stack:
            self._stop(
                problems.trailing_text(self.span(start, start + 1))
                if self._expects == "end"
                else _unexpected(self.span(start, start + 1), said("a value", "一个值"))
            )
        open_mark = self.text[self.stack[-1].start]
        after_comma = self._expects == "key" or (self._expects == "value" and open_mark == "[")
        if (
            mark != _CLOSE[open_mark]
            or self._expects == "colon"
            or (self._expects == "value" and open_mark == "{")
        ):
            self._stop(_unexpected(self.span(start, start + 1), self._expected()))
        if after_comma:
            self.problems.append(problems.trailing_comma(self.span(*self._comma), close=mark))
        done = self.stack.pop()
        self.give(done.data, done.path, (done.start, start + 1), done.kept)

    def _other(self, start: int) -> None:
        character = self.text[start]
        span = self.span(start, start + 1)
        if character in _FULL_WIDTH:
            self._stop(problems.full_width(span, meant=_FULL_WIDTH[character]))
        self._stop(_unexpected(span, "" if self._expects == "end" else self._expected()))

    def _scalar(self, kind: str, text: str, extent: Extent) -> None:
        if self._expects in ("key", "key or close"):
            self._key(kind, text, extent)
            return
        path, kept = self.place()
        self.give(self._value(kind, text, extent), path, extent, kept)

    def _key(self, kind: str, text: str, extent: Extent) -> None:
        span = self.span(*extent)
        key = self._text_of(extent) if kind == "text" else text.strip("'")
        if kind == "single":
            self.problems.append(_single_quotes(span))
        elif kind == "open_text":
            self._broken_text(extent)
        elif kind == "number":
            self.problems.append(problems.key_not_text(span))
        elif kind != "text":
            self.problems.append(problems.unquoted_key(span))
        parent = self.stack[-1]
        first = parent.keys.setdefault(key, extent)
        if first is not extent:
            self.problems.append(problems.duplicate_key(span, self.span(*first), key))
        parent.key, parent.key_extent = key, extent
        self._expects = "colon"

    def _value(self, kind: str, text: str, extent: Extent) -> Any:
        span = self.span(*extent)
        if kind == "text":
            return self._text_of(extent)
        if kind == "word":
            return _WORDS[text]
        if kind == "number":
            number = exact_number(text)
            if number is None:
                self.problems.append(
                    problems.number_too_long(span, digits=DIGITS, exponent=MAX_EXPONENT_DIGITS)
                )
            return number
        if kind == "open_text":
            self._broken_text(extent)
        elif kind == "single":
            self.problems.append(_single_quotes(span))
        else:
            self.problems.append(_loose(text, span))
        return None

    def _text_of(self, extent: Extent) -> str:
        text = json_scalar(self.source, extent)
        for index, character in enumerate(text.value) if "\\u" in text.whole.text else ():
            if "\ud800" <= character <= "\udfff":
                self.problems.append(problems.lone_surrogate(text.span(index, index + 1)))
        return text.value

    def _broken_text(self, extent: Extent) -> None:
        start, end = extent
        bad = first_bad_character(self.text, start + 1, end)
        if bad is None:
            self.problems.append(problems.unclosed_text(self.span(start, end)))
            raise _UnreadableError
        span = self.span(*bad)
        if span.text.startswith("\\"):
            self.problems.append(problems.escape(span))
        elif "\ud800" <= span.text <= "\udfff":
            self.problems.append(problems.lone_surrogate(span))
        else:
            self.problems.append(problems.control_character(span, code=ord(span.text)))
        if end - start < 2 or self.text[end - 1] != '"':
            raise _UnreadableError

    def give(self, value: Any, path: Path, extent: Extent, kept: bool) -> None:
        """Put a value where it belongs; a comma comes next, or the end."""
        super().give(value, path, extent, kept)
        self._expects = "comma" if self.stack else "end"

    def _finish(self) -> None:
        end = len(self.text)
        if self.stack:
            start = self.stack[-1].start
            self.problems.append(
                problems.unclosed(self.span(start, start + 1), close=_CLOSE[self.text[start]])
            )
        elif self._expects == "value":
            self.problems.append(problems.empty(self.span(end, end)))


def _unexpected(span: Span, expected: str) -> Problem:
    """A token, or the end of the text, where something else was expected."""
    if span.text:
        return problems.unexpected(span, expected=expected)
    return problems.ended(span, expected=expected)


def _single_quotes(span: Span) -> Problem:
    """A text in single quotes."""
    inside = span.text[1:-1].replace("\\'", "'").replace('"', '\\"')
    return problems.single_quotes(span, right=f'"{shown(inside)}"')


def _loose(text: str, span: Span) -> Problem:
    """A word or a number that is not JSON's."""
    if _NOT_FINITE.fullmatch(text):
        return problems.not_finite(span)
    if text.lower() in _WORDS or text.lower() in _OTHER_WORDS:
        return problems.word(span, meant=_OTHER_WORDS.get(text.lower(), text.lower()))
    match = _NUMBER_LIKE.fullmatch(text)
    if match and any(c.isdigit() for c in text):
        integer = (match[3] or "0").replace("_", "")
        fraction = f".{match[4]}" if match[4] else ""
        sign = "-" if match[1] == "-" else ""
        return problems.number_form(span, meant=f"{sign}{integer}{fraction}{match[5] or ''}")
    return problems.unknown_word(span)
