"""Names of FEEL: which characters they are made of, and which of them hold spaces or operators.

The character ranges are those of the DMN grammar (10.3.1.2, rules 27 to 29), so that a name does not
depend on the Unicode version of the running Python. Full-width punctuation lies within them, but is
left out: in `a，b` it is a slip of the input method, not part of a name, unless a known name has it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from credit_engine.feel.lexer import problems
from credit_engine.feel.problems import FeelSyntaxError
from credit_engine.operators.homes import HOMES

_SPACES = dict.fromkeys(
    [0x85, 0xA0, 0x1680, 0x180E, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF], " "
)
# Beyond Latin-1 the patterns take every character, for large character classes are slow to compile;
# `name_length` then cuts a word where a character belongs to no name.
_NO_START = r"\x00-@\[-^`{-\xbf\xd7\xf7"
_NO_PART = r"\x00-/:-@\[-^`{-\xb6\xb8-\xbf\xd7\xf7"
WORD = f"[^{_NO_START}][^{_NO_PART}]*+"
_WORD = re.compile(f"[^{_NO_PART}]++")
_NO_RUN = r"\x00-\x08\x0e-\x1f!-&(),:->@\[-^`{-\xb6\xb8-\xbf\xd7\xf7"
_RUN = re.compile(rf"(?:[^{_NO_START}]|\?)[^{_NO_RUN}]{{0,300}}+")
_EDGES = tuple(
    int(edge, 16)
    for edge in """
    100 37E 37F 1680 1681 180E 180F 2000 200C 200E 203F 2041 2070 2190 2C00 2FF0 3004 3008 3012 3014
    3020 D800 F900 FDD0 FDF0 FEFF FF21 FF3B FF41 FF5B FF66 FFDD 10000 F0000
    """.split()
)
"""Where, beyond Latin-1, characters of names begin, end, begin again and so on."""

KEYWORDS: Mapping[str, str] = {
    word: word.upper()
    for word in (
        "true false null and or between in if then else for return some every satisfies function"
    ).split()
}
_TYPES = {"date and time", "years and months duration", "days and time duration"}
_PROPERTIES = {"start included", "end included", "time offset"}
BUILT_IN_NAMES = frozenset({name for name in HOMES if " " in name} | _TYPES | _PROPERTIES)
"""Functions, types and properties whose names hold spaces."""


Known = dict[str, "Known | str"]
"""Names of several pieces as a tree: piece by piece, with the name itself under the empty piece."""


def plain_spaces(text: str) -> str:
    """The text, of the same length, with a simple space for each Unicode space of the grammar."""
    return text if text.isascii() else text.translate(_SPACES)


def name_length(text: str) -> int:
    """How many characters at the beginning may stand in a name, as far as they lie beyond Latin-1."""
    if text.isascii():
        return len(text)
    for index, character in enumerate(text):
        if character > "\xff" and not bisect_right(_EDGES, ord(character)) & 1:
            return index
    return len(text)


def begins_name(character: str) -> bool:
    """Whether a character that may stand in a name may also begin one."""
    return not ("\u0300" <= character <= "\u036f" or character in "\u203f\u2040")


def run_at(text: str, position: int) -> str:
    """The words, symbols of names and white space from a position: what stands before a key's `:`."""
    match = _RUN.match(text, position)
    return match[0][: name_length(match[0])] if match else ""


def _pieces(text: str, position: int = 0) -> Iterator[tuple[str, int]]:
    """The words and symbols from a position, each with its end, white space left out."""
    while position < len(text):
        word = _WORD.match(text, position)
        length = name_length(word[0]) if word else 0
        end = position + (length or 1)
        if not text[position].isspace():
            yield text[position:end], end
        position = end


def _is_word(piece: str) -> bool:
    return _WORD.match(piece) is not None and name_length(piece) == len(piece)


def is_key(name: str) -> bool:
    """Whether a context key can be written without quotes and reads back unchanged."""
    return bool(name) and run_at(name, 0) == name and normal_form(name) == name


def normal_form(name: str) -> str:
    """The name with one space between words and none around symbols."""
    pieces = [piece for piece, _ in _pieces(plain_spaces(name))]
    gaps = (" " if _is_word(a) and _is_word(b) else "" for a, b in pairwise(pieces))
    return "".join(piece + gap for piece, gap in zip(pieces, [*gaps, ""], strict=True))


def learn(known: Known, name: str) -> None:
    """Enter a name into `known`, unless it is one word, which needs no entry."""
    pieces = [piece for piece, _ in _pieces(plain_spaces(name))]
    if len(pieces) < 2:
        return
    for piece in pieces:
        below = known.setdefault(piece, {})
        assert isinstance(below, dict)
        known = below
    known.setdefault("", name)


def longest_name(known: Known, text: str, position: int) -> tuple[str, int] | None:
    """The longest known name at a position and where it ends."""
    found = None
    for piece, end in _pieces(text, position):
        below = known.get(piece)
        if not isinstance(below, dict):
            break
        known = below
        name = known.get("")
        if isinstance(name, str):
            found = name, end
    return found


@lru_cache(maxsize=256)
def known_names(names: frozenset[str]) -> Known:
    """The built-in names and `names` that are not plain words; do not modify."""
    known = _copy(_built_in())
    for name in sorted(names):
        learn(known, name)
    return known


@lru_cache(maxsize=1)
def _built_in() -> Known:
    known: Known = {}
    for name in sorted(BUILT_IN_NAMES):
        learn(known, name)
    return known


def _copy(known: Known) -> Known:
    return {piece: below if isinstance(below, str) else _copy(below) for piece, below in known.items()}


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
