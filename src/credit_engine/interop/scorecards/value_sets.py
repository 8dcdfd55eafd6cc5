"""Sets of values of one field: numbers as ranges, anything else as values or all but some values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Any, TypeAlias

End: TypeAlias = tuple[Decimal, int] | None
"""Where a range begins or ends: just below (-1) or just above (1) a number; None without end."""


@dataclass(frozen=True)
class Numbers:
    """A set of numbers: ranges in ascending order that do not touch, each from a cut to a cut."""

    ranges: tuple[tuple[End, End], ...]

    def __or__(self, other: Numbers) -> Numbers:
        return ~(~self & ~other)

    def __and__(self, other: Numbers) -> Numbers:
        met = []
        i = k = 0
        while i < len(self.ranges) and k < len(other.ranges):
            one, two = self.ranges[i], other.ranges[k]
            low, high = _later(one[0], two[0]), _earlier(one[1], two[1])
            if not _is_empty(low, high):
                met.append((low, high))
            # The range that ends first can meet nothing more.
            if high == one[1]:
                i += 1
            else:
                k += 1
        return Numbers(tuple(met))

    def __invert__(self) -> Numbers:
        if not self.ranges:
            return Numbers(((None, None),))
        first, last = self.ranges[0][0], self.ranges[-1][1]
        gaps: list[tuple[End, End]] = [] if first is None else [(None, first)]
        gaps += [(one[1], other[0]) for one, other in pairwise(self.ranges)]
        return Numbers(tuple(gaps if last is None else [*gaps, (last, None)]))

    @property
    def is_empty(self) -> bool:
        """Whether it holds no number."""
        return not self.ranges


@dataclass(frozen=True)
class Values:
    """A set of values: `listed`, or with `others` all values but those listed."""

    listed: tuple[Any, ...]
    others: bool = False

    def __invert__(self) -> Values:
        return Values(self.listed, not self.others)

    def __and__(self, other: Values) -> Values:
        if self.others and other.others:
            return Values(tuple(dict.fromkeys((*self.listed, *other.listed))), True)
        kept, against = (other, self) if self.others else (self, other)
        return Values(tuple(v for v in kept.listed if (v in against.listed) != against.others))

    def __or__(self, other: Values) -> Values:
        return ~(~self & ~other)

    @property
    def is_empty(self) -> bool:
        """Whether it holds no value."""
        return not self.listed and not self.others


ValueSet: TypeAlias = Numbers | Values
ALL_NUMBERS, NO_NUMBERS = Numbers(((None, None),)), Numbers(())
ALL_VALUES, NO_VALUES = Values((), True), Values(())


def below(number: Decimal, *, closed: bool) -> Numbers:
    """All numbers below a number, and the number itself where `closed`."""
    return Numbers(((None, (number, 1 if closed else -1)),))


def above(number: Decimal, *, closed: bool) -> Numbers:
    """All numbers above a number, and the number itself where `closed`."""
    return Numbers((((number, -1 if closed else 1), None),))


def points(listed: Iterable[Decimal]) -> Numbers:
    """The numbers themselves."""
    return Numbers(tuple(((number, -1), (number, 1)) for number in sorted(set(listed))))


def meet(a: ValueSet, b: ValueSet) -> ValueSet:
    """What is in both sets, which are of the same form."""
    if isinstance(a, Numbers):
        assert isinstance(b, Numbers)
        return a & b
    assert isinstance(b, Values)
    return a & b


def join(a: ValueSet, b: ValueSet) -> ValueSet:
    """What is in one of the sets, or in both."""
    return ~meet(~a, ~b)


def minus(a: ValueSet, b: ValueSet) -> ValueSet:
    """What is in the first set and not in the second."""
    return meet(a, ~b)


def holds(values: ValueSet, value: Any) -> bool:
    """Whether a set holds a value."""
    if isinstance(values, Numbers):
        return not (values & points([Decimal(value)])).is_empty
    return (value in values.listed) != values.others


def union(sets: Sequence[Numbers], empty: Numbers = NO_NUMBERS) -> Numbers:
    """All numbers of any of the sets."""
    return reduce(Numbers.__or__, sets, empty)


def _key(end: tuple[Decimal, int]) -> tuple[Decimal, int]:
    return end


def _later(a: End, b: End) -> End:
    return b if a is None else a if b is None else max(a, b, key=_key)


def _earlier(a: End, b: End) -> End:
    return b if a is None else a if b is None else min(a, b, key=_key)


def _is_empty(low: End, high: End) -> bool:
    return low is not None and high is not None and low >= high
