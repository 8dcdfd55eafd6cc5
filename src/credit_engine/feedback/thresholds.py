"""The numbers of a policy that could be others: its parameters, and those of its conditions and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, replaced
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.testing.mutation import mutants_of

FACTORS = tuple(map(Decimal, ("0.5", "0.7", "0.8", "0.9", "1.1", "1.2", "1.3", "1.5", "2")))
"""What a parameter is multiplied by, one after the other."""


@dataclass(frozen=True)
class Change:
    """Another number at a place of the policy."""

    mutant: Mutant

    @property
    def place(self) -> str:
        """Where the number stands, such as `parameters.max_debt_ratio`."""
        return self.mutant.name.partition(": ")[0]

    @property
    def numbers(self) -> tuple[str, str]:
        """The number as it is written, and the one in its place."""
        before, _, after = self.mutant.name.partition(": ")[2].partition(" -> ")
        return before, after


def changes_of(version: CompiledPolicy) -> Iterator[Change]:
    """The changes to try: parameters from half to twice, other numbers by a step and a tenth.

    What stands within scorecards is left alone: their points are fitted, not set.
    """
    paths: dict[Path, str] = {}
    for mutant in mutants_of(version):
        if mutant.file != OF_POLICY:
            continue
        if mutant.kind == "parameter":
            (path,) = mutant.values
            paths.setdefault(path, mutant.name.partition(": ")[0])
        elif mutant.kind == "threshold":
            yield Change(mutant)
    for path, place in paths.items():
        yield from _of_parameter(version.document.value(path), place, path)


def _of_parameter(value: Any, place: str, path: Path) -> Iterator[Change]:
    if not numbers.is_number(value) or value == 0:
        return
    for factor in FACTORS:
        scaled = Decimal(value) * factor
        new = int(scaled.to_integral_value()) if isinstance(value, int) else scaled
        if new != value:
            yield Change(replaced("parameter", place, path, value, new))
