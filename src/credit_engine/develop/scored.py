"""What a model does on the rows of every sample: scores, bands, statistics, and the card that follows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.api.scorecard import Scorecard
from credit_engine.develop import problems as errors
from credit_engine.develop.arrays import Floats
from credit_engine.develop.attributes import assign, exact
from credit_engine.develop.binning import Training
from credit_engine.develop.calibrating import calibration_of, pd_of
from credit_engine.develop.card_data import band_edges, bands_of, card_data, points_of
from credit_engine.develop.development import Basis, Development
from credit_engine.develop.discrimination import auc, counts_of
from credit_engine.develop.doubts import doubts
from credit_engine.develop.results import (
    Counts,
    RoundingEffect,
    SampleResult,
    UnusedColumn,
)
from credit_engine.develop.tables import characteristic_results, sample_result
from credit_engine.develop.texts import left_out_text
from credit_engine.problems import PolicyError
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.numbers import Number


def development_of(basis: Basis, *, intervals: bool = True) -> Development:
    """The card and everything that its report shows; without `intervals`, no bootstrap is drawn for them."""
    scored = _Scored(basis, intervals)
    found = scored.development()
    warnings = (
        *basis.reviewed,
        *doubts(
            basis.model,
            found.characteristics,
            basis.training,
            basis.data.unused,
            basis.settings,
            basis.samples,
        ),
        *found.card.warnings,
    )
    return replace(found, warnings=warnings)


@dataclass
class _Scored:
    """A model with its points, applied to every sample."""

    basis: Basis
    intervals: bool = True

    def __post_init__(self) -> None:
        basis = self.basis
        self.model, self.settings, self.samples = basis.model, basis.settings, basis.samples
        self.data, self.points = basis.data, points_of(basis.model, basis.settings)
        columns = {column.name: column for column in self.data.columns}
        self.attributes = {
            name: [assign(columns[one.name].rows(rows), one.attributes) for one in self.model.selection.kept]
            for name, rows in self.samples.items()
        }
        self.rounded = self.settings.scaling.use == "rounded"
        self.totals = {
            name: self.points.totals(found, self.rounded) for name, found in self.attributes.items()
        }

    def everybody(self, training: Training) -> Floats:
        """Scores of the rows of the card's counts: training rows, and rejected applicants behind them."""
        if not training.inferred:
            return self.totals["train"]
        kept = self.model.selection.kept
        return self.points.totals([assign(one.column, one.attributes) for one in kept], self.rounded)

    def development(self) -> Development:
        """Everything but the warnings."""
        training, rejected = self.basis.training, self.basis.rejected
        calibration = self.calibration(training)
        everybody = self.everybody(training)
        applicants = everybody[: len(self.totals["train"]) + rejected]
        edges = band_edges(applicants, self.settings.validation.bands)
        results = {
            name: sample_result(
                name,
                total,
                pd_of(calibration, self.settings.scaling, total),
                self.data,
                self.samples[name],
                edges,
                self.settings,
                self.intervals,
            )
            for name, total in self.totals.items()
        }
        passing = self.passing_score()
        bands = self.bands(everybody, edges, training)
        facts = self.facts(results, bands, training, rejected)
        card = Scorecard.from_data(
            card_data(self.basis, self.points, calibration, self.means(passing), passing, facts),
            f"{self.settings.name}.yaml",
        )
        regression = self.model.selection.regression
        return Development(
            card=card,
            settings=self.settings,
            characteristics=characteristic_results(
                self.model, self.points, self.data, self.samples, training, self.settings.causes
            ),
            unused=tuple(
                UnusedColumn(name, cause, left_out_text(cause)) for name, cause in self.data.unused.items()
            ),
            samples=results,
            intercept=self.points.intercept,
            intercept_error=None if math.isnan(regression.intercept_error) else regression.intercept_error,
            penalty=regression.penalty,
            rounding=self.rounding(),
            warnings=(),
            basis=self.basis,
            cross_validation=self.basis.validation,
            rejects=self.basis.inference,
            grades=self.grades(card, results),
        )

    def calibration(self, training: Training) -> dict[str, Any]:
        """The calibration: a curve is fitted on the validation rows, without those on the training rows."""
        name = "validation" if "validation" in self.samples else "train"
        rows = self.samples[name]
        rate = float(np.average(training.bad, weights=training.weight))
        bad, weight = self.data.bad[rows], self.data.weight[rows]
        return calibration_of(self.settings.calibration, self.totals[name], bad, weight, rate)

    def passing_score(self) -> Number:
        """The cut-off of the passing means: as set, else the score that the passing share reaches."""
        chosen = self.settings.reason_codes
        if chosen.passing_score is not None:
            given: Number = chosen.passing_score
            return given
        reached = float(np.quantile(self.totals["train"], 1 - float(chosen.passing_share), method="lower"))
        # Rounded up it may lie above the greatest score, which nobody would pass.
        return exact(round(reached) if round(reached) <= self.totals["train"].max() else math.floor(reached))

    def means(self, passing_score: Number) -> list[tuple[float, float]]:
        """Mean points of all training rows and of the passing ones, by characteristic."""
        weight = self.data.weight[self.samples["train"]]
        passing = weight * (self.totals["train"] >= float(passing_score))
        if not passing.any():
            message = said(
                "no training row reaches {passing_score} points",
                "没有训练行达到 {passing_score} 分",
                passing_score=passing_score,
            )
            raise PolicyError(
                [
                    errors.wrong_setting(
                        "reason_codes.passing_score",
                        message,
                        said("a score that some reach", "有行能达到的分数"),
                    )
                ]
            )
        chosen = self.points.rounded if self.rounded else self.points.raw
        rows = [
            np.array([float(value) for value in points])[found]
            for points, found in zip(chosen, self.attributes["train"], strict=True)
        ]
        return [
            (float(np.average(row, weights=weight)), float(np.average(row, weights=passing))) for row in rows
        ]

    def bands(self, everybody: Floats, edges: list[float], training: Training) -> list[dict[str, Any]]:
        """Score bands of the rows that the card's counts hold."""
        band = np.searchsorted(np.array(edges), everybody, side="right")
        counts = [
            counts_of(training.bad[band == k], training.weight[band == k]) for k in range(len(edges) + 1)
        ]
        return bands_of(edges, counts)

    def facts(
        self,
        results: Mapping[str, SampleResult],
        bands: list[dict[str, Any]],
        training: Training,
        rejected: int,
    ) -> dict[str, Any]:
        """The entry `development`: who is counted, their score bands, statistics of every sample."""
        known = training.known
        numbers = {
            f"{name}_{key}": exact(round(result.statistics[key].value, 6))
            for name, result in results.items()
            for key in ("auc", "gini", "ks")
        }
        return {
            "sample": _sample(len(training.bad[known]) + rejected, training.bad, training.weight)
            | (
                {"inferred": _sample(rejected, training.bad[known.stop :], training.weight[known.stop :])}
                if rejected
                else {}
            ),
            "score_bands": bands,
            "statistics": numbers,
        }

    def rounding(self) -> RoundingEffect:
        """What rounding does to the totals of training rows."""
        found, rows = self.attributes["train"], self.samples["train"]
        raw, rounded = self.points.totals(found, False), self.points.totals(found, True)
        bad, weight = self.data.bad[rows], self.data.weight[rows]
        difference = rounded - raw
        return RoundingEffect(
            digits=self.settings.scaling.digits,
            largest=float(np.abs(difference).max()),
            root_mean_square=float(np.sqrt(np.average(difference**2, weights=weight))),
            auc_raw=auc(-raw, bad, weight),
            auc_rounded=auc(-rounded, bad, weight),
            distinct_raw=len(np.unique(raw)),
            distinct_rounded=len(np.unique(rounded)),
        )

    def grades(self, card: Scorecard, results: Mapping[str, SampleResult]) -> dict[str, dict[str, Counts]]:
        """Goods and bads of each grade of the master scale, by sample."""
        scale = card.spec.master_scale
        found: dict[str, dict[str, Counts]] = {grade: {} for grade in scale or {}}
        for name, one in results.items() if scale else ():
            values, place = np.unique(one.points, return_inverse=True)
            grades = np.array([card.rate(exact(value))[1] for value in values.tolist()], dtype=object)[place]
            for grade, counts in found.items():
                inside = grades == grade
                counts[name] = counts_of(one.bad[inside], one.weight[inside])
        return found


def _sample(records: int, bad: Floats, weight: Floats) -> dict[str, Any]:
    """How many applicants, and their goods and bads; of inferred outcome each may be some of both."""
    counts = counts_of(bad, weight)
    return {
        "records": records,
        "goods": exact(round(counts.goods, 6)),
        "bads": exact(round(counts.bads, 6)),
    }
