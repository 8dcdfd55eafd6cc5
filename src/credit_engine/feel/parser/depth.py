"""How deep a syntax tree is nested, counted without recursion."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.feel import syntax
from credit_engine.feel.walk import children
from credit_engine.limits import MAX_EXPRESSION_DEPTH, MAX_LOOP_VARIABLES

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
