"""How `offers` are written: a grid, what is worked out for each offer, what makes it feasible, its rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import Field

from credit_engine.account.evidence import Words
from credit_engine.account.gaps import Unstopped
from credit_engine.account.steps import RuleLine
from credit_engine.document_text import Path
from credit_engine.feel.lower import Lowering
from credit_engine.parts.base import Part
from credit_engine.parts.model import Bilingual, DecisionModel, Expression, Model
from credit_engine.parts.reading import Written
from credit_engine.parts.rule import Rule, RuleModel
from credit_engine.parts.telling import Telling


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


class OffersDecision(DecisionModel):
    """A decision by `offers`."""

    offers: OffersModel


@dataclass
class Feasibility:
    """A condition under which an offer is not feasible."""

    spec: FeasibleModel
    path: Path
    unless: Written | None


@dataclass
class RankKey:
    """A key of the ranking, and whether the largest value comes first."""

    path: Path
    largest: bool
    written: Written | None

    @property
    def sign(self) -> str:
        """The comparison that holds where the left value comes first."""
        return ">" if self.largest else "<"


@dataclass
class Offer:
    """One pair of the grid after lowering: its parts, and the nodes of all that is worked out for it.

    `infeasible` is unknown where the offer is open; `doubt` is, too, where it could then be the best.
    `sites` are the nodes of the syntax trees for this offer.
    """

    amount: int
    term: int
    parts: dict[str, Part] = field(default_factory=dict)
    conditions: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    infeasible: int = -1
    doubt: int = -1
    sites: dict[int, int] = field(default_factory=dict)


def outcome_rule(key: str, name: str, spec: OfferOutcomeModel) -> Rule:
    """What follows from the best offer as a rule: `none`, `smaller` or `other_term`."""
    conditions = {
        "none": f"{name}.count = 0",
        "smaller": f"{name}.amount < requested amount",
        "other_term": f"{name}.term != requested term",
    }
    model = RuleModel(
        id=spec.id or f"{name}.{key}",
        when=conditions[key],
        then=spec.then,
        because=spec.because,
        weight=spec.weight,
        title=spec.title,
        waivable_by=spec.waivable_by,
    )
    return Rule(model, None, None)


class ReadOffers(Protocol):
    """Parsed offers, as lowering and the account need them."""

    name: str
    spec: OffersModel
    grid: dict[str, list[Written | None]]
    requested: dict[str, Written | None]
    inner: dict[str, Part]
    conditions: list[Feasibility]
    keys: list[RankKey]
    offers: list[Offer]
    follows: dict[str, Rule]
    recorded: dict[str, int]
    first: int

    @property
    def title(self) -> Words | None: ...
    @property
    def all_rules(self) -> list[Rule]: ...
    def lower_outcome(self, lowering: Lowering, rules: Sequence[Rule]) -> int:
        """The node of what the rules come to."""

    def counted(self, telling: Telling) -> tuple[list[Rule], bool | Unstopped]:
        """The rules as far as they count."""

    def tell_rule(self, telling: Telling, rule: Rule) -> RuleLine:
        """What is told of a rule."""
