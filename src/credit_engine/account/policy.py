"""What is told of a policy as a whole: who it is, its outcomes, outputs, inputs, parameters, state, steps."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure, NamedTitle, Ref, StandIn, Text, Words
from credit_engine.account.processes import OutcomeLine, OutputLine, StateLine
from credit_engine.account.record import Record
from credit_engine.account.steps import Step
from credit_engine.account.walk import nodes_of


class Identity(NamedTuple):
    """Which policy decided."""

    policy: str
    version: str
    fingerprint: str
    effective_from: str
    effective_to: str
    time_zone: str
    title: Words | None = None


class ParameterLine(NamedTuple):
    """A parameter that the decision used; `since` is the first day of a dated value in force."""

    name: str
    figure: Figure
    title: Words | None = None
    since: Text = None
    owner: str = ""
    clause: Words | None = None


class InputLine(NamedTuple):
    """An input as the program read it; a missing one is an `Absent` with its causes."""

    path: str
    figure: Figure
    title: Words | None = None
    causes: tuple[NamedTitle, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether the record did not give it."""
        return isinstance(self.figure.value, Absent | StandIn)


class NamedRule(NamedTuple):
    """A rule under a name that people use: its outcome, its status, who may intervene."""

    name: str
    outcome: str
    status: Ref
    title: Words | None = None
    authorities: tuple[str, ...] = ()
    role_titles: int | None = None


class Remark(NamedTuple):
    """Free text of the policy, in Markdown, on a decision or, without one, on the whole."""

    decision: str
    text: Words


class PolicyAccount(Record):
    """All that is told of a policy.

    `counting` are the decisions that the outcome rests on; `uses` the decisions that each decision reads,
    `output_uses` those that an output and its condition read. `own_reasons` are the codes of reasons that are
    no scorecard's, `taken` the rule and code of those that rules take from a called policy. `value_titles`
    are the lists of titled values to which figures refer.
    """

    identity: Identity
    outcomes: tuple[OutcomeLine, ...]
    undecided_outcome: str
    rules_outcome: Ref
    counting: tuple[str, ...]
    outputs: tuple[OutputLine, ...]
    output_uses: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[Step, ...]
    parameters: tuple[ParameterLine, ...]
    inputs: tuple[InputLine, ...]
    state: tuple[StateLine, ...]
    today: Ref
    uses: tuple[tuple[str, tuple[str, ...]], ...]
    own_reasons: tuple[str, ...]
    taken: tuple[tuple[str, str], ...]
    rules: tuple[NamedRule, ...]
    value_titles: tuple[tuple[NamedTitle, ...], ...] = ()
    notes: tuple[Remark, ...] = ()
    reason_clauses: tuple[tuple[str, Words], ...] = ()
    """The written rules behind reasons, by code."""
    sources: tuple[NamedTitle, ...] = ()
    """The titles of sources: of the groups in which inputs stand."""

    @cached_property
    def nodes(self) -> frozenset[int]:
        """The program nodes that it refers to."""
        return frozenset(nodes_of(self))

    @cached_property
    def prepared(self) -> dict[Any, Any]:
        """What has been worked out of its parts once for all decisions, by the identity of each part."""
        return {}
