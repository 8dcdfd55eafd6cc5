"""The trace of a decision: plain frozen data, in both languages, without a layout.

Values are run-time values; an unknown one is an `Absent` with its causes. Texts in two languages
are `Words`. Steps stand in the order of evaluation; they have the form of the policy's account, and values
in its gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from credit_engine.absent import Cause
from credit_engine.account.evidence import Column, NamedTitle, Number, Words
from credit_engine.account.policy import Identity, InputLine, ParameterLine, Remark
from credit_engine.account.processes import CallStep, EachStep, OutcomeLine, OutputLine, StateLine
from credit_engine.account.record import Record
from credit_engine.account.steps import Step
from credit_engine.texts.causes import cause_key


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
    role_titles: int | None = None


class Dates(NamedTuple):
    """The three recorded instants, as they were given."""

    as_of: str
    policy_as_of: str
    data_as_of: str


class ReasonLine(NamedTuple):
    """A reason; `customer` is None where the policy does not disclose it.

    `points` are those that a scorecard's characteristic lost, for a reason that a rule takes over
    from the card. `items` name those of a list for which the rule holds.
    """

    code: str
    rule: str
    outcome: str
    internal: Words
    customer: Words | None
    causes: tuple[Cause, ...] = ()
    points: Number | None = None
    items: tuple[str, ...] = ()
    clause: Words | None = None


class Trace(Record):
    """Everything that a decision went through.

    `rules_outcome` is what the rule sets say, `outcome` the decision: at least the outcome for
    undecided cases where an output that should be released is unknown. `outcomes` go from best to
    worst. `asks` are the missing inputs that could still change the outcome. `system_outcome` is what the
    policy alone says, where somebody intervened. `set_aside` names the steps that only stages need which the
    process did not reach. `value_titles` are the lists of titled values to which figures refer, `sources` the
    titles of the groups in which inputs stand.
    """

    policy: Identity
    dates: Dates
    outcome: str
    rules_outcome: str
    outcomes: tuple[OutcomeLine, ...]
    undecided_outcome: str
    outputs: tuple[OutputLine, ...]
    reasons: tuple[ReasonLine, ...]
    asks: tuple[str, ...]
    steps: tuple[Step, ...]
    parameters: tuple[ParameterLine, ...]
    inputs: tuple[InputLine, ...]
    fingerprint: str
    system_outcome: str = ""
    interventions: tuple[InterventionLine, ...] = ()
    state: tuple[StateLine, ...] = ()
    set_aside: tuple[str, ...] = ()
    value_titles: tuple[tuple[NamedTitle, ...], ...] = ()
    notes: tuple[Remark, ...] = ()
    sources: tuple[NamedTitle, ...] = ()

    def notes_of(self, decision: str = "") -> Words | None:
        """What the policy notes on a decision or, without a name, on itself."""
        return next((note.text for note in self.notes if note.decision == decision), None)

    def title_of(self, outcome: str) -> Words:
        """An outcome's title; its name where the policy gives none."""
        return next(titled.title for titled in self.outcomes if titled.name == outcome)

    @property
    def within(self) -> dict[str, Words]:
        """The titles of called policies by the names before those of their rules, and of all outcomes."""
        found = dict(_calls(self.steps))
        return found | {titled.name: titled.title for titled in self.outcomes}

    def title_of_inputs(self, lang: str) -> dict[str, str]:
        """The titles of inputs by path in one language."""
        return {path: title.text(lang) for path, title in self.input_titles()}

    def input_titles(self) -> Iterator[tuple[str, Words]]:
        """Titles of inputs by path, those of list items as `debts[].balance`, and those of causes.

        What is called by a policy that is called stands behind the name of the call.
        """
        yield from _of_nested(self.steps)
        yield from self.sources
        yield from titles_of(self.inputs)
        yield from _of_steps(self.steps)


def titles_of(inputs: Iterable[InputLine]) -> Iterator[tuple[str, Words]]:
    """Titles of inputs by path, those of list items as `debts[].balance`, and those of causes."""
    for line in inputs:
        yield from _titles(line.path, line)
        for column in line.figure.columns:
            yield from _titles(f"{line.path}[].{column.name}", column)


def _titles(path: str, titled: InputLine | Column) -> Iterator[tuple[str, Words]]:
    if titled.title is not None:
        yield path, titled.title
    for cause in titled.causes:
        yield cause_key(path, cause.name), cause.title


def with_inner(
    steps: Iterable[Step], within: str = "", *, all_items: bool = False
) -> Iterator[tuple[str, Step]]:
    """Steps, and those that called policies take, at any depth: each with the names of the calls before it.

    Of what is called for each item of a list only the first, unless `all_items` are asked for.
    """
    for step in steps:
        yield within, step
        if isinstance(step, EachStep):
            items = step.items if all_items else step.items[:1]
            yield from with_inner([item.step for item in items], within, all_items=all_items)
        elif isinstance(step, CallStep):
            yield from with_inner(step.steps, f"{within}{step.name}.", all_items=all_items)


def _of_steps(steps: Iterable[Step]) -> Iterator[tuple[str, Words]]:
    """What decisions are called, and the inputs and outputs of called policies, as causes name them."""
    for within, step in with_inner(steps):
        if step.title is not None:
            yield within + step.name, step.title
        if isinstance(step, CallStep):
            inner = f"{within}{step.name}."
            yield from ((inner + name, title) for name, title in _of_call(step))


def _of_call(step: CallStep) -> Iterator[tuple[str, Words]]:
    """The titles of a called policy's inputs and outputs, by their names in it."""
    yield from step.titles
    inputs = ((term.text, term.title) for term in step.inputs)
    answered = ((output.name, output.title) for output in step.outputs)
    yield from ((name, title) for name, title in (*inputs, *answered) if title is not None)


def _of_nested(steps: Iterable[Step]) -> Iterator[tuple[str, Words]]:
    """The same as called policies name it: a cause that arises in one names its own without the call."""
    for step in steps:
        if isinstance(step, EachStep) and step.items:
            yield from _of_nested([step.items[0].step])
        elif isinstance(step, CallStep):
            yield from _of_nested(step.steps)
            yield from _of_call(step)
            yield from _of_steps(step.steps)


def _calls(steps: Iterable[Step]) -> Iterator[tuple[str, Words]]:
    """The titles of calls, of those that called policies make too, and of the outcomes of all."""
    for within, step in with_inner(steps):
        # Of what is called for the items of a list that is unknown or empty only this title is known.
        called = isinstance(step, CallStep) or (isinstance(step, EachStep) and not step.items)
        if called and step.title is not None:
            yield within + step.name, step.title
        if isinstance(step, CallStep):
            yield from ((entry.name, entry.title) for entry in step.outcomes)
