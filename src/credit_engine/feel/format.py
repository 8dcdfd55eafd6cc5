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
_OPERATOR_LEVELS = {
    "+": Level.SUM,
    "-": Level.SUM,
    "*": Level.PRODUCT,
    "/": Level.PRODUCT,
    "**": Level.POWER,
}
_LONGEST_PLAIN_NUMBER = 40


def format_expression(tree: syntax.Expression) -> str:
    """The canonical text of an expression."""
    return _text(tree)


def format_unary_tests(tree: syntax.UnaryTests) -> str:
    """The canonical text of a decision-table cell."""
    return _text(tree)


def format_type(tree: syntax.TypeName) -> str:
    """The canonical text of a type, as it stands after `instance of`."""
    return _text(tree)


def _text(tree: syntax.Node) -> str:
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


def _number(node: syntax.Number) -> Iterator[Piece]:
    yield number_text(node.value)


def number_text(value: Decimal) -> str:
    """A non-negative number as a FEEL literal, plain unless that were very long."""
    plain = -_LONGEST_PLAIN_NUMBER <= value.adjusted() <= _LONGEST_PLAIN_NUMBER
    return format(value, "f") if plain else str(value)


def _literal(node: syntax.Text | syntax.AtLiteral) -> Iterator[Piece]:
    yield quoted(node.value) if isinstance(node, syntax.Text) else "@" + quoted(node.text)


def _boolean(node: syntax.Boolean) -> Iterator[Piece]:
    yield "true" if node.value else "false"


def _null(node: syntax.Null) -> Iterator[Piece]:
    yield "null"


def _name(node: syntax.Name) -> Iterator[Piece]:
    yield node.name


def _path(node: syntax.Path) -> Iterator[Piece]:
    yield node.target, Level.POSTFIX
    yield "." + node.name


def _call(node: syntax.Call) -> Iterator[Piece]:
    yield node.function, Level.POSTFIX
    yield "("
    yield from separated(node.arguments)
    yield ")"


def _argument(node: syntax.Argument) -> Iterator[Piece]:
    if node.name:
        yield _key(node.name) + ": "
    yield node.value, Level.BODY


def _filter(node: syntax.Filter) -> Iterator[Piece]:
    yield node.target, Level.POSTFIX
    yield "["
    yield node.condition, Level.BODY
    yield "]"


def _list(node: syntax.List) -> Iterator[Piece]:
    yield "["
    yield from separated(node.items)
    yield "]"


def _context(node: syntax.Context) -> Iterator[Piece]:
    yield "{"
    yield from separated(node.entries)
    yield "}"


def _entry(node: syntax.Entry) -> Iterator[Piece]:
    yield _key(node.key) + ": "
    yield node.value, Level.BODY


def _key(name: str) -> str:
    return name if is_key(name) else quoted(name)


def _range(node: syntax.Range) -> Iterator[Piece]:
    if node.operator and node.low is not None:
        yield f"({node.operator} "
        yield node.low, Level.SUM
        yield ")"
        return
    if node.low is None or node.high is None:
        yield from _half_range(node)
        return
    yield "[" if node.low_closed else "("
    yield node.low, Level.BODY
    yield ".."
    yield node.high, Level.BODY
    yield "]" if node.high_closed else ")"


def _half_range(node: syntax.Range) -> Iterator[Piece]:
    if node.low is not None:
        yield "(>= " if node.low_closed else "(> "
        yield node.low, Level.SUM
    elif node.high is not None:
        yield "(<= " if node.high_closed else "(< "
        yield node.high, Level.SUM
    else:
        raise ValueError("a range without ends has no text")
    yield ")"


def _negation(node: syntax.Negation) -> Iterator[Piece]:
    yield "-"
    yield node.operand, Level.NEGATION


def _arithmetic(node: syntax.Arithmetic) -> Iterator[Piece]:
    above = level_of(node) + 1
    yield node.first, above
    for operator, operand in node.rest:
        yield f" {operator} "
        yield operand, above


def _comparison(node: syntax.Comparison) -> Iterator[Piece]:
    yield node.left, Level.COMPARISON
    yield f" {node.operator} "
    yield node.right, Level.SUM


def _between(node: syntax.Between) -> Iterator[Piece]:
    yield node.value, Level.COMPARISON
    yield " between "
    yield node.low, Level.SUM
    yield " and "
    yield node.high, Level.SUM


def _in(node: syntax.In) -> Iterator[Piece]:
    yield node.value, Level.COMPARISON
    yield " in "
    if len(node.tests) > 1:
        yield "("
        yield from separated(node.tests)
        yield ")"
        return
    for test in node.tests:
        if isinstance(test, syntax.CompareTest):
            yield test, Level.BODY
        else:
            yield test.value, Level.SUM


def _conjunction(node: syntax.Conjunction) -> Iterator[Piece]:
    yield from separated(node.operands, Level.COMPARISON, " and ")


def _disjunction(node: syntax.Disjunction) -> Iterator[Piece]:
    yield from separated(node.operands, Level.AND, " or ")


def _if(node: syntax.If) -> Iterator[Piece]:
    for index, (condition, value) in enumerate(node.branches):
        yield " else if " if index else "if "
        yield condition, Level.BODY
        yield " then "
        yield value, Level.BODY
    yield " else "
    # An `if` right after `else` would be read as one more branch.
    yield node.otherwise, Level.OR if isinstance(node.otherwise, syntax.If) else Level.BODY


def _iterator(node: syntax.Iterator) -> Iterator[Piece]:
    yield node.name + " in "
    yield node.source, Level.BODY
    if node.end is not None:
        yield ".."
        yield node.end, Level.BODY


def _for(node: syntax.For) -> Iterator[Piece]:
    yield "for "
    yield from separated(node.iterators)
    yield " return "
    yield node.body, Level.BODY


def _quantified(node: syntax.Quantified) -> Iterator[Piece]:
    yield node.quantifier + " "
    yield from separated(node.iterators)
    yield " satisfies "
    yield node.condition, Level.BODY


def _function(node: syntax.Function) -> Iterator[Piece]:
    yield "function("
    yield from separated(node.parameters)
    yield ") external " if node.external else ") "
    yield node.body, Level.BODY


def _parameter(node: syntax.Parameter) -> Iterator[Piece]:
    yield node.name
    if node.type is not None:
        yield ": "
        yield node.type, Level.BODY


def _instance_of(node: syntax.InstanceOf) -> Iterator[Piece]:
    yield node.value, Level.TYPED
    yield " instance of "
    yield node.type, Level.BODY


def _type(node: syntax.TypeName) -> Iterator[Piece]:
    yield node.name
    if node.keys:
        yield "<"
        for index, (key, argument) in enumerate(zip(node.keys, node.arguments, strict=True)):
            yield f"{', ' if index else ''}{_key(key)}: "
            yield argument, Level.BODY
        yield ">"
    elif node.arguments or node.result is not None:
        yield "<"
        yield from separated(node.arguments)
        yield ">"
    if node.result is not None:
        yield " -> "
        yield node.result, Level.BODY


def _compare_test(node: syntax.CompareTest) -> Iterator[Piece]:
    yield node.operator + " "
    yield node.value, Level.SUM


def _value_test(node: syntax.ValueTest) -> Iterator[Piece]:
    yield node.value, Level.BODY


def _unary_tests(node: syntax.UnaryTests) -> Iterator[Piece]:
    if not node.tests:
        yield "-"
        return
    enclosed = node.negated or _is_call_of_not(node.tests)
    yield ("not(" if node.negated else "(") if enclosed else ""
    yield from separated(node.tests)
    yield ")" if enclosed else ""


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
_WRITERS: dict[type[syntax.Node], Callable[[Any], Iterator[Piece]]] = {
    syntax.Number: _number,
    syntax.Text: _literal,
    syntax.AtLiteral: _literal,
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
