"""Built-in functions that look at, rearrange and combine lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cmp_to_key
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.limits import MAX_ITERATIONS, MAX_LIST_LENGTH
from credit_engine.numbers import Number
from credit_engine.operators.equality import is_same
from credit_engine.operators.invoke import invoke
from credit_engine.operators.kinds import kind_of
from credit_engine.operators.table import LiteralCheck, Signature, define, signature
from credit_engine.operators.text_functions import LENGTH, POSITION, length_refusal, position_refusal
from credit_engine.work import ITEMS_A_TURN, spend

_SCALARS = frozenset({"number", "text", "boolean", "null"})


def bounded(name: str, items: list[Any]) -> list[Any] | Absent:
    """The list, or absent if it is longer than a list may be."""
    return items if len(items) <= MAX_LIST_LENGTH else absent("limit_exceeded", name, "long list")


class _Known:
    """The items seen so far, found by FEEL equality; scalars by hash, others one by one."""

    def __init__(self) -> None:
        self.scalars: dict[tuple[str, Any], int] = {}
        self.others: list[tuple[Any, int]] = []
        self.comparisons = 0

    def position(self, item: Any, new: int) -> int:
        """The number under which an equal item was entered, or `new` after entering this one."""
        kind = kind_of(item)
        if kind in _SCALARS:
            return self.scalars.setdefault((kind, None if kind == "null" else item), new)
        spend(len(self.others) // ITEMS_A_TURN)
        for other, number in self.others:
            self.comparisons += 1
            if is_same(other, item):
                return number
        self.others.append((item, new))
        return new


def _groups(name: str, items: list[Any]) -> list[list[Any]] | Absent:
    """Equal items together, in the order of their first ones."""
    known, groups = _Known(), list[list[Any]]()
    for item in items:
        position = known.position(item, len(groups))
        if known.comparisons > MAX_ITERATIONS:
            return absent("limit_exceeded", name, "many comparisons")
        if position == len(groups):
            groups.append([item])
        else:
            groups[position].append(item)
    return groups


def _list_contains(items: list[Any], element: Any) -> bool:
    return any(is_same(item, element) for item in items)


def _sublist(items: list[Any], start: Number, length: Number | None = None) -> list[Any] | Absent:
    first = _position(items, start)
    if first is None:
        return _no_position("sublist", items, start)
    if length is None:
        return items[first:]
    last = first + int(length)
    if length_refusal(length) is not None or last > len(items):
        return absent("out_of_range", "sublist", f"no {length} items from position {start}")
    return items[first:last]


def _position(items: list[Any], position: Number) -> int | None:
    """The index of a position that counts from 1, or backwards from -1; None if it is not there."""
    place = int(position)
    if place == 0 or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


def _no_position(name: str, items: list[Any], position: Number) -> Absent:
    return absent("out_of_range", name, f"no position {position} in a list of {len(items)}")


def _append(items: list[Any], added: list[Any]) -> list[Any] | Absent:
    return bounded("append", [*items, *added])


def _concatenate(lists: list[list[Any]]) -> list[Any] | Absent:
    if sum(map(len, lists)) > MAX_LIST_LENGTH:
        return absent("limit_exceeded", "concatenate", "long list")
    return [item for part in lists for item in part]


def _insert_before(items: list[Any], position: Number, item: Any) -> list[Any] | Absent:
    at = _position(items, position)
    if at is None:
        return _no_position("insert before", items, position)
    return bounded("insert before", [*items[:at], item, *items[at:]])


def _remove(items: list[Any], position: Number) -> list[Any] | Absent:
    at = _position(items, position)
    return _no_position("remove", items, position) if at is None else [*items[:at], *items[at + 1 :]]


def _replace_at(items: list[Any], position: Number, item: Any) -> list[Any] | Absent:
    at = _position(items, position)
    if at is None:
        return _no_position("list replace", items, position)
    return [*items[:at], item, *items[at + 1 :]]


def _replace_matching(items: list[Any], match: Any, item: Any) -> list[Any] | Absent:
    replaced = []
    for old in items:
        outcome = invoke(match, [old, item])
        if type(outcome) is not bool:
            return _not_boolean("list replace", outcome)
        replaced.append(item if outcome else old)
    return replaced


def _not_boolean(name: str, outcome: Any) -> Absent:
    if isinstance(outcome, Absent) and outcome.causes:
        return outcome
    return absent("wrong_type", name, f"the function gives {kind_of(outcome)} instead of boolean")


def _reverse(items: list[Any]) -> list[Any]:
    return items[::-1]


def _index_of(items: list[Any], match: Any) -> list[Any]:
    return [number for number, item in enumerate(items, 1) if is_same(item, match)]


def _distinct(items: list[Any]) -> list[Any] | Absent:
    groups = _groups("distinct values", items)
    return groups if isinstance(groups, Absent) else [group[0] for group in groups]


def _union(lists: list[list[Any]]) -> list[Any] | Absent:
    together = _concatenate(lists)
    return together if isinstance(together, Absent) else _distinct(together)


def _duplicates(items: list[Any]) -> list[Any] | Absent:
    groups = _groups("duplicate values", items)
    return groups if isinstance(groups, Absent) else [group[0] for group in groups if len(group) > 1]


def _flatten(items: list[Any]) -> list[Any] | Absent:
    flat: list[Any] = []
    stack: list[Iterator[Any]] = [iter(items)]
    visited = 0
    while stack:
        item = next(stack[-1], _END)
        visited += 1
        if item is _END:
            stack.pop()
        elif type(item) is list:
            stack.append(iter(item))
        else:
            flat.append(item)
        if len(flat) > MAX_LIST_LENGTH or visited > MAX_ITERATIONS:
            return absent("limit_exceeded", "flatten", "long list")
    spend(visited // ITEMS_A_TURN)
    return flat


_END = object()


class _NotBooleanError(Exception):
    """An ordering function gave what is neither true nor false."""


def _sort(items: list[Any], precedes: Any) -> list[Any] | Absent:
    """A stable sort; items of which neither precedes the other keep their order."""
    failed: list[Any] = []

    def compared(a: Any, b: Any) -> int:
        outcome = invoke(precedes, [a, b])
        if type(outcome) is not bool:
            failed.append(outcome)
            raise _NotBooleanError
        return -1 if outcome else 0

    try:
        return sorted(items, key=cmp_to_key(compared))
    except _NotBooleanError:
        return _not_boolean("sort", failed[0])


_AT = (LiteralCheck(("position",), position_refusal),)


def _form(parameters: str, result: str, row: Callable[..., Any]) -> tuple[Signature, ...]:
    return (signature(parameters, result, row),)


def either_list_or_items(
    result: str, row: Callable[[list[Any]], Any], item: str = "any"
) -> tuple[Signature, ...]:
    """The two forms of a function on a list: with the list, and with its items as arguments."""
    list_type = "list" if item == "any" else f"list<{item}>"
    return (signature(f"list: {list_type}", result, row), signature(f"*n: {item}?", result, row))


define(
    "list contains",
    _form("list: list, element: any?", "boolean", _list_contains),
    "Whether the list has an item that equals the element.",
    'list contains(["a", "b"], "b") = true',
)
define(
    "count",
    _form("list: list", "number", len),
    "The number of items.",
    "count([1, 2, 3]) = 3",
    "items",
    characters_a_turn=None,
)
define(
    "sublist",
    _form("list: list, start position: number, length?: number", "same", _sublist),
    "The items from a position on (negative: counted from the end), all or `length` of them.",
    "sublist([4, 5, 6], 1, 2) = [4, 5]",
    "items",
    "same",
    literals=(POSITION, LENGTH),
)
define(
    "append",
    _form("list: list, *item: any?", "same", _append),
    "The list with the items added at its end.",
    "append([1], 2, 3) = [1, 2, 3]",
    "items",
    "same",
)
define(
    "concatenate",
    _form("*list: list", "same", _concatenate),
    "The items of all lists, one list after the other.",
    "concatenate([1, 2], [3]) = [1, 2, 3]",
    "items",
    "same",
)
define(
    "insert before",
    _form("list: list, position: number, newItem: any?", "same", _insert_before),
    "The list with an item inserted before a position.",
    "insert before([1, 3], 1, 2) = [2, 1, 3]",
    "items",
    "same",
    literals=_AT,
)
define(
    "remove",
    _form("list: list, position: number", "same", _remove),
    "The list without the item at a position.",
    "remove([1, 2, 3], 2) = [1, 3]",
    "items",
    "same",
    literals=_AT,
)
define(
    "list replace",
    _form("list: list, position: number, newItem: any?", "same", _replace_at)
    + _form("list: list, match: function, newItem: any?", "same", _replace_matching),
    "The list with the item at a position replaced, or every item for which match(item, newItem) is true.",
    "list replace([2, 4, 7, 8], 3, 6) = [2, 4, 6, 8]",
    unit="same",
    literals=_AT,
)
define(
    "reverse",
    _form("list: list", "same", _reverse),
    "The items backwards.",
    "reverse([1, 2, 3]) = [3, 2, 1]",
    "items",
    "same",
)
define(
    "index of",
    _form("list: list, match: any?", "list<number>", _index_of),
    "The positions of the items that equal the match.",
    "index of([1, 2, 3, 2], 2) = [2, 4]",
)
define(
    "union",
    _form("*list: list", "same", _union),
    "The items of all lists, each once.",
    "union([1, 2], [2, 3]) = [1, 2, 3]",
    unit="same",
)
define(
    "distinct values",
    _form("list: list", "same", _distinct),
    "The items, each once.",
    "distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]",
    unit="same",
)
define(
    "duplicate values",
    _form("list: list", "same", _duplicates),
    "The items that occur more than once, each once.",
    "duplicate values([1, 2, 3, 2, 1]) = [1, 2]",
    unit="same",
)
define(
    "flatten",
    _form("list: list", "list", _flatten),
    "The items of the lists in the list, at any depth.",
    "flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]",
    "items",
    "same",
    holds_arguments=True,
)
define(
    "sort",
    _form("list: list, precedes: function", "same", _sort),
    "The list in the order in which precedes(x, y) is true of neighbours.",
    "sort([3, 1, 4], function(x, y) x < y) = [1, 3, 4]",
    unit="same",
)
