"""The lexer of FEEL: it knows the names in scope, the brackets and what is expected next.

A known name of several words is one token, the longest first. A word is a key, a binding or a type
by its place; `[` after an operand is a filter, `]` without one opens a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from credit_engine.feel import parser_problems as problems
from credit_engine.feel.lexer_names import (
    KEYWORDS,
    RUN,
    SPACE,
    WORD,
    extend,
    known_names,
    normal_form,
    pattern_of,
)
from credit_engine.feel.lexer_slips import SLIP, SUSPECT, full_width_symbols, operator_slip
from credit_engine.feel.lexer_text import unescaped
from credit_engine.feel.parser_problems import FeelSyntaxError, SyntaxProblem
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


class _Frame:
    """An open bracket, `for` or type argument list: what commas and closers mean within it."""

    __slots__ = ("closers", "kind", "opener", "ranged", "start")

    def __init__(self, kind: str, opener: str, start: int) -> None:
        self.kind = kind
        self.opener = opener
        self.start = start
        self.ranged = False


_GAP = rf"(?:[{SPACE}]++|//[^\n]*+|/\*.*?\*/)*+"
_TOKEN = re.compile(
    rf"(?P<gap>[{SPACE}]++|//[^\n]*+|/\*.*?\*/)"
    rf"|(?P<word>{WORD})"
    r"|(?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|\.[0-9]++(?:[eE][+-]?[0-9]++)?)"
    r'|(?P<text>"(?:[^"\\]|\\.)*+")'
    r'|(?P<at>@"(?:[^"\\]|\\.)*+")'
    r"|(?P<opener>[(\[{])|(?P<closer>[)\]}])"
    r"|(?P<operator>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=.,:?])",
    re.DOTALL,
)
_NEXT = re.compile(_GAP, re.DOTALL)
_TEXT_KEY = re.compile(rf'("(?:[^"\\]|\\.)*+"){_GAP}:', re.DOTALL)
_DOTTED = re.compile(rf"{WORD}(?:{_GAP}\.{_GAP}{WORD})*+", re.DOTALL)
_SEPARATE_IN = re.compile(rf"[{SPACE}]in(?![\w?])")
_OF = re.compile(rf"{_GAP}of(?!\w)", re.DOTALL)
_IF = re.compile(rf"{_GAP}if(?!\w)", re.DOTALL)
_ENDS_OPERAND = re.compile(
    r"(?:[<>=!+*/.,)\]}]|\Z|(?:and|or|in|between|instance|then|else|return|satisfies)(?!\w))"
)
_OPERATORS = {
    "+": "PLUS", "-": "MINUS", "*": "PRODUCT", "/": "PRODUCT", "**": "POWER", "=": "COMPARE", "!=": "NE",
    "<": "COMPARE", "<=": "COMPARE", ">": "COMPARE", ">=": "COMPARE", ".": "DOT", "..": "DOTDOT",
    ",": "COMMA", ":": "COLON", "->": "ARROW", "?": "NAME",
}  # fmt: skip
_OPERANDS = frozenset(
    {
        "NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "RPAR", "RSQB", "RBRACE",
        "CLOSE_REVERSED", "TYPE", "TYPE_GT",
    }
)  # fmt: skip
_SLIP_ENDS = ("=", "<", ">")
_CLOSERS = {"(": ")", "[": "]", "{": "}", "]": "["}
_GENERIC = frozenset(("list", "range", "context", "function"))


class Scan:
    """One pass over a text; `tokens` is the result, `problems` what was wrong and mended."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.position = 0
        self.tokens: list[Lexeme] = []
        self.problems: list[SyntaxProblem] = []
        self._known = known_names(names)
        self._frames: list[_Frame] = []
        self._expect: Callable[[], bool] | None = None
        self._last = ""
        self._closed_kind = ""

    def run(self) -> list[Lexeme]:
        """All tokens of the text; raises FeelSyntaxError with all lexical problems."""
        if SUSPECT.search(self.text):
            self._raise_if(list(full_width_symbols(self.text, self._known)))
        text, end = self.text, len(self.text)
        while self.position < end:
            match = _TOKEN.match(text, self.position)
            if match is None:
                self._strange()
                continue
            kind = match.lastgroup
            if kind == "gap":
                self.position = match.end()
                continue
            if self._expect is not None:
                expected, self._expect = self._expect, None
                if expected():
                    continue
            _SCANNERS[kind](self, match)  # type: ignore[index]
        self._close_all()
        self._raise_if(self.problems)
        return self.tokens

    def _raise_if(self, found: list[SyntaxProblem]) -> None:
        if found:
            raise FeelSyntaxError(found)

    def _fail(self, problem: SyntaxProblem) -> FeelSyntaxError:
        return FeelSyntaxError([*self.problems, problem])

    def _emit(self, type_: str, value: str, start: int, end: int) -> None:
        self.tokens.append(Lexeme(type_, value, start, end))
        self._last = type_
        self.position = end

    # Words: names, keywords, keys, bindings, types.

    def _word(self, match: re.Match[str]) -> None:
        word = match[0]
        start = self.position
        if word in self._known and self._known_name(word):
            return
        keyword = None if self._last == "DOT" else KEYWORDS.get(word)
        if keyword is not None:
            _KEYWORD_SCANNERS.get(word, Scan._plain_keyword)(self, keyword, word, match.end())
        elif word == "instance" and self._last in _OPERANDS and (of := _OF.match(self.text, match.end())):
            self._emit("INSTANCE_OF", "instance of", start, of.end())
            self._expect = self._type
        elif word == "external" and self._last == "RPAR" and self._after_parameters():
            self._emit("EXTERNAL", word, start, match.end())
        else:
            self._emit("NAME", word, start, match.end())

    def _known_name(self, word: str) -> bool:
        """Take the longest known name that begins with `word` here, if any."""
        if word in KEYWORDS and self._last in _OPERANDS:
            return False
        for name in self._known[word]:
            match = pattern_of(name).match(self.text, self.position)
            if match and (word != "if" or self._next_is("(", match.end())):
                self._emit("NAME", name, self.position, match.end())
                return True
        return False

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
        for name in self._known.get("if", ()):
            match = pattern_of(name).match(self.text, start)
            if match and self._next_is("(", match.end()):
                return True
        return False

    def _next_is(self, symbol: str, position: int) -> bool:
        return self.text.startswith(symbol, self._after_gap(position))

    def _after_gap(self, position: int) -> int:
        gap = _NEXT.match(self.text, position)
        return gap.end() if gap else position

    def _after_parameters(self) -> bool:
        """Whether the bracket just closed was a function's parameter list."""
        return self._closed_kind == "parameters"

    def _learn(self, name: str) -> None:
        """Make a name that the text itself introduces known from here on."""
        if not name.isalnum():
            self._known = extend(self._known, (name,))

    def _key(self) -> bool:
        """A context key, or the name of an argument, before `:`."""
        run = RUN.match(self.text, self.position)
        if run is not None:
            if not self.text.startswith(":", run.end()):
                return False
            name, end = normal_form(run[0]), run.end() + 1
        else:
            quoted = _TEXT_KEY.match(self.text, self.position)
            if quoted is None:
                return False
            name, end = unescaped(quoted[1], self.position), quoted.end()
        self._learn(name)
        self._emit("KEY", name, self.position, end)
        return True

    def _iterator_name(self) -> bool:
        """The name before the `in` of `for`, `some` or `every`."""
        run = RUN.match(self.text, self.position)
        separate = _SEPARATE_IN.search(run[0]) if run else None
        if run is None or separate is None:
            return False
        return self._binding(run[0][: separate.start()])

    def _parameter_name(self) -> bool:
        run = RUN.match(self.text, self.position)
        if run is None or self.text[run.end() : run.end() + 1] not in (":", ",", ")"):
            return False
        return self._binding(run[0])

    def _binding(self, spelled: str) -> bool:
        spelled = spelled.rstrip()
        name = normal_form(spelled)
        self._learn(name)
        self._emit("BINDING", name, self.position, self.position + len(spelled))
        return True

    def _type(self) -> bool:
        """A type's name: known with spaces, else words and dots."""
        dotted = _DOTTED.match(self.text, self.position)
        if dotted is None:
            return False
        name, end = normal_form(dotted[0]), dotted.end()
        first = re.match(WORD, dotted[0])
        for spelled in self._known.get(first[0] if first else "", ()):
            match = pattern_of(spelled).match(self.text, self.position)
            if match and match.end() >= end:
                name, end = spelled, match.end()
                break
        self._emit("TYPE", name, self.position, end)
        opening = self._after_gap(end)
        if name in _GENERIC and self.text.startswith("<", opening):
            self._push("<" + name, "<", opening)
            self._emit("TYPE_LT", "<", opening, opening + 1)
            self._expect = self._type_key if name == "context" else self._type
        return True

    def _type_key(self) -> bool:
        found = self._key()
        if found:
            self._expect = self._type
        return found

    # Literals.

    def _number(self, match: re.Match[str]) -> None:
        self._emit("NUMBER", match[0], self.position, match.end())

    def _text(self, match: re.Match[str]) -> None:
        self._emit("STRING", unescaped(match[0], self.position), self.position, match.end())

    def _at(self, match: re.Match[str]) -> None:
        self._emit("AT", unescaped(match[0][1:], self.position + 1), self.position, match.end())

    # Brackets and operators.

    def _push(self, kind: str, opener: str, start: int) -> None:
        if len(self._frames) >= MAX_EXPRESSION_DEPTH:
            raise self._fail(problems.expression_too_deep(start, start + len(opener)))
        self._frames.append(_Frame(kind, opener, start))

    def _opener(self, match: re.Match[str]) -> None:
        bracket, start = match[0], self.position
        if bracket == "[" and self._closes_open_range(start):
            self._pop_bracket("[", start, "CLOSE_REVERSED")
            return
        kind = "{" if bracket == "{" else "group"
        if bracket == "(" and self._last == "FUNCTION":
            kind, self._expect = "parameters", self._parameter_name
        elif bracket == "(" and self._last in _OPERANDS:
            kind, self._expect = "call", self._key
        elif bracket == "{":
            self._expect = self._key
        self._push(kind, bracket, start)
        self._emit({"(": "LPAR", "[": "LSQB", "{": "LBRACE"}[bracket], bracket, start, start + 1)

    def _closes_open_range(self, start: int) -> bool:
        """Whether `[` ends a range as in `]1..3[`, because no filter can stand here."""
        frame = self._frames[-1] if self._frames else None
        if frame is None or not frame.ranged or frame.kind != "group" or self._last not in _OPERANDS:
            return False
        return _ENDS_OPERAND.match(self.text, self._after_gap(start + 1)) is not None

    def _closer(self, match: re.Match[str]) -> None:
        bracket, start = match[0], self.position
        if bracket == "]" and self._opens_range(start):
            self._push("group", "]", start)
            self._emit("OPEN_REVERSED", "]", start, start + 1)
        else:
            self._pop_bracket(bracket, start, {")": "RPAR", "]": "RSQB", "}": "RBRACE"}[bracket])

    def _opens_range(self, start: int) -> bool:
        """Whether `]` begins a range as in `]1..3]`: no operand before it, and `..` after it."""
        if self._last in _OPERANDS or self._last == "LSQB":
            return False
        return self.text.find("..", start) >= 0

    def _pop_bracket(self, closer: str, start: int, type_: str) -> None:
        while self._frames and self._frames[-1].kind[0] in "l<":
            self._frames.pop()
        if not self._frames:
            raise self._fail(problems.unopened_bracket(closer, start))
        frame = self._frames.pop()
        right = _CLOSERS[frame.opener]
        if closer != right and not (frame.ranged and closer != "}"):
            raise self._fail(problems.mismatched_bracket(closer, start, frame.opener, frame.start, right))
        self._closed_kind = frame.kind
        self._emit(type_, closer, start, start + 1)

    def _operator(self, match: re.Match[str]) -> None:
        start = self.position
        symbol = match[0]
        if self.text[start + 1 : start + 2] in _SLIP_ENDS and (slip := SLIP.match(self.text, start)):
            self._slip(slip)
            return
        top = self._frames[-1] if self._frames else None
        if symbol[0] == ">" and top is not None and top.kind[0] == "<":
            self._frames.pop()
            self._emit("TYPE_GT", ">", start, start + 1)
            return
        self._emit(_OPERATORS[symbol], symbol, start, match.end())
        if symbol == "->":
            self._expect = self._type
        elif top is None:
            return
        elif symbol == "..":
            top.ranged = True
        elif symbol == ",":
            self._expect = self._after_comma(top.kind)
        elif symbol == ":" and top.kind == "parameters":
            self._expect = self._type

    def _after_comma(self, kind: str) -> Callable[[], bool] | None:
        if kind in ("{", "call"):
            return self._key
        if kind == "loop":
            return self._iterator_name
        if kind == "parameters":
            return self._parameter_name
        if kind[0] == "<":
            return self._type_key if kind == "<context" else self._type
        return None

    # What cannot be read.

    def _slip(self, slip: re.Match[str]) -> None:
        problem, type_, value = operator_slip(slip)
        self.problems.append(problem)
        if type_:
            self._emit(type_, value, self.position, slip.end())
        else:
            self.position = slip.end()

    def _strange(self) -> None:
        start = self.position
        slip = SLIP.match(self.text, start)
        if slip is not None:
            self._slip(slip)
        elif self.text[start] == '"' or self.text.startswith('@"', start):
            raise self._fail(problems.unterminated_text(self.text, start))
        else:
            self.problems.append(problems.unknown_character(self.text, start))
            self.position += 1

    def _close_all(self) -> None:
        """Report the innermost bracket that is still open."""
        for frame in reversed(self._frames):
            if frame.kind[0] not in "l<":
                problem = problems.unclosed_bracket(frame.opener, _CLOSERS[frame.opener], frame.start)
                raise self._fail(problem)


_SCANNERS: dict[str, Callable[[Scan, re.Match[str]], None]] = {
    "word": Scan._word,
    "number": Scan._number,
    "text": Scan._text,
    "at": Scan._at,
    "opener": Scan._opener,
    "closer": Scan._closer,
    "operator": Scan._operator,
}
_KEYWORD_SCANNERS: dict[str, Callable[[Scan, str, str, int], None]] = {
    "for": Scan._loop_keyword,
    "some": Scan._loop_keyword,
    "every": Scan._loop_keyword,
    "return": Scan._loop_body_keyword,
    "satisfies": Scan._loop_body_keyword,
    "else": Scan._else_keyword,
}
