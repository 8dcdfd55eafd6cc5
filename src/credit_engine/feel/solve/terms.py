"""The values that conditions speak of, each cut into cells within which no condition tells values apart.

A term is an expression that is no constant: an input, a sum, another decision. Its values are numbered
cells: numbers, dates and durations at and between all the ends that occur, texts and booleans one cell
each. A set of cells is a bit mask; the lowest bit stands for unknown, which is a value of its own. How
two terms compare is a term too, with the cells less, same, more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any, TypeAlias

from credit_engine.feel import syntax
from credit_engine.feel.number_sets import EVERYTHING, intersection, is_empty
from credit_engine.feel.types import Interval, Type
from credit_engine.temporal import Date

UNKNOWN = 1
LESS, SAME, MORE = 2, 4, 8
"""Bits: what can hold between two terms, unknown among it, is a set of them."""
ORDERS = LESS | SAME | MORE
OTHER = object()
"""Any value that no condition names."""
CONTINUOUS = ("number", "date", "days and time duration", "years and months duration")
"""Kinds whose values are totally ordered; times are not, since those of different zones do not compare."""
Choice: TypeAlias = "tuple[Interval, ...] | frozenset[Any]"
"""What a comparison lets through: intervals of an ordered term, values of any other."""


@dataclass
class Term:
    """One expression; `mentioned` are the ends or values that conditions compare it with."""

    tree: syntax.Expression
    type: Type
    required: bool
    mentioned: dict[Any, None] = field(default_factory=dict)
    cells: Sequence[Any] = ()
    """Of an ordered term the ends in order, of another one its values."""
    place: dict[Any, int] = field(default_factory=dict)
    domain: int = 0

    @property
    def is_ordered(self) -> bool:
        """Whether its cells are ends and what lies between them."""
        return self.type.kind in CONTINUOUS

    def settle(self) -> None:
        """Number the cells, once everything is mentioned."""
        if self.is_ordered:
            self.cells = sorted(self.mentioned)
            self.place = {end: 2 * i + 2 for i, end in enumerate(self.cells)}
            possible = self._within(self.type.interval or EVERYTHING)
        else:
            known = (True, False) if self.type.kind == "boolean" else self.type.values
            self.cells = (*self.mentioned, OTHER) if known is None else tuple(known)
            self.place = {value: i + 1 for i, value in enumerate(self.cells)}
            possible = (2 << len(self.cells)) - 2
        self.domain = possible if self.required else possible | UNKNOWN

    def _within(self, possible: Interval) -> int:
        """The cells that hold a possible value."""
        count = 2 * len(self.cells) + 1
        meant = ((cell, intersection(self.meaning(cell), possible)) for cell in range(1, count + 1))
        return sum(1 << cell for cell, values in meant if not self._is_void(values))

    def _is_void(self, interval: Interval) -> bool:
        is_whole = self.type.integer or self.type.kind == "date"
        if is_empty(interval) or not is_whole or None in interval[:2]:
            return is_empty(interval)
        low, high = (_position(end) for end in interval[:2])
        first = ceil(low) if interval.low_closed else floor(low) + 1
        last = floor(high) if interval.high_closed else ceil(high) - 1
        return bool(first > last)

    def meaning(self, cell: int) -> Interval:
        """The values of a cell of an ordered term."""
        low = None if cell == 1 else self.cells[(cell - 2) // 2]
        high = None if cell == 2 * len(self.cells) + 1 else self.cells[(cell - 1) // 2]
        return Interval(low, high, cell % 2 == 0, cell % 2 == 0)

    def mask(self, choice: Choice) -> int:
        """The cells that a comparison lets through."""
        if isinstance(choice, frozenset):
            return sum(1 << self.place[value] for value in choice if value in self.place)
        found = 0
        for low, high, low_closed, high_closed in choice:
            first = 1 if low is None else self.place[low] + (not low_closed)
            last = 2 * len(self.cells) + 1 if high is None else self.place[high] - (not high_closed)
            if first <= last:
                found |= (2 << last) - (1 << first)
        return found


def _position(end: Any) -> Any:
    """A number, or the number of a day: between a day and the next one there is none."""
    return end.day_number if isinstance(end, Date) else end


@dataclass(frozen=True)
class Order:
    """How two terms compare; `number` is that of the term which it is itself."""

    number: int
    left: int
    right: int


class Terms:
    """All terms of some conditions, each once."""

    def __init__(self) -> None:
        self.all: list[Term] = []
        self.orders: list[Order] = []
        self._numbers: dict[Any, int] = {}
        self._settled = False

    def term(self, tree: syntax.Expression, type_: Type, required: bool = False) -> int:
        """The number of an expression's term."""
        return self._number(tree, Term(tree, type_, required))

    def order(self, left: int, right: int) -> int:
        """The number of the term that tells how two terms compare, the one of the lower number first."""
        known = len(self.all)
        number = self._number((left, right), Term(syntax.Null(), Type("order"), False))
        if number == known:
            self.orders.append(Order(number, left, right))
        return number

    def _number(self, key: Any, term: Term) -> int:
        self._settled = False
        found = self._numbers.setdefault(key, len(self.all))
        if found == len(self.all):
            self.all.append(term)
        return found

    def mention(self, number: int, choice: Choice) -> None:
        """Cut a term's values where a comparison tells them apart."""
        self._settled = False
        ends = choice if isinstance(choice, frozenset) else [e for i in choice for e in i[:2]]
        self.all[number].mentioned.update((end, None) for end in ends if end is not None)

    def settle(self) -> None:
        """Number all cells, once every condition is read."""
        if self._settled:
            return
        for term in self.all:
            if term.type.kind == "order":
                term.domain = ORDERS | UNKNOWN
            else:
                term.settle()
        self._settled = True

    def mask(self, number: int, choice: Choice | int) -> int:
        """The cells that a comparison lets through; of how two terms compare they are a mask already."""
        return choice if isinstance(choice, int) else self.all[number].mask(choice)

    @property
    def domains(self) -> list[int]:
        """The possible cells of every term."""
        self.settle()
        return [term.domain for term in self.all]
