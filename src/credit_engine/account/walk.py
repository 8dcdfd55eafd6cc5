"""Which program nodes an account refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from credit_engine.account.evidence import Ref
from credit_engine.account.record import Record, values_of

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
        elif isinstance(part, Record):
            stack += values_of(part)
