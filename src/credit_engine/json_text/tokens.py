"""JSON tokens with positions, the usual mistakes among them, and the characters of JSON texts."""

from __future__ import annotations

import re

from credit_engine.document_text import Extent, ScalarText, linear_text
from credit_engine.source import Source

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
