"""`rating`: how it is written, and its indicators, factors and steps once they are read."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from credit_engine.document_text import Path
from credit_engine.parts.model import Bilingual, Expression, GradeModel, Model, Number
from credit_engine.parts.reading import Written

MOVES = ("notches", "support", "floor", "cap", "override")
"""What a step can do; each step does one of them."""


class QuantitativeModel(Model):
    """An indicator: what it reads (the input of its name, unless `value` says so), weight, knots."""

    value: Expression | None = None
    weight: Number
    knots: list[list[Number]]
    title: Bilingual | None = None


class QualitativeModel(Model):
    """A factor: what it reads, its weight, the score of each of its values."""

    value: Expression | None = None
    weight: Number
    scores: dict[str, Number]
    title: Bilingual | None = None


class LogisticModel(Model):
    """PD = 1 / (1 + exp(intercept + slope * score))."""

    intercept: Number
    slope: Number


class MoveModel(Model):
    """A step: its condition, one of the five moves, and what bounds it."""

    id: str
    title: Bilingual | None = None
    when: Expression | None = None
    notches: Expression | None = None
    support: Expression | None = None
    floor: Expression | None = None
    cap: Expression | None = None
    override: Expression | None = None
    up: int | None = None
    down: int | None = None
    reason: Expression | None = None
    clip: bool = False

    @property
    def moves(self) -> list[str]:
        """What the step does; one of `MOVES` in a sound policy."""
        return [key for key in MOVES if getattr(self, key) is not None]


class RatingModel(Model):
    """`rating:` indicators, factors, calibration, grades from best to worst, steps in order."""

    quantitative: dict[str, QuantitativeModel] = Field(default_factory=dict)
    qualitative: dict[str, QualitativeModel] = Field(default_factory=dict)
    calibration: LogisticModel
    grades: dict[str, GradeModel]
    steps: list[MoveModel] = Field(default_factory=list)


class Indicator(NamedTuple):
    """An indicator or a factor as it was read."""

    name: str
    spec: QuantitativeModel | QualitativeModel
    path: Path
    written: Written | None


class Scored(NamedTuple):
    """The nodes of an indicator: its value and its score."""

    value: int
    score: int


class Step(NamedTuple):
    """A step as it was read."""

    spec: MoveModel
    path: Path
    kind: str
    value: Written | None
    when: Written | None
    reason: Written | None


class Moved(NamedTuple):
    """The nodes of a step: its condition, its value and its reason, the grade before and after it."""

    condition: int
    given: int
    stated: int
    before: int
    after: int
