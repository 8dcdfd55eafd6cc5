"""Which program nodes an account refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from credit_engine.account.evidence import Ref

_PLAIN = (str, int, bool, type(None))


def nodes_of(account: Any) -> Iterator[int]:
    """The nodes that an account, or a part of one, refers to; each as often as it does."""
    stack = [account]
    while stack:
        part = stack.pop()
        kind = part.__class__
        if kind is Ref:
            yield part.node
        elif kind in _PLAIN:
            continue
        elif isinstance(part, tuple):
            stack += part
        elif is_dataclass(kind):
            stack += (getattr(part, name) for name in names_of(part.__class__))


@cache
def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class of accounts, looked up once."""
    return tuple(field.name for field in fields(kind))
