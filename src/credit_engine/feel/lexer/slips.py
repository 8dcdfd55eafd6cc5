"""Symbols that FEEL does not have but people write: Chinese punctuation, and operators of other languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from credit_engine.feel.lexer import problems
from credit_engine.feel.lexer.names import Known, longest_name, quoted
from credit_engine.feel.problems import SyntaxProblem

_ASCII_FORMS: Mapping[str, str] = {
    symbol: form
    for symbols, form in (
        ("、", ","),
        ("。", "."),
        ("「」『』《》“”„‘’«»", '"'),
        ("【", "["),
        ("】", "]"),
        ("〔", "("),
        ("〕", ")"),
        ("〈", "<"),
        ("〉", ">"),
        ("≤≦", "<="),
        ("≥≧", ">="),
        ("≠", "!="),
        ("×⋅", "*"),
        ("÷", "/"),
        ("−–—", "-"),
        ("…", ".."),
        ("∈", "in"),
        ("∧", "and"),
        ("∨", "or"),
        ("¬", "not"),
        ("→", "->"),
    )
    for symbol in symbols
}
_QUOTED = re.compile('[“「『《„«‘]([^”」』》“»’"]*)[”」』》“»’"]')
_OPENING = frozenset("“「『《„«‘")
_DIGITS = re.compile("[０-９]+(?:．[０-９]+)?")
_SKIPPED = re.compile(r'"(?:[^"\\]|\\.)*+"|//[^\n]*+|/\*.*?\*/', re.DOTALL)
_FULL_WIDTH = (*range(0xFF01, 0xFF21), *range(0xFF3B, 0xFF41), *range(0xFF5B, 0xFF66))
_SUSPECT = frozenset((*_ASCII_FORMS, *map(chr, _FULL_WIDTH)))
_MOST_PROBLEMS = 20
"""Slips of one expression that are told: the rest goes with the same habit of typing."""


def full_width_symbols(text: str, known: Known) -> list[SyntaxProblem]:
    """A problem for each Chinese or typographic symbol outside texts, comments and known names."""
    found: list[SyntaxProblem] = []
    if _SUSPECT.isdisjoint(text):
        return found
    position = 0
    while position < len(text) and len(found) < _MOST_PROBLEMS:
        symbol = _symbol_at(text, position) if text[position] in _SUSPECT else ""
        if symbol:
            right = _right_form(symbol)
            end = position + len(symbol)
            found.append(
                problems.full_width_symbol(position, end, mend=right or None, found=symbol, right=right)
            )
            position = end
        else:
            position = _skipped(text, position, known)
    return found


def _symbol_at(text: str, position: int) -> str:
    """A quoted text or a number as a whole, else one character."""
    match = _QUOTED.match(text, position) or _DIGITS.match(text, position)
    return match[0] if match else text[position]


def _right_form(symbol: str) -> str:
    if len(symbol) > 1 and symbol[0] in _OPENING:
        return quoted(symbol[1:-1])
    return "".join(map(ascii_form, symbol))


def _skipped(text: str, position: int, known: Known) -> int:
    """The end of the text, comment, known name or single character at a position."""
    skipped = _SKIPPED.match(text, position)
    if skipped:
        return skipped.end()
    named = longest_name(known, text, position)
    return named[1] if named else position + 1


def ascii_form(symbol: str) -> str:
    """The symbol of FEEL that a Chinese or typographic one stands for."""
    known = _ASCII_FORMS.get(symbol)
    code = ord(symbol) - 0xFEE0
    return known if known is not None else chr(code) if 0x20 < code < 0x7F else ""


SLIP = re.compile(r"==+|<>|&&?|\|\|?|:=|[-+*/]=|=>|=<|\^|%|!(?!=)|;|'(?P<quoted>[^'\n]*)'|~")


def operator_slip(match: re.Match[str]) -> tuple[SyntaxProblem, str, str]:
    """The problem of an operator from another language, and the token type and value that it stands for."""
    found, (start, end) = match[0], match.span()
    if match["quoted"] is not None:
        return problems.in_double_quotes(match.string, start, end), "STRING", match["quoted"]
    if found.startswith("=="):
        return problems.double_equals(start, start + 2, mend="="), "COMPARE", "="
    if found == "&" and _joins_texts(match):
        return problems.logical_symbol(start, end, mend="+", found=found), "PLUS", "+"
    if found[0] in "&|":
        word = "and" if found[0] == "&" else "or"
        return problems.logical_symbol(start, end, mend=word, found=found), word.upper(), found
    if found == ":=" or (len(found) == 2 and found[1] == "=" and found[0] in "-+*/"):
        return problems.assignment(start, end, found=found), "COMPARE", "="
    if found == "%":
        return problems.percent_sign(match.string, start), "PRODUCT", "/"
    if found == "!":
        return problems.not_operator(match.string, start), "", ""
    right, type_ = _OTHER_SLIPS.get(found, ("", ""))
    if not right:
        return problems.unknown_symbol(start, end, found=found), "", ""
    return problems.wrong_symbol(start, end, mend=right, found=found), type_, right


_OTHER_SLIPS = {
    "<>": ("!=", "NE"),
    "=>": (">=", "COMPARE"),
    "=<": ("<=", "COMPARE"),
    "^": ("**", "POWER"),
    ";": (",", "COMMA"),
}
"""What FEEL writes for a symbol of another language, and the type of that token."""


def _joins_texts(match: re.Match[str]) -> bool:
    """Whether a text stands beside `&`: Excel joins texts by it, other languages conditions."""
    text = match.string
    return text[: match.start()].rstrip()[-1:] in ('"', "'") or text[match.end() :].lstrip()[:1] in ('"', "'")
