"""Truth and tables over values of which some are not known, for decisions that are written by hand.

None stands for what is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Truth = bool | None


def both(*truths: Truth) -> Truth:
    """Whether all hold."""
    if any(truth is False for truth in truths):
        return False
    return None if None in truths else True


def either(*truths: Truth) -> Truth:
    """Whether one holds."""
    if any(truth is True for truth in truths):
        return True
    return None if None in truths else False


def opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def holds(test: Callable[..., bool], *values: Any) -> Truth:
    """What a test says of values, None if one of them is not known."""
    return None if any(value is None for value in values) else test(*values)


def first_row(rows: Sequence[tuple[Any, ...]], *values: Any) -> Any:
    """The last entry of the first row of which each cell, a set or None for anything, holds the value."""
    for *cells, found in rows:
        match = both(
            *(cell is None or holds(cell.__contains__, v) for cell, v in zip(cells, values, strict=True))
        )
        if match is not False:
            return found if match else None
    return None


def worst(order: Sequence[str], undecided: str, best: str, rules: Iterable[tuple[Truth, str]]) -> str:
    """The worst outcome for which a rule asks; one that is not known asks for `undecided`."""
    asked = [outcome if truth else undecided for truth, outcome in rules if truth is not False]
    return max([best, *asked], key=order.index)
