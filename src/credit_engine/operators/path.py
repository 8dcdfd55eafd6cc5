"""The value behind a name: entries of contexts, also of each item of a list, and properties."""

from __future__ import annotations

from typing import Any

from credit_engine import temporal
from credit_engine.absent import NULL, Absent, absent
from credit_engine.operators.kinds import TEMPORAL, kind_of
from credit_engine.operators.ranges import RangeValue


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
