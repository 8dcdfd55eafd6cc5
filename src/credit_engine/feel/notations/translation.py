"""From any notation to FEEL: an operator-precedence reader whose operators are those of all notations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from credit_engine.feel.notations import words
from credit_engine.feel.notations.tokens import Token, UntranslatableError, tokens_of
from credit_engine.operators import FUNCTIONS

_LONGEST = 8_000
"""Characters of a text that is translated; what people type by hand is far shorter."""
_DEEPEST = 40
"""Nesting of a text that is translated: below that of FEEL (`limits`), since nobody types so deep by
hand."""
_CHOICE, _OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _POWER, _UNARY, _WHOLE = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""How closely operators bind."""
_LEVELS = {
    "?": _CHOICE,
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "like"), _TEST),
    **dict.fromkeys(("+", "-", "&"), _SUM),
    **dict.fromkeys(("*", "/", "modulo"), _PRODUCT),
    "**": _POWER,
}
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_ORDERED = {"<": ")", "<=": "]", ">": "(", ">=": "["}


class Said(NamedTuple):
    """A piece of FEEL and how tightly it binds; `chain` are the operands and operators of comparisons."""

    text: str
    level: int
    chain: tuple[str, ...] = ()


def translated(text: str, start: str, names: Iterable[str] = ()) -> str | None:
    """The FEEL of a text in another notation; None where it is in none that is known.

    `start` is `expression` or `unary_tests`, as for the parser, `names` are declared names. That the result
    is FEEL is for the caller to see.
    """
    if len(text) > _LONGEST:
        return None
    if start == "unary_tests" and text.strip() in words.ANYTHING:
        return "-"
    try:
        reader = _Reader(tokens_of(text.strip(), names))
        return reader.cell() if start == "unary_tests" else reader.whole()
    except UntranslatableError:
        return None


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.in_cell = False

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.token
        if token.kind == "end":
            raise UntranslatableError
        self.at += 1
        return token

    def takes(self, *texts: str) -> bool:
        """Whether the token at hand is one of these words or symbols, which is then left behind."""
        found = self.token.kind in ("word", "symbol") and self.token.text in texts
        self.at += found
        return found

    def needs(self, *texts: str) -> None:
        if not self.takes(*texts):
            raise UntranslatableError

    def whole(self) -> str:
        """The text as one expression; a `=` before it or a `;` after it is what Excel or SQL writes."""
        self.takes("=")
        said = self.expression(0)
        self.takes(";")
        if self.token.kind != "end":
            raise UntranslatableError
        return said.text

    # Cells of tables.

    def cell(self) -> str:
        self.in_cell = True
        tests = [self.test()]
        while self.takes(",", ";", "或", "或者", "or", "||", "|"):
            tests.append(self.test())
        if self.token.kind != "end":
            raise UntranslatableError
        return ", ".join(tests)

    def test(self) -> str:
        negated = self.negation()
        test = self.bounds()
        if self.takes("and", "且", "并且", "&&", "和"):
            test = _as_range(test, self.bounds())
        return f"not({test})" if negated else test

    def negation(self) -> bool:
        text = self.token.text if self.token.kind == "word" else ""
        negates = words.PREFIX.get(text) == "not" or words.INFIX.get(text) == "!="
        self.at += negates
        return negates

    def bounds(self) -> str:
        sign = words.INFIX.get(self.token.text, "") if self.token.kind == "word" else ""
        if sign in ("<", "<=", ">", ">=", "="):
            self.at += 1
            value = self.expression(_SUM)
            return value.text if sign == "=" else f"{sign} {value.text}"
        self.takes("介于", "在")
        low = self.expression(_PRODUCT if sign != "-" else _SUM)
        if self.token.text in words.TO or self.takes("和", "与"):
            if self.token.text in words.TO:
                self.at += 1
            high = self.expression(_PRODUCT)
            self.closing()
            return f"[{low.text}..{high.text}]"
        if self.token.kind == "word" and self.token.text in words.BOUNDS:
            return f"{words.BOUNDS[self.next().text]} {low.text}"
        return low.text

    def closing(self) -> None:
        if self.token.kind == "word" and self.token.text in words.CLOSING:
            self.at += 1

    # Expressions.

    def expression(self, least: int) -> Said:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UntranslatableError
        said = self.operand()
        while (operator := self.operator()) is not None:
            level = _LEVELS.get(operator, _TEST)
            if level < least or (level == least and operator != "**" and least):
                break
            said = self.after(said, operator, level)
        self.depth -= 1
        return said

    def operator(self) -> str | None:
        """The operator at hand in the words of FEEL; a postfix test, or Python's `if`, as it is."""
        text = self.token.text
        if self.token.kind != "word":
            return None
        if text in words.POSTFIX or text == "if":
            return text
        return words.INFIX.get(text)

    def after(self, left: Said, operator: str, level: int) -> Said:
        written = self.next().text
        if written in words.POSTFIX:
            return Said(words.POSTFIX[written].format(left.text), _WHOLE)
        if written == "if":
            condition = self.expression(_CHOICE)
            self.needs("else", "否则")
            return _choice(condition.text, left.text, self.expression(0).text)
        if operator == "?":
            then = self.expression(0)
            self.needs(":")
            return _choice(left.text, then.text, self.expression(0).text)
        return _RIGHT.get(operator, _Reader.joined)(self, left, operator, level)

    def joined(self, left: Said, operator: str, level: int) -> Said:
        right = self.expression(level)
        if operator in _ORDERED and left.chain:
            return _chained(left, operator, right)
        if operator in ("=", "!=") and "null" in (left.text, right.text):
            asked = f"is missing({right.text if left.text == 'null' else left.text})"
            return Said(asked if operator == "=" else f"not({asked})", _WHOLE)
        text = f"{_within(left, level)} {operator} {_within(right, level + 1)}"
        chain = (left.text, operator, right.text) if operator in _ORDERED else ()
        return Said(text, level, chain)

    def concatenated(self, left: Said, operator: str, level: int) -> Said:
        """`&` joins texts in Excel, and conditions elsewhere."""
        right = self.expression(level)
        texts = '"' in left.text + right.text
        operator, level = ("+", level) if texts else ("and", _AND)
        return Said(f"{_within(left, level)} {operator} {_within(right, level + 1)}", level)

    def member(self, left: Said, operator: str, level: int) -> Said:
        if self.takes("("):
            items = self.arguments(")")
            text = f"{left.text} in ({', '.join(items)})"
        else:
            text = f"{_within(left, level + 1)} in {_within(self.expression(level), level + 1)}"
        self.closing()
        return Said(f"not({text})", _WHOLE) if operator == "not in" else Said(text, level)

    def between(self, left: Said, operator: str, level: int) -> Said:
        low = self.expression(_PRODUCT if self.token.text != "-" else _SUM)
        if self.takes("中", "之中", "里", "内"):
            return Said(f"{left.text} in {low.text}", _TEST)
        if not (self.token.text in words.TO or words.INFIX.get(self.token.text) == "and"):
            raise UntranslatableError
        self.at += 1
        high = self.expression(_TEST)
        self.closing()
        return Said(f"{_within(left, _SUM)} between {low.text} and {high.text}", _TEST)

    def like(self, left: Said, operator: str, level: int) -> Said:
        """SQL's pattern: `%` at its ends is what FEEL has functions for."""
        pattern = self.expression(level).text
        inner = pattern.strip('"').strip("%")
        if "%" in inner or "_" in inner:
            raise UntranslatableError
        first, last = pattern.startswith('"%'), pattern.endswith('%"')
        if first == last:
            name = "contains"
        else:
            name = "ends with" if first else "starts with"
        return Said(
            f'{name}({left.text}, "{inner}")' if '"' in pattern else f"contains({left.text}, {pattern})",
            _WHOLE,
        )

    def modulo(self, left: Said, operator: str, level: int) -> Said:
        return Said(f"modulo({left.text}, {self.expression(level).text})", _WHOLE)

    def operand(self) -> Said:
        token = self.next()
        if token.kind == "word":
            return self.worded(token)
        if token.kind == "symbol" and token.text in _CLOSERS:
            return self.called(self.bracket(token.text))
        if token.kind in ("value", "name"):
            return self.called(Said(token.text, _WHOLE))
        raise UntranslatableError

    def worded(self, token: Token) -> Said:
        text = token.text
        if text in words.JOINED and self.token.text == "(" and self.token.start == token.end:
            return self.function(text)
        if text in words.CONSTANTS:
            return Said(words.CONSTANTS[text], _WHOLE)
        if text == "case":
            return self.cases()
        if words.CLAUSES.get(text) == "if":
            if self.token.text == "(" and self.token.start == token.end and (said := self.if_function()):
                return said
            return self.choice()
        if words.PREFIX.get(text) == "not":
            inside = self.expression(_NOT)
            bare = (
                inside.text[1:-1]
                if inside.text.startswith("(") and inside.text.endswith(")")
                else inside.text
            )
            return Said(f"not({bare if _balanced(bare) else inside.text})", _WHOLE)
        if words.PREFIX.get(text) == "-":
            return Said(f"-{_within(self.expression(_PRODUCT), _POWER)}", _UNARY)
        raise UntranslatableError

    def if_function(self) -> Said | None:
        """`IF(a, b, c)`; None where the bracket belongs to the condition."""
        before = self.at
        self.at += 1
        arguments = self.arguments(")")
        if len(arguments) not in (2, 3):
            self.at = before
            return None
        return _choice(arguments[0], arguments[1], arguments[2] if len(arguments) == 3 else "null")

    def choice(self) -> Said:
        condition = self.expression(0)
        if not self.takes("then", "则", "那么", ":", ","):
            raise UntranslatableError
        then = self.expression(0)
        self.takes(",", ";")
        if self.takes("elif", "elsif", "elseif", "else if"):
            return _choice(condition.text, then.text, self.choice().text)
        self.needs("else", "否则")
        self.takes(":")
        return _choice(condition.text, then.text, self.expression(0).text)

    def cases(self) -> Said:
        """SQL's `case when a then b when c then d else e end`."""
        branches = []
        while self.takes("when", "当"):
            condition = self.expression(0)
            self.needs("then", "则")
            branches.append((condition.text, self.expression(0).text))
        last = self.expression(0).text if self.takes("else", "否则") else "null"
        self.needs("end")
        for condition_text, value in reversed(branches):
            last = f"if {condition_text} then {value} else {last}"
        return Said(last, _CHOICE if branches else _WHOLE)

    def bracket(self, opener: str) -> Said:
        if opener == "{":
            raise UntranslatableError
        items = self.arguments(")", "]")
        closer = self.tokens[self.at - 1].text
        # In a cell brackets of two kinds are the ends of a range, also where a comma stands between them.
        ranged = self.in_cell and closer != _CLOSERS[opener] and len(items) == 2
        between = ".." if ranged else ", "
        return Said(f"{opener}{between.join(items)}{closer}", _WHOLE)

    def arguments(self, *closers: str) -> list[str]:
        """The items up to a closing bracket; a range counts as one item."""
        items: list[str] = []
        while not self.takes(*closers):
            if items:
                self.needs(",", ";")
            item = self.expression(0).text
            if self.takes(".."):
                item = f"{item}..{self.expression(0).text}"
            items.append(item)
            if self.token.kind == "end":
                raise UntranslatableError
        return items

    def called(self, said: Said) -> Said:
        while True:
            if said.level == _WHOLE and self.token.text == "(" and self.tokens[self.at - 1].kind == "name":
                said = self.function(said.text)
            elif self.takes("["):
                said = Said(f"{said.text}[{', '.join(self.arguments(']'))}]", _WHOLE)
            elif self.takes("."):
                said = Said(f"{said.text}.{self.next().text}", _WHOLE)
            else:
                return said

    def function(self, name: str) -> Said:
        self.needs("(")
        arguments, low = self.arguments(")"), name.lower()
        if low in words.JOINED and arguments:
            operator, level = words.JOINED[low]
            return Said(
                f" {operator} ".join(_within_list(argument, operator) for argument in arguments), level
            )
        if name in FUNCTIONS:
            return Said(f"{name}({', '.join(arguments)})", _WHOLE)
        if low in words.FORMS:
            least, most, level, form = words.FORMS[low]
            if least <= len(arguments) <= most:
                return Said(form(arguments), level)
        right = words.RENAMED.get(low) or (low if low in FUNCTIONS else name)
        return Said(f"{right}({', '.join(arguments)})", _WHOLE)


_RIGHT: dict[str, Callable[[_Reader, Said, str, int], Said]] = {
    "&": _Reader.concatenated,
    "in": _Reader.member,
    "not in": _Reader.member,
    "between": _Reader.between,
    "like": _Reader.like,
    "modulo": _Reader.modulo,
}


def _within(said: Said, level: int) -> str:
    """The text as an operand of an operator that binds at `level`."""
    return said.text if said.level >= level else f"({said.text})"


def _within_list(text: str, operator: str) -> str:
    looser = text.startswith("if ") or (operator == "and" and " or " in text)
    return f"({text})" if looser else text


def _choice(condition: str, then: str, otherwise: str) -> Said:
    return Said(f"if {condition} then {then} else {otherwise}", _CHOICE)


def _chained(left: Said, operator: str, right: Said) -> Said:
    """`18 <= age < 65` as a range of the middle."""
    low, first, middle = left.chain
    if first in ("<", "<=") and operator in ("<", "<="):
        return Said(
            f"{middle} in {'[' if first == '<=' else '('}{low}..{right.text}{_ORDERED[operator]}", _TEST
        )
    if first in (">", ">=") and operator in (">", ">="):
        return Said(
            f"{middle} in {_ORDERED[operator]}{right.text}..{low}{']' if first == '>=' else ')'}", _TEST
        )
    raise UntranslatableError


def _as_range(first: str, other: str) -> str:
    """`> 1` and `<= 5` as `(1..5]`."""
    ends = {}
    for test in (first, other):
        sign, _, value = test.partition(" ")
        if sign not in _ORDERED or not value:
            raise UntranslatableError
        ends[sign[0]] = (_ORDERED[sign], value)
    if len(ends) < 2:
        raise UntranslatableError
    (opening, low), (closing, high) = ends[">"], ends["<"]
    return f"{opening}{low}..{high}{closing}"


def _balanced(text: str) -> bool:
    """Whether no bracket of a text closes one that was opened before it."""
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if depth < 0:
            return False
    return depth == 0
