"""Kernels of scorecards: the attribute of a value, points, probability of default, grade.

A value falls into an attribute by one bisection. For floats the edges are placed among the doubles
beforehand, so that a double falls where the decimal that Python shows for it would.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from math import inf, isinf, nextafter
from operator import getitem
from typing import Any, TypeAlias, cast

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge

_INTEGERS_FIT = 2**52
"""Below it no whole number lies between a decimal edge and the double next to it."""
_MOST_DECIMALS = 24
"""Points with so many decimals leave ten digits before the point within the 34 of a decimal."""
_VANISHING = 14_000
"""Beyond this exponent of e a PD has more than 6,000 zeros after the point, as decimals can hold."""


class NotScorable(TypeError):
    """A value that is no number, text or boolean as its characteristic needs it."""


Edge: TypeAlias = tuple[int | Decimal, bool] | None
"""An edge of a stretch of numbers, and whether it belongs to it."""


@dataclass(frozen=True)
class Bins:
    """From a value to the attribute (by number) of a characteristic.

    `edges` are all numbers at which an attribute begins or ends; `cells` gives the attribute below
    the first edge, at it, above it, at the second, ...; None where no attribute covers the value.
    Codes that stand for a cause of absence are edges of their own, or entries of `texts`.
    """

    edges: tuple[int | Decimal, ...] = ()
    cells: tuple[int | None, ...] = ()
    texts: Mapping[Any, int] = field(default_factory=dict)
    otherwise: int | None = None
    special: Mapping[str, int] = field(default_factory=dict)
    missing: int | None = None
    subject: str = ""

    def stretches(self) -> Iterator[tuple[int, Edge, Edge]]:
        """Each stretch of numbers with its attribute and its edges, none where it is open to that side."""
        cells, start, last = self.cells, 0, len(self.cells) - 1
        for end, cell in enumerate(cells):
            if end < last and cells[end + 1] == cell:
                continue
            if cell is not None:
                # Even cells lie between edges, odd ones at one: at it, an edge belongs to the stretch.
                lower = None if start == 0 else (self.edges[(start - 1) // 2], start % 2 == 1)
                yield cell, lower, None if end == last else (self.edges[end // 2], end % 2 == 1)
            start = end + 1

    @cached_property
    def among_floats(self) -> FloatBins:
        """The same bins among doubles."""
        return float_bins(self)


@dataclass(frozen=True)
class FloatBins:
    """The same among doubles: stretch `i` begins at `starts[i - 1]` and has the attribute `found[i]`."""

    starts: tuple[float, ...]
    found: tuple[int | None, ...]
    integers: bool
    """Whether whole numbers of any size may be looked up, too."""


def float_bins(bins: Bins) -> FloatBins:
    """Place decimal edges among the doubles, each double standing for its shortest decimal text.

    An edge separates the doubles below it from those above; the double nearest to the edge is
    compared as the decimal that it shows, which settles its side, and all others follow, since
    reading and writing doubles keeps their order.
    """
    starts: list[float] = []
    found: list[int | None] = [bins.cells[0] if bins.cells else None]
    for i, edge in enumerate(bins.edges):
        at, above = bins.cells[2 * i + 1], bins.cells[2 * i + 2]
        nearest = float(edge)
        if isinf(nearest):
            continue
        shown = Decimal(repr(nearest))
        order = int(shown.compare(Decimal(edge)))
        if not order:
            _begin(starts, found, nearest, at)
            _begin(starts, found, nextafter(nearest, inf), above)
        else:
            _begin(starts, found, nearest if order > 0 else nextafter(nearest, inf), above)
    kept = [k for k, (left, right) in enumerate(pairwise(found)) if left != right]
    integers = all(-_INTEGERS_FIT < edge < _INTEGERS_FIT for edge in bins.edges)
    return FloatBins(tuple(starts[k] for k in kept), (found[0], *(found[k + 1] for k in kept)), integers)


def _begin(starts: list[float], found: list[int | None], start: float, attribute: int | None) -> None:
    """A stretch that begins at a double; one that begins at the same double gives way."""
    if starts and starts[-1] == start:
        found[-1] = attribute
    else:
        starts.append(start)
        found.append(attribute)


def find_bin(bins: Bins) -> Callable[[Any], Any]:
    """The function from a value to the number of the attribute that it falls into.

    Values are numbers (floats as the decimals they show), texts, booleans, an absent value or None.
    Raises NotScorable from the returned function for anything else.
    """
    return _by_number(bins) if bins.edges else _by_text(bins)


def _by_number(bins: Bins) -> Callable[[Any], Any]:
    edges, cells = bins.edges, bins.cells
    floats = bins.among_floats
    starts, found, integers = floats.starts, floats.found, floats.integers

    def attribute(value: Any) -> Any:
        kind = value.__class__
        if (kind is int and integers) or (kind is float and value - value == 0.0):
            at = found[bisect_right(starts, value)]
        elif kind is int or (kind is Decimal and value.is_finite()):
            place = bisect_left(edges, value)
            hit = place < len(edges) and edges[place] == value
            at = cells[2 * place + 1 if hit else 2 * place]
        else:
            return _missing_bin(bins, value)
        return _other_bin(bins, value) if at is None else at

    return attribute


def _by_text(bins: Bins) -> Callable[[Any], Any]:
    texts = bins.texts
    kinds = {kind_of(value) for value in texts} or {"text"}

    def attribute(value: Any) -> Any:
        kind = value.__class__
        if kind is str or kind is bool or kind is int or kind is Decimal or kind is float:
            if kind_of(value) not in kinds or (kind is float and value - value != 0.0):
                raise NotScorable(value)
            key = numbers.from_float(value) if kind is float else value
            return texts[key] if key in texts else _other_bin(bins, value)
        return _missing_bin(bins, value)

    return attribute


def kind_of(value: Any) -> str:
    """`number`, `text` or `boolean`: values of different kinds are never the same."""
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "number"


def _missing_bin(bins: Bins, value: Any) -> Any:
    """The attribute of a cause where that is the only one; several causes are simply missing."""
    if value is None:
        value = absent("not_given", bins.subject)
    if value.__class__ is not Absent:
        raise NotScorable(value)
    found = {bins.special.get(cause.code, bins.missing) for cause in value.causes}
    attribute = found.pop() if len(found) == 1 else bins.missing
    return value if attribute is None else attribute


def _other_bin(bins: Bins, value: Any) -> Any:
    return absent("unseen_value", bins.subject, str(value)) if bins.otherwise is None else bins.otherwise


def scaled(initial: Any, tables: Sequence[Sequence[Any]]) -> tuple[int, list[list[int]], int] | None:
    """Points as whole multiples of one power of ten, with its decimals; None where that would not be exact.

    Sums of such points have at most 34 digits, so adding the multiples gives what decimals give.
    """
    points = [initial, *chain.from_iterable(tables)]
    decimals = max(map(_decimals, points), default=0)
    largest = sum(max(map(abs, table), default=0) for table in tables) + abs(initial)
    if decimals > _MOST_DECIMALS or largest >= 10 ** (numbers.DIGITS - decimals):
        return None

    def multiple(number: Any) -> int:
        return int(Decimal(number).scaleb(decimals, numbers.EXACT))

    return multiple(initial), [list(map(multiple, table)) for table in tables], decimals


def _decimals(number: Any) -> int:
    exponent = Decimal(number).normalize(numbers.EXACT).as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def total_points(data: tuple[Any, tuple[tuple[Any, ...], ...]]) -> Callable[..., Any]:
    """The function from the attributes of all characteristics to the initial points and theirs together."""
    initial, tables = data
    exact = scaled(initial, tables)
    if exact is None:
        return lambda *attributes: _added(initial, tables, attributes)
    start, multiples, decimals = exact
    shift, take = numbers.CONTEXT.scaleb, cast("Callable[[list[int], int], int]", getitem)

    def total(*attributes: Any) -> Any:
        try:
            points = sum(map(take, multiples, attributes), start)
        except TypeError:
            return merge(*attributes)
        return shift(points, -decimals) if decimals else points

    return total


def _added(initial: Any, tables: Sequence[Sequence[Any]], attributes: Sequence[Any]) -> Any:
    total = initial
    for table, attribute in zip(tables, attributes, strict=True):
        if attribute.__class__ is Absent:
            return merge(*attributes)
        total = numbers.add(total, table[attribute])
    return total


@dataclass(frozen=True)
class Steps:
    """A value for each stretch of numbers: PDs by score, grades by PD."""

    bins: Bins
    values: tuple[Any, ...]

    @property
    def find(self) -> Callable[[Any], Any]:
        """The function from a number to the value of its stretch."""
        place, values = find_bin(self.bins), self.values

        def value(number: Any) -> Any:
            at = place(number)
            return at if at.__class__ is Absent else values[at]

        return value


@dataclass(frozen=True)
class Calibration:
    """PD = 1/(1 + exp(intercept + slope * score)), or a PD for each stretch of scores; at least `floor`."""

    intercept: Decimal = Decimal(0)
    slope: Decimal = Decimal(0)
    floor: Any = None
    steps: Steps | None = None


@lru_cache(maxsize=65_536)
def _probability(intercept: Decimal, slope: Decimal, points: Any) -> Any:
    product: Any = numbers.multiply(slope, points)
    exponent: Any = numbers.add(intercept, product)
    if exponent > _VANISHING:
        return 0
    odds: Any = numbers.exp(exponent)
    whole: Any = numbers.add(1, odds)
    return numbers.divide(1, whole)


def probability(calibration: Calibration) -> Callable[[Any], Any]:
    """The function from a score to its probability of default, to 34 digits."""
    intercept, slope, floor = calibration.intercept, calibration.slope, calibration.floor
    by_step = None if calibration.steps is None else calibration.steps.find

    def pd(points: Any) -> Any:
        if points.__class__ is Absent:
            return points
        found = _probability(intercept, slope, points) if by_step is None else by_step(points)
        return floor if floor is not None and found.__class__ is not Absent and found < floor else found

    return pd


def grade(scale: Steps) -> Callable[[Any], Any]:
    """The function from a probability of default to its grade on a master scale."""
    return scale.find


SCORING: Mapping[str, Callable[[Any], Callable[..., Any]]] = {
    "bin": find_bin,
    "points": total_points,
    "probability": probability,
    "grade": grade,
}
"""Kernels whose function is made from their constant data beforehand."""
