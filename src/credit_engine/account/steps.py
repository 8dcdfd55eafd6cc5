"""What is told of the steps of a decision, one class for each form that a step's grounds can have.

In an account what depends on values is a gap: a `Ref`, or a word of `account.gaps`. In a trace it is filled.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from credit_engine.absent import Cause
from credit_engine.account.evidence import (
    Causes,
    Code,
    Column,
    Condition,
    Figure,
    Flag,
    Loop,
    Rounding,
    Term,
    Text,
    Truth,
    Words,
)
from credit_engine.account.record import Record


class Step(Record):
    """One decision of the policy with its result."""

    kind: ClassVar[str] = ""
    name: str
    result: Figure
    title: Words | None = None


class FormulaStep(Step):
    """An expression, the values of its names, and its rounding; a boolean one as a condition."""

    kind = "formula"
    expression: str
    names: tuple[Term, ...]
    condition: Condition | None = None
    loops: tuple[Loop, ...] = ()
    rounding: Rounding | None = None
    wording: Words | None = None
    """The expression with titles instead of names."""


Status = Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]
"""What became of a rule."""


class ItemLine(NamedTuple):
    """What became of a rule for one item of a list."""

    number: int
    identity: str
    status: Annotated[Any, Status]
    condition: Condition
    applies_when: Condition | None = None
    causes: tuple[Cause, ...] = ()


class RuleLine(NamedTuple):
    """A rule: its status, its condition, and the outcome and reason that it asks for.

    Of one for each item of a list `items` say what became of it for each, those that decided first.
    `changed` is the outcome that a person makes it ask for instead; `role_titles` is the number of the list
    of titled values with the roles that may do so.
    """

    id: str
    status: Annotated[Any, Status]
    outcome: str
    reason: str
    weight: int
    condition: Condition
    applies_when: Condition | None = None
    title: Words | None = None
    waivable_by: tuple[str, ...] = ()
    causes: Causes = ()
    items: Annotated[Any, tuple[ItemLine, ...]] = ()
    omitted_items: Annotated[Any, int | None] = None
    changed: Code = ""
    clause: Words | None = None
    role_titles: int | None = None


class RulesStep(Step):
    """A rule set; `counts` where its outcome is part of the policy's."""

    kind = "rules"
    rules: tuple[RuleLine, ...]
    counts: Flag


class ChecklistLine(NamedTuple):
    """An item of a checklist: what became of it, the outcome that it leads to, its last day of validity."""

    id: str
    title: Words
    status: Annotated[Any, Literal["given", "missing", "expired", "undecided", "not_applicable"]]
    outcome: str
    valid_until: Text = None
    waivable_by: tuple[str, ...] = ()
    causes: Causes = ()
    role_titles: int | None = None


class ChecklistStep(RulesStep):
    """A checklist: a rule set whose rules are its items."""

    kind = "checklist"
    items: tuple[ChecklistLine, ...]


class Cell(NamedTuple):
    """A cell of a table row: its tests, in words where they name something, and whether the input fits."""

    text: str
    value: Truth
    wording: Words | None = None


class RowLine(NamedTuple):
    """A table row: `matched` rows fit but an earlier or a better one counts."""

    id: str
    status: Annotated[Any, Literal["chosen", "matched", "undecided", "unmatched"]]
    cells: tuple[Cell, ...]
    outputs: tuple[Figure, ...]
    title: Words | None = None

    @property
    def satisfied(self) -> int:
        """The number of cells that the inputs satisfy."""
        return sum(cell.value is True for cell in self.cells)


class TableStep(Step):
    """A decision table: rows that count, then undecided ones, then unmatched ones, nearest first."""

    kind = "table"
    hit: str
    aggregate: str
    inputs: tuple[Term, ...]
    outputs: tuple[Column, ...]
    rows: Annotated[Any, tuple[RowLine, ...]]
    total: int
    omitted: Annotated[Any, int]
    default: tuple[Figure, ...]
    default_chosen: Flag


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
    chosen: Annotated[Any, tuple[int, ...]]
    default: tuple[Figure, ...]
    default_chosen: Flag


class BranchLine(NamedTuple):
    """A branch of a tree that was tried: its level (1 is the first), its condition, whether it was taken."""

    level: int
    condition: Condition
    taken: bool


class TreeStep(Step):
    """A segmentation: the branches that were tried, in order, down to the leaf."""

    kind = "tree"
    branches: Annotated[Any, tuple[BranchLine, ...]]
    otherwise: Flag


class EntryLine(NamedTuple):
    """An entry of a catalogue whose code fits: the days it counts, its values, whether it is taken.

    `shorter` ones give way to a longer code; `not_in_force` ones do not count on the decision's day.
    """

    code: str
    status: Annotated[Any, Literal["chosen", "shorter", "not_in_force"]]
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
    entries: Annotated[Any, tuple[EntryLine, ...]]
    total: int
