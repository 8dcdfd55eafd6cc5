"""What is told of steps that hold others: stages, offers, called policies, decisions for each item."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from credit_engine.account.evidence import (
    Causes,
    Code,
    Column,
    Condition,
    Figure,
    Flag,
    NamedTitle,
    Term,
    Truth,
    Words,
)
from credit_engine.account.steps import RuleLine, Step


class OutcomeLine(NamedTuple):
    """An outcome of the policy with its title."""

    name: str
    title: Words


class StateLine(NamedTuple):
    """A field of the state: its value before the decision, and the one that it hands to the next, if any."""

    name: str
    before: Figure
    after: Figure | None
    title: Words | None = None


class OutputLine(NamedTuple):
    """An output: released, or withheld because its condition does not hold or a value is unknown.

    `of` is the expression that it shows, where that is not the decision of its name.
    """

    name: str
    status: Annotated[Any, Literal["released", "condition", "unknown"]]
    figure: Figure
    title: Words | None = None
    when: Condition | None = None
    of: str = ""


class StageLine(NamedTuple):
    """A stage of a process: `passed`, `stopped` or `open` where it came to, or `not_reached`."""

    id: str
    status: Annotated[Any, Literal["passed", "stopped", "open", "not_reached"]]
    sets: tuple[tuple[str, Code], ...]
    """Its rule sets, each with its outcome, which counts where the stage is reached."""
    needs: tuple[str, ...] = ()
    title: Words | None = None


class StagesStep(Step):
    """A process in stages, and the outcome at which it stops."""

    kind = "stages"
    stages: tuple[StageLine, ...]
    stop_at: str


class RankLine(NamedTuple):
    """A key by which offers are ranked."""

    order: Literal["largest", "smallest"]
    text: str
    title: Words | None = None


class OfferFinding(NamedTuple):
    """A condition of feasibility that holds for an offer, or cannot be decided, with the reason's text."""

    id: str
    reason: str
    condition: Condition
    text: Words
    title: Words | None = None


class OfferLine(NamedTuple):
    """An offer: its number in the grid, its figures, its state, and its place among the feasible ones.

    `findings` say why it is not feasible, or what of it cannot be decided; `causes` why it is open;
    `could_be_best` where it is open and could rank before the first feasible one.
    """

    number: int
    amount: Figure
    term: Figure
    figures: tuple[Figure, ...]
    status: Annotated[Any, Literal["best", "feasible", "infeasible", "open"]]
    place: int | None
    findings: Annotated[Any, tuple[OfferFinding, ...]]
    causes: Causes
    could_be_best: Flag
    steps: tuple[Step, ...]


class OffersStep(Step):
    """Offers: what was asked for, all offers, the best one's number, those equal to it by rank.

    `status` says whether there is a best offer, none, or whether that is unknown. `outcome` and `rules`
    say what follows.
    """

    kind = "offers"
    requested: tuple[Term, ...]
    columns: tuple[Column, ...]
    offers: Annotated[Any, tuple[OfferLine, ...]]
    rank: tuple[RankLine, ...]
    status: Annotated[Any, Literal["best", "none", "unknown"]]
    best: Annotated[Any, int | None]
    equal: Annotated[Any, tuple[int, ...]]
    smaller: Truth
    outcome: Code
    rules: tuple[RuleLine, ...]
    counts: Flag


class CallStep(Step):
    """A called policy: what it was given, its answer with its own steps, the outcome that this counts as.

    `state` is what it was given as its prior state, and the next one that its caller can read.
    `answer` is one of its own `outcomes`, empty for an undecided one, whose `causes` say why. `titles` are
    those of its inputs that it was not given, and of the causes of missing ones, which causes name.
    """

    kind = "call"
    policy: str
    version: str
    policy_title: Words | None
    inputs: tuple[Term, ...]
    answer: Code
    counts_as: Annotated[Any, Words]
    outputs: tuple[OutputLine, ...]
    steps: tuple[Step, ...]
    outcomes: tuple[OutcomeLine, ...]
    undecided_outcome: str
    causes: Causes = ()
    state: tuple[StateLine, ...] = ()
    titles: tuple[NamedTitle, ...] = ()

    def notes_of(self, decision: str = "") -> None:
        """None: a called policy's notes stand on the pages of its own decisions."""

    def title_of(self, outcome: str) -> Words:
        """The title of one of the called policy's outcomes."""
        return next(candidate.title for candidate in self.outcomes if candidate.name == outcome)


class ItemStep(NamedTuple):
    """The step of one item of a list."""

    number: int
    identity: str
    step: Step


class EachStep(Step):
    """A decision for every item of a list; `omitted` items are not listed."""

    kind = "for_each"
    items: Annotated[Any, tuple[ItemStep, ...]]
    omitted: Annotated[Any, int]
