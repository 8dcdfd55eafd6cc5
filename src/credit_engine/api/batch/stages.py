"""How many values and rows went through each stage of the columnar evaluation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.columns.context import Counts

INPUTS, OUTPUTS = "inputs", "outputs"
"""Names under which the stages of reading and of writing stand among the decisions."""


@dataclass
class Stage:
    """Values of one decision: compared or rounded as bounded floats, looked at again exactly, left open.

    `by_rows` counts values of expressions that have no columnar form.
    """

    filtered: int = 0
    flagged: int = 0
    open: int = 0
    by_rows: int = 0


@dataclass
class Stages:
    """Rows in all, decided as columns, decided again by rows, refused; and the values by decision.

    `redecided` and `refused` do not overlap: a refused row is one whose input has problems.
    """

    rows: int = 0
    redecided: int = 0
    refused: int = 0
    parts: dict[str, Stage] = field(default_factory=dict)

    @property
    def share_by_rows(self) -> float:
        """The share of accepted rows that the row evaluation decided."""
        accepted = self.rows - self.refused
        return self.redecided / accepted if accepted else 0.0

    @property
    def total(self) -> Stage:
        """The values of all decisions together."""
        return Stage(
            *(sum(getattr(part, figure.name) for part in self.parts.values()) for figure in fields(Stage))
        )

    @classmethod
    def of(cls, tally: Tally, versions: Sequence[CompiledPolicy]) -> Stages:
        """A tally with its values by decision."""
        found = cls(tally.rows, tally.redecided, tally.refused)
        for version, counts in tally.counts.items():
            names, last = versions[version].last_nodes
            for name, numbers in vars(counts).items():
                for node, number in numbers.items():
                    at = bisect_left(last, node)
                    owner = INPUTS if node < 0 else names[at] if at < len(names) else OUTPUTS
                    part = found.parts.setdefault(owner, Stage())
                    setattr(part, name, getattr(part, name) + number)
        return found


@dataclass
class Tally:
    """What is counted while rows are decided, the values by version of the policy and program node."""

    rows: int = 0
    redecided: int = 0
    refused: int = 0
    counts: dict[int, Counts] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add the counts of other rows."""
        self.rows += other.rows
        self.redecided += other.redecided
        self.refused += other.refused
        for version, counts in other.counts.items():
            self.count(version, counts)

    def count(self, version: int, counts: Counts) -> None:
        """Add the counts of an evaluation by one version of the policy."""
        self.counts.setdefault(version, Counts()).add(counts)
