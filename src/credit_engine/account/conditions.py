"""What is told of conditions of an approval: facts that are stored and read again without the part."""

from __future__ import annotations

from typing import NamedTuple

from credit_engine.account.evidence import Condition, Figure, Truth, Words


class ConditionFact(NamedTuple):
    """A condition: whether it applies, its kind, who supplies it, by when, and why."""

    id: str
    title: Words
    applies: Truth
    condition_kind: str = ""
    supplied_by: Words | None = None
    due: Words | None = None
    due_date: Figure | None = None
    clause: Words | None = None
    applies_when: Condition | None = None


class ConditionsFacts(NamedTuple):
    """The conditions in their order."""

    conditions: tuple[ConditionFact, ...]
