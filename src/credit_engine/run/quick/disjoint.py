"""Conditions of which no two hold at once, known beforehand: they leave each other no value of some node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from credit_engine.ir import Node, Program

_MOST = 24
"""More conditions are not compared with each other."""


class Interval(NamedTuple):
    """Numbers between two ends; None where there is no end."""

    low: Any = None
    low_closed: bool = False
    high: Any = None
    high_closed: bool = False

    def is_below(self, other: Interval) -> bool:
        """Whether all its numbers are below those of another one."""
        if self.high is None or other.low is None:
            return False
        met: bool = self.high == other.low
        return bool(self.high < other.low) or (met and not (self.high_closed and other.low_closed))


Allowed = frozenset[Any] | Interval
"""What a condition leaves a value: one of some texts, or a number of an interval."""


def disjoint(program: Program, conditions: Sequence[int]) -> bool:
    """Whether of these conditions at most one holds for any values that are there."""
    if len(conditions) > _MOST:
        return False
    left = [dict(_allowed(program, program.nodes[condition])) for condition in conditions]
    return all(
        any(_are_apart(first[value], other[value]) for value in first.keys() & other.keys())
        for first, other in combinations(left, 2)
    )


def _are_apart(first: Allowed, other: Allowed) -> bool:
    if isinstance(first, Interval):
        return isinstance(other, Interval) and (first.is_below(other) or other.is_below(first))
    return isinstance(other, frozenset) and first.isdisjoint(other)


def _allowed(program: Program, node: Node) -> Iterator[tuple[int, Allowed]]:
    """What a condition, or each part of a conjunction, leaves the value that it compares with constants."""
    if node.op == "AND":
        for r in node.regions:
            yield from _allowed(program, program.nodes[program.regions[r].result])
        return
    if node.op != "CALL" or not node.args:
        return
    first, *others = (program.nodes[arg] for arg in node.args)
    if first.op == "CONST" or not others or any(other.op != "CONST" for other in others):
        return
    values = [program.constants[other.data] for other in others]
    if node.name in ("=", "member") and first.kind == "text":
        yield first.id, frozenset(values if node.name == "=" else values[0])
    elif first.kind == "number" and all(other.kind == "number" for other in others):
        yield from ((first.id, interval) for interval in _intervals(node, values))


def _intervals(node: Node, values: Sequence[Any]) -> Iterator[Interval]:
    if node.name == "inside":
        (below, above), (low, high) = node.data, values
        yield Interval(low, below == "<=", high, above == "<=")
    elif node.name in (">", ">="):
        yield Interval(low=values[0], low_closed=node.name == ">=")
    elif node.name in ("<", "<="):
        yield Interval(high=values[0], high_closed=node.name == "<=")
