"""Kernels over lists of one level: counts, sums, means, extremes, and what loops over items give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.operators import FUNCTIONS
from credit_engine.run.columns import arithmetic, comparing
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import (
    PRESENT,
    Coded,
    Codes,
    Mask,
    is_false,
    is_true,
    is_undecided,
    where_present,
    with_exact,
    without,
)
from credit_engine.run.columns.number import (
    LARGEST_WHOLE,
    UNIT,
    Exact,
    Floats,
    Number,
    bounded,
    exactly,
    is_known,
    is_numeric,
    of_coded,
    of_values,
    whole,
)
from credit_engine.run.columns.ragged import no_items
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.columns.tape import items_in, largest, primitive, spread, taken
from credit_engine.run.kernels import truth


def numbers_of(context: Context, column: Column) -> Number:
    """A column of numbers, coded or not; raises Unsupported for other values."""
    if isinstance(column, Number):
        return column
    if isinstance(column, Coded) and is_numeric(column.domain):
        return of_coded(context.tables, column)
    raise Unsupported("values that are no numbers")


def apart(context: Context, column: Column) -> list[Number]:
    """The numbers of lists that are equally long in every row, one column for each place."""
    if isinstance(column, Coded) and column.is_constant and column.constant.__class__ is list:
        if not all(map(numbers.is_number, column.constant)):
            raise Unsupported("items that are no numbers")
        return [of_values([item]).take(np.zeros((), dtype=np.intp)) for item in column.constant]
    if not isinstance(column, Lists) or column.presence is not None or not context.size:
        raise Unsupported("no list of numbers")
    longest = int(column.lengths[0])
    if np.any(column.lengths != longest):
        raise Unsupported("lists of different lengths")
    items = numbers_of(context, column.items)
    return [items.take(column.offsets[:-1] + at) for at in range(longest)]


def item(context: Context, lists: Lists, index: Any, function: Callable[..., Any]) -> Column:
    """The item at a constant place, counted from 1 or from -1 at the end, or why there is none."""
    if index.__class__ is not int or not index or not lists.offsets[-1]:
        raise Unsupported("no place, or no items")
    lengths = lists.lengths
    far = lengths < abs(index)
    place = np.where(far, 0, lists.offsets[:-1] + index - 1 if index > 0 else lists.offsets[1:] + index)
    presence = lists.presence
    if far.any():
        present = (
            Coded(np.zeros((), dtype=np.intp), context.tables.presence) if presence is None else presence
        )
        some = np.flatnonzero(far & np.broadcast_to(present.codes == 0, far.shape))
        causes = {length: function([None] * length, index) for length in np.unique(lengths[some]).tolist()}
        exact = context.tables.encode([causes[length] for length in lengths[some].tolist()])
        presence = with_exact(context.tables, present, some, exact, context.size) if len(some) else presence
    return entry_of(context, presence, lists.items.take(place))


def count(context: Context, lists: Lists) -> Number:
    """How many items each list has."""
    return whole(lists.lengths, 0, largest(lists.lengths), lists.presence)


def total(context: Context, lists: Lists) -> Number:
    """The sum of the items of each list; absent where an item is."""
    items = numbers_of(context, lists.items)
    presence = _presence_with_items(context, lists, items)
    longest = largest(lists.lengths)
    if items.whole is not None and items.most * max(longest, 1) < LARGEST_WHOLE:
        found = _sums(spread(items.whole, items_in(lists.offsets)), lists.offsets)
        return whole(found, items.scale, items.most * max(longest, 1), presence)
    value, error = items.floats()
    size, rows = context.size, lists.rows
    added = _by_row(rows, value, size)
    bound = _by_row(rows, error, size) + lists.lengths * UNIT * _by_row(rows, np.abs(value), size)
    result = bounded(added, bound, presence)
    result.exact = _exact(lists, items, "sum")
    return result


@primitive
def _sums(n: Codes, offsets: Codes) -> Codes:
    """The sums of the whole numbers of each list."""
    sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(n, dtype=np.int64)))
    # The running sum may wrap around; differences are right all the same.
    found: Codes = sums[offsets[1:]] - sums[offsets[:-1]]
    return found


def _exact(lists: Lists, items: Number, name: str) -> Exact | None:
    """An aggregate of lists by the row evaluation's function."""
    if not is_known(items):
        return None
    return Aggregated(FUNCTIONS[name].signatures[0].row, lists.offsets, items)


@dataclass(slots=True)
class Aggregated:
    """The decimals that a function of the row evaluation gives for the items of lists."""

    function: Callable[..., Any]
    offsets: Codes
    items: Number

    def __call__(self, rows: Codes) -> list[Any]:
        ends = zip(self.offsets[rows].tolist(), self.offsets[rows + 1].tolist(), strict=True)
        return [self.function(exactly(self.items, np.arange(start, end))) for start, end in ends]


def _by_row(rows: Any, values: Floats, size: int) -> Floats:
    found: Any = np.bincount(rows, weights=np.broadcast_to(values, rows.shape), minlength=size)
    return np.asarray(found, dtype=np.float64)


def mean(context: Context, lists: Lists) -> Number:
    """The mean of the items of each list."""
    found = _of_some(context, lists, "mean", total(context, lists))
    longest = int(lists.lengths.max(initial=1))
    result = arithmetic.divide(context, found, whole(np.maximum(lists.lengths, 1), 0, longest))
    result.exact = _exact(lists, numbers_of(context, lists.items), "mean")
    return result


def extreme(context: Context, lists: Lists, least: bool) -> Number:
    """The smallest or largest item of each list."""
    items = numbers_of(context, lists.items)
    values = items.whole if items.whole is not None else items.value
    if items.whole is None and not items.shortest:
        raise Unsupported("inexact numbers in lists")
    assert values is not None
    some = np.flatnonzero(lists.lengths > 0)
    found = np.zeros(context.size, dtype=values.dtype)
    if len(some):
        values = np.broadcast_to(values, (int(lists.offsets[-1]),))
        found[some] = (np.minimum if least else np.maximum).reduceat(values, lists.offsets[some])
    presence = _presence_with_items(context, lists, items)
    if items.whole is not None:
        result = whole(found, items.scale, items.most, presence)
    else:
        result = Number(presence, value=found, error=UNIT * np.abs(found), shortest=True)
    return _of_some(context, lists, "min" if least else "max", result)


def _of_some(context: Context, lists: Lists, name: str, found: Number) -> Number:
    """Absent for empty lists."""
    empty = absent("invalid_argument", name, "an empty list")
    return found.of(without(context.tables, found.presence, lists.lengths == 0, empty))


def _presence_with_items(context: Context, lists: Lists, items: Number) -> Coded | None:
    """The presence of lists that need all of their items."""
    if items.presence is None:
        return lists.presence
    return merged_by_row(context, lists, items.presence, items.presence.codes != 0)


def merged_by_row(context: Context, lists: Lists, items: Coded, missing: Mask) -> Coded | None:
    """The presence of lists, absent where an item of the mask is, for the causes of those in their order."""
    missing = spread(missing, items_in(lists.offsets))
    if not missing.any():
        return lists.presence
    places = np.flatnonzero(missing)
    rows = lists.rows[places]
    values = items.take(places).decode(len(places))
    found: dict[int, list[Any]] = {}
    for row, value in zip(rows.tolist(), values, strict=True):
        found.setdefault(row, []).append(truth(value))
    merged = context.tables.encode([merge(*absents) for absents in found.values()], (PRESENT,))
    codes = np.zeros(context.size, dtype=np.int32)
    codes[list(found)] = merged.codes
    inner = Coded(codes, merged.domain)
    return (
        inner
        if lists.presence is None
        else context.tables.apply("lists", where_present, (lists.presence, inner), (PRESENT,))
    )


def quantified(context: Context, lists: Lists, name: str, conditions: Coded) -> Coded:
    """`some` or `every` item of each list satisfies a condition."""
    decisive = is_true if name == "some" else is_false
    decided = _any_item(context, lists, conditions.where(decisive, "true" if name == "some" else "false"))
    presence = lists.presence
    if not _are_plain(conditions):
        unknown = conditions.where(_is_unknown, "unknown") & ~taken(decided, lists.rows)
        presence = merged_by_row(context, lists, conditions, unknown)
    found = decided if name == "some" else ~decided
    return comparing.truth(context, found, presence)


def of_no_items(context: Context, lists: Lists, name: str) -> Column:
    """What a loop gives where no list of any row has an item."""
    if name in ("some", "every"):
        return comparing.truth(context, np.full(context.size, name == "every"), lists.presence)
    return Lists(lists.offsets, no_items(context.tables), lists.presence, lists.known_rows)


def of_turns(outer: Lists, inner: Lists) -> Lists:
    """The items that each list's items have lists of, as one list for each row of the outer ones."""
    return Lists(inner.offsets[outer.offsets], inner.items, outer.presence, outer.rows[inner.rows])


def distinct(context: Context, lists: Lists) -> Lists:
    """The items of each list without those that stood there before; absent where an item is."""
    items = lists.items
    if not lists.offsets[-1]:
        return lists
    if isinstance(items, Number):
        presence = _presence_with_items(context, lists, items)
        keys = items.whole
    elif isinstance(items, Coded) and all(v.__class__ in (str, bool, Absent) for v in items.domain.values):
        presence = merged_by_row(context, lists, items, items.domain.absents[items.codes])
        keys = items.codes
    else:
        raise Unsupported("items that are equal without being the same")
    if keys is None:
        raise Unsupported("inexact numbers")
    size = int(lists.offsets[-1])
    _, codes = np.unique(np.broadcast_to(keys, (size,)), return_inverse=True)
    _, firsts = np.unique(lists.rows * (int(codes.max(initial=0)) + 1) + codes, return_index=True)
    keep = np.zeros(size, dtype=np.bool_)
    keep[firsts] = True
    if presence is not None:
        keep &= (presence.codes == 0)[lists.rows]
    found = lists.kept(keep)
    return Lists(found.offsets, found.items, presence, found.known_rows)


def some_items(context: Context, lists: Lists, listed: str) -> Lists:
    """Lists that have items; absent where they have none."""
    presence = without(context.tables, lists.presence, lists.lengths == 0, absent("empty_list", listed))
    return Lists(lists.offsets, lists.items, presence, lists.known_rows)


def of_items(context: Context, lists: Lists, statuses: Coded) -> Coded:
    """A rule's status for all items of each list, as `run.steps.of_items` has it."""
    fired = _any_item(context, lists, statuses.where(is_true, "true"))
    failed = _any_item(context, lists, statuses.where(is_false, "false"))
    open_ = statuses.where(is_undecided, "undecided status")
    undecided = _any_item(context, lists, open_)
    aside = ~fired & ~failed & ~undecided
    unknown = statuses.where(lambda v: v.__class__ is Absent, "absent")
    told = (open_ & ~fired[lists.rows]) | (unknown & aside[lists.rows])
    return comparing.truth(context, fired, merged_by_row(context, lists, statuses, told))


def _any_item(context: Context, lists: Lists, mask: Mask) -> Mask:
    found: Mask = _any_of_rows(lists.rows, spread(mask, items_in(lists.offsets)), context.size)
    return found


@primitive
def _any_of_rows(rows: Codes, chosen: Mask, size: int) -> Mask:
    """The rows of which some item is chosen."""
    return np.bincount(rows[chosen], minlength=size) > 0


def _is_unknown(value: Any) -> bool:
    return value is not True and value is not False


def _are_plain(conditions: Coded) -> bool:
    """Whether conditions may be nothing but true or false."""
    return not conditions.domain.holds(_is_unknown, "unknown").any()


def filtered(context: Context, lists: Lists, conditions: Coded) -> Lists:
    """The items that satisfy a condition; absent where that is unknown for an item."""
    presence = lists.presence
    if not _are_plain(conditions):
        presence = merged_by_row(context, lists, conditions, conditions.where(_is_unknown, "unknown"))
    keep = spread(conditions.where(is_true, "true"), items_in(lists.offsets))
    if presence is not None:
        keep = keep & taken(presence.codes == 0, lists.rows)
    found = lists.kept(keep)
    return Lists(found.offsets, found.items, presence, found.known_rows)


def entry_of(context: Context, presence: Coded | None, column: Column) -> Column:
    """An entry of contexts, absent where they are."""
    if presence is None:
        return column
    if isinstance(column, Coded):
        return context.tables.apply("entry of", where_present, (presence, column))
    merged = presence
    if column.presence is not None:
        merged = context.tables.apply("lists", where_present, (presence, column.presence), (PRESENT,))
    return Lists(column.offsets, column.items, merged) if isinstance(column, Lists) else _with(column, merged)


def _with(column: Any, presence: Coded | None) -> Column:
    return column.of(presence) if isinstance(column, Number) else Struct(column.fields, presence)
