"""The one budget of work of a decision or an evaluation: turns of loops, items of lists, characters of texts.

The row evaluation puts its budget in force (`current`) for as long as it runs, so that any function far
below can take from it (`spend`) what it cannot tell beforehand. Work is counted, never timed: the same
record is refused on any machine, in rows and in columns.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from credit_engine.limits import MAX_CALL_DEPTH, MAX_ITERATIONS

ITEMS_A_TURN = 4
"""Items of a list that a function goes through in about the time of a turn of a loop."""
READ_A_TURN = 200
"""Characters that a function goes through in that time, where its entry says nothing else."""
MADE_A_TURN = 25
"""Characters of a new text: recorded steps keep what a budget makes, 25 million at most."""
PATTERN_A_TURN = 256
"""Characters times instructions of a pattern: at worst a match visits each of them at each character."""


class WorkLimit(Exception):
    """An evaluation that takes more work or nested calls than limits allow."""


class Work:
    """What one evaluation may still spend."""

    __slots__ = ("calls", "turns")

    def __init__(self, turns: int = MAX_ITERATIONS) -> None:
        self.turns = turns
        self.calls = MAX_CALL_DEPTH

    def spend(self, turns: int) -> None:
        """Take turns from the budget, or stop the evaluation."""
        self.turns -= turns
        if self.turns < 0:
            raise WorkLimit("too many turns of loops, items of lists or characters of texts")

    def hold(self, value: Any) -> None:
        """Take the size of a value that a loop keeps from the budget: items, or characters by the hundred."""
        if value.__class__ is list or value.__class__ is dict:
            self.spend(len(value))
        elif value.__class__ is str:
            self.spend(len(value) // 100)


current: ContextVar[Work | None] = ContextVar("current", default=None)
"""The budget of the evaluation that runs; None outside of any, where nothing is counted."""


def spend(turns: int) -> None:
    """Take turns from the budget in force, if there is one; raises WorkLimit."""
    if turns and (work := current.get()) is not None:
        work.spend(turns)
