"""What stands in a trace instead of a value: the declared one of a missing input, or nothing to be shown."""

from __future__ import annotations

from typing import Any, Final, NamedTuple


class StandIn(NamedTuple):
    """An input that is missing, with the value that the policy declares for its cause."""

    value: Any
    cause: str


class Hidden:
    """What stands for a value that the policy keeps from all pages."""

    __slots__ = ()


HIDDEN: Final = Hidden()
