"""Kernels of the decision parts: outcomes, table hits, bins and points, probabilities, limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.run import scoring, steps
from credit_engine.run.columns import comparing, tape
from credit_engine.run.columns.arithmetic import extreme, multiply
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import (
    Coded,
    Codes,
    Mask,
    is_true,
    is_undecided,
    looked_up,
    presence_of,
    smallest,
    with_exact,
    without,
)
from credit_engine.run.columns.functions import are_trusted
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.long_sums import LongSums
from credit_engine.run.columns.number import (
    LARGEST_WHOLE,
    SAFETY,
    UNIT,
    Floats,
    Number,
    aligned,
    bounded,
    derived,
    exactly,
    of_values,
    whole,
)
from credit_engine.run.columns.structure import Column, lacks
from credit_engine.run.columns.tape import array_of, below, by_element, largest, spread
from credit_engine.run.kernels import truth
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.statuses import STANDS

_TABLED = 1 << 12
"""Within so wide a span of whole numbers a probability is computed once for each score; beyond, a table takes
longer than the floats of all rows."""
_FEW_EDGES = 24
"""So few edges are compared one after the other: faster than a search for each row."""
_FEW_NUMBERS = 4_096
"""Of so few different whole numbers each one's place among edges is looked up only once."""


def ranked(column: Coded, rank_of: Callable[[Any], int], name: Any) -> Codes:
    """A rank for each row, by value."""
    cache = column.domain.cache
    if name not in cache:
        ranks = [rank_of(value) for value in column.domain.values]
        small = min(ranks, default=0) >= 0 and max(ranks, default=0) < 256
        cache[name] = np.array(ranks, dtype=np.uint8 if small else np.int16)
    return looked_up(cache[name], column.codes)


def _in_order(context: Context, outcomes: Outcomes, ranks: Codes) -> Coded:
    return Coded(ranks, context.tables.domain(outcomes.order))


def rules(context: Context, data: tuple[Outcomes, tuple[int, ...]], statuses: Sequence[Coded]) -> Coded:
    """The worst outcome of the fired and undecided rules."""
    outcomes, ranks = data
    undecided = outcomes.rank(outcomes.undecided)
    worst: Codes = np.zeros((), dtype=np.uint8)
    for status, rank in zip(statuses, ranks, strict=True):

        def rank_of(value: Any, rank: int = rank) -> int:
            if value is True:
                return rank + 1
            return undecided + 1 if value is not False and value.applicable else 0

        if status.domain is context.tables.booleans and status.codes.dtype == np.uint8:
            # Of bytes that are 0 or 1 the product is quicker than any table.
            worst = np.maximum(worst, status.codes * np.uint8(rank + 1))
        else:
            worst = np.maximum(worst, ranked(status, rank_of, ("rule", rank, undecided)))
    nothing = outcomes.rank(outcomes.nothing_fired)
    if not nothing:
        # The best outcome is what nothing comes to: ranks only have to be moved back.
        return _in_order(context, outcomes, worst - np.minimum(worst, worst.dtype.type(1)))
    return _in_order(context, outcomes, np.where(worst == 0, nothing, worst - 1))


def standing(status: Coded, interventions: Sequence[Coded]) -> Coded:
    """Statuses of rules on which nobody intervenes; raises Unsupported where somebody does."""
    if any(not intervention.is_constant or intervention.constant != STANDS for intervention in interventions):
        raise Unsupported("interventions")
    return status


def changed(
    context: Context, data: tuple[Outcomes, tuple[int, ...], tuple[int, ...]], args: Sequence[Coded]
) -> Coded:
    """The worst outcome of rules that may be waived, before any waiver."""
    outcomes, ranks, _ = data
    standing(args[0], args[len(ranks) :])
    return rules(context, (outcomes, ranks), args[: len(ranks)])


def worst(context: Context, outcomes: Outcomes, sets: Sequence[Coded]) -> Coded:
    """The worst of the rule sets' outcomes."""
    if not sets:
        return context.tables.constant(outcomes.nothing_fired)
    found = ranked(sets[0], outcomes.rank, ("rank", outcomes.order))
    for outcome in sets[1:]:
        found = np.maximum(found, ranked(outcome, outcomes.rank, ("rank", outcomes.order)))
    return _in_order(context, outcomes, found)


def final_outcome(context: Context, outcomes: Outcomes, outcome: Coded, released: Sequence[Column]) -> Coded:
    """The outcome, made at least `undecided` where an output to be released has no value."""
    ranks = ranked(outcome, outcomes.rank, ("rank", outcomes.order))
    for when, value in zip(released[::2], released[1::2], strict=True):
        assert isinstance(when, Coded)
        open_ = when.where(lambda v: v is not True and v is not False and v.applicable, "open")
        bad = open_ | (when.where(is_true, "true") & lacks(context, value))
        ranks = np.where(bad, np.maximum(ranks, outcomes.rank(outcomes.undecided)), ranks)
    return _in_order(context, outcomes, ranks)


def enough(context: Context, name: Any, least: int, conditions: Sequence[Coded]) -> Coded:
    """Whether so many conditions hold; only rows in which undecided ones matter are looked at one by one."""
    fired: Any = np.zeros((), dtype=smallest(len(conditions) + 1))
    undecided: Any = np.zeros((), dtype=np.bool_)
    for condition in conditions:
        fired = fired + condition.where(is_true, "true").astype(fired.dtype, copy=False)
        if condition.domain.absents.any():
            undecided = undecided | condition.where(is_undecided, "undecided status")
    enough_ = array_of(fired >= least)
    found = context.tables.truths(enough_)
    open_ = undecided & ~enough_
    if not np.any(open_):
        return found
    rows = np.flatnonzero(np.broadcast_to(open_, (context.size,)))
    exact = context.tables.apply(
        name, steps.enough(least), [condition.take(rows) for condition in conditions]
    )
    return with_exact(context.tables, found, rows, exact, context.size)


def hit(context: Context, name: Any, data: steps.Hits, matches: Sequence[Coded]) -> Coded:
    """The row of a table that counts, or the rows."""
    choose = steps.hit(data)
    if data.policy not in ("first", "unique") or not matches:
        return context.tables.apply(name, choose, matches)
    odd = _odd(data, matches)
    first = _first_hit(context, data, matches)
    if odd is None or not odd.any():
        return first
    rows = np.flatnonzero(np.broadcast_to(odd, (context.size,)))
    exact = context.tables.apply(name, choose, [match.take(rows) for match in matches])
    return with_exact(context.tables, first, rows, exact, context.size)


def _odd(data: steps.Hits, matches: Sequence[Coded]) -> Mask | None:
    """Rows in which more than a first match has to be looked at."""
    if data.policy == "first":
        return None
    once: Any = None
    several: Any = np.zeros((), dtype=np.bool_)
    unknown = several
    for match in matches:
        holds = match.where(is_true, "true")
        several = several if once is None else several | (once & holds)
        once = holds if once is None else once | holds
        if match.domain.absents.any():
            unknown = unknown | looked_up(match.domain.absents, match.codes)
    found: Mask = unknown | several
    return found


def _first_hit(context: Context, data: steps.Hits, matches: Sequence[Coded]) -> Coded:
    """The first row that matches, or why that is not known."""
    nothing: Any = -1 if data.default else absent("no_row_matched")
    values: list[Any] = [nothing]
    tables: list[list[int]] = []
    for row in reversed(range(len(matches))):
        tables.append([])
        for value in matches[row].domain.values:
            tables[-1].append(0 if value is False else len(values))
            if value is not False:
                values.append(row if value is True else truth(value))
    # Earlier rows have greater codes: the greatest is that of the first row that matches.
    found: Codes = np.zeros((), dtype=smallest(len(values)))
    for table, match in zip(tables, reversed(matches), strict=True):
        found = np.maximum(found, _codes(table, match, found.dtype))
    both = context.tables.encode(values)
    return Coded(looked_up(both.codes, below(found, len(values))), both.domain)


def _codes(table: Sequence[int], match: Coded, kind: Any) -> Codes:
    """The code of each row's value; a product where false and true are all there is."""
    if len(table) == 2 and table[0] == 0 and match.codes.dtype == kind:
        found: Codes = match.codes * kind.type(table[1])
    else:
        found = looked_up(np.array(table, dtype=kind), match.codes)
    return found


def bins(context: Context, name: Any, data: Any, value: Number) -> Coded:
    """The attribute of a characteristic that a number falls into."""
    if not data.edges:
        raise Unsupported("a number among texts")
    position, stretches = _stretches(context, data, value)
    cells = [data.otherwise if cell is None else cell for cell in stretches]
    if None in cells:
        # What no attribute covers is absent for a cause that names the value.
        uncovered = looked_up(np.array([cell is None for cell in cells]), position)
        context.leave(context.asked(uncovered, value.present()))
    attributes = [0 if cell is None else cell for cell in cells]
    domain = context.tables.domain(range(max(attributes) + 1))
    found = Coded(looked_up(np.array(attributes, dtype=smallest(len(domain))), position), domain)
    if value.presence is None:
        return found
    lookup = scoring.find_bin(data)

    def attribute(presence: Any, plain: int) -> Any:
        return lookup(presence) if presence.__class__ is Absent else plain

    return context.tables.apply((name, "bin"), attribute, (value.presence, found))


def _stretches(context: Context, data: Any, value: Number) -> tuple[Codes, Sequence[int | None]]:
    """The stretch that each number lies in, and the attribute of each stretch."""
    if value.whole is None and value.shortest:
        assert value.value is not None
        among = data.among_floats
        return np.searchsorted(among.starts, value.value, side="right"), among.found
    return _position(context, data.edges, value), data.cells


def _position(context: Context, edges: Sequence[Any], value: Number) -> Codes:
    """2 * (edges below the value), plus 1 where it is an edge."""
    if value.whole is not None:
        return below(_position_of_whole(tuple(edges), value.scale, value.whole), 2 * len(edges) + 1)  # type: ignore[no-any-return]
    floats, _ = value.floats()
    near = np.array([float(edge) for edge in edges])
    at = np.searchsorted(near, floats, side="left")
    near_equal: Any = False
    for position, edge in enumerate(edges):
        bound = of_values([edge]).take(np.zeros((), dtype=np.intp))
        above = comparing.holds(context, ">", value, bound, value.presence)
        equal = comparing.holds(context, "=", value, bound, value.presence)
        at = np.where(above, np.maximum(at, position + 1), np.minimum(at, position))
        near_equal = near_equal | equal
    found: Codes = array_of(2 * at + near_equal)
    return found


@by_element
def _position_of_whole(edges: tuple[Any, ...], scale: int, numbers_: Codes) -> Codes:
    """As `_position`, of whole numbers of a scale."""
    if numbers_.ndim > 0 and numbers_.size < tape.FEW:
        places: Codes = _searched(edges, scale).searchsorted(numbers_, "right")
        return places.astype(np.uint8) if len(edges) <= _FEW_EDGES else places
    if numbers_.size > _FEW_NUMBERS:
        low, high = int(numbers_.min()), int(numbers_.max())
        if high - low < _FEW_NUMBERS:
            few = _position_of_whole(edges, scale, np.arange(low, high + 1))
            return few.take((numbers_ - low).astype(np.intp, copy=False))
    below, exact = _scaled(edges, scale)
    if len(below) <= _FEW_EDGES and numbers_.ndim:
        return _counted(below, exact, numbers_)
    at = np.searchsorted(np.array(below), numbers_, side="left")
    equal = np.array([*exact, False])[at] & (np.array([*below, 0])[at] == numbers_)
    found: Codes = 2 * at + equal
    return found


@lru_cache(maxsize=4_096)
def _scaled(edges: tuple[Any, ...], scale: int) -> tuple[list[int], list[bool]]:
    """The largest whole number of a scale up to each edge, and whether that is the edge."""
    scaled = [Decimal(edge).scaleb(scale) for edge in edges]
    floors = [int(edge.to_integral_value("ROUND_FLOOR")) for edge in scaled]
    below = [min(max(floor, -(2**63)), 2**63 - 1) for floor in floors]
    return below, [edge == edge.to_integral_value() for edge in scaled]


@lru_cache(maxsize=4_096)
def _searched(edges: tuple[Any, ...], scale: int) -> Any:
    """From which whole numbers of a scale on each position begins, so that one search finds it."""
    below, exact = _scaled(edges, scale)
    above = [min(edge + 1, 2**63 - 1) for edge in below]
    at = [edge if is_exact else after for edge, is_exact, after in zip(below, exact, above, strict=True)]
    return np.array(sorted([*above, *at]), dtype=np.int64)


def _counted(edges: Sequence[int], exact: Sequence[bool], numbers_: Codes) -> Codes:
    """The positions of whole numbers among few edges: comparing with each is quicker than searching."""
    found = np.zeros(numbers_.shape, dtype=np.uint8)
    for edge, is_exact in zip(edges, exact, strict=False):
        above = (numbers_ > edge).view(np.uint8)
        found += above
        found += (numbers_ >= edge).view(np.uint8) if is_exact else above
    return found


def points(
    context: Context, data: tuple[Any, tuple[tuple[Any, ...], ...]], attributes: Sequence[Coded]
) -> Number:
    """The initial points and those of every characteristic's attribute."""
    initial, tables = data
    presence = context.tables.merged(*(presence_of(context.tables, attribute) for attribute in attributes))
    places = [
        [0 if value.__class__ is Absent else value for value in attribute.domain.values]
        for attribute in attributes
    ]
    same = aligned([of_values([initial]), *map(of_values, tables)])
    if same is None or sum(column.most for column in same) >= LARGEST_WHOLE:
        return _long_points(context, data, attributes, places, presence)
    total: Any = same[0].integers[0]
    for table, attribute, place in zip(same[1:], attributes, places, strict=True):
        total = total + looked_up(table.integers.take(place), attribute.codes)
    return whole(array_of(total), same[0].scale, sum(column.most for column in same), presence)


def _long_points(
    context: Context, data: Any, attributes: Sequence[Coded], places: Sequence[Any], presence: Coded | None
) -> Number:
    sums = LongSums.of(*data)
    if sums is None:
        raise Unsupported("points beyond all digits")
    return sums.total([attribute.codes for attribute in attributes], places, context.size, presence)


def probability(context: Context, name: Any, calibration: scoring.Calibration, score: Number) -> Number:
    """The probability of default of a score: by a table of few scores, else 1 / (1 + exp(a + b * score))."""
    if score.whole is not None and score.whole.size:
        low, high = int(score.whole.min()), int(score.whole.max())
        widest = _TABLED if are_trusted() else 16 * _TABLED
        if high - low < min(widest, 4 * context.size + 16):
            return _tabled(context, calibration, score, low, high)
    if calibration.steps is not None:
        return _at_least(
            context, calibration, numbers_of(context, grade(context, name, calibration.steps, score))
        )
    if not are_trusted():
        raise Unsupported("a probability that is no function of exp")
    exponent, slack = _exponent(calibration, *score.floats())
    found = 1.0 / (1.0 + np.exp(exponent))
    # exp is right to 4 units; 1 / (1 + x) changes relatively by less than x does.
    result = bounded(found, found * (np.expm1(slack) + 12 * UNIT) + 1e-290, score.presence)
    result.exact = derived(scoring.probability(replace(calibration, floor=None)), score)
    return _at_least(context, calibration, result)


def _exponent(calibration: scoring.Calibration, value: Floats, error: Floats) -> tuple[Floats, Floats]:
    """The line a + b * score, and a bound of its error: b * (score - centre) loses no digits to a sum.

    The centre, where the odds are 1:1, is a whole number and a fraction: both differences, the slope and the
    product are rounded once each, the fraction to 2**-54.
    """
    a, b = float(calibration.intercept), float(calibration.slope)
    centre = numbers.CONTEXT.divide(calibration.intercept, calibration.slope) if b else None
    if centre is None or abs(centre) >= 2**53:
        line = b * value
        return a + line, abs(b) * error + UNIT * (abs(a) + 3 * np.abs(line) + np.abs(a + line))
    units = int(centre.to_integral_value("ROUND_FLOOR"))
    exponent = b * ((value + units) + float(numbers.EXACT.subtract(centre, units)))
    return exponent, abs(b) * (error + 2 * UNIT) + 4 * UNIT * np.abs(exponent)


def _at_least(context: Context, calibration: scoring.Calibration, result: Number) -> Number:
    if calibration.floor is None:
        return result
    return extreme(
        context, (result, of_values([calibration.floor]).take(np.zeros((), dtype=np.intp))), least=False
    )


def _tabled(context: Context, calibration: scoring.Calibration, score: Number, low: int, high: int) -> Number:
    known = context.tables.known.setdefault((id(calibration), score.scale), {})
    table: _Scores | None = known.get("table")
    if table is None or not table.reaches(low, high):
        table = known["table"] = _Scores(calibration, score.scale, low, high, table)
    at = table.at(score.integers)
    if table.uncovered.any():
        context.leave(context.asked(table.uncovered.take(at), score.present()))
    return table.column.take(at).of(score.presence)


class _Scores:
    """Probabilities of scores between two whole numbers of a scale, each computed when it first occurs."""

    def __init__(
        self, calibration: scoring.Calibration, scale: int, low: int, high: int, before: _Scores | None
    ) -> None:
        self.row = scoring.probability(calibration)
        self.known: dict[int, Any] = {} if before is None else before.known
        self.scores: list[int] = []
        if before is not None:
            least, most = min(low, before.low), max(high, before.high)
            if most - least < 16 * _TABLED:
                low, high, self.scores = least, most, before.scores
        self.scale = scale
        self.low: int = low
        self.high: int = high
        self.places: Codes = np.full(high - low + 1, -1, dtype=np.int32)
        self.places[np.array(self.scores, dtype=np.intp) - low] = np.arange(len(self.scores))
        self._made()

    def reaches(self, low: int, high: int) -> bool:
        """Whether scores in a range have places in the table."""
        return self.low <= low and high <= self.high

    def at(self, scores: Codes) -> Codes:
        """The places of scores in the column."""
        offsets = (scores - self.low).astype(np.intp, copy=False)
        found: Codes = self.places.take(offsets)
        if found.size and found.min() < 0:
            for offset in np.unique(offsets[found < 0]).tolist():
                self.places[offset] = len(self.scores)
                self.scores.append(self.low + offset)
            self._made()
            found = self.places.take(offsets)
        return found

    def _made(self) -> None:
        for score in self.scores:
            if score not in self.known:
                self.known[score] = self.row(Decimal(score).scaleb(-self.scale))
        values = [self.known[score] for score in self.scores]
        self.uncovered = np.array([value.__class__ is Absent for value in values], dtype=np.bool_)
        self.column = of_values([0 if value.__class__ is Absent else value for value in values])


def grade(context: Context, name: Any, scale: scoring.Steps, value: Number) -> Coded:
    """The value of the stretch that a number lies in, as the grade of a probability of default."""
    places = bins(context, name, scale.bins, value)

    def of_place(place: Any) -> Any:
        return place if place.__class__ is Absent else scale.values[place]

    return context.tables.apply((name, "grade"), of_place, (places,))


_INVALID_STEP = absent("invalid_argument", "step")


def limit(context: Context, amount: Number, step: Number, minimum: Number) -> Number:
    """An amount rounded down to a multiple of the step; nothing below the minimum."""
    if step.whole is None or minimum.whole is None:
        raise Unsupported("a step that is not exact")
    presence = context.tables.merged(amount.presence, step.presence, minimum.presence)
    useless = step.whole <= 0
    if np.any(useless):
        presence = without(context.tables, presence, spread(useless, context.size).copy(), _INVALID_STEP)
        step = whole(
            np.where(useless, 10**step.scale, step.whole), step.scale, max(step.most, 10**step.scale)
        )
    count, most = _steps(context, amount, step, presence)
    if most * step.most >= LARGEST_WHOLE:
        raise Unsupported("a limit beyond whole numbers")
    found = whole(count * step.integers, step.scale, most * step.most)
    enough = ~comparing.holds(context, "<", found, minimum.of(None), presence)
    return whole(np.where(enough & (count > 0), found.integers, 0), found.scale, found.most, presence)


def _steps(context: Context, amount: Number, step: Number, presence: Coded | None) -> tuple[Codes, int]:
    """How many whole steps there are in an amount; none in one below zero."""
    same = aligned((amount, step))
    if same is not None:
        return np.maximum(same[0].integers // same[1].integers, 0), same[0].most
    if step.whole is None or step.most >= 2**53:
        raise Unsupported("a step of many digits")
    scaled = multiply(context, amount, of_values([10**step.scale]).take(np.zeros((), dtype=np.intp)))
    value, error = scaled.floats()
    width = step.whole.astype(np.float64)
    context.count_filtered()
    count = np.floor(value / width)
    rest = value - count * width
    # The quotient may have been rounded up to a whole number.
    count -= rest < 0
    rest = value - count * width
    # Quotient, product and both differences are rounded once each: 4 units of the value at most.
    margin = error * SAFETY + np.where(error == 0, 0.0, 4 * UNIT * np.abs(value))
    # From 2**52 on neighbouring counts are a whole step apart, so that the rest says nothing.
    ambiguous = ((np.minimum(rest, width - rest) <= margin) & (error != 0)) | ~(np.abs(count) < 2.0**52)
    # Below half a step the result is zero on either side of it.
    ambiguous &= ~(value < width / 2)
    present = True if presence is None else presence.codes == 0
    sure = np.where(np.isfinite(count) & ~ambiguous, np.maximum(count, 0.0), 0.0).astype(np.int64)
    sure = context.decided_exactly(ambiguous, present, sure, _steps_exactly, amount, step)
    return sure, largest(sure)


def _steps_exactly(context: Context, amount: Number, step: Number, sure: Codes, asked: Mask) -> Codes:
    """The steps with those of the rows that are open counted as decimals."""
    rows = np.flatnonzero(asked)
    context.counts.flagged[context.node] += len(rows)
    amounts, widths = exactly(amount, rows), exactly(step, rows)
    if amounts is None or widths is None:
        context.leave(asked)
        return sure
    found = [_whole_steps(decimal, width) for decimal, width in zip(amounts, widths, strict=True)]
    corrected = np.broadcast_to(sure, (context.size,)).copy()
    corrected[rows] = [n or 0 for n in found]
    context.leave_rows(rows[[n is None for n in found]])
    return corrected


def _whole_steps(amount: Any, width: Any) -> int | None:
    if not numbers.is_number(amount):
        return None
    try:
        count = max(0, int(numbers.CONTEXT.divide_int(amount, width)))
    except ArithmeticError:
        return None
    return count if count < LARGEST_WHOLE else None
