"""Cases as they are run: a record, its dates, and what the decision has to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credit_engine.api.policy import Policy
from credit_engine.document_text import Document
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.testing.document import ExpectModel
from credit_engine.testing.problems import unknown_mutant
from credit_engine.wording import said


@dataclass(frozen=True)
class Case:
    """One decision to be made, and what it has to be; `span` is where the case is written."""

    name: str
    record: Any
    dates: Mapping[str, str]
    expect: ExpectModel
    span: Span
    interventions: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class CasesFile:
    """The cases of one file with the policy that they are for.

    `accepted` gives the reason for every mutant that no case has to notice, `accepted_at` its place.
    """

    path: str
    document: Document
    policy: Policy
    policy_path: str
    cases: tuple[Case, ...]
    accepted: Mapping[str, str]
    accepted_at: Mapping[str, Span]

    def lost(self, mutants: frozenset[str]) -> list[Problem]:
        """Accepted mutants that there are none of."""
        from credit_engine.problems import suggestion

        return [
            unknown_mutant(
                self.accepted_at[name],
                name=name,
                hint=suggestion(name, mutants)
                or said("remove the entry: the policy has changed", "请删除此条目：政策已经改变"),
            )
            for name in self.accepted
            if name not in mutants
        ]
