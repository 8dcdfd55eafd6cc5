"""A text in any notation cut into values, words and symbols; what FEEL knows is known here as well."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from credit_engine.feel.lexer.names import BUILT_IN_NAMES, quoted
from credit_engine.feel.lexer.slips import ascii_form
from credit_engine.feel.notations import words
from credit_engine.other_notations import FRACTIONS, MULTIPLES, date_meant, half_width, number_meant
from credit_engine.temporal import parse_temporal

_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "＂": "＂", "＇": "＇", "'": "'"}
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_AT = re.compile(r'@\s?"([^"\\]*)"|[@#]([0-9][-0-9/.:T]+)#?')
_DAY = re.compile(
    r"[12][0-9]{3}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![\w.])|[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}[日号]"
)
_SUFFIX = "|".join(sorted(map(re.escape, (*MULTIPLES, *FRACTIONS)), key=len, reverse=True))
_UNIT = "元|周岁|岁|个月|天|笔|次|户|人|倍"
_NUMBER = re.compile(
    rf"[¥$€£]?\s?(?:[0-9]+(?:[,'_ ][0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+,[0-9]+"
    rf"|[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+)"
    rf"(?:\s?(?:{_SUFFIX})(?![A-Za-z_]))*(?:{_UNIT})?"
)
_CHINESE_NUMBER = re.compile(r"(?:百分之|千分之|万分之)?[一二两三四五六七八九十百千万亿]{2,}")
_WORD = re.compile(r"[^\W\d][\w]*(?:\.[^\W\d]\w*)*")
_SPLIT = re.compile("(" + "|".join(map(re.escape, words.CHINESE)) + ")")
_ASCII_WORD = re.compile(r"[A-Za-z_][\w.]*|[0-9.]+|", re.ASCII)


@dataclass(frozen=True)
class Token:
    """One piece: `kind` is value, name, word (of a table), symbol or end; `text` is how FEEL writes it."""

    kind: str
    text: str
    start: int
    end: int


class UntranslatableError(Exception):
    """The text is in no notation that is known."""


def tokens_of(text: str, names: Iterable[str] = ()) -> list[Token]:
    """The pieces of a text; `names` are declared names, from which Chinese operators are told apart."""
    return _Cut(text, frozenset(names)).run()


class _Cut:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.source = text
        self.text = half_width(text)
        self.names = names
        self.tokens: list[Token] = []
        self.depth = 0

    def run(self) -> list[Token]:
        at = 0
        while at < len(self.text):
            at = at + 1 if self.text[at].isspace() else self._piece(at)
        self._put("end", "", at, at)
        return self.tokens

    def _put(self, kind: str, text: str, start: int, end: int) -> int:
        self.tokens.append(Token(kind, text, start, end))
        return end

    def _piece(self, at: int) -> int:
        for take in (self._quoted, self._moment, self._number, self._phrase, self._word, self._symbol):
            if (end := take(at)) is not None:
                return end
        raise UntranslatableError

    def _quoted(self, at: int) -> int | None:
        if found := _TEXT.match(self.text, at):
            # Full-width characters within a text are part of it.
            return self._put("value", self.source[at : found.end()], at, found.end())
        close = _QUOTES.get(self.source[at])
        end = self.source.find(close, at + 1) if close else -1
        return None if end < 0 else self._put("value", quoted(self.source[at + 1 : end]), at, end + 1)

    def _moment(self, at: int) -> int | None:
        if found := _AT.match(self.text, at):
            written = found[1] or found[2] or ""  # what stands in the quotes may be nothing
            if parse_temporal(day := date_meant(written) or written) is None:
                raise UntranslatableError
            return self._put("value", f'@"{day}"', at, found.end())
        found = _DAY.match(self.text, at)
        day = (date_meant(found[0]) or found[0]) if found else None
        return self._put("value", f'@"{day}"', at, found.end()) if found and day else None

    def _number(self, at: int) -> int | None:
        found = _NUMBER.match(self.text, at) or _CHINESE_NUMBER.match(self.text, at)
        if found is None:
            return None
        written, end = found[0], found.end()
        if written.endswith("%") and re.match(r"\s*[\w(]", self.text[end:]) and not self._word_follows(end):
            written, end = written.rstrip("% "), end - 1  # a remainder, as in 5 % 3
        ranged = self.text.startswith("..", end) or (self.tokens and self.tokens[-1].text == "..")
        if "," in written and self.depth and not ranged and not re.search(r",0[0-9]{2}", written):
            written = written.partition(",")[0]  # items of a list, or arguments
            end = at + len(written)
        number = number_meant(written.strip()) or written.strip()
        return self._put("value", number, at, end) if re.match(r"[.0-9]", number) else None

    def _word_follows(self, at: int) -> bool:
        found = re.match(r"\s*([^\W\d]+)", self.text[at:])
        return found is not None and (
            found[1].lower() in words.INFIX or found[1].lower() in words.CLAUSES or found[1][0] > "\u4e00"
        )

    def _phrase(self, at: int) -> int | None:
        for name in BUILT_IN_NAMES:
            if self.text.startswith(name, at) and self.text[at + len(name) :].lstrip()[:1] == "(":
                return self._put("name", name, at, at + len(name))
        for phrase in words.SPACED:
            found = re.compile(r"\s+".join(phrase.split()) + r"(?!\w)", re.IGNORECASE).match(self.text, at)
            if found:
                return self._put("word", phrase, at, found.end())
        return None

    def _word(self, at: int) -> int | None:
        found = _WORD.match(self.text, at)
        if found is None:
            return None
        word = found[0]
        if word in self.names or (word.isascii() and not self._known(word)):
            return self._put("name", word, at, found.end())
        if self._known(word):
            return self._put("word", word.lower(), at, found.end())
        for phrase in words.CHINESE:
            if word.startswith(phrase) and word[len(phrase)].isascii():
                return self._put("word", phrase, at, at + len(phrase))
        pieces = [piece for piece in _SPLIT.split(word) if piece]
        if len(pieces) > 1 and all(self._splits(piece) for piece in pieces):
            for piece in pieces:
                self._split_piece(piece, at)
                at += len(piece)
            return at
        return self._put("name", word, at, found.end())

    def _known(self, word: str) -> bool:
        low = word.lower()
        return (
            low in words.INFIX
            or low in words.PREFIX
            or low in words.POSTFIX
            or low in words.CLAUSES
            or low in words.CONSTANTS
            or word in words.BOUNDS
            or word in words.CLOSING
            or word in words.TO
        )

    def _splits(self, piece: str) -> bool:
        """Whether a piece of a word can stand by itself: an operator, a declared name, or no Chinese."""
        return (
            self._known(piece) or piece in self.names or number_meant(piece) is not None
        ) or _ASCII_WORD.fullmatch(piece) is not None

    def _split_piece(self, piece: str, at: int) -> None:
        if piece in self.names:
            self._put("name", piece, at, at + len(piece))
        elif self._known(piece):
            self._put("word", piece.lower(), at, at + len(piece))
        elif piece[0].isdigit() or number_meant(piece):
            self._put("value", number_meant(piece) or piece, at, at + len(piece))
        else:
            self._put("name", piece, at, at + len(piece))

    def _symbol(self, at: int) -> int | None:
        for symbol in words.SYMBOLS:
            if self.text.startswith(symbol, at) and not self.text.startswith("..", at):
                return self._put("word", symbol, at, at + len(symbol))
        if self.text.startswith("..", at) or self.text[at] == "…":
            return self._put("symbol", "..", at, at + (2 if self.text[at] == "." else 1))
        known = self.text[at] if self.text[at] in "()[]{},:;~." else ascii_form(self.text[at])
        if known not in ("(", ")", "[", "]", "{", "}", ",", ":", ";", "~", "."):
            return None
        self.depth += (known in "([{") - (known in ")]}")
        return self._put("symbol", known, at, at + 1)
