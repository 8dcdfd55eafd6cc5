"""The words of FEEL: names, keywords, keys, bindings and types, told apart by scope and place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from credit_engine.feel.lexer import problems
from credit_engine.feel.lexer.names import (
    KEYWORDS,
    WORD,
    Known,
    begins_name,
    known_names,
    learn,
    longest_name,
    name_length,
    normal_form,
    plain_spaces,
    run_at,
    unescaped,
)
from credit_engine.feel.problems import FeelSyntaxError, SyntaxProblem
from credit_engine.feel.syntax import Offsets
from credit_engine.limits import MAX_EXPRESSION_DEPTH


class Lexeme:
    """A token: terminal of the grammar, value, and offsets in the text."""

    __slots__ = ("span", "type", "value")
    start_pos: ClassVar[int] = 0
    end_pos: ClassVar[int] = 0
    line = column = end_line = end_column = start_pos

    def __init__(self, type_: str, value: str, start: int, end: int) -> None:
        self.type = type_
        self.value = value
        self.span: Offsets = (start, end)

    def __repr__(self) -> str:
        return f"Lexeme({self.type}, {self.value!r}, {self.span})"


class Frame:
    """An open bracket, `for` or type argument list: what commas and closers mean within it."""

    __slots__ = ("closers", "kind", "opener", "ranged", "start")

    def __init__(self, kind: str, opener: str, start: int) -> None:
        self.kind = kind
        self.opener = opener
        self.start = start
        self.ranged = False


_GAP = r"(?:[\t-\r ]++|//[^\n]*+|/\*.*?\*/)*+"
_NEXT = re.compile(_GAP, re.DOTALL)
_TEXT_KEY = re.compile(rf'("(?:[^"\\]|\\.)*+"){_GAP}:', re.DOTALL)
_DOTTED = re.compile(rf"{WORD}(?:{_GAP}\.{_GAP}{WORD})*+", re.DOTALL)
_SEPARATE_IN = re.compile(r"[\t-\r ]in(?![\w?])")
_OF = re.compile(rf"{_GAP}of(?!\w)", re.DOTALL)
_IF = re.compile(rf"{_GAP}if(?!\w)", re.DOTALL)
OPERANDS = frozenset(
    """
    NAME NUMBER STRING AT TRUE FALSE NULL RPAR RSQB RBRACE CLOSE_REVERSED TYPE TYPE_GT
    """.split()
)
"""Tokens that end a value, after which an operator may follow."""
_MOST_PROBLEMS = 20
"""Problems of one expression that are told; what follows so many is hardly about the text as it was
meant."""
_GENERIC = frozenset(("list", "range", "context", "function"))


class WordScan:
    """The state of a pass over a text, and how its words become tokens."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = plain_spaces(text)
        self.position = 0
        self.tokens: list[Lexeme] = []
        self.problems: list[SyntaxProblem] = []
        self._source = text
        self._known = known_names(names)
        self._learned: Known = {}
        self._frames: list[Frame] = []
        self._expect: Callable[[], bool] | None = None
        self._last = ""

    def _raise_if(self, found: list[SyntaxProblem]) -> None:
        if found:
            raise FeelSyntaxError(found)

    def _fail(self, problem: SyntaxProblem) -> FeelSyntaxError:
        return FeelSyntaxError([*self.problems, problem])

    def _emit(self, type_: str, value: str, start: int, end: int) -> None:
        self.tokens.append(Lexeme(type_, value, start, end))
        self._last = type_
        self.position = end

    def _push(self, kind: str, opener: str, start: int) -> None:
        if len(self._frames) >= MAX_EXPRESSION_DEPTH:
            raise self._fail(problems.expression_too_deep(start, start + len(opener)))
        self._frames.append(Frame(kind, opener, start))

    def _unknown_character(self) -> None:
        self._report(problems.unknown_character(self._source, self.position))
        self.position += 1

    def _report(self, problem: SyntaxProblem) -> None:
        self.problems.append(problem)
        if len(self.problems) == _MOST_PROBLEMS:
            raise FeelSyntaxError(self.problems)

    def _word(self, match: re.Match[str]) -> None:
        word, start, end = match[0], self.position, match.end()
        if not word.isascii():
            word, end = self._cut(word)
            if not word:
                return
        if (word in self._known or word in self._learned) and self._known_name(word):
            return
        keyword = None if self._last == "DOT" else KEYWORDS.get(word)
        if keyword is not None:
            _KEYWORD_SCANNERS.get(word, WordScan._plain_keyword)(self, keyword, word, end)
        elif word == "instance" and self._last in OPERANDS and (of := _OF.match(self.text, end)):
            self._emit("INSTANCE_OF", "instance of", start, of.end())
            self._expect = self._type
        elif word == "external" and self._last == "PARAMETERS":
            self._emit("EXTERNAL", word, start, end)
        else:
            self._emit("NAME", word, start, end)

    def _cut(self, word: str) -> tuple[str, int]:
        """The word up to the first character that belongs to no name, and where it ends."""
        length = name_length(word) if begins_name(word[0]) else 0
        if length == 0:
            self._unknown_character()
        return word[:length], self.position + length

    def _known_name(self, word: str) -> bool:
        """Take the longest known name that begins with `word` here, if any."""
        if word in KEYWORDS and self._last in OPERANDS:
            return False
        found = self._longest_name(self.position)
        if found is None:
            return False
        if word == "if" and self._last != "DOT" and not self._next_is("(", found[1]):
            return False
        name, end = found
        self._emit("NAME", name, self.position, end)
        return True

    def _longest_name(self, position: int) -> tuple[str, int] | None:
        known_name = longest_name(self._known, self.text, position)
        learned = longest_name(self._learned, self.text, position)
        if known_name is None or learned is None:
            return known_name or learned
        return learned if learned[1] > known_name[1] else known_name

    def _plain_keyword(self, type_: str, word: str, end: int) -> None:
        self._emit(type_, word, self.position, end)

    def _loop_keyword(self, type_: str, word: str, end: int) -> None:
        self._push("loop", word, self.position)
        self._emit(type_, word, self.position, end)
        self._expect = self._iterator_name

    def _loop_body_keyword(self, type_: str, word: str, end: int) -> None:
        if self._frames and self._frames[-1].kind == "loop":
            self._frames.pop()
        self._emit(type_, word, self.position, end)

    def _else_keyword(self, type_: str, word: str, end: int) -> None:
        followed = _IF.match(self.text, end)
        if followed and not self._begins_known_name(followed.end() - 2):
            self._emit("ELSE_IF", "else if", self.position, followed.end())
        else:
            self._emit(type_, word, self.position, end)

    def _begins_known_name(self, start: int) -> bool:
        found = self._longest_name(start)
        return found is not None and self._next_is("(", found[1])

    def _next_is(self, symbol: str, position: int) -> bool:
        return self.text.startswith(symbol, self._after_gap(position))

    def _after_gap(self, position: int) -> int:
        gap = _NEXT.match(self.text, position)
        return gap.end() if gap else position

    def _key(self) -> bool:
        """A context key, or the name of an argument, before `:`."""
        run = run_at(self.text, self.position)
        if run:
            end = self.position + len(run) + 1
            if self.text[end - 1 : end] != ":":
                return False
            name = normal_form(run)
        else:
            quoted = _TEXT_KEY.match(self.text, self.position)
            if quoted is None:
                return False
            name, end = unescaped(self._source[slice(*quoted.span(1))], self.position), quoted.end()
        learn(self._learned, name)
        self._emit("KEY", name, self.position, end)
        return True

    def _iterator_name(self) -> bool:
        """The name before the `in` of `for`, `some` or `every`."""
        run = run_at(self.text, self.position)
        separate = _SEPARATE_IN.search(run)
        return separate is not None and self._binding(run[: separate.start()])

    def _parameter_name(self) -> bool:
        run = run_at(self.text, self.position)
        end = self.position + len(run)
        return self.text[end : end + 1] in (":", ",", ")") and self._binding(run)

    def _binding(self, spelled: str) -> bool:
        spelled = spelled.rstrip()
        if not spelled:
            return False
        name = normal_form(spelled)
        learn(self._learned, name)
        self._emit("BINDING", name, self.position, self.position + len(spelled))
        return True

    def _type(self) -> bool:
        """A type's name: known with spaces, else words and dots."""
        dotted = _DOTTED.match(self.text, self.position)
        if dotted is None:
            return False
        spelled = dotted[0][: name_length(dotted[0])]
        name, end = normal_form(spelled), self.position + len(spelled)
        known = self._longest_name(self.position)
        if known is not None and known[1] >= end:
            name, end = known
        self._emit("TYPE", name, self.position, end)
        opening = self._after_gap(end)
        if name in _GENERIC and self._begins_type_arguments(end, opening):
            self._push("<" + name, "<", opening)
            self._emit("TYPE_LT", "<", opening, opening + 1)
            self._expect = self._type_key if name == "context" else self._type
        return True

    def _begins_type_arguments(self, end: int, opening: int) -> bool:
        """Whether `<` begins type arguments; with space on both sides it compares."""
        if self.text[opening : opening + 1] != "<" or self.text[opening + 1 : opening + 2] == "=":
            return False
        return opening == end or not self.text[opening + 1 : opening + 2].isspace()

    def _type_key(self) -> bool:
        found = self._key()
        if found:
            self._expect = self._type
        return found


_KEYWORD_SCANNERS: dict[str, Callable[[WordScan, str, str, int], None]] = {
    "for": WordScan._loop_keyword,
    "some": WordScan._loop_keyword,
    "every": WordScan._loop_keyword,
    "return": WordScan._loop_body_keyword,
    "satisfies": WordScan._loop_body_keyword,
    "else": WordScan._else_keyword,
}
