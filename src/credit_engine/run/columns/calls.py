"""The kernel of each CALL: by name for numbers and lists, else a table of the row evaluation's function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.ir import Node
from credit_engine.numbers import RoundingMode
from credit_engine.run.answers import unsettled
from credit_engine.run.columns import (
    answers,
    arguments,
    arithmetic,
    choosing,
    comparing,
    credit,
    lending,
    lists,
    offers,
    powers,
    rounding,
    scores,
    steps,
    tables,
)
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Coded, presence_of, where_present
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import Number, decoded, of_values
from credit_engine.run.columns.ragged import lists_of
from credit_engine.run.columns.remembered import of_whole_numbers
from credit_engine.run.columns.structure import Column, Lists, Struct
from credit_engine.run.columns.tape import items_in
from credit_engine.run.ordinals import ranking

Kernel = Callable[[Context, Node, Sequence[Any]], Column]


def coded(context: Context, column: Column) -> Coded:
    """Any exact column as codes; raises Unsupported for inexact numbers and for lists."""
    if isinstance(column, Coded):
        return column
    if not isinstance(column, Number) or (column.whole is None and not column.shortest):
        raise Unsupported("values without codes")
    raw = column.whole if column.whole is not None else column.value
    assert raw is not None
    different, codes = np.unique(raw, return_inverse=True)
    plain = Number(
        None,
        different if column.whole is not None else None,
        column.scale,
        column.most,
        None if column.whole is not None else different,
        shortest=column.shortest,
    )
    values = context.tables.encode(decoded(plain, len(different)))
    found = Coded(values.codes.take(codes.reshape(raw.shape)), values.domain)
    if column.presence is None:
        return found
    return context.tables.apply("present", where_present, (column.presence, found))


def codes_of(context: Context, columns: Sequence[Column]) -> list[Coded | None]:
    """Those columns as codes that have them, None for inexact numbers, lists and contexts."""
    found: list[Coded | None] = []
    for column in columns:
        try:
            found.append(coded(context, column))
        except Unsupported:
            found.append(None)
    return found


def _binary(kernel: Callable[[Context, Number, Number], Number]) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        left, right = (numbers_of(context, arg) for arg in args)
        return kernel(context, left, right)

    return call


def _unary(kernel: Callable[[Context, Number], Number]) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        return kernel(context, numbers_of(context, args[0]))

    return call


def _comparison(context: Context, node: Node, args: Sequence[Column]) -> Column:
    left, right = (numbers_of(context, arg) for arg in args)
    return comparing.compare(context, node.name, left, right)


def _between(context: Context, node: Node, args: Sequence[Column]) -> Column:
    value, low, high = (numbers_of(context, arg) for arg in args)
    presence = context.tables.merged(value.presence, low.presence, high.presence)
    above = comparing.holds(context, ">=", value, low, presence)
    return comparing.truth(context, above & comparing.holds(context, "<=", value, high, presence), presence)


def _inside(context: Context, node: Node, args: Sequence[Column]) -> Column:
    value, low, high = (numbers_of(context, arg) for arg in args)
    return comparing.inside(context, node.data, value, low, high)


def _member(context: Context, node: Node, args: Sequence[Column]) -> Column:
    value, listed = numbers_of(context, args[0]), args[1]
    if (
        not isinstance(listed, Coded)
        or not listed.is_constant
        or not all(map(numbers.is_number, listed.constant))
    ):
        raise Unsupported("members that are no numbers")
    scalar = np.zeros((), dtype=np.intp)
    return comparing.member(context, value, [of_values([item]).take(scalar) for item in listed.constant])


def _round(context: Context, node: Node, args: Sequence[Column]) -> Column:
    digits, mode = node.data
    return _rounded(context, args[0], digits, mode)


def _rounded(context: Context, column: Column, digits: int, mode: RoundingMode) -> Column:
    found = rounding.round_number(context, numbers_of(context, column), digits, mode)
    if found is None:
        raise Unsupported("digits beyond all use")
    return found


def _rounding(mode: RoundingMode) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        digits: Any = 0
        if len(args) > 1:
            given = args[1]
            if not isinstance(given, Coded) or not given.is_constant or given.constant.__class__ is not int:
                raise Unsupported("digits that are not constant")
            digits = given.constant
        return _rounded(context, args[0], digits, mode)

    return call


def _extreme(least: bool) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        if len(args) == 1 and isinstance(args[0], Lists):
            items = args[0].items
            if isinstance(items, Number) and items.whole is None and not items.shortest:
                return arithmetic.extreme(context, lists.apart(context, args[0]), least)
            return lists.extreme(context, args[0], least)
        if len(args) == 1:
            raise Unsupported("one value for many")
        return arithmetic.extreme(context, [numbers_of(context, arg) for arg in args], least)

    return call


def _smallest(least: bool) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        return arithmetic.extreme(context, [numbers_of(context, arg) for arg in args], least)

    return call


def _of_list(kernel: Callable[[Context, Lists], Column]) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        if len(args) != 1 or not isinstance(args[0], Lists):
            raise Unsupported("no list")
        return kernel(context, args[0])

    return call


def _concatenate(context: Context, node: Node, args: Sequence[Column]) -> Column:
    if any(
        isinstance(arg, Coded) and any(v.__class__ not in (list, Absent) for v in arg.domain.values)
        for arg in args
    ):
        raise Unsupported("values that are no lists")
    return choosing.concatenated(context, [lists_of(context.tables, arg, context.size) for arg in args])


def _item(context: Context, args: Sequence[Column], data: Any, function: Callable[..., Any]) -> Column:
    if not isinstance(args[0], Lists):
        raise Unsupported("no list")
    return lists.item(context, args[0], _constant(args[1]), function)


def _of_items(context: Context, node: Node, args: Sequence[Column]) -> Column:
    found = args[0]
    if not isinstance(found, Lists) or not isinstance(found.items, Coded):
        raise Unsupported("no list of statuses")
    return lists.of_items(context, found, found.items)


def _some_items(context: Context, node: Node, args: Sequence[Column]) -> Column:
    if not isinstance(args[0], Lists):
        raise Unsupported("no list")
    return lists.some_items(context, args[0], node.data)


def _annuity(kernel: Callable[[Context, Number, Number, Number], Number]) -> Kernel:
    def call(context: Context, node: Node, args: Sequence[Column]) -> Column:
        if node.data != ():
            raise Unsupported("named arguments")
        amount, rate, months = (numbers_of(context, arg) for arg in args)
        return kernel(context, amount, rate, months)

    return call


def _is_missing(context: Context, node: Node, args: Sequence[Column]) -> Column:
    value = args[0]
    presence = presence_of(context.tables, value) if isinstance(value, Coded) else value.presence
    if node.data != () or len(args) > 2:
        raise Unsupported("named arguments")
    if presence is None:
        return context.tables.constant(False)
    if len(args) == 1:
        return context.tables.apply(
            "is missing", lambda found: found.__class__ is Absent, (presence,), (False, True)
        )
    cause = coded(context, args[1])
    return context.tables.apply("is missing for", _for_cause, (presence, cause), (False, True))


def _for_cause(presence: Any, cause: Any) -> Any:
    if presence.__class__ is not Absent:
        return False
    return cause is None or any(found.code == cause for found in presence.causes)


def _if_missing(context: Context, node: Node, args: Sequence[Column]) -> Column:
    if node.data != () or len(args) != 2:
        raise Unsupported("named arguments")
    value, default = args
    presence = presence_of(context.tables, value) if isinstance(value, Coded) else value.presence
    if presence is None:
        return value
    return choosing.chosen(context, (presence.codes != 0).view(np.uint8), [value, default])


def _entry(context: Context, node: Node, args: Sequence[Column]) -> Column:
    target, key = args[0], _constant(args[1])
    if isinstance(target, Lists):
        return _entries(context, node, args)
    if not isinstance(target, Struct) or key not in target.fields:
        raise Unsupported("no declared entry")
    return lists.entry_of(context, target.presence, target.fields[key])


def _entries(context: Context, node: Node, args: Sequence[Column]) -> Column:
    target, key = args[0], _constant(args[1])
    if isinstance(target, Lists) and not items_in(target.offsets):
        return target
    if (
        not isinstance(target, Lists)
        or not isinstance(target.items, Struct)
        or key not in target.items.fields
    ):
        raise Unsupported("no declared entry")
    inner = context.of_items(target.offsets, target.rows)
    items = lists.entry_of(inner, target.items.presence, target.items.fields[key])
    return Lists(target.offsets, items, target.presence, target.rows)


def _constant(column: Any) -> Any:
    if not isinstance(column, Coded) or not column.is_constant:
        raise Unsupported("a name that is not constant")
    return column.constant


def _context(context: Context, node: Node, args: Sequence[Column]) -> Column:
    return Struct(dict(zip(node.data, args, strict=True)))


def _rank(context: Context, node: Node, args: Sequence[Column]) -> Column:
    """The places of the items of lists; of values that are coded, a table is the kernel."""
    found = args[0]
    if not isinstance(found, Lists) or not isinstance(found.items, Coded):
        raise Unsupported("no list of texts")
    items = context.tables.apply(("rank", node.data), ranking(node.data), (found.items,))
    return Lists(found.offsets, items, found.presence, found.known_rows)


def _pick(context: Context, node: Node, args: Sequence[Column]) -> Column:
    rows, *values = args
    assert isinstance(rows, Coded)
    if any(value.__class__ is list for value in rows.domain.values) or _is_listed(node.data):
        raise Unsupported("several rows of a table")
    last = len(values) - 1
    index = steps.ranked(rows, lambda row: row if row.__class__ is int and row >= 0 else last, ("row", last))
    found = choosing.chosen(context, index, values)
    return lists.entry_of(context, presence_of(context.tables, rows), found)


def _is_listed(data: tuple[str, str]) -> bool:
    return data[0] in ("rule_order", "output_order", "collect") and not data[1]


def _bin(context: Context, node: Node, args: Sequence[Column]) -> Column:
    return steps.bins(context, node.id, node.data, numbers_of(context, args[0]))


KERNELS: Mapping[str, Kernel] = {
    "+": _binary(arithmetic.add),
    "-": _binary(lambda c, a, b: arithmetic.add(c, a, b, -1)),
    "*": _binary(arithmetic.multiply),
    "/": _binary(arithmetic.divide),
    "**": _binary(powers.power),
    "negate": _unary(arithmetic.negate),
    "fn:abs": _unary(arithmetic.absolute),
    **dict.fromkeys(comparing.SIGNS, _comparison),
    "between": _between,
    "inside": _inside,
    "member": _member,
    "round": _round,
    "fn:decimal": _rounding("half_even"),
    "fn:floor": _rounding("floor"),
    "fn:ceiling": _rounding("ceiling"),
    "fn:round up": _rounding("up"),
    "fn:round down": _rounding("down"),
    "fn:round half up": _rounding("half_up"),
    "fn:round half down": _rounding("half_down"),
    "fn:min": _extreme(True),
    "fn:max": _extreme(False),
    "smallest": _smallest(True),
    "largest": _smallest(False),
    "fn:count": _of_list(lists.count),
    "fn:sum": _of_list(lists.total),
    "fn:mean": _of_list(lists.mean),
    "fn:concatenate": _concatenate,
    "fn:distinct values": _of_list(lists.distinct),
    "fn:instalment": _annuity(credit.instalment),
    "fn:loan_from_payment": _annuity(credit.loan_from_payment),
    "fn:is missing": _is_missing,
    "fn:if missing": _if_missing,
    "entry": _entry,
    "entries": _entries,
    "field": _entry,
    "rank": _rank,
    "pick": _pick,
    "bin": _bin,
    "lookup": lambda c, node, args: tables.looked_up_rows(c, node.data, args),
    "unsettled": lambda c, node, args: answers.unsettled(c, unsettled, args),
    "of items": _of_items,
    "some items": _some_items,
    "probability": lambda c, node, args: steps.probability(c, node.id, node.data, numbers_of(c, args[0])),
    "grade": lambda c, node, args: steps.grade(c, node.id, node.data, numbers_of(c, args[0])),
    "lacking": lambda c, node, args: offers.lacking(c, args),
    "argument": lambda c, node, args: arguments.argument(c, node.data, args[0]),
    "indicator": lambda c, node, args: scores.indicator(c, node.data, numbers_of(c, args[0])),
    "weighted": lambda c, node, args: scores.weighted_sum(c, node.data, args),
    "limit": lambda c, node, args: steps.limit(c, *(numbers_of(c, arg) for arg in args)),
}
"""Kernels of calls with arguments that are not coded: of values that are, a table is the kernel."""
ALWAYS: Mapping[str, Kernel] = {
    "rules": lambda c, node, args: steps.rules(c, node.data, args),
    "waived": lambda c, node, args: steps.standing(args[0], args[1:]),
    "unchanged": lambda c, node, args: steps.standing(args[0], args[1:]),
    "changed": lambda c, node, args: steps.changed(c, node.data, args),
    "worst": lambda c, node, args: steps.worst(c, node.data, args),
    "settled": lambda c, node, args: steps.final_outcome(c, node.data, args[0], args[1:]),
    "enough": lambda c, node, args: steps.enough(c, node.id, node.data, args),
    "hit": lambda c, node, args: steps.hit(c, node.id, node.data, args),
    "context": _context,
    "list": lambda c, node, args: choosing.written_out(c, args),
    "points": lambda c, node, args: steps.points(c, node.data, args),
    "count false": lambda c, node, args: offers.count_false(c, args),
    "answered": lambda c, node, args: answers.answered(c, node.id, node.data, args),
}
"""Kernels that are quicker than tables whatever their arguments are, or need no function of the row."""


WITH_FUNCTION: Mapping[str, Callable[..., Column]] = {**lending.KERNELS, "item": _item}
"""Kernels that give what columns do not settle to the row evaluation's function."""


def call(
    context: Context, node: Node, args: Sequence[Column], function: Callable[..., Any], name: Any
) -> Column:
    """The column of a CALL; raises Unsupported where neither a kernel nor a table gives it."""
    kernel = ALWAYS.get(node.name)
    are_coded = all(isinstance(arg, Coded) for arg in args)
    if kernel is None and not are_coded:
        kernel = KERNELS.get(node.name)
    if kernel is not None:
        try:
            return kernel(context, node, args)
        except Unsupported:
            if any(isinstance(arg, Lists | Struct) for arg in args):
                raise
    if node.name in WITH_FUNCTION and not are_coded:
        try:
            return WITH_FUNCTION[node.name](context, args, node.data, function)
        except Unsupported:
            if any(isinstance(arg, Lists | Struct) for arg in args):
                raise
    if not args:
        return context.tables.constant(function())
    found = None if are_coded else of_whole_numbers(context, args, function, name)
    if found is not None:
        return found
    return context.tables.apply(name, function, [coded(context, arg) for arg in args])
