"""Walking syntax trees without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from credit_engine.feel import syntax

LITERALS = (syntax.Number, syntax.Text, syntax.Boolean, syntax.Null)
"""Nodes that have none below them and use no name."""


def children(node: syntax.Node) -> Iterator[syntax.Node]:
    """The nodes directly below a node, in the order of the text."""
    kind: Any = node.__class__
    for name in _names(kind):
        value = getattr(node, name)
        if isinstance(value, syntax.Node):
            yield value
        elif isinstance(value, tuple):
            yield from _within(value)


def _within(values: tuple[Any, ...]) -> Iterator[syntax.Node]:
    """The nodes of a tuple, in tuples within it too."""
    stack = list(reversed(values))
    while stack:
        value = stack.pop()
        if isinstance(value, syntax.Node):
            yield value
        elif isinstance(value, tuple):
            stack.extend(reversed(value))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a class of nodes that may hold others."""
    return tuple(field.name for field in fields(kind) if field.name != "span")


def walk(node: syntax.Node) -> Iterator[syntax.Node]:
    """The node and all below it."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(list(children(here))))


def uses_name(node: syntax.Node, name: str) -> bool:
    """Whether the name stands anywhere in the tree."""
    stack = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, syntax.Name):
            if here.name == name:
                return True
        elif not isinstance(here, LITERALS):
            stack += children(here)
    return False
