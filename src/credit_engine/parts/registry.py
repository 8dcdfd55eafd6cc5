"""The parts that a policy can be made of."""

from __future__ import annotations

from credit_engine.parts.allocate import AllocatePart
from credit_engine.parts.base import AnyPart
from credit_engine.parts.call.part import CallPart
from credit_engine.parts.catalogue.part import CataloguePart
from credit_engine.parts.checklist.part import ChecklistPart
from credit_engine.parts.conditions.part import ConditionsPart
from credit_engine.parts.experiment.part import ExperimentPart
from credit_engine.parts.formula import FormulaPart
from credit_engine.parts.limit.part import LimitPart
from credit_engine.parts.matrix import MatrixPart
from credit_engine.parts.offers.part import OffersPart
from credit_engine.parts.pricing import PricingPart
from credit_engine.parts.rating.part import RatingPart
from credit_engine.parts.rules import RulesPart
from credit_engine.parts.scorecard import ScorecardPart
from credit_engine.parts.sheets import SheetForm
from credit_engine.parts.stages import StagesPart
from credit_engine.parts.table.part import TablePart
from credit_engine.parts.tree import TreePart

_ALL: tuple[type[AnyPart], ...] = (
    FormulaPart,
    RulesPart,
    TablePart,
    MatrixPart,
    TreePart,
    CataloguePart,
    ChecklistPart,
    ScorecardPart,
    RatingPart,
    PricingPart,
    LimitPart,
    StagesPart,
    OffersPart,
    AllocatePart,
    CallPart,
    ConditionsPart,
    ExperimentPart,
)
PARTS: dict[str, type[AnyPart]] = {part.key: part for part in _ALL}
"""Every part by the key under which it is written."""
SHEET_FORMS: dict[str, SheetForm] = {part.key: part.sheet_form for part in _ALL if part.sheet_form}
"""How a sheet stands for each part that can have one."""
PHRASES: dict[str, tuple[str, str]] = {key: text for part in _ALL for key, text in part.phrases.items()}
"""What parts call their kinds of elements and mutants."""
