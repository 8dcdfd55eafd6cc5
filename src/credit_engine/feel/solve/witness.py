"""Values that stand for cells: the example record of a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Any

from credit_engine.feel.format import format_expression
from credit_engine.feel.number_sets import EVERYTHING, intersection
from credit_engine.feel.solve.terms import LESS, MORE, OTHER, SAME, UNKNOWN, Term, Terms
from credit_engine.feel.types import Interval
from credit_engine.numbers import canonical_text
from credit_engine.temporal import Date
from credit_engine.wording import Said, joined, said

MISSING = object()
"""The sign of an unknown value."""
_TRIES = 2_000
"""Combinations of values tried for terms that compare with each other, before the example leaves them out."""


def example(domains: Sequence[int], terms: Terms) -> dict[int, Any]:
    """A value for every term that is narrowed, by its number; `MISSING` for unknown.

    Terms that compare with each other get values that do so, unless none are found among the nearest.
    """
    related = {end for order in terms.orders for end in (order.left, order.right)}
    narrowed = [i for i, term in enumerate(terms.all) if domains[i] != term.domain or i in related]
    plain = [i for i in narrowed if terms.all[i].type.kind != "order"]
    found = {i: _value(terms.all[i], domains[i]) for i in plain if i not in related}
    return dict(sorted({**found, **_together([i for i in plain if i in related], domains, terms)}.items()))


def worded(values: dict[int, Any], terms: Terms) -> Said:
    """An example as an analyst writes it: `grade = "A" and dpd = 30`."""
    shown = [_shown(terms.all[i], value) for i, value in values.items()]
    return joined(shown, " and ", " 且 ") if shown else said("any record", "任何记录")


def _shown(term: Term, value: Any) -> str:
    name = format_expression(term.tree)
    if value is MISSING:
        return said("{name} is missing", "{name} 缺失", name=name)
    if term.type.kind == "boolean":
        return name if value else f"not({name})"
    if value is OTHER:
        return said("{name} is any other value", "{name} 为其他值", name=name)
    return f"{name} = {literal(value)}"


def literal(value: Any) -> str:
    """A value as FEEL writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return canonical_text(value) if isinstance(value, int | Decimal) else f'@"{value}"'


def _value(term: Term, cells: int) -> Any:
    return next(_values(term, cells), MISSING)


def _values(term: Term, cells: int) -> Iterator[Any]:
    """A value of each cell, points before what lies between them; unknown comes last."""
    chosen = [i for i in range(1, cells.bit_length()) if cells >> i & 1]
    if term.is_ordered:
        yield from (term.cells[(i - 2) // 2] for i in chosen if i % 2 == 0)
        possible = term.type.interval or EVERYTHING
        for i in chosen:
            if i % 2:
                value = _between(intersection(term.meaning(i), possible), term.type.integer)
                if value is not None:
                    yield value
    else:
        yield from (term.cells[i - 1] for i in chosen)
    if cells & UNKNOWN:
        yield MISSING


def _between(interval: Interval, integer: bool) -> Any:
    """A plain value within an interval, None where there is none of its kind."""
    ends: tuple[Any, Any] = interval[:2]
    if all(isinstance(end, int | Decimal | None) for end in ends):
        return _number(interval, integer)
    return _day(ends)


def _day(ends: tuple[Any, Any]) -> Any:
    """The day after the first end, or before the last; no example of durations between others is made up."""
    low, high = ends
    if isinstance(low, Date) or isinstance(high, Date):
        end, step = (low, 1) if isinstance(low, Date) else (high, -1)
        try:
            return Date.from_day_number(end.day_number + step)
        except ValueError:
            return None
    return None


def _number(interval: Interval, integer: bool) -> Any:
    low, high, low_closed, high_closed = interval
    if low is None and high is None:
        return 0
    if low is None:
        assert high is not None
        return ceil(high) - 1
    if high is None:
        return floor(low) + 1
    first = ceil(low) if low_closed else floor(low) + 1
    if first < high or (first == high and high_closed):
        return first
    return None if integer else (Decimal(low) + Decimal(high)) / 2


def _together(chosen: Sequence[int], domains: Sequence[int], terms: Terms) -> dict[int, Any]:
    """Values of terms that compare with each other so that the orders among them hold."""
    values = {i: list(_values(terms.all[i], domains[i])) for i in chosen}
    numbers = {v for some in values.values() for v in some if isinstance(v, int | Decimal)}
    for i in chosen:
        if terms.all[i].type.kind == "number":
            near = sorted({n + step for n in numbers for step in (-1, 0, 1)})
            values[i] += [n for n in near if n not in values[i] and _lies(terms.all[i], n, domains[i])]
    found: dict[int, Any] = {}
    return found if _placed(list(chosen), values, found, domains, terms, [_TRIES]) else {}


def _lies(term: Term, number: Any, cells: int) -> bool:
    """Whether a number is one of a term's values in some cells."""
    low, high, low_closed, high_closed = term.type.interval or EVERYTHING
    if low is not None and (number < low or (number == low and not low_closed)):
        return False
    if high is not None and (number > high or (number == high and not high_closed)):
        return False
    below = sum(end < number for end in term.cells)
    cell = term.place.get(number, 2 * below + 1)
    return bool(cells >> cell & 1) and not (term.type.integer and number != floor(number))


def _placed(
    left: list[int],
    values: dict[int, list[Any]],
    found: dict[int, Any],
    domains: Sequence[int],
    terms: Terms,
    tries: list[int],
) -> bool:
    """Choose values one by one, each in order with those before it."""
    if not left:
        return True
    term, *rest = left
    for value in values[term]:
        tries[0] -= 1
        if tries[0] < 0:
            return False
        found[term] = value
        if _in_order(term, found, domains, terms) and _placed(rest, values, found, domains, terms, tries):
            return True
        del found[term]
    return False


def _in_order(term: int, found: dict[int, Any], domains: Sequence[int], terms: Terms) -> bool:
    for order in terms.orders:
        if term in (order.left, order.right) and order.left in found and order.right in found:
            cell = _order(found[order.left], found[order.right])
            if cell is not None and not domains[order.number] & cell:
                return False
    return True


def _order(left: Any, right: Any) -> int | None:
    if left is MISSING or right is MISSING:
        return UNKNOWN
    if left is OTHER or right is OTHER:
        return None
    return SAME if left == right else LESS if left < right else MORE
