"""Items of a list by name: those for which a rule fired, or is undecided."""

from __future__ import annotations

from typing import Any, NamedTuple

from credit_engine import numbers
from credit_engine.absent import Absent


class OfItems(NamedTuple):
    """The statuses of a rule for the items of a list, and the items' identities (-1: their numbers).

    `disclosed` says whether the customer learns which items are meant.
    """

    statuses: int
    identities: int
    disclosed: bool


def items_named(statuses: Any, identities: Any, undecided: bool = False) -> tuple[str, ...]:
    """The identities of the items for which a rule fired, or is undecided; `#2` where an item has none."""
    if statuses.__class__ is Absent:
        return ()
    names = [None] * len(statuses) if identities is None else identities
    return tuple(
        item_name(name, number)
        for number, (status, name) in enumerate(zip(statuses, names, strict=True), 1)
        if (status.__class__ is Absent and status.applicable if undecided else status is True)
    )


def item_name(identity: Any, number: int) -> str:
    """An item's identity as text; `#2` for the second item where it has none."""
    if identity is None or isinstance(identity, Absent):
        return f"#{number}"
    return numbers.canonical_text(identity) if numbers.is_number(identity) else str(identity)
