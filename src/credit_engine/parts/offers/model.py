"""How `offers` are written: a grid, what is worked out for each offer, what makes it feasible, its rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import Field

from credit_engine.document_text import Path
from credit_engine.parts.base import AnyPart, Lowered
from credit_engine.parts.model import Bilingual, Expression, Model
from credit_engine.parts.reading import Written
from credit_engine.parts.rule import Rule, RuleModel
from credit_engine.parts.rule_set import LoweredRuleSet, RuleSetPart


class GridModel(Model):
    """The grid of amounts and terms; each pair is an offer."""

    amount: list[Expression] = Field(min_length=1)
    term: list[Expression] = Field(min_length=1)


class RequestedModel(Model):
    """What was asked for."""

    amount: Expression
    term: Expression | None = None


class FeasibleModel(Model):
    """An offer is feasible unless a condition holds; why it is not then."""

    id: str
    unless: Expression
    because: str
    title: Bilingual | None = None


class RankModel(Model):
    """A key by which offers are ranked: the largest first, or the smallest."""

    largest: Expression | None = None
    smallest: Expression | None = None


class OfferOutcomeModel(Model):
    """The outcome that an offer, or the lack of one, leads to, and why."""

    then: str
    because: str
    id: str | None = None
    weight: int = 0
    title: Bilingual | None = None
    waivable_by: str | list[str] = "nobody"


class OffersModel(Model):
    """`offers:` grid, request, decisions of each offer, feasibility, rank, and what follows."""

    grid: GridModel
    requested: RequestedModel
    each: dict[str, Any] = Field(default_factory=dict)
    feasible: list[FeasibleModel] = Field(default_factory=list)
    rank: list[RankModel] = Field(min_length=1)
    none: OfferOutcomeModel
    smaller: OfferOutcomeModel
    other_term: OfferOutcomeModel | None = None


class Feasibility(NamedTuple):
    """A condition under which an offer is not feasible."""

    spec: FeasibleModel
    path: Path
    unless: Written | None


class RankKey(NamedTuple):
    """A key of the ranking, and whether the largest value comes first."""

    path: Path
    largest: bool
    written: Written | None

    @property
    def sign(self) -> str:
        """The comparison that holds where the left value comes first."""
        return ">" if self.largest else "<"


class Offer(NamedTuple):
    """One pair of the grid within a program: its parts, and the nodes of all that is worked out for it.

    `infeasible` is unknown where the offer is open; `doubt` is, too, where it could then be the best.
    `sites` are the nodes of the syntax trees for this offer.
    """

    amount: int
    term: int
    parts: Mapping[str, Lowered[AnyPart]]
    conditions: Sequence[int]
    keys: Sequence[int]
    infeasible: int
    sites: Mapping[int, int]
    doubt: int = -1


class OffersNodes(NamedTuple):
    """The nodes of all offers: what is asked for, each offer, and the best.

    `first` is the first feasible offer, which is the best one unless an open one could be.
    """

    requested: Mapping[str, int]
    offers: Sequence[Offer]
    first: int
    best: int


FOLLOWS_WHERE: Mapping[str, str] = {
    "none": "{name}.count = 0",
    "smaller": "{name}.amount < requested amount",
    "other_term": "{name}.term != requested term",
}
"""Where what follows from the best offer follows."""


def outcome_rule(key: str, name: str, spec: OfferOutcomeModel) -> Rule:
    """What follows from the best offer as a rule: `none`, `smaller` or `other_term`."""
    when = FOLLOWS_WHERE[key].format(name=name)
    return Rule(RuleModel.of(spec, id=spec.id or f"{name}.{key}", when=when))


class ReadOffers(RuleSetPart[OffersModel]):
    """Parsed offers: the grid, the request, the decisions of an offer, conditions and ranking."""

    grid: Mapping[str, Sequence[Written | None]]
    requested: Mapping[str, Written | None]
    inner: Mapping[str, AnyPart]
    """What is worked out for an offer; after checking each after what it uses."""
    conditions: Sequence[Feasibility]
    keys: Sequence[RankKey]
    follows: Mapping[str, Rule]


R_co = TypeVar("R_co", bound=ReadOffers, covariant=True)


class ToldOffers(LoweredRuleSet[R_co]):
    """Offers within a program, and the entries of the value, each as one node."""

    nodes: OffersNodes
