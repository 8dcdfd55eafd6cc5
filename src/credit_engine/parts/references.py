"""The names that the expressions of a part use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.walk import LITERALS, children
from credit_engine.parts.telling import dotted_names


@dataclass
class References:
    """Names that an expression uses and does not bind itself.

    `certain` are used as they stand. `possible` stand within a filter, where an entry of the item
    may be meant instead.
    """

    certain: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    trees: list[syntax.Node] = field(default_factory=list)

    @property
    def dotted(self) -> set[str]:
        """The names, each as far as it is dotted."""
        found = {format_expression(name) for tree in self.trees for name in dotted_names(tree)}
        return {name for name in found if name.partition(".")[0] in self.certain | self.possible}

    def collect(self, tree: syntax.Node, bound: frozenset[str] = frozenset()) -> None:
        """Add the names of a tree but for those that are bound around it."""
        self.trees.append(tree)
        if isinstance(tree, syntax.UnaryTests) and all(map(_is_literal, tree.tests)):
            return  # as most cells of a large table
        stack: list[tuple[syntax.Node, frozenset[str], bool]] = [(tree, bound, False)]
        while stack:
            node, bound, filtered = stack.pop()
            if isinstance(node, syntax.Name):
                if node.name not in bound:
                    (self.possible if filtered else self.certain).add(node.name)
            elif not isinstance(node, LITERALS):
                stack += _below(node, bound, filtered)


def _is_literal(test: syntax.Test) -> bool:
    """Whether a test compares with a literal, or a range between two, and so uses no name."""
    value = test.value
    if isinstance(value, syntax.Range):
        return isinstance(value.low, LITERALS) and isinstance(value.high, LITERALS)
    return isinstance(value, LITERALS)


def _below(
    node: syntax.Node, bound: frozenset[str], filtered: bool
) -> Iterator[tuple[syntax.Node, frozenset[str], bool]]:
    """The nodes below one with the names bound around each and whether a filter is around it."""
    if isinstance(node, syntax.For | syntax.Quantified):
        for iterator in node.iterators:
            yield iterator.source, bound, filtered
            if iterator.end is not None:
                yield iterator.end, bound, filtered
            bound |= {iterator.name, "partial"}
        yield (node.body if isinstance(node, syntax.For) else node.condition), bound, filtered
    elif isinstance(node, syntax.Filter):
        yield node.target, bound, filtered
        yield node.condition, bound | {"item"}, True
    elif isinstance(node, syntax.Context):
        for entry in node.entries:
            yield entry.value, bound, filtered
            bound |= {entry.key}
    else:
        if isinstance(node, syntax.Function):
            bound |= {parameter.name for parameter in node.parameters}
        for child in children(node):
            yield child, bound, filtered
