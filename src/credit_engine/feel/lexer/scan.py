"""The lexer of FEEL: it knows the names in scope, the brackets and what is expected next.

A known name of several words is one token, the longest first. A word is a key, a binding or a type
by its place; `[` after an operand is a filter, `]` without one opens a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from credit_engine.feel.lexer import problems
from credit_engine.feel.lexer.names import WORD, unescaped
from credit_engine.feel.lexer.slips import SLIP, full_width_symbols, operator_slip
from credit_engine.feel.lexer.words import OPERANDS, Lexeme, WordScan
from credit_engine.feel.problems import FeelSyntaxError
from credit_engine.other_notations import number_meant

_TOKEN = re.compile(
    r"(?P<gap>[\t-\r ]++|//[^\n]*+|/\*.*?\*/)"
    rf"|(?P<word>{WORD})"
    r"|(?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|\.[0-9]++(?:[eE][+-]?[0-9]++)?)"
    r'|(?P<text>"(?:[^"\\]|\\.)*+")'
    r'|(?P<at>@"(?:[^"\\]|\\.)*+")'
    r"|(?P<opener>[(\[{])|(?P<closer>[)\]}])"
    r"|(?P<operator>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=.,:?])",
    re.DOTALL,
)
_ENDS_OPERAND = re.compile(
    r"(?:[<>=!+*/.,)\]}]|\Z|(?:and|or|in|between|instance|then|else|return|satisfies)(?!\w))"
)
_OPERATORS = {
    "+": "PLUS",
    "-": "MINUS",
    "*": "PRODUCT",
    "/": "PRODUCT",
    "**": "POWER",
    "=": "COMPARE",
    "!=": "NE",
    "<": "COMPARE",
    "<=": "COMPARE",
    ">": "COMPARE",
    ">=": "COMPARE",
    ".": "DOT",
    "..": "DOTDOT",
    ",": "COMMA",
    ":": "COLON",
    "->": "ARROW",
    "?": "NAME",
}
_SLIP_ENDS = ("=", "<", ">")
_CLOSERS = {"(": ")", "[": "]", "{": "}", "]": "["}


class Scan(WordScan):
    """One pass over a text; `tokens` is the result, `problems` what was wrong and mended."""

    def run(self) -> list[Lexeme]:
        """All tokens of the text; raises FeelSyntaxError with all lexical problems."""
        if not self._source.isascii():
            self._check_characters()
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

    def _check_characters(self) -> None:
        """Refuse half surrogates, which no file can hold, and name the ASCII form of full-width symbols."""
        try:
            self._source.encode()
        except UnicodeEncodeError as error:
            raise FeelSyntaxError([problems.unknown_character(self._source, error.start)]) from None
        self._raise_if(full_width_symbols(self._source, self._known))

    # Literals.

    def _number(self, match: re.Match[str]) -> None:
        if match[0][0] == "0" and match[0][1:2].isdigit() and self._goes_on(match):
            return
        self._emit("NUMBER", match[0], self.position, match.end())

    def _goes_on(self, match: re.Match[str]) -> bool:
        """Whether `000` in `200,000`, or `05` in `0,05`, belongs to the number before its comma."""
        if [token.type for token in self.tokens[-2:]] != ["NUMBER", "COMMA"]:
            return False
        before, comma = self.tokens[-2:]
        begin, end = before.span[0], match.end()
        written = self.text[begin:end]
        if before.span[1] != comma.span[0] or comma.span[1] != self.position:
            return False
        # `date(2017,01,01)` has arguments with leading zeros; a group of thousands has three digits.
        cut = len(match[0]) == 3 if written[0] != "0" else before.value == "0"
        right = number_meant(written) if cut else None
        if right is None:
            return False
        self.problems = [problem for problem in self.problems if problem.start != begin]
        self._report(problems.number_comma(begin, end, mend=right, found=written))
        del self.tokens[-2:]
        self._emit("NUMBER", right, begin, end)
        return True

    def _text(self, match: re.Match[str]) -> None:
        literal = self._source[self.position : match.end()]
        self._emit("STRING", unescaped(literal, self.position), self.position, match.end())

    def _at(self, match: re.Match[str]) -> None:
        literal = self._source[self.position + 1 : match.end()]
        self._emit("AT", unescaped(literal, self.position + 1), self.position, match.end())

    # Brackets and operators.

    def _opener(self, match: re.Match[str]) -> None:
        bracket, start = match[0], self.position
        if bracket == "[" and self._closes_open_range(start):
            self._pop_bracket("[", start, "CLOSE_REVERSED")
            return
        kind = "{" if bracket == "{" else "group"
        if bracket == "(" and self._last == "FUNCTION":
            kind, self._expect = "parameters", self._parameter_name
        elif bracket == "(" and self._last in OPERANDS:
            kind, self._expect = "call", self._key
        elif bracket == "{":
            self._expect = self._key
        self._push(kind, bracket, start)
        self._emit({"(": "LPAR", "[": "LSQB", "{": "LBRACE"}[bracket], bracket, start, start + 1)

    def _closes_open_range(self, start: int) -> bool:
        """Whether `[` ends a range as in `]1..3[`, because no filter can stand here."""
        frame = self._frames[-1] if self._frames else None
        if frame is None or not frame.ranged or frame.kind != "group" or self._last not in OPERANDS:
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
        if self._last in OPERANDS or self._last == "LSQB":
            return False
        return self.text.find("..", start) >= 0

    def _pop_bracket(self, closer: str, start: int, type_: str) -> None:
        while self._frames and self._frames[-1].kind[0] in "l<":
            self._frames.pop()
        if not self._frames:
            raise self._fail(problems.unopened_bracket(start, start + 1, closer=closer))
        frame = self._frames.pop()
        right = _CLOSERS[frame.opener]
        if closer != right and not (frame.ranged and closer != "}"):
            raise self._fail(problems.mismatched_bracket(closer, start, frame.opener, frame.start, right))
        self._emit(type_, closer, start, start + 1)
        if frame.kind == "parameters":
            self._last = "PARAMETERS"

    def _operator(self, match: re.Match[str]) -> None:
        start = self.position
        symbol = match[0]
        if symbol == "/" and self.text.startswith("*", start + 1):
            raise self._fail(problems.unterminated_comment(start, start + 2))
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
        self._report(problem)
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
            line_end = self.text.find("\n", start)
            end = len(self.text) if line_end < 0 else line_end
            raise self._fail(problems.unterminated_text(start, end))
        elif self.text[start] == "'":
            raise self._fail(problems.in_double_quotes(self._source, start, len(self.text)))
        else:
            self._unknown_character()

    def _close_all(self) -> None:
        """Report the innermost bracket that is still open."""
        for frame in reversed(self._frames):
            if frame.kind[0] not in "l<":
                problem = problems.unclosed_bracket(
                    frame.start, frame.start + 1, opener=frame.opener, closer=_CLOSERS[frame.opener]
                )
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
