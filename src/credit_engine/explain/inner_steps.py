"""Steps that hold steps: a decision for every item of a list, and a called policy."""

from __future__ import annotations

from typing import NamedTuple

from credit_engine.absent import Cause
from credit_engine.account.evidence import Term, Words
from credit_engine.account.steps import OutcomeLine, StateLine, Step
from credit_engine.explain.trace import OutputLine


class CallStep(Step):
    """A called policy: what it was given, its answer with its own steps, the outcome that this counts as.

    `state` is what it was given as its prior state, and the next one that its caller can read.
    `answer` is one of its own `outcomes`, empty for an undecided one, whose `causes` say why.
    """

    kind = "call"
    policy: str
    version: str
    policy_title: Words | None
    inputs: tuple[Term, ...]
    answer: str
    counts_as: Words
    outputs: tuple[OutputLine, ...]
    steps: tuple[Step, ...]
    outcomes: tuple[OutcomeLine, ...]
    undecided_outcome: str
    causes: tuple[Cause, ...] = ()
    state: tuple[StateLine, ...] = ()

    def notes_of(self, decision: str = "") -> None:
        """None: a called policy's notes stand on the pages of its own decisions."""

    def title_of(self, outcome: str) -> Words:
        """The title of one of the called policy's outcomes."""
        return next(one.title for one in self.outcomes if one.name == outcome)


class ItemStep(NamedTuple):
    """The step of one item of a list."""

    number: int
    identity: str
    step: Step


class EachStep(Step):
    """A decision for every item of a list; `omitted` items are not listed."""

    kind = "for_each"
    items: tuple[ItemStep, ...]
    omitted: int
