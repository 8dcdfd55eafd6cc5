"""What a trace says of catalogues and checklists: plain frozen data, as all of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from credit_engine.absent import Cause
from credit_engine.account.evidence import Column, Figure, Term, Text, Words
from credit_engine.account.steps import Step
from credit_engine.explain.trace import RulesStep


class EntryLine(NamedTuple):
    """An entry of a catalogue whose code fits: the days it counts, its values, whether it is taken.

    `shorter` ones give way to a longer code; `not_in_force` ones do not count on the decision's day.
    """

    code: str
    status: Literal["chosen", "shorter", "not_in_force"]
    since: Text
    until: Text
    outputs: tuple[Figure, ...]
    title: Words | None = None


class CatalogueStep(Step):
    """A list that was looked up: the code, how codes match, the entries that fit, of so many in all."""

    kind = "catalogue"
    key: Term
    match: str
    outputs: tuple[Column, ...]
    entries: tuple[EntryLine, ...]
    total: int


class ChecklistLine(NamedTuple):
    """An item of a checklist: what became of it, the outcome that it leads to, its last day of validity."""

    id: str
    title: Words
    status: Literal["given", "missing", "expired", "undecided", "not_applicable"]
    outcome: str
    valid_until: Text = None
    waivable_by: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


class ChecklistStep(RulesStep):
    """A checklist: a rule set whose rules are its items."""

    kind = "checklist"
    items: tuple[ChecklistLine, ...]
