"""Lines of a trace beside its steps: interventions, the state from one decision to the next, parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from credit_engine.explain.evidence import Figure, Words


@dataclass(frozen=True)
class InterventionLine:
    """An intervention on a rule: what the policy alone said of it, and what a person made of that.

    `outcome` is what the rule asks for instead; empty where it does not count any more.
    """

    kind: Literal["waiver", "exception", "override", "condition"]
    rule: str
    system_status: Literal["fired", "undecided"]
    system_outcome: str
    by: str
    authority: str
    reason: str
    expires: str
    outcome: str = ""
    condition: str = ""
    title: Words | None = None


@dataclass(frozen=True)
class StateLine:
    """A field of the state: its value before the decision, and the one that it hands to the next."""

    name: str
    before: Figure
    after: Figure
    title: Words | None = None


@dataclass(frozen=True)
class ParameterLine:
    """A parameter that the decision used; `since` is the first day of a dated value in force."""

    name: str
    figure: Figure
    title: Words | None = None
    since: Any = None
    owner: str = ""
