"""Walking syntax trees without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from credit_engine.feel import syntax


def children(node: syntax.Node) -> Iterator[syntax.Node]:
    """The nodes directly below a node, in the order of the text."""
    for field in fields(node):
        if field.name == "span":
            continue
        stack = [getattr(node, field.name)]
        while stack:
            value = stack.pop()
            if isinstance(value, syntax.Node):
                yield value
            elif isinstance(value, tuple):
                stack.extend(reversed(value))


def walk(node: syntax.Node) -> Iterator[syntax.Node]:
    """The node and all below it."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(list(children(here))))


def uses_name(node: syntax.Node, name: str) -> bool:
    """Whether the name stands anywhere in the tree."""
    return any(isinstance(part, syntax.Name) and part.name == name for part in walk(node))
