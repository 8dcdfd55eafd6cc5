"""Characters that may not stand in YAML, or that end a line for some readers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_REFUSED = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?<=.)\ufeff", re.DOTALL
)
_LINE_ENDS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


def odd_characters(text: str, most: int) -> Iterator[re.Match[str]]:
    """The first ones of each of both kinds."""
    for pattern in _occurring(text):
        yield from islice(pattern.finditer(text), most)


def without_odd_characters(text: str) -> str:
    """The text, as long as before, with a blank or a line feed in place of each, so that YAML can be read."""
    for pattern in _occurring(text):
        text = pattern.sub(lambda odd: "\n" if odd[0] == "\r" else " ", text)
    return text


def ends_line(character: str) -> bool:
    """Whether an odd character is one that ends a line for some readers."""
    return _LINE_ENDS.fullmatch(character) is not None


def _occurring(text: str) -> list[re.Pattern[str]]:
    # Of each character one, apart from all others: a tenth of the time of looking at all of them in turn.
    occurring = " " + " ".join(set(text))
    return [
        pattern for pattern in (_REFUSED, _LINE_ENDS) if pattern.search(occurring) and pattern.search(text)
    ]
