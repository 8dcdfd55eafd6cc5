"""What a development rests on, and its result: the card, its report's figures, and the data of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credit_engine.develop.arrays import Integers
from credit_engine.develop.attributes import FineBins
from credit_engine.develop.binning import Training
from credit_engine.develop.columns import Data
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
from credit_engine.develop.selection import Model
from credit_engine.develop.settings import Settings
from credit_engine.problems import Problem

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard


@dataclass(frozen=True)
class Basis:
    """Rows, samples and model of a development.

    `training` has the rows of the model: those of the sample `train`, and rejected applicants behind them.
    `origin` is what provenance says of the data, `libraries` the versions that fitted the model; `reviewed`
    are the warnings about the data. `edits` is what was changed by hand, as plain data in the form of the
    file; empty after a fit. Of a basis from a development file, `fine` are the fine bins of each column, and
    a number is the least one of its bin. `fitted` is what was edited, before any edit.
    """

    settings: Settings
    data: Data
    samples: Mapping[str, Integers]
    training: Training
    model: Model
    origin: Mapping[str, Any]
    libraries: Mapping[str, str]
    inference: RejectInference | None = None
    validation: CrossValidation | None = None
    reviewed: tuple[Problem, ...] = ()
    edits: Mapping[str, Any] = field(default_factory=dict)
    fine: Mapping[str, FineBins] = field(default_factory=dict)
    fitted: Basis | None = None

    @property
    def rejected(self) -> int:
        """How many rejected applicants took part."""
        return 0 if self.inference is None else self.inference.rejected


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
            (characteristic.title, None if attribute is None else attribute.label, note)
            for characteristic in self.characteristics
            for attribute, note in (
                (None, characteristic.by_hand),
                *((a, a.by_hand) for a in characteristic.attributes),
            )
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
