"""How many values and rows went through each stage of the columnar evaluation."""

from __future__ import annotations

from collections import Counter
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
        return Stage(*(sum(getattr(part, one.name) for part in self.parts.values()) for one in fields(Stage)))

    def add(self, other: Stages) -> None:
        """Add the counts of other rows."""
        self.rows += other.rows
        self.redecided += other.redecided
        self.refused += other.refused
        for name, part in other.parts.items():
            mine = self.parts.setdefault(name, Stage())
            for one in fields(Stage):
                setattr(mine, one.name, getattr(mine, one.name) + getattr(part, one.name))

    def count(self, compiled: CompiledPolicy, counts: Counts) -> None:
        """Add the counts of an evaluation, by the decision that each node belongs to."""
        owners = _owners(compiled)
        for one in fields(Stage):
            found: Counter[int] = getattr(counts, one.name)
            for node, number in found.items():
                if number:
                    part = self.parts.setdefault(_owner(owners, node), Stage())
                    setattr(part, one.name, getattr(part, one.name) + number)


def _owners(compiled: CompiledPolicy) -> list[tuple[int, str]]:
    """The last node of each decision, in order: nodes are numbered as the decisions were lowered."""
    last = -1
    found = []
    for name, part in compiled.parts.items():
        last = max([last, *part.recorded.values()])
        found.append((last, name))
    return found


def _owner(owners: list[tuple[int, str]], node: int) -> str:
    if node < 0:
        return INPUTS
    return next((name for last, name in owners if node <= last), OUTPUTS)
