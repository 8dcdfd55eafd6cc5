"""Names of FEEL: which characters they are made of, and which of them hold spaces or operators.

The character ranges are those of the DMN grammar (10.3.1.2, rules 27 to 29), so that a name does not
depend on the Unicode version of the running Python. Full-width punctuation lies within them, but is
left out: in `a，b` it is a slip of the input method, not part of a name, unless a known name has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d"
    "\u180f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3004-\u3007\u3012-\u3013\u3020-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe"
    "\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
SPACE = "\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_SYMBOLS = r"./\-'+*"

WORD = f"[{_START}][{_PART}]*+"
PART_FOLLOWS = f"(?=[{_PART}])"
RUN = re.compile(f"[{_START}?][{_PART}?{_SYMBOLS}{SPACE}]*+")
"""Words, symbols of names and white space: what stands before the `:` of a key, say."""

_PIECES = re.compile(f"[{_PART}]+|[^{_PART}{SPACE}]")
_PLAIN = re.compile(WORD)
_ends_in_part = re.compile(f"[{_PART}]$").search

KEYWORDS: Mapping[str, str] = {
    "true": "TRUE",
    "false": "FALSE",
    "null": "NULL",
    "and": "AND",
    "or": "OR",
    "between": "BETWEEN",
    "in": "IN",
    "if": "IF",
    "then": "THEN",
    "else": "ELSE",
    "for": "FOR",
    "return": "RETURN",
    "some": "SOME",
    "every": "EVERY",
    "satisfies": "SATISFIES",
    "function": "FUNCTION",
}

BUILT_IN_NAMES = frozenset(
    {
        "date and time", "years and months duration", "days and time duration", "string length",
        "upper case", "lower case", "substring before", "substring after", "starts with", "ends with",
        "string join", "list contains", "insert before", "list replace", "index of", "distinct values",
        "round up", "round down", "round half up", "round half down", "get value", "get entries",
        "context put", "context merge", "overlaps before", "overlaps after", "met by", "started by",
        "finished by", "day of week", "day of year", "week of year", "month of year", "is missing",
        "if missing", "start included", "end included", "time offset",
    }
)  # fmt: skip
"""Functions, types and properties of DMN 1.5 and 1.6 whose names hold spaces, and the policy functions."""


Known = dict[str, tuple[str, ...]]
"""Names that are not plain words, by their first word, longest first."""


def is_plain(name: str) -> bool:
    """Whether the lexer reads the name as one word without being told of it."""
    return _PLAIN.fullmatch(name) is not None and name not in KEYWORDS


def is_key(name: str) -> bool:
    """Whether a context key can be written without quotes and reads back unchanged."""
    return RUN.fullmatch(name) is not None and normal_form(name) == name


def normal_form(name: str) -> str:
    """The name with one space between words and none around symbols."""
    pieces = _PIECES.findall(name)
    spaced = (
        " " + piece if before and _ends_in_part(before) and _ends_in_part(piece) else piece
        for before, piece in zip(["", *pieces], pieces, strict=False)
    )
    return "".join(spaced)


@lru_cache(maxsize=4096)
def pattern_of(name: str) -> re.Pattern[str]:
    """The pattern that finds a name whatever the white space in it."""
    pattern = ""
    before = ""
    for piece in _PIECES.findall(name):
        if before:
            words = _ends_in_part(before) and _ends_in_part(piece)
            pattern += f"[{SPACE}]+" if words else f"[{SPACE}]*"
        pattern += re.escape(piece)
        before = piece
    if _ends_in_part(before):
        pattern += f"(?![{_PART}])"
    return re.compile(pattern)


def extend(known: Known, names: Iterable[str]) -> Known:
    """`known` and the `names` that are not plain words; `known` itself stays as it is."""
    extended = dict(known)
    for name in names:
        first = _PLAIN.match(name)
        if first is None or first.end() == len(name):
            continue
        found = {*extended.get(first[0], ()), name}
        extended[first[0]] = tuple(sorted(found, key=lambda known_name: (-len(known_name), known_name)))
    return extended


@lru_cache(maxsize=256)
def known_names(names: frozenset[str]) -> Known:
    """The built-in names and `names`, as far as they are not plain words."""
    return extend(_BUILT_IN, sorted(names))


_BUILT_IN = extend({}, sorted(BUILT_IN_NAMES))
