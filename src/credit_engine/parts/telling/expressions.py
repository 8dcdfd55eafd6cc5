"""What the syntax of an expression says of it: its names, loops, and which values it compares."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.feel import ordinals, syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.walk import children, walk

LITERALS = (syntax.Number, syntax.Text, syntax.Boolean, syntax.Null, syntax.AtLiteral)
LOOPS = (syntax.Quantified, syntax.Filter, syntax.For)
_OF_TWO = ("list contains", *ordinals.COMPARING)
"""Functions whose two arguments are compared."""


def is_dotted(tree: syntax.Node) -> bool:
    """Whether an expression is a name, or a path of names."""
    while isinstance(tree, syntax.Path):
        tree = tree.target
    return isinstance(tree, syntax.Name) and tree.name != "?"


def dotted_names(tree: syntax.Node) -> Iterator[syntax.Name | syntax.Path]:
    """The outermost dotted names of an expression; names of called functions are none."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, syntax.Name | syntax.Path) and is_dotted(node):
            yield node
            continue
        below = list(children(node))
        if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name):
            below = [child for child in below if child is not node.function]
        stack.extend(reversed(below))


def compared(tree: syntax.Node) -> Iterator[tuple[syntax.Expression, syntax.Node]]:
    """The values of an expression, each with what it is compared with."""
    if isinstance(tree, syntax.Comparison):
        yield tree.left, tree.right
        yield tree.right, tree.left
    elif isinstance(tree, syntax.In):
        yield from ((tree.value, test.value) for test in tree.tests)
    elif isinstance(tree, syntax.Call) and any(is_called(tree, name, 2) for name in _OF_TWO):
        left, right = (argument.value for argument in tree.arguments)
        yield left, right
        yield right, left


def negated(tree: syntax.Expression) -> syntax.Expression | None:
    """What an expression `not(...)` negates, None for any other expression."""
    return tree.arguments[0].value if isinstance(tree, syntax.Call) and is_called(tree, "not", 1) else None


def is_called(tree: syntax.Call, name: str, arguments: int) -> bool:
    """Whether a call is that of a function by its name."""
    return tree.function == syntax.Name(name) and len(tree.arguments) == arguments


def is_by_quality(tree: syntax.Expression) -> bool:
    """Whether an expression asks of two ordinals which is better."""
    if not isinstance(tree, syntax.Call) or not isinstance(tree.function, syntax.Name):
        return False
    plain = len(tree.arguments) == 2 and not any(argument.name for argument in tree.arguments)
    return plain and tree.function.name in ordinals.COMPARING


def names_something(tree: syntax.Node) -> bool:
    """Whether a test is more than values and ranges of values that are written out."""
    return any(isinstance(node, syntax.Name | syntax.Call | syntax.AtLiteral) for node in walk(tree))


def test_text(test: syntax.Test) -> str:
    """A test that stands right of `in`, as text."""
    value = format_expression(test.value)
    return f"{test.operator} {value}" if isinstance(test, syntax.CompareTest) else value


def outermost(tree: syntax.Node) -> Iterator[syntax.Quantified | syntax.Filter | syntax.For]:
    """The loops of an expression that stand in no other loop of it."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, LOOPS):
            yield node
        else:
            stack.extend(reversed(list(children(node))))
