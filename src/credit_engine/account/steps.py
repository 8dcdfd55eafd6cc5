"""What is told of the steps of a decision, one class for each form that a step's grounds can have."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, NamedTuple

from credit_engine.account.evidence import Column, Condition, Figure, Loops, Ref, Rounding, Term, Words
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
    loops: Loops = ()
    rounding: Rounding | None = None
    wording: Words | None = None
    """The expression with titles instead of names."""


class EachAccount(NamedTuple):
    """The items of a list for which something is decided, one by one.

    `variables` are bound to the item; `identity` is the node that names it, or else its number does.
    """

    source: Ref
    variables: tuple[int, ...]
    identity: Ref | None = None


class ItemsAccount(NamedTuple):
    """A rule for each item of a list: the statuses of all, and its conditions for one."""

    each: EachAccount
    statuses: Ref
    condition: Condition
    applies_when: Condition | None = None


class RuleAccount(NamedTuple):
    """A rule: the nodes of its status and of what a person makes of it, its conditions and its texts."""

    id: str
    status: Ref
    outcome: str
    reason: str
    weight: int
    condition: Condition
    applies_when: Condition | None = None
    title: Words | None = None
    waivable_by: tuple[str, ...] = ()
    intervention: Ref | None = None
    items: ItemsAccount | None = None
    clause: Words | None = None


class RulesAccount(Step):
    """A rule set; it counts where the policy says so and, in stages, where none before its own stops."""

    kind = "rules"
    rules: tuple[RuleAccount, ...]
    counts: bool
    before: Ref | None = None


class ItemOfList(NamedTuple):
    """An item of a checklist: the rule that it is, its status before a waiver, its last day of validity."""

    rule: RuleAccount
    title: Words
    status: Ref
    missing: Ref
    last: Ref | None = None


class ChecklistAccount(RulesAccount):
    """A checklist: a rule set whose rules are its items."""

    kind = "checklist"
    items: tuple[ItemOfList, ...]


class RowAccount(NamedTuple):
    """A row of a table: what its cells test, the nodes that say whether they hold, what it puts out.

    A row that the table's index holds has no nodes of its own.
    """

    id: str
    cells: tuple[str, ...]
    outputs: tuple[Figure, ...]
    match: Ref | None = None
    tests: tuple[Ref | None, ...] = ()


class RowsAccount(Step):
    """A decision table: the row or rows that count, by its rows' nodes or by its index.

    An `indexed` one has the cells of rows without nodes in the data of the node `chosen`.
    """

    kind = "table"
    hit: str
    chosen: Ref
    aggregate: str
    inputs: tuple[Term, ...]
    outputs: tuple[Column, ...]
    rows: tuple[RowAccount, ...]
    default: tuple[Figure, ...]
    indexed: bool = False


class GridAccount(RowsAccount):
    """A two-way grid: a table whose rows are its cells, line by line."""

    kind = "matrix"
    width: int


class BranchAccount(NamedTuple):
    """A branch of a tree: its condition, and the branches below it; none where it ends in a value."""

    condition: Condition
    below: tuple[BranchAccount, ...] = ()


class TreeAccount(Step):
    """A segmentation: its branches, level within level."""

    kind = "tree"
    branches: tuple[BranchAccount, ...]


class CharacteristicAccount(NamedTuple):
    """A characteristic: what it reads, its attribute's node, label, points and reason of each attribute."""

    name: str
    figure: Figure
    attribute: Ref
    labels: tuple[Words, ...]
    points: tuple[Any, ...]
    shortfalls: tuple[Any, ...]
    reasons: tuple[str, ...]
    reason: str
    best: Any
    baseline: Any
    title: Words | None = None


class CardAccount(Step):
    """A scorecard: its characteristics, its total, the PD and, where it has a master scale, the grade."""

    kind = "scorecard"
    card: str
    version: str
    card_title: Words | None
    method: str
    initial_points: Any
    characteristics: tuple[CharacteristicAccount, ...]
    points: Figure
    pd: Figure
    grade: Figure | None = None


class IndicatorAccount(NamedTuple):
    """An indicator or a factor of a rating: what it read, its score, its weight."""

    name: str
    figure: Figure
    score: Figure
    weight: Any
    title: Words | None = None


class MoveAccount(NamedTuple):
    """A step of a rating: what it reads, its condition, its bounds, the grade before and after it."""

    id: str
    move: Literal["notches", "support", "floor", "cap", "override"]
    term: Term
    before: Ref
    after: Ref
    applies: Ref
    given: Ref
    up: int | None = None
    down: int | None = None
    reason: Ref | None = None
    condition: Condition | None = None
    title: Words | None = None


class RatingAccount(Step):
    """A rating: its lines, score, PD and grade, then the steps that move the grade."""

    kind = "rating"
    lines: tuple[IndicatorAccount, ...]
    score: Figure
    pd: Figure
    base_grade: Figure
    moves: tuple[MoveAccount, ...]


class PriceLine(NamedTuple):
    """A line of a price and the running sum after it."""

    name: str
    term: Term
    sum: Figure


class BoundAccount(NamedTuple):
    """A floor or cap of a price, and the price before and after it."""

    name: Literal["floor", "cap"]
    term: Term
    before: Ref
    after: Ref


class SumAccount(Step):
    """A price line by line, its floor and cap, its rounding."""

    kind = "pricing"
    lines: tuple[PriceLine, ...]
    sum: Figure
    bounds: tuple[BoundAccount, ...]
    rounding: Rounding | None = None


class LimitLevelLine(NamedTuple):
    """A level of a limit: its own limit, what is drawn, what is promised, what is left."""

    name: str
    limit: Term
    headroom: Figure
    drawn: Term | None = None
    undrawn: Term | None = None
    conversion_factor: Term | None = None
    title: Words | None = None


class LimitAccount(Step):
    """A limit: its constraints by name, the levels behind some of them, the smallest, step and minimum."""

    kind = "limit"
    constraints: tuple[tuple[str, Term], ...]
    smallest: Figure
    step: Figure
    minimum: Figure
    levels: tuple[LimitLevelLine, ...] = ()


class EntryAccount(NamedTuple):
    """An entry of a catalogue: its values; its code and its days stand in the catalogue itself."""

    outputs: tuple[Figure, ...]
    title: Words | None = None


class CatalogueAccount(Step):
    """A list that is looked up: the code, the node of the entry that counts, the day, all entries.

    The data of the node `chosen` say which codes fit, and when.
    """

    kind = "catalogue"
    key: Term
    code: Ref
    chosen: Ref
    today: Ref
    match: str
    outputs: tuple[Column, ...]
    entries: tuple[EntryAccount, ...]


class StageAccount(NamedTuple):
    """A stage of a process: whether one before it stopped, whether it stops, its rules and rule sets."""

    id: str
    before: Ref
    stopped: Ref
    statuses: tuple[Ref, ...]
    sets: tuple[tuple[str, Ref], ...]
    needs: tuple[str, ...] = ()
    title: Words | None = None


class StagesAccount(Step):
    """A process in stages, and the outcome at which it stops."""

    kind = "stages"
    stages: tuple[StageAccount, ...]
    stop_at: str


class FindingAccount(NamedTuple):
    """A condition under which an offer is not feasible."""

    id: str
    reason: str
    value: Ref
    condition: Condition
    text: Words
    title: Words | None = None


class OfferAccount(NamedTuple):
    """An offer: its figures, its conditions, the keys of its rank, and its own steps."""

    amount: Figure
    term: Figure
    findings: tuple[FindingAccount, ...]
    keys: tuple[Ref, ...]
    infeasible: Ref
    doubt: Ref
    steps: tuple[Step, ...]


class RankLine(NamedTuple):
    """A key by which offers are ranked."""

    order: Literal["largest", "smallest"]
    text: str
    title: Words | None = None


class OffersAccount(Step):
    """Offers: what was asked for, all offers, the first feasible one by rank and the best, what follows."""

    kind = "offers"
    requested: tuple[Term, ...]
    columns: tuple[Column, ...]
    shown: tuple[str, ...]
    """The steps of an offer whose results stand in its line."""
    offers: tuple[OfferAccount, ...]
    rank: tuple[RankLine, ...]
    first: Ref
    best: Ref
    amount: Ref
    smaller: Ref
    outcome: Ref
    rules: tuple[RuleAccount, ...]
    counts: bool
    before: Ref | None = None


class OutcomeLine(NamedTuple):
    """An outcome of the policy with its title."""

    name: str
    title: Words


class AnswerAccount(NamedTuple):
    """An output of a called policy as its caller reads it: its value, and whether it is released."""

    name: str
    figure: Figure
    released: Ref
    title: Words | None = None


class StateLine(NamedTuple):
    """A field of the state: its value before the decision, and the one that it hands to the next, if any."""

    name: str
    before: Figure
    after: Figure | None
    title: Words | None = None


class CallAccount(Step):
    """A called policy: what it is given, its answer with its own steps, the outcome that this counts as."""

    kind = "call"
    policy: str
    version: str
    policy_title: Words | None
    inputs: tuple[Term, ...]
    answer: Ref
    counts_as: Ref
    titles: tuple[OutcomeLine, ...]
    """The outcomes of the caller."""
    outputs: tuple[AnswerAccount, ...]
    steps: tuple[Step, ...]
    outcomes: tuple[OutcomeLine, ...]
    undecided_outcome: str
    state: tuple[StateLine, ...] = ()


class EachStepAccount(Step):
    """A decision for every item of a list, told as the step of one."""

    kind = "for_each"
    each: EachAccount
    step: Step
