"""The words of an account for what is worked out of nodes when a decision is explained: gaps beside `Ref`.

Each stands in a field of a step or line; `explain.fill` puts in its place what the field of a trace holds.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from credit_engine.account.evidence import Condition, Item, Ref, Words
from credit_engine.account.processes import OfferFinding, OfferLine, OutcomeLine
from credit_engine.account.steps import EntryLine, RowLine, Step


class Pick(NamedTuple):
    """One of some values, by the number that a node has; `otherwise` for a number below 0 or an unknown."""

    number: Ref
    among: tuple[Any, ...]
    otherwise: Any = None


class Titled(NamedTuple):
    """The title of an outcome that a node says."""

    of: Ref
    among: tuple[OutcomeLine, ...]


class Known(NamedTuple):
    """The value of a node; an empty text where it is unknown."""

    of: Ref


class Why(NamedTuple):
    """Why the value of a node is unknown, but for causes of one code."""

    of: Ref
    but: str = ""


class Changes(NamedTuple):
    """Whether the value of one node is known and not that of another."""

    before: Ref
    after: Ref


class Unstopped(NamedTuple):
    """Whether no stage stopped before: what counts only where the process reaches it."""

    before: Ref


class Weighted(NamedTuple):
    """A score times its weight."""

    score: Any
    weight: Any


class Since(NamedTuple):
    """The last of some days that is not after the day of the decision."""

    days: tuple[Any, ...]


class RuleStatus(NamedTuple):
    """What became of a rule, by the node of its status."""

    of: Ref


class Each(NamedTuple):
    """The items of a list for which something is decided, one by one.

    `variables` are bound to the item; `identity` is the node that names it, or else its number does.
    """

    source: Ref
    variables: tuple[int, ...]
    identity: Ref | None = None


class OmittedItems(NamedTuple):
    """How many items of a list are not told."""

    source: Ref


class ItemCount(NamedTuple):
    """How many items a list has."""

    source: Ref


class LoopItems(NamedTuple):
    """The items of a loop within an expression, those first that decided its result.

    `item` is one of them: the body's value, and the names that the body reads, where `variable` is bound.
    """

    kind: Literal["some", "every", "filter", "for"]
    result: Any
    source: Ref
    variable: int
    item: Item


class RuleItems(NamedTuple):
    """What became of a rule for each item of a list: the statuses of all, and its conditions for one."""

    each: Each
    statuses: Ref
    condition: Condition
    applies_when: Condition | None = None


class ItemSteps(NamedTuple):
    """The step of each item of a list; `results` has the results of all."""

    each: Each
    results: Ref
    step: Step


class ChecklistStatus(NamedTuple):
    """What became of an item of a checklist: its status before a waiver, and whether it is missing."""

    of: Ref
    missing: Ref


class MoveStatus(NamedTuple):
    """What became of a step that moves a grade: where `bounded` by so many notches `up` and `down`."""

    before: Ref
    after: Ref
    applies: Ref
    given: Ref
    bounded: bool
    up: int
    down: int


class Binds(NamedTuple):
    """Whether a constraint binds: the first that equals the smallest, after those `earlier` ones."""

    value: Any
    smallest: Any
    earlier: tuple[Any, ...]


class BelowMinimum(NamedTuple):
    """Whether an amount is nothing because the smallest constraint lies below the minimum."""

    amount: Any
    smallest: Any


class StageStatus(NamedTuple):
    """The state of a stage: whether an earlier one stopped, whether it stops, and its rules' statuses."""

    before: Ref
    stopped: Ref
    statuses: tuple[Ref, ...]
    last: bool


class Released(NamedTuple):
    """Whether an output of a called policy is released, or why it is not."""

    value: Any
    released: Ref


class Matching(NamedTuple):
    """Which rows of a table match: the node of those that count, what is looked up, the nodes of the rows.

    Rows without a node are held by the index in the data of the node `chosen`.
    """

    chosen: Ref
    inputs: tuple[Any, ...]
    matches: tuple[Ref | None, ...]

    def status(self, row: int) -> RowStatus | None:
        """The status of a row; None where the index holds it."""
        match = self.matches[row]
        return None if match is None else RowStatus(row, match, self.chosen)


class RowStatus(NamedTuple):
    """What became of a row of a table that has a node of its own."""

    row: int
    match: Ref
    chosen: Ref


class Rows(NamedTuple):
    """All rows of a table; the page shows those that count, are undecided, or come near.

    The cells of rows that the index holds have no values.
    """

    hits: Matching
    rows: tuple[RowLine, ...]


class OmittedRows(NamedTuple):
    """How many rows of a table are not told."""

    hits: Matching


class HeldCell(NamedTuple):
    """Whether what is looked up satisfies a cell of a row that a table's index holds."""

    hits: Matching
    row: int
    cell: int


class DefaultChosen(NamedTuple):
    """Whether no row of a table counts, so that its default does."""

    chosen: Ref


class Place(NamedTuple):
    """The line and the column of a grid that count."""

    chosen: Ref
    width: int


class TreeBranch(NamedTuple):
    """A branch of a tree: its condition, and the branches below it, or the value `then` in which it ends.

    Where it has branches below, `otherwise` is the value where none of them holds.
    """

    condition: Condition
    below: tuple[TreeBranch, ...] = ()
    then: Words | None = None
    otherwise: Words | None = None


class Tried(NamedTuple):
    """The branches of a tree that were tried, level within level; `otherwise` is the value without any."""

    branches: tuple[TreeBranch, ...]
    otherwise: Words | None = None


class Fork(NamedTuple):
    """The nodes of a branch's condition and of those below it."""

    taken: Ref
    below: tuple[Fork, ...] = ()


class Otherwise(NamedTuple):
    """Whether no branch of the last level that was reached is taken."""

    forks: tuple[Fork, ...]


class Ranking(NamedTuple):
    """How offers compare: whether each is infeasible, its keys, and of which keys the largest ranks first."""

    infeasible: tuple[Ref, ...]
    keys: tuple[tuple[Ref, ...], ...]
    largest: tuple[bool, ...]


class Offers(NamedTuple):
    """All offers of a grid, each with its place among the feasible ones."""

    lines: tuple[OfferLine, ...]
    ranking: Ranking


class OfferStatus(NamedTuple):
    """What became of an offer; `at` is its number from 0, as the node `best` has that of the best one."""

    at: int
    best: Ref
    infeasible: Ref


class Findings(NamedTuple):
    """The conditions of feasibility that hold for an offer or, where none does, that cannot be decided."""

    nodes: tuple[Ref, ...]
    findings: tuple[OfferFinding, ...]


class IsUnknown(NamedTuple):
    """Whether the value of a node is unknown."""

    of: Ref


class BestStatus(NamedTuple):
    """Whether there is a best offer, none, or whether that is unknown."""

    best: Ref


class BestNumber(NamedTuple):
    """The number of the best offer, from 1."""

    best: Ref


class EqualOffers(NamedTuple):
    """The numbers of the offers that rank like the `first`, where one is the `best`."""

    first: Ref
    best: Ref
    ranking: Ranking


class NoOffer(NamedTuple):
    """What stands for the best offer where there is none: its amount, or why it is unknown."""

    best: Ref
    amount: Ref


class Decided(NamedTuple):
    """The value of an output as it is released; a withheld one keeps its own, for the trace only."""

    output: str
    value: Ref


class OutputStatus(NamedTuple):
    """Whether an output is released, or why it is not."""

    output: str


class Fitting(NamedTuple):
    """The entries of a catalogue whose code fits; the data of the node `chosen` say which do, and when."""

    code: Ref
    chosen: Ref
    today: Ref
    entries: tuple[EntryLine, ...]
