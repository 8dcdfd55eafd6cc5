"""Lines of a trace beside its steps: interventions, state, parameters, identity and dates."""

from __future__ import annotations

from typing import Literal, NamedTuple

from credit_engine.account.evidence import Figure, Text, Words


class InterventionLine(NamedTuple):
    """An intervention on a rule: what the policy said of it, and what a person made of that.

    `after_others` where the policy alone says nothing of the rule, but does after other interventions.
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
    after_others: bool = False


class ParameterLine(NamedTuple):
    """A parameter that the decision used; `since` is the first day of a dated value in force."""

    name: str
    figure: Figure
    title: Words | None = None
    since: Text = None
    owner: str = ""
    clause: Words | None = None


class Dates(NamedTuple):
    """The three recorded instants, as they were given."""

    as_of: str
    policy_as_of: str
    data_as_of: str
