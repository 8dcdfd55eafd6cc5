"""Filtering a list by position."""

from __future__ import annotations

from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.numbers import is_integer, is_number


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
