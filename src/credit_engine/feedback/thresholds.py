"""The numbers of a policy that could be others: its parameters, and those of its conditions and tables; also
those of policies that it calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, replaced
from credit_engine.policy.calling import Files
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import check_called, compile_document
from credit_engine.testing.mutation import ChangedDocument, files_of, mutants_of

FACTORS = tuple(map(Decimal, ("0.5", "0.7", "0.8", "0.9", "1.1", "1.2", "1.3", "1.5", "2")))
"""What a parameter is multiplied by, one after the other."""


@dataclass(frozen=True)
class Change:
    """Another number at a place of the policy, or of one that it calls."""

    mutant: Mutant
    called: str = ""
    """The policy that is called; empty where the number is of the policy itself."""

    @property
    def within(self) -> str:
        """Where the number stands in its policy, such as `parameters.max_debt_ratio`."""
        return self.mutant.name.partition(": ")[0]

    @property
    def place(self) -> str:
        """Where the number stands, such as `parameters.max_debt_ratio`, `authority: parameters.most`."""
        return f"{self.called}: {self.within}" if self.called else self.within

    @property
    def numbers(self) -> tuple[str, str]:
        """The number as it is written, and the one in its place."""
        before, _, after = self.mutant.name.partition(": ")[2].partition(" -> ")
        return before, after


@dataclass(frozen=True)
class Changing:
    """A policy and the ones that it calls, checked once, to be compiled with other numbers."""

    version: CompiledPolicy
    files: Files

    @property
    def called(self) -> dict[str, CompiledPolicy]:
        """The policies that it calls, directly or through others, by their names."""
        return {name: found.compiled for name, found in sorted(self.files.policies.items()) if found}

    def policy_of(self, change: Change) -> CompiledPolicy:
        """The policy whose number is changed."""
        return self.called[change.called] if change.called else self.version

    def compiled(self, changes: Sequence[Change]) -> CompiledPolicy:
        """The policy with some changes; raises PolicyError where the check refuses it.

        Called policies are changed first, those that are called by others before these.
        """
        files = replace(self.files, policies=dict(self.files.policies))
        own: dict[Path, Any] = {}
        of_called: dict[str, dict[Path, Any]] = {}
        for change in changes:
            (of_called.setdefault(change.called, {}) if change.called else own).update(change.mutant.values)
        for name in sorted(of_called, key=self._calls):
            check_called(name, ChangedDocument(self.called[name].document, of_called[name], None), files)
        document = ChangedDocument(self.version.document, own, None)
        return compile_document(document, files, [], files)

    def _calls(self, name: str) -> int:
        """How many policies a called one calls itself: fewer than those that call it."""
        found = self.files.policies[name]
        return found.calls if found else 0


def changing(version: CompiledPolicy) -> Changing:
    """A policy whose numbers are to be changed."""
    files = files_of(version)
    compile_document(version.document, files, [], files)
    return Changing(version, files)


def changes_of(version: CompiledPolicy, called: str = "") -> Iterator[Change]:
    """The changes to try: parameters from half to twice, other numbers by a step and a tenth.

    What stands within scorecards is left alone: their points are fitted, not set. `called` is the name under
    which the policy is called.
    """
    paths: dict[Path, str] = {}
    for mutant in mutants_of(version):
        if mutant.file != OF_POLICY:
            continue
        if mutant.kind == "parameter":
            (path,) = mutant.values
            paths.setdefault(path, mutant.name.partition(": ")[0])
        elif mutant.kind == "threshold":
            yield Change(mutant, called)
    for path, place in paths.items():
        yield from _of_parameter(version.document.value(path), place, path, called)


def _of_parameter(value: Any, place: str, path: Path, called: str) -> Iterator[Change]:
    if not numbers.is_number(value) or value == 0:
        return
    for factor in FACTORS:
        scaled = Decimal(value) * factor
        new = int(scaled.to_integral_value()) if isinstance(value, int) else scaled
        if new != value:
            yield Change(replaced("parameter", place, path, value, new), called)
