"""The trace of offers and allocations: every offer and the best one; every share of collateral."""

from __future__ import annotations

from typing import Literal, NamedTuple

from credit_engine.absent import Cause
from credit_engine.account.evidence import Column, Condition, Figure, Term, Truth, Words
from credit_engine.account.steps import RankLine, Step
from credit_engine.explain.trace import RuleLine


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
    status: Literal["best", "feasible", "infeasible", "open"]
    place: int | None
    findings: tuple[OfferFinding, ...]
    causes: tuple[Cause, ...]
    could_be_best: bool
    steps: tuple[Step, ...]


class OffersStep(Step):
    """Offers: what was asked for, all offers, the best one's number, those equal to it by rank.

    `status` says whether there is a best offer, none, or whether that is unknown. `outcome` and `rules`
    say what follows.
    """

    kind = "offers"
    requested: tuple[Term, ...]
    columns: tuple[Column, ...]
    offers: tuple[OfferLine, ...]
    rank: tuple[RankLine, ...]
    status: Literal["best", "none", "unknown"]
    best: int | None
    equal: tuple[int, ...]
    smaller: Truth
    outcome: str
    rules: tuple[RuleLine, ...]
    counts: bool
