"""A policy's outcomes in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcomes:
    """A policy's outcomes from best to worst, and the two that are declared for special cases."""

    order: tuple[str, ...]
    undecided: str
    nothing_fired: str

    def rank(self, outcome: str) -> int:
        """Position from the best (0)."""
        return self.order.index(outcome)

    def worst(self, outcomes: Sequence[str]) -> str:
        """The worst of these, `nothing_fired` if there is none."""
        return self.order[max(map(self.rank, outcomes))] if outcomes else self.nothing_fired
