"""Upper and lower case by Unicode 14, whatever version the running Python knows.

The data file lists the mappings as runs `[first, last, step, shift]` of code points and as special
cases of several characters, and the two properties by which a final sigma is told.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import lru_cache
from typing import Any, NamedTuple

_CAPITAL_SIGMA, _FINAL_SIGMA = "\u03a3", "\u03c2"


class _Ranges:
    """A set of code points."""

    def __init__(self, ranges: list[list[int]]) -> None:
        self.starts = [first for first, _ in ranges]
        self.ends = [last for _, last in ranges]

    def __contains__(self, character: str) -> bool:
        position = bisect_right(self.starts, ord(character)) - 1
        return position >= 0 and ord(character) <= self.ends[position]


class _CaseData(NamedTuple):
    upper: dict[int, str]
    lower: dict[int, str]
    cased: _Ranges
    ignorable: _Ranges


@lru_cache(maxsize=1)
def _case_data() -> _CaseData:
    from importlib.resources import files

    data = json.loads((files(__package__) / "case_mapping.json").read_text("utf-8"))
    return _CaseData(
        _mapping(data["upper"]),
        _mapping(data["lower"]),
        _Ranges(data["cased"]),
        _Ranges(data["case_ignorable"]),
    )


def _mapping(data: dict[str, Any]) -> dict[int, str]:
    mapping = {ord(character): text for character, text in data["special"].items()}
    for first, last, step, shift in data["runs"]:
        mapping.update((code, chr(code + shift)) for code in range(first, last + 1, step))
    return mapping


def upper_case(text: str) -> str:
    """The text in upper case, in full mapping: one sharp s becomes two letters."""
    return text.upper() if text.isascii() else text.translate(_case_data().upper)


def lower_case(text: str) -> str:
    """The text in lower case; a Greek sigma that ends a word takes its final form."""
    if text.isascii():
        return text.lower()
    lowered = text.translate(_case_data().lower)
    if _CAPITAL_SIGMA not in text:
        return lowered
    pieces = [_lower_sigma(text, i) if c == _CAPITAL_SIGMA else c for i, c in enumerate(text)]
    return "".join(pieces).translate(_case_data().lower)


def _lower_sigma(text: str, place: int) -> str:
    before = _next_cased(text, range(place - 1, -1, -1))
    after = _next_cased(text, range(place + 1, len(text)))
    return _FINAL_SIGMA if before and not after else _CAPITAL_SIGMA


def _next_cased(text: str, places: range) -> bool:
    """Whether the first character that is not case-ignorable is cased."""
    data = _case_data()
    for place in places:
        if text[place] not in data.ignorable:
            return text[place] in data.cased
    return False
