"""Canonical text of FEEL syntax trees: parsing it, with the same known names, gives the same tree.

FEEL itself allows one exception: names that spell a known name together with what stands between
them, as `date` and `time` in a conjunction do.

One space around operators, parentheses only where the tree needs them, escapes in texts, names as
they are (those with spaces must be known when the text is parsed). No recursion: each node gives its
pieces, and one loop puts them together, so that a deep or long tree costs no stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from enum import IntEnum
from typing import Any, TypeAlias

from credit_engine.feel import syntax
from credit_engine.feel.lexer.names import is_key, quoted


class Level(IntEnum):
    """How tightly an expression binds; an operand of a lower level stands in parentheses."""

    BODY = 0
    OR = 1
    AND = 2
    COMPARISON = 3
    SUM = 4
    PRODUCT = 5
    POWER = 6
    NEGATION = 7
    TYPED = 8
    POSTFIX = 9


Piece: TypeAlias = "str | tuple[syntax.Node, int]"
Pieces: TypeAlias = tuple[Piece, ...]
_OPERATOR_LEVELS = {"+": Level.SUM, "-": Level.SUM, "*": Level.PRODUCT, "/": Level.PRODUCT, "**": Level.POWER}
_LONGEST_PLAIN_NUMBER = 40
"""Digits and zeros of a number that is written without an exponent: 34 digits with a few zeros, as people
write them."""


def format_expression(tree: syntax.Node) -> str:
    """The canonical text of an expression, of a decision-table cell, or of a type after `instance of`."""
    return written(tree, pieces_of, level_of)


def written(
    tree: syntax.Node,
    pieces_of: Callable[[syntax.Node], Iterable[Piece]],
    level_of: Callable[[syntax.Node], int],
) -> str:
    """A tree from the pieces of each node; what binds less than its place asks stands in parentheses."""
    texts: list[str] = []
    pending: list[Piece] = [(tree, Level.BODY)]
    while pending:
        piece = pending.pop()
        if isinstance(piece, str):
            texts.append(piece)
            continue
        node, level = piece
        pieces = list(pieces_of(node))
        if level_of(node) < level:
            pieces = ["(", *pieces, ")"]
        pending.extend(reversed(pieces))
    return "".join(texts)


def pieces_of(node: syntax.Node) -> Iterable[Piece]:
    """A node as FEEL writes it."""
    return _WRITERS[type(node)](node)


def level_of(node: syntax.Node) -> int:
    """How tightly a node binds."""
    if isinstance(node, syntax.Arithmetic):
        return _OPERATOR_LEVELS[node.rest[0][0]]
    return _LEVELS.get(type(node), Level.POSTFIX)


def separated(
    items: Iterable[syntax.Node], level: int = Level.BODY, separator: str = ", "
) -> Iterator[Piece]:
    """Nodes one after the other."""
    for index, item in enumerate(items):
        if index:
            yield separator
        yield item, level


def number_text(value: Decimal) -> str:
    """A non-negative number as a FEEL literal, plain unless that were very long."""
    plain = -_LONGEST_PLAIN_NUMBER <= value.adjusted() <= _LONGEST_PLAIN_NUMBER
    return format(value, "f") if plain else str(value)


def _number(node: syntax.Number) -> Pieces:
    return (number_text(node.value),)


def _text(node: syntax.Text) -> Pieces:
    return (quoted(node.value),)


def _at_literal(node: syntax.AtLiteral) -> Pieces:
    return ("@" + quoted(node.text),)


def _boolean(node: syntax.Boolean) -> Pieces:
    return ("true" if node.value else "false",)


def _null(node: syntax.Null) -> Pieces:
    return ("null",)


def _name(node: syntax.Name) -> Pieces:
    return (node.name,)


def _path(node: syntax.Path) -> Pieces:
    return (node.target, Level.POSTFIX), "." + node.name


def _call(node: syntax.Call) -> Pieces:
    return (node.function, Level.POSTFIX), "(", *separated(node.arguments), ")"


def _argument(node: syntax.Argument) -> Pieces:
    return f"{_key(node.name)}: " if node.name else "", (node.value, Level.BODY)


def _filter(node: syntax.Filter) -> Pieces:
    return (node.target, Level.POSTFIX), "[", (node.condition, Level.BODY), "]"


def _list(node: syntax.List) -> Pieces:
    return "[", *separated(node.items), "]"


def _context(node: syntax.Context) -> Pieces:
    return "{", *separated(node.entries), "}"


def _entry(node: syntax.Entry) -> Pieces:
    return f"{_key(node.key)}: ", (node.value, Level.BODY)


def _key(name: str) -> str:
    return name if is_key(name) else quoted(name)


def _range(node: syntax.Range) -> Pieces:
    if node.operator and node.low is not None:
        return f"({node.operator} ", (node.low, Level.SUM), ")"
    if node.low is None:
        if node.high is None:
            raise ValueError("a range without ends has no text")
        return "(<= " if node.high_closed else "(< ", (node.high, Level.SUM), ")"
    if node.high is None:
        return "(>= " if node.low_closed else "(> ", (node.low, Level.SUM), ")"
    opening, closing = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return opening, (node.low, Level.BODY), "..", (node.high, Level.BODY), closing


def _negation(node: syntax.Negation) -> Pieces:
    return "-", (node.operand, Level.NEGATION)


def _arithmetic(node: syntax.Arithmetic) -> Iterator[Piece]:
    above = level_of(node) + 1
    yield node.first, above
    for operator, operand in node.rest:
        yield f" {operator} "
        yield operand, above


def _comparison(node: syntax.Comparison) -> Pieces:
    return (node.left, Level.COMPARISON), f" {node.operator} ", (node.right, Level.SUM)


def _between(node: syntax.Between) -> Pieces:
    value, low, high = (node.value, Level.COMPARISON), (node.low, Level.SUM), (node.high, Level.SUM)
    return value, " between ", low, " and ", high


def _in(node: syntax.In) -> Pieces:
    value = (node.value, Level.COMPARISON)
    if len(node.tests) > 1:
        return value, " in (", *separated(node.tests), ")"
    (test,) = node.tests
    alone = (test, Level.BODY) if isinstance(test, syntax.CompareTest) else (test.value, Level.SUM)
    return value, " in ", alone


def _conjunction(node: syntax.Conjunction) -> Iterator[Piece]:
    return separated(node.operands, Level.COMPARISON, " and ")


def _disjunction(node: syntax.Disjunction) -> Iterator[Piece]:
    return separated(node.operands, Level.AND, " or ")


def _if(node: syntax.If) -> Iterator[Piece]:
    for index, (condition, value) in enumerate(node.branches):
        yield from ("else if " if index else "if ", (condition, Level.BODY), " then ", (value, Level.BODY))
        yield " "
    # An `if` right after `else` would be read as one more branch.
    yield from ("else ", (node.otherwise, Level.OR if isinstance(node.otherwise, syntax.If) else Level.BODY))


def _iterator(node: syntax.Iterator) -> Pieces:
    source = f"{node.name} in ", (node.source, Level.BODY)
    return source if node.end is None else (*source, "..", (node.end, Level.BODY))


def _for(node: syntax.For) -> Pieces:
    return "for ", *separated(node.iterators), " return ", (node.body, Level.BODY)


def _quantified(node: syntax.Quantified) -> Pieces:
    return f"{node.quantifier} ", *separated(node.iterators), " satisfies ", (node.condition, Level.BODY)


def _function(node: syntax.Function) -> Pieces:
    end = ") external " if node.external else ") "
    return "function(", *separated(node.parameters), end, (node.body, Level.BODY)


def _parameter(node: syntax.Parameter) -> Pieces:
    return (node.name,) if node.type is None else (f"{node.name}: ", (node.type, Level.BODY))


def _instance_of(node: syntax.InstanceOf) -> Pieces:
    return (node.value, Level.TYPED), " instance of ", (node.type, Level.BODY)


def _type(node: syntax.TypeName) -> Iterator[Piece]:
    yield node.name
    if node.keys:
        for index, (key, argument) in enumerate(zip(node.keys, node.arguments, strict=True)):
            yield f"{', ' if index else '<'}{_key(key)}: "
            yield argument, Level.BODY
        yield ">"
    elif node.arguments or node.result is not None:
        yield from ("<", *separated(node.arguments), ">")
    if node.result is not None:
        yield from (" -> ", (node.result, Level.BODY))


def _compare_test(node: syntax.CompareTest) -> Pieces:
    return f"{node.operator} ", (node.value, Level.SUM)


def _value_test(node: syntax.ValueTest) -> Pieces:
    return ((node.value, Level.BODY),)


def _unary_tests(node: syntax.UnaryTests) -> Pieces:
    if not node.tests:
        return ("-",)
    if node.negated or _is_call_of_not(node.tests):
        return "not(" if node.negated else "(", *separated(node.tests), ")"
    return tuple(separated(node.tests))


def _is_call_of_not(tests: tuple[syntax.Test, ...]) -> bool:
    """Whether the tests are one call of the function not, which alone would negate the cell."""
    called = tests[0].value if len(tests) == 1 and isinstance(tests[0], syntax.ValueTest) else None
    return isinstance(called, syntax.Call) and called.function == syntax.Name("not")


_LEVELS: dict[type[syntax.Node], int] = {
    syntax.If: Level.BODY,
    syntax.For: Level.BODY,
    syntax.Quantified: Level.BODY,
    syntax.Function: Level.BODY,
    syntax.Disjunction: Level.OR,
    syntax.Conjunction: Level.AND,
    syntax.Comparison: Level.COMPARISON,
    syntax.Between: Level.COMPARISON,
    syntax.In: Level.COMPARISON,
    syntax.Negation: Level.NEGATION,
    syntax.InstanceOf: Level.TYPED,
}
_WRITERS: dict[type[syntax.Node], Callable[[Any], Iterable[Piece]]] = {
    syntax.Number: _number,
    syntax.Text: _text,
    syntax.AtLiteral: _at_literal,
    syntax.Boolean: _boolean,
    syntax.Null: _null,
    syntax.Name: _name,
    syntax.Path: _path,
    syntax.Call: _call,
    syntax.Argument: _argument,
    syntax.Filter: _filter,
    syntax.List: _list,
    syntax.Context: _context,
    syntax.Entry: _entry,
    syntax.Range: _range,
    syntax.Negation: _negation,
    syntax.Arithmetic: _arithmetic,
    syntax.Comparison: _comparison,
    syntax.Between: _between,
    syntax.In: _in,
    syntax.Conjunction: _conjunction,
    syntax.Disjunction: _disjunction,
    syntax.If: _if,
    syntax.Iterator: _iterator,
    syntax.For: _for,
    syntax.Quantified: _quantified,
    syntax.Function: _function,
    syntax.Parameter: _parameter,
    syntax.InstanceOf: _instance_of,
    syntax.TypeName: _type,
    syntax.CompareTest: _compare_test,
    syntax.ValueTest: _value_test,
    syntax.UnaryTests: _unary_tests,
}
