"""Symbols that FEEL does not have but people write: Chinese punctuation, and operators of other languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from credit_engine.feel import parser_problems as problems
from credit_engine.feel.lexer_names import WORD, Known, pattern_of
from credit_engine.feel.parser_problems import SyntaxProblem

_ASCII_FORMS: Mapping[str, str] = {
    "、": ",", "。": ".", "「": '"', "」": '"', "『": '"', "』": '"', "【": "[", "】": "]",
    "〔": "(", "〕": ")", "《": '"', "》": '"', "〈": "<", "〉": ">", "“": '"', "”": '"', "„": '"', "‘": '"', "’": '"',
    "«": '"', "»": '"',
    "≤": "<=", "≥": ">=", "≦": "<=", "≧": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-", "—": "-",
    "…": "..", "∈": "in", "∧": "and", "∨": "or", "¬": "not", "·": "*", "⋅": "*", "→": "->",
}  # fmt: skip
_QUOTED = re.compile("[“「『《„«‘]([^”」』》“»’\"]*)[”」』》“»’\"]")
_SKIPPED = re.compile(rf'"(?:[^"\\]|\\.)*+"|//[^\n]*|/\*.*?\*/|(?P<word>{WORD})', re.DOTALL)
SUSPECT = re.compile(f"[{''.join(_ASCII_FORMS)}\uff01-\uff20\uff3b-\uff40\uff5b-\uff65]")


def full_width_symbols(text: str, known: Known) -> Iterator[SyntaxProblem]:
    """A problem for each Chinese or typographic symbol outside texts, comments and known names."""
    position = 0
    while match := SUSPECT.search(text, position):
        skipped = _last_skipped(text, position, match.start(), known)
        if skipped > match.start():
            position = skipped
            continue
        quoted = _QUOTED.match(text, match.start())
        found = quoted[0] if quoted else match[0]
        right = f'"{quoted[1]}"' if quoted else ascii_form(found)
        yield problems.full_width_symbol(found, match.start(), right)
        position = match.start() + len(found)


def ascii_form(symbol: str) -> str:
    """The symbol of FEEL that a Chinese or typographic one stands for."""
    known = _ASCII_FORMS.get(symbol)
    code = ord(symbol) - 0xFEE0
    return known if known is not None else chr(code) if 0x20 < code < 0x7F else ""


def _last_skipped(text: str, start: int, suspect: int, known: Known) -> int:
    """Where the text, comment or known name ends that covers the suspect, or `suspect` or before."""
    while match := _SKIPPED.search(text, start):
        if match.start() >= suspect:
            return suspect
        start = match.end()
        for name in known.get(match["word"] or "", ()):
            if named := pattern_of(name).match(text, match.start()):
                start = max(start, named.end())
        if start > suspect:
            return start
    return suspect


Report = Callable[[SyntaxProblem], None]
SLIP = re.compile(
    r"==+|<>|&&?|\|\|?|:=|[-+*/]=|=>|=<|\^|%|!(?!=)|;|'(?P<quoted>[^'\n]*)'|~"
)


def operator_slip(match: re.Match[str]) -> tuple[SyntaxProblem, str, str]:
    """The problem of an operator from another language, and the token type and value that it stands for."""
    found, start = match[0], match.start()
    if match["quoted"] is not None:
        return problems.single_quotes(match.string, start, match.end()), "STRING", match["quoted"]
    if found.startswith("=="):
        return problems.double_equals(start), "COMPARE", "="
    if found[0] in "&|":
        return problems.logical_symbol(found, start), "AND" if found[0] == "&" else "OR", found
    if found == ":=" or (len(found) == 2 and found[1] == "=" and found[0] in "-+*/"):
        return problems.assignment(found, start), "COMPARE", "="
    return _other_slip(found, start)


def _other_slip(found: str, start: int) -> tuple[SyntaxProblem, str, str]:
    if found == "<>":
        problem = problems.wrong_symbol(found, start, "'!='", "inequality is written a != b")
        return problem, "NE", "!="
    if found in ("=>", "=<"):
        right = found[::-1]
        return problems.wrong_symbol(found, start, f"'{right}'", f"write a {right} b"), "COMPARE", right
    if found == "%":
        return problems.percent_sign(start), "PRODUCT", "/"
    if found == "!":
        return problems.not_operator(start), "", ""
    if found == "^":
        return problems.wrong_symbol(found, start, "'**'", "powers are written a ** b"), "POWER", "**"
    if found == ";":
        return problems.wrong_symbol(found, start, "','", "items are separated by commas"), "COMMA", ","
    return problems.wrong_symbol(found, start, "", ""), "", ""
