"""The value behind a name or a position: entries of contexts, properties, items of lists."""

from __future__ import annotations

from typing import Any

from credit_engine import temporal
from credit_engine.absent import NULL, Absent, absent, merge
from credit_engine.numbers import is_integer, is_number
from credit_engine.operators.kinds import TEMPORAL, kind_of
from credit_engine.operators.value_classes import RangeValue


def field(value: Any, name: str) -> Any:
    """`value.name`: absent for a name that is not there; a list gives the list of its items' values."""
    kind = type(value)
    if kind is dict:
        entry = value.get(name)
        return entry if entry is not None else absent("no_such_key", name)
    if kind is list:
        return [field_of_item(item, name) for item in value]
    if kind is Absent:
        return value
    if kind in TEMPORAL:
        return temporal.property_of(value, name)
    if kind is RangeValue:
        return _property_of_range(value, name)
    return absent("wrong_type", name, f"a {kind_of(value)} has no properties")


def field_of_item(item: Any, name: str) -> Any:
    """The value behind a name in an item of a list; items that are lists themselves have none."""
    return absent("wrong_type", name, "a list in a list") if type(item) is list else field(item, name)


def _property_of_range(value: RangeValue, name: str) -> Any:
    """A property of a range; what is everything but one value has neither start nor end."""
    hole = value.operator == "!="
    properties = {
        "start": None if hole else value.low,
        "end": None if hole else value.high,
        "start included": value.low_closed and value.low is not None,
        "end included": value.high_closed and value.high is not None,
    }
    if name not in properties:
        return absent("no_such_key", name)
    return NULL if properties[name] is None else properties[name]


def index_refusal(index: Any) -> Absent | None:
    """Why no list has an item at an index: it is no whole number, or 0."""
    if is_number(index) and is_integer(index) and index != 0:
        return None
    return absent("out_of_range", "[]", f"no list has an item {index}")


def item_at(value: Any, index: Any) -> Any:
    """`value[index]`: the item, counted from 1, or from -1 at the end; a single value is its own list.

    Absent with `out_of_range` for a position that is not there.
    """
    if isinstance(value, Absent) or isinstance(index, Absent):
        return merge(value, index)
    refused = index_refusal(index)
    if refused is not None:
        return refused
    items = value if type(value) is list else [value]
    if abs(index) <= len(items):
        position = int(index)
        return items[position - 1 if position > 0 else position]
    return absent("out_of_range", "[]", f"no item {index} in a list of {len(items)}")
