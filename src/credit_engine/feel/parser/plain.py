"""Numbers and the cells of most tables, read without the grammar: ten times as fast, and the same trees.

A large table has thousands of different cells such as `[30..50)` and `>= 620`, and a number in each row.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from credit_engine.feel import syntax

_DIGITS = r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?"
_NUMBER = re.compile(_DIGITS)
_COMPARED = re.compile(rf"([<>]=?) ?({_DIGITS})")
_RANGE = re.compile(rf"([\[(\]])({_DIGITS})\.\.({_DIGITS})([\])\[])")


def plain_number(text: str) -> syntax.Number | None:
    """The number that a text is; None for any other text, and for numbers of many digits."""
    return syntax.Number(Decimal(text), span=(0, len(text))) if _NUMBER.fullmatch(text) else None


def plain_tests(text: str) -> syntax.UnaryTests | None:
    """A cell that is a dash, a comparison with a number or a range of numbers; None for any other."""
    whole = 0, len(text)
    if text == "-":
        return syntax.UnaryTests((), span=whole)
    test: syntax.Test
    if found := _RANGE.fullmatch(text):
        range_ = syntax.Range(_at(found, 2), _at(found, 3), found[1] == "[", found[4] == "]", span=whole)
        test = syntax.ValueTest(range_, span=whole)
    elif found := _COMPARED.fullmatch(text):
        operator: Any = found[1]
        test = syntax.CompareTest(operator, _at(found, 2), span=whole)
    else:
        return None
    return syntax.UnaryTests((test,), span=whole)


def _at(found: re.Match[str], group: int) -> syntax.Number:
    return syntax.Number(Decimal(found[group]), span=found.span(group))
