"""An expression, or the tests of a cell, from text to syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast

from credit_engine.feel import syntax
from credit_engine.feel.lexer import Scan
from credit_engine.feel.lexer.problems import expression_too_deep
from credit_engine.feel.lexer.words import Lexeme
from credit_engine.feel.parser import problems
from credit_engine.feel.parser.depth import too_deep
from credit_engine.feel.parser.plain import plain_number, plain_tests
from credit_engine.feel.problems import FeelSyntaxError
from credit_engine.limits import MAX_EXPRESSION_CHARACTERS, MAX_EXPRESSION_DEPTH


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
    from credit_engine.feel.parser.drive import Drive
    from credit_engine.feel.parser.nodes import Builder
    from credit_engine.feel.parser.tables import load

    return Drive(load(Builder())).parse
