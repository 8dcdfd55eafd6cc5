"""What is to be written instead of a text that is not FEEL, and only what is seen to be FEEL then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from credit_engine.feel.lexer import problems
from credit_engine.feel.problems import FeelSyntaxError, SyntaxProblem
from credit_engine.source import shown
from credit_engine.wording import to_write

_WORD = re.compile(r"[\w.]")
_STILL = re.compile(r"\b(?:None|NULL|nil|TRUE|FALSE|True|False)\b|\b(?:IF|AND|OR|NOT) ?\(")
"""What is read as a name or a call, and is another notation all the same."""
_CHOICE = re.compile(r"\b(?:if|then|else)\b")
_UNCLEAR = frozenset(
    """
    missing-operator missing-operand missing-value unknown-spaced-name unknown-character
    unexpected-comma unexpected-colon unexpected-token test-as-expression mismatched-bracket
    range-without-brackets full-width-symbol wrong-symbol missing-then missing-else trailing-comma
    """.split()
)
"""Codes that say where reading stopped, not what the writer meant."""


def mended(
    found: Sequence[SyntaxProblem],
    text: str,
    start: str,
    names: frozenset[str],
    parse: Callable[[str], object],
) -> Sequence[SyntaxProblem]:
    """The problems of a text, with what is to be written where a form of another notation is meant.

    Problems that are mended each by itself stay as they are; else one problem stands for all, and says how
    the stretch that is not FEEL is written in FEEL.
    """
    each = _with_mends(text, found)
    if each is not None and _STILL.search(each) is None and _is_feel(each, parse):
        return found
    from credit_engine.feel.notations import translated

    right = translated(text, start, names)
    if right is None or right == text or not _is_feel(right, parse):
        return found
    begin, end, stretch = _difference(text, right)
    first = found[0]
    if first.code in _UNCLEAR or not begin <= first.start <= end:
        return [problems.other_notation(begin, end, mend=stretch, found=shown(text[begin:end]))]
    return [replace(first, start=begin, end=end, expected="", hint=to_write(stretch), notes=(), mend=stretch)]


def _with_mends(text: str, found: Sequence[SyntaxProblem]) -> str | None:
    """The text with every problem's mend; None where one has none."""
    for problem in sorted(found, key=lambda problem: problem.start, reverse=True):
        if problem.mend is None:
            return None
        text = text[: problem.start] + problem.mend + text[problem.end :]
    return text


def _is_feel(text: str | None, parse: Callable[[str], object]) -> bool:
    if text is None:
        return False
    try:
        parse(text)
    except FeelSyntaxError:
        return False
    return True


def _difference(text: str, right: str) -> tuple[int, int, str]:
    """The stretch of `text`, whole words of it, in which `right` differs, and what stands there instead."""
    begin = 0
    while begin < min(len(text), len(right)) and text[begin] == right[begin]:
        begin += 1
    after = 0
    while after < min(len(text), len(right)) - begin and text[-1 - after] == right[-1 - after]:
        after += 1
    begin, after = _whole_words(text, right, begin, after)
    while after and _is_open(right[begin : len(right) - after]):
        begin, after = _whole_words(text, right, begin, after - 1)
    if _CHOICE.search(right[begin : len(right) - after]):
        return 0, len(text), right
    return begin, len(text) - after, right[begin : len(right) - after]


def _is_open(stretch: str) -> bool:
    """Whether a bracket that a stretch opens is closed beyond it."""
    return stretch.count("(") > stretch.count(")")


def _whole_words(text: str, right: str, begin: int, after: int) -> tuple[int, int]:
    """The stretch widened to whole words, so that it neither begins nor ends with a blank, nor is empty."""
    while begin and any(_cuts_before(side, begin, len(side) - after) for side in (text, right)):
        begin -= 1
    while after and any(_cuts_after(side, begin, len(side) - after) for side in (text, right)):
        after -= 1
    return begin, after


def _cuts_before(text: str, begin: int, end: int) -> bool:
    if begin == end or text[begin].isspace() or text[:begin].count('"') % 2:
        return True
    return bool(_WORD.match(text[begin]) and _WORD.match(text[begin - 1]))


def _cuts_after(text: str, begin: int, end: int) -> bool:
    if begin == end or text[end - 1].isspace() or text[:end].count('"') % 2:
        return True
    return bool(_WORD.match(text[end - 1]) and _WORD.match(text[end : end + 1]))
