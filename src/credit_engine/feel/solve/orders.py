"""Whether what is chosen of how terms compare with each other can hold, given the cells they lie in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from credit_engine.feel.solve.terms import LESS, MORE, ORDERS, SAME, UNKNOWN, Order, Term, Terms
from credit_engine.feel.types import Interval

_MAX_TERMS = 24
"""Terms that are compared with each other at most: the closure takes their cube. More count as consistent."""


class _Edge(NamedTuple):
    """One term is at most another, or less than it."""

    strict: bool


def consistent(domains: list[int], terms: Terms) -> bool:
    """Whether the orders among terms can hold together; terms that compare are narrowed to known values."""
    compared = [order for order in terms.orders if domains[order.number] != ORDERS | UNKNOWN]
    known = [order for order in compared if not domains[order.number] & UNKNOWN]
    for order in known:
        for end in (order.left, order.right):
            domains[end] &= ~UNKNOWN
            if not domains[end]:
                return False
    for order in compared:
        if domains[order.number] == UNKNOWN and not (domains[order.left] | domains[order.right]) & UNKNOWN:
            return False
    return not known or _ordered(domains, terms, known)


def _ordered(domains: list[int], terms: Terms, known: list[Order]) -> bool:
    ends = dict.fromkeys(end for order in known for end in (order.left, order.right))
    if len(ends) > _MAX_TERMS:
        return True
    place = {end: i for i, end in enumerate(ends)}
    edges = _closed(dict(_edges(domains, known, place)), len(place))
    if edges is None or not all(_free(domains[order.number], order, edges, place) for order in known):
        return False
    hulls = {place[end]: _hull(terms.all[end], domains[end]) for end in ends}
    bounds = ((hulls[low], hulls[high], edge) for (low, high), edge in edges.items())
    return all(_meets(low, high, edge.strict) for low, high, edge in bounds)


def _edges(
    domains: list[int], known: list[Order], place: dict[int, int]
) -> Iterator[tuple[tuple[int, int], _Edge]]:
    for order in known:
        mask, left, right = domains[order.number], place[order.left], place[order.right]
        if not mask & MORE:
            yield (left, right), _Edge(not mask & SAME)
        if not mask & LESS:
            yield (right, left), _Edge(not mask & SAME)


def _closed(edges: dict[tuple[int, int], _Edge], count: int) -> dict[tuple[int, int], _Edge] | None:
    """All edges that follow (Warshall), None where a term would be less than itself."""
    for via, low, high in product(range(count), repeat=3):
        first, second = edges.get((low, via)), edges.get((via, high))
        if first is None or second is None:
            continue
        edge = _Edge(first.strict or second.strict)
        if low == high and edge.strict:
            return None
        if (low, high) not in edges or edge.strict:
            edges[low, high] = edge
    return edges


def _free(mask: int, order: Order, edges: dict[tuple[int, int], _Edge], place: dict[int, int]) -> bool:
    """Whether two terms that are to differ are not the same by the other orders."""
    pair = place[order.left], place[order.right]
    return bool(mask & SAME) or pair not in edges or pair[::-1] not in edges


def _hull(term: Term, cells: int) -> Interval | None:
    """The values from the lowest to the highest cell, None where they have no order."""
    if not term.is_ordered:
        return None
    lowest, highest = (cells & -cells).bit_length() - 1, cells.bit_length() - 1
    low, high = term.meaning(lowest), term.meaning(highest)
    return Interval(low.low, high.high, low.low_closed, high.high_closed)


def _meets(low: Interval | None, high: Interval | None, strict: bool) -> bool:
    """Whether some value of the first is at most, or less than, some value of the second."""
    if low is None or high is None or low.low is None or high.high is None:
        return True
    least: Any = low.low
    if least == high.high:
        return not strict and low.low_closed and high.high_closed
    return bool(least < high.high)
