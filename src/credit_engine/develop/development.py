"""The result of fitting a scorecard: the card, its report's figures, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credit_engine.develop.basis import Basis
from credit_engine.develop.results import (
    CharacteristicResult,
    Counts,
    CrossValidation,
    HandNote,
    RejectInference,
    RoundingEffect,
    SampleResult,
    Texts,
    UnusedColumn,
)
from credit_engine.develop.settings import Settings
from credit_engine.problems import Problem

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard


@dataclass(frozen=True)
class Development:
    """The result of `fit_scorecard`.

    `characteristics` are all candidates that were binned, those of the card first and in its order.
    `samples` by name, `train` always among them. `grades` gives the master scale's counts by grade and
    sample. `basis` is what all of it was computed from.
    `seconds` is the time of each stage (never part of the card).
    """

    card: Scorecard
    settings: Settings
    characteristics: tuple[CharacteristicResult, ...]
    unused: tuple[UnusedColumn, ...]
    samples: Mapping[str, SampleResult]
    intercept: float
    intercept_error: float | None
    penalty: float
    rounding: RoundingEffect
    warnings: tuple[Problem, ...]
    basis: Basis = field(repr=False, compare=False)
    cross_validation: CrossValidation | None = None
    rejects: RejectInference | None = None
    grades: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def by_hand(self) -> tuple[tuple[Texts, Texts | None, HandNote], ...]:
        """What was changed by hand: the characteristic, the attribute (None: its bins), and the note."""
        return tuple(
            (one.title, None if attribute is None else attribute.label, note)
            for one in self.characteristics
            for attribute, note in ((None, one.by_hand), *((a, a.by_hand) for a in one.attributes))
            if note is not None
        )

    @property
    def held_out(self) -> SampleResult | None:
        """The sample that shows how the card does on new applicants: out-of-time, else test, else
        validation.
        """
        for name in ("out_of_time", "test", "validation"):
            if name in self.samples:
                return self.samples[name]
        return None
