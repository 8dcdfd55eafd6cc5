"""The trace of a decision: plain frozen data, in both languages, without a layout.

Values are run-time values; an unknown one is an `Absent` with its causes. Texts in two languages
are `Words`. Steps stand in the order of evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import (
    Column,
    Condition,
    Figure,
    NamedTitle,
    Number,
    Rounding,
    Term,
    Text,
    Truth,
    Words,
)
from credit_engine.account.policy import Identity, Remark
from credit_engine.account.record import Record
from credit_engine.account.steps import LimitLevelLine, OutcomeLine, PriceLine, StateLine, Step
from credit_engine.explain.evidence import StandIn
from credit_engine.explain.trace_lines import Dates, InterventionLine, ParameterLine
from credit_engine.texts.causes import cause_key


class ItemLine(NamedTuple):
    """What became of a rule for one item of a list."""

    number: int
    identity: str
    status: Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]
    condition: Condition
    applies_when: Condition | None = None
    causes: tuple[Cause, ...] = ()


class RuleLine(NamedTuple):
    """A rule: its status, its condition, and the outcome and reason that it asks for.

    Of one for each item of a list `items` say what became of it for each, those that decided first.
    `changed` is the outcome that a person makes it ask for instead.
    """

    id: str
    status: Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]
    outcome: str
    reason: str
    weight: int
    condition: Condition
    applies_when: Condition | None = None
    title: Words | None = None
    waivable_by: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    items: tuple[ItemLine, ...] = ()
    omitted_items: int | None = None
    changed: str = ""
    clause: Words | None = None

    def with_items(self, items: tuple[ItemLine, ...], omitted: int) -> RuleLine:
        """The line of a rule that is decided for every item of a list; `omitted` items are not listed."""
        return self._replace(items=items, omitted_items=omitted)


class Cell(NamedTuple):
    """A cell of a table row: its tests and whether the input satisfies them."""

    text: str
    value: Truth


class RowLine(NamedTuple):
    """A table row: `matched` rows fit but an earlier or a better one counts."""

    id: str
    status: Literal["chosen", "matched", "undecided", "unmatched"]
    cells: tuple[Cell, ...]
    outputs: tuple[Figure, ...]

    @property
    def satisfied(self) -> int:
        """The number of cells that the inputs satisfy."""
        return sum(cell.value is True for cell in self.cells)


class CardLine(NamedTuple):
    """A characteristic: value, attribute, points, the best points, and what was lost.

    `shortfall` is what reason codes rank by: points below `baseline`, as the card's method says.
    """

    name: str
    figure: Figure
    attribute: Words | None
    points: Number
    best: Number
    lost: Number
    baseline: Number
    shortfall: Number
    reason: str
    title: Words | None = None


class Bound(NamedTuple):
    """A floor or cap of a price, and whether it changed the price."""

    name: Literal["floor", "cap"]
    term: Term
    applied: bool


class Constraint(NamedTuple):
    """An amount that a limit may not exceed; one of them binds."""

    name: str
    term: Term
    binds: bool


class RulesStep(Step):
    """A rule set; `counts` where its outcome is part of the policy's."""

    kind = "rules"
    rules: tuple[RuleLine, ...]
    counts: bool


class TableStep(Step):
    """A decision table: rows that count, then undecided ones, then unmatched ones, nearest first."""

    kind = "table"
    hit: str
    aggregate: str
    inputs: tuple[Term, ...]
    outputs: tuple[Column, ...]
    rows: tuple[RowLine, ...]
    total: int
    omitted: int
    default: tuple[Figure, ...]
    default_chosen: bool


class GridLine(NamedTuple):
    """A line of a grid: the cell at its edge, its values by columns."""

    edge: Cell
    values: tuple[Figure, ...]


class MatrixStep(Step):
    """A two-way grid: what was looked up, the cells at both edges, the values.

    `chosen` has the numbers, from 0, of the line and the column that count; empty where none do.
    """

    kind = "matrix"
    down: Term
    across: Term
    columns: tuple[Cell, ...]
    lines: tuple[GridLine, ...]
    chosen: tuple[int, ...]
    default: tuple[Figure, ...]
    default_chosen: bool


class BranchLine(NamedTuple):
    """A branch of a tree that was tried: its level (1 is the first), its condition, whether it was taken."""

    level: int
    condition: Condition
    taken: bool


class TreeStep(Step):
    """A segmentation: the branches that were tried, in order, down to the leaf."""

    kind = "tree"
    branches: tuple[BranchLine, ...]
    otherwise: bool


class ScorecardStep(Step):
    """A scorecard line by line, its total and the PD."""

    kind = "scorecard"
    card: str
    version: str
    card_title: Words | None
    method: str
    initial_points: Number
    lines: tuple[CardLine, ...]
    points: Figure
    pd: Figure
    grade: Figure | None = None


class IndicatorLine(NamedTuple):
    """An indicator or a factor of a rating: what it read, its score, its weight, both together."""

    name: str
    figure: Figure
    score: Figure
    weight: Number
    contribution: Number
    title: Words | None = None


class MoveLine(NamedTuple):
    """A step of a rating: its move, what it read, the grade before and after it.

    `status` is `moved`, `kept` (it applied and changed nothing), `clipped` (an override or notches beyond the
    bounds, cut down to them), `not_applicable`, or `unknown`, as after a refused override.
    """

    id: str
    move: Literal["notches", "support", "floor", "cap", "override"]
    status: Literal["moved", "kept", "clipped", "not_applicable", "unknown"]
    term: Term
    before: Text
    after: Text
    up: int | None = None
    down: int | None = None
    reason: Text = None
    condition: Condition | None = None
    title: Words | None = None


class RatingStep(Step):
    """A rating: its lines, score, PD and grade, then the steps that moved the grade."""

    kind = "rating"
    lines: tuple[IndicatorLine, ...]
    score: Figure
    pd: Figure
    base_grade: Figure
    moves: tuple[MoveLine, ...]


class PricingStep(Step):
    """A price line by line, its floor and cap, its rounding."""

    kind = "pricing"
    lines: tuple[PriceLine, ...]
    sum: Figure
    bounds: tuple[Bound, ...]
    rounding: Rounding | None = None


class LimitStep(Step):
    """A limit: every constraint, the levels behind some of them, the smallest, then step and minimum."""

    kind = "limit"
    constraints: tuple[Constraint, ...]
    smallest: Figure
    step: Figure
    minimum: Figure
    below_minimum: bool
    levels: tuple[LimitLevelLine, ...] = ()


class OutputLine(NamedTuple):
    """An output: released, or withheld because its condition does not hold or a value is unknown."""

    name: str
    status: Literal["released", "condition", "unknown"]
    figure: Figure
    title: Words | None = None
    when: Condition | None = None


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


class Trace(Record):
    """Everything that a decision went through.

    `rules_outcome` is what the rule sets say, `outcome` the decision: at least the outcome for
    undecided cases where an output that should be released is unknown. `outcomes` go from best to
    worst. `asks` are the missing inputs that could still change the outcome. `system_outcome` is what the
    policy alone says, where somebody intervened. `set_aside` names the steps that only stages need which the
    process did not reach. `value_titles` are the lists of titled values to which figures refer.
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

    def notes_of(self, decision: str = "") -> Words | None:
        """What the policy notes on a decision or, without a name, on itself."""
        return next((one.text for one in self.notes if one.decision == decision), None)

    def title_of(self, outcome: str) -> Words:
        """An outcome's title; its name where the policy gives none."""
        return next(one.title for one in self.outcomes if one.name == outcome)

    def title_of_inputs(self, lang: str) -> dict[str, str]:
        """The titles of inputs by path in one language."""
        return {path: title.text(lang) for path, title in self.input_titles()}

    def input_titles(self) -> Iterator[tuple[str, Words]]:
        """Titles of inputs by path, those of list items as `debts[].balance`, and those of causes."""
        for one in self.inputs:
            yield from _titles(one.path, one)
            for column in one.figure.columns:
                yield from _titles(f"{one.path}[].{column.name}", column)


def _titles(path: str, titled: InputLine | Column) -> Iterator[tuple[str, Words]]:
    if titled.title is not None:
        yield path, titled.title
    for cause in titled.causes:
        yield cause_key(path, cause.name), cause.title
