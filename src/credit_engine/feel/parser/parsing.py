"""An expression, or the tests of a cell, from text to syntax tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from credit_engine.feel import syntax
from credit_engine.feel.lexer import Scan
from credit_engine.feel.lexer.problems import expression_too_deep
from credit_engine.feel.lexer.words import Lexeme
from credit_engine.feel.parser import problems
from credit_engine.feel.problems import FeelSyntaxError
from credit_engine.feel.walk import children
from credit_engine.limits import MAX_EXPRESSION_CHARACTERS, MAX_EXPRESSION_DEPTH, MAX_LOOP_VARIABLES

_PARTS = (
    syntax.Argument,
    syntax.Entry,
    syntax.Iterator,
    syntax.Parameter,
    syntax.CompareTest,
    syntax.ValueTest,
    syntax.UnaryTests,
)


def too_deep(tree: syntax.Node, limit: int = MAX_EXPRESSION_DEPTH) -> syntax.Offsets | None:
    """The span of a node beyond `limit` levels, or of a loop over too many variables; None if there is none.

    Entries, arguments, tests and the like are parts of their node and count no level.
    """
    level = [tree]
    for _ in range(limit):
        for node in level:
            if isinstance(node, syntax.For | syntax.Quantified) and len(node.iterators) > MAX_LOOP_VARIABLES:
                return node.span
        level = [below for node in level for below in _expressions(node)]
        if not level:
            return None
    return level[0].span


def _expressions(node: syntax.Node) -> Iterator[syntax.Node]:
    for child in children(node):
        if isinstance(child, _PARTS):
            yield from _expressions(child)
        else:
            yield child


_DIGITS = r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?"
_NUMBER = re.compile(_DIGITS)
_COMPARED = re.compile(rf"([<>]=?) ?({_DIGITS})")
_RANGE = re.compile(rf"([\[(\]])({_DIGITS})\.\.({_DIGITS})([\])\[])")


def plain_number(text: str) -> syntax.Number | None:
    """The number that a text is; None for any other text, and for numbers of many digits."""
    return syntax.Number(Decimal(text), span=(0, len(text))) if _NUMBER.fullmatch(text) else None


def plain_tests(text: str) -> syntax.UnaryTests | None:
    """A cell that is a dash, a comparison with a number or a range of numbers; None for any other."""
    extent = 0, len(text)
    if text == "-":
        return syntax.UnaryTests((), span=extent)
    test: syntax.Test
    if found := _RANGE.fullmatch(text):
        range_ = syntax.Range(_at(found, 2), _at(found, 3), found[1] == "[", found[4] == "]", span=extent)
        test = syntax.ValueTest(range_, span=extent)
    elif found := _COMPARED.fullmatch(text):
        operator: Any = found[1]
        test = syntax.CompareTest(operator, _at(found, 2), span=extent)
    else:
        return None
    return syntax.UnaryTests((test,), span=extent)


def _at(found: re.Match[str], group: int) -> syntax.Number:
    return syntax.Number(Decimal(found[group]), span=found.span(group))


def parse_expression(text: str, names: Iterable[str] = ()) -> syntax.Expression:
    """The syntax tree of a FEEL expression.

    `names` are the known names that hold spaces or operators (`Full Name`, `profit-margin`); plain
    names need not be given, but serve as suggestions. A dotted name given here is one name, not a path.
    Raises FeelSyntaxError.
    """
    return cast(syntax.Expression, _read(text, "expression", frozenset(names)))


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> syntax.UnaryTests:
    """The syntax tree of a decision-table cell or another set of unary tests.

    `names` as for `parse_expression`. Raises FeelSyntaxError.
    """
    return cast(syntax.UnaryTests, _read(text, "unary_tests", frozenset(names)))


def _read(text: str, start: str, names: frozenset[str]) -> object:
    """The tree of a text; what is wrong with it is told with its mend."""
    try:
        return _tree(text, start, names)
    except FeelSyntaxError as error:
        found = error.problems
    from credit_engine.feel.parser.mending import mended

    raise FeelSyntaxError(mended(found, text, start, names, lambda right: _tree(right, start, names)))


def _tree(text: str, start: str, names: frozenset[str]) -> object:
    plain = plain_number(text) if start == "expression" else plain_tests(text)
    if plain is not None:
        return plain
    tokens = Scan(_bounded(text), names).run()
    if start == "unary_tests":
        _mark_whole_cell(tokens)
    return _parse(text, start, tokens, names)


def _bounded(text: str) -> str:
    if len(text) > MAX_EXPRESSION_CHARACTERS:
        raise FeelSyntaxError([problems.expression_too_long(0, MAX_EXPRESSION_CHARACTERS, length=len(text))])
    return text


def _mark_whole_cell(tokens: list[Lexeme]) -> None:
    """Tell `-` and `not(...)` that are the whole cell from a minus and a call of the function not."""
    if len(tokens) == 1 and tokens[0].type == "MINUS":
        tokens[0].type = "ANYTHING"
    elif len(tokens) > 3 and tokens[0].value == "not" and tokens[1].type == "LPAR":
        depth = 0
        for index, token in enumerate(tokens):
            depth += token.type == "LPAR" or token.type in ("OPEN_REVERSED", "LSQB")
            depth -= token.type in ("RPAR", "RSQB", "CLOSE_REVERSED")
            if depth == 0 and index > 0:
                break
        if index == len(tokens) - 1:
            tokens[0].type = "NOT"


def _parse(text: str, start: str, tokens: list[Lexeme], names: frozenset[str]) -> object:
    if not tokens:
        raise FeelSyntaxError([problems.empty_expression(0, len(text))])
    from lark.exceptions import UnexpectedToken

    try:
        tree = _lalr()(tokens, start)
    except UnexpectedToken as error:
        from credit_engine.feel.parser.diagnosis import diagnosis

        raise FeelSyntaxError([diagnosis(error, text, start, tokens, names)]) from None
    if len(tokens) > MAX_EXPRESSION_DEPTH and (span := too_deep(cast(syntax.Node, tree))):
        raise FeelSyntaxError([expression_too_deep(*span)])
    return tree


@lru_cache(maxsize=1)
def _lalr() -> Callable[[Any, str], object]:
    from credit_engine.feel.parser.drive import Drive, load
    from credit_engine.feel.parser.nodes import Builder

    return Drive(load(Builder())).parse
