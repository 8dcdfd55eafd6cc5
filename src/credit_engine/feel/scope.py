"""What names stand for while an expression is lowered to a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from credit_engine.run.fields import nested


@dataclass(frozen=True)
class Record:
    """A context whose entries are separate nodes, such as `applicant` with its declared inputs.

    Entries that stand `apart` can be asked for by name, and are no part of the value as a whole.
    """

    fields: Mapping[str, Binding]
    apart: frozenset[str] = frozenset()


Binding: TypeAlias = "int | Record"


def bound(nodes: Mapping[str, int]) -> dict[str, Binding]:
    """What names stand for, given nodes by dotted paths: those of one group are entries of a record."""

    def binding(value: Any) -> Binding:
        if isinstance(value, int):
            return value
        return Record({name: binding(below) for name, below in value.items()})

    return {name: binding(value) for name, value in nested(nodes).items()}


@dataclass(frozen=True)
class Scope:
    """Names and what they stand for; `item` is the node of the item that a filter looks at.

    Where the item's type is known, `item_fields` gives the kind of each of its entries; where it is
    None, any name may be one of them.
    """

    names: Mapping[str, Binding] = field(default_factory=dict)
    parent: Scope | None = None
    item: int | None = None
    item_fields: Mapping[str, str] | None = None

    def with_names(self, names: Mapping[str, Binding]) -> Scope:
        """An inner scope with more names."""
        return Scope(names, self)
