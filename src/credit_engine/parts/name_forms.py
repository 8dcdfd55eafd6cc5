"""Names that expressions can use, and units: what is a slip, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from credit_engine.feel import syntax
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.problems import Problem
from credit_engine.source import Span

_WORDS = [
    "and",
    "between",
    "else",
    "every",
    "external",
    "false",
    "for",
    "function",
    "if",
    "in",
    "instance",
    "not",
    "null",
    "of",
    "or",
    "return",
    "satisfies",
    "some",
    "then",
    "true",
]
RESERVED_NAMES = {
    "outcome": "the outcome that 'when' of an output asks for",
    "item": "the item that a filter looks at",
    "partial": "the results so far of a 'for'",
    "data_as_of": "the day of the data",
    **dict.fromkeys(_WORDS, "it is a word of the language"),
}
"""Names that mean something in every expression, and what."""
UNIT_WORDS = [
    "account",
    "accounts",
    "annum",
    "annums",
    "day",
    "days",
    "fraction",
    "month",
    "months",
    "per",
    "percent",
    "point",
    "points",
    "quarter",
    "quarters",
    "time",
    "times",
    "week",
    "weeks",
    "year",
    "years",
]
"""Common words of units; others, such as currencies, are units of their own."""


def unusable(name: str, span: Span, *, dotted: bool = False) -> Iterator[Problem]:
    """The problem of a name that expressions cannot use, or that means something else in them."""
    root = name.split(".", 1)[0]
    if root in RESERVED_NAMES:
        message = f"'{root}' has a meaning of its own in expressions: {RESERVED_NAMES[root]}"
        yield Problem("reserved-name", message, span, "another name")
    elif not _is_name(name, dotted):
        form = "words of letters, digits and _" + (", joined by dots" if dotted else "")
        message = f"'{name}' cannot be used as a name in expressions"
        yield Problem("bad-name", message, span, form, _mended_name(name, dotted))


def slip_in_unit(text: str) -> str:
    """The first word of a unit that is close to a common one without being one, or nothing."""
    words = (word for word in text.split() if word not in UNIT_WORDS)
    return next((word for word in words if get_close_matches(word, UNIT_WORDS, 1, 0.75)), "")


def _is_name(text: str, dotted: bool) -> bool:
    try:
        tree: syntax.Expression = parse_expression(text)
    except FeelSyntaxError:
        return False
    while dotted and isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name)


def _mended_name(text: str, dotted: bool) -> str:
    """A name like the given one that expressions can use, as a question."""
    mended = re.sub(r"[^\w.]+" if dotted else r"\W+", "_", text.strip()).strip("_")
    return f"did you mean '{mended}'?" if mended and mended != text and _is_name(mended, dotted) else ""
