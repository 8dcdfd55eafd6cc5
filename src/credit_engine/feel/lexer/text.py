"""Escapes in text literals: read from source and written back."""

from __future__ import annotations

import re

from credit_engine.feel.lexer import problems
from credit_engine.feel.problems import FeelSyntaxError

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[\s\S])"
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_TO_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ud800-\udfff]')


def unescaped(literal: str, start: int) -> str:
    """The text of a literal in double quotes that begins at `start`; other backslashes stay."""
    if "\\" not in literal:
        return literal[1:-1]

    def character(match: re.Match[str]) -> str:
        escape = match[0]
        if len(escape) == 2:
            return _SIMPLE.get(escape[1], escape)
        code = int(escape[2:6] if len(escape) == 12 else escape[2:], 16)
        if len(escape) == 12:
            code = 0x10000 + ((code - 0xD800) << 10) + int(escape[8:], 16) - 0xDC00
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            at = start + 1 + match.start()
            raise FeelSyntaxError([problems.bad_escape(at, at + len(escape), escape=escape)])
        return chr(code)

    return _ESCAPE.sub(character, literal[1:-1])


def quoted(text: str) -> str:
    """The literal that reads back as `text`."""
    return '"' + _TO_ESCAPE.sub(_escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    return _WRITTEN.get(match[0]) or f"\\u{ord(match[0]):04X}"
