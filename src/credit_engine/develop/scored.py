"""What a model does on the rows of every sample: scores, bands, statistics, and the card that follows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.api.scorecard import Scorecard
from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.attributes import assign, exact, range_text
from credit_engine.develop.binning import Binned, Training
from credit_engine.develop.calibrating import calibration_of, pd_of
from credit_engine.develop.card_data import Points, band_edges, bands_of, card_data, points_of
from credit_engine.develop.columns import Data
from credit_engine.develop.development import Basis, Development
from credit_engine.develop.discrimination import auc, counts_of, statistics, sums
from credit_engine.develop.doubts import doubts
from credit_engine.develop.results import (
    AttributeResult,
    CharacteristicResult,
    Counts,
    RoundingEffect,
    SampleResult,
    ScoreBand,
    UnusedColumn,
)
from credit_engine.develop.selection import Model
from credit_engine.develop.setting_problems import score_nobody_reaches
from credit_engine.develop.settings import Settings
from credit_engine.develop.statistics import psi
from credit_engine.develop.texts import attribute_label, left_out_text, title_of
from credit_engine.parts.model import Bilingual
from credit_engine.problems import PolicyError

if TYPE_CHECKING:
    from credit_engine.numbers import Number

Rows = Mapping[str, "Integers"]


def characteristic_results(
    model: Model,
    points: Points,
    data: Data,
    samples: Rows,
    training: Training,
    causes: Mapping[str, Bilingual],
) -> tuple[CharacteristicResult, ...]:
    """Every characteristic tried, the card's own first."""
    kept = model.selection.kept
    names = {binned.name for binned in kept}
    columns = {column.name: column for column in data.columns}
    found = []
    for binned in [*kept, *(other for other in model.tried if other.name not in names)]:
        counts = {
            name: _counts(
                assign(columns[binned.name].rows(rows), binned.attributes), len(binned.attributes), data, rows
            )
            for name, rows in samples.items()
        }
        inferred = _inferred(binned, training) if training.inferred else None
        place = kept.index(binned) if binned.name in names else None
        found.append(_characteristic(binned, place, model, points, counts, inferred, causes))
    return tuple(found)


def _inferred(binned: Binned, training: Training) -> list[Counts]:
    """Goods and bads of inferred outcome by attribute; they stand behind the known ones."""
    known = training.known.stop
    found = assign(binned.column, binned.attributes)[known:]
    weight, bad = training.weight[known:], training.bad[known:]
    number = len(binned.attributes)
    pairs = zip(sums(found, weight * (1 - bad), number), sums(found, weight * bad, number), strict=True)
    return [Counts(float(good), float(bad)) for good, bad in pairs]


def _counts(found: Integers, number: int, data: Data, rows: Integers) -> tuple[Floats, Floats]:
    weight, bad = data.weight[rows], data.bad[rows]
    return sums(found, weight * (1 - bad), number), sums(found, weight * bad, number)


def _characteristic(
    binned: Binned,
    place: int | None,
    model: Model,
    points: Points,
    counts: Mapping[str, tuple[Floats, Floats]],
    inferred: list[Counts] | None,
    causes: Mapping[str, Bilingual],
) -> CharacteristicResult:
    selection = model.selection
    cause, text = selection.left_out.get(binned.name, ("", {}))
    regression = selection.regression
    totals = {name: goods + bads for name, (goods, bads) in counts.items()}
    good, bad = counts["train"]
    return CharacteristicResult(
        name=binned.name,
        title=title_of(binned.name, binned.column.settings),
        attributes=tuple(
            _attribute(binned, i, place, points, counts, None if inferred is None else inferred[i], causes)
            for i in range(len(binned.attributes))
        ),
        trend=binned.trend,
        iv={name: binned.information(*pair) for name, pair in counts.items()},
        gini=2 * _auc_of(binned.woe, good, bad) - 1,
        stability={
            name: psi(totals["train"].tolist(), total.tolist()).index
            for name, total in totals.items()
            if name != "train"
        },
        coefficient=None if place is None else points.coefficients[place],
        standard_error=None if place is None else _known(regression.errors[place]),
        p_value=None if place is None else _known(regression.p_values[place]),
        vif=None if place is None else float(selection.inflation[place]),
        left_out=cause,
        left_out_text=text,
        by_hand=binned.hand.bins,
    )


def _known(value: float) -> float | None:
    """The number; None for NaN, which stands for what is not known."""
    return float(value) if value == value else None


def _auc_of(woe: Floats, good: Floats, bad: Floats) -> float:
    """AUC of goods and bads by attribute, ranked by WOE."""
    number = len(woe)
    outcome = np.repeat([0.0, 1.0], number)
    return auc(-np.tile(woe, 2), outcome, np.concatenate([good, bad]))


def _attribute(
    binned: Binned,
    i: int,
    place: int | None,
    points: Points,
    counts: Mapping[str, tuple[Floats, Floats]],
    inferred: Counts | None,
    causes: Mapping[str, Bilingual],
) -> AttributeResult:
    attribute = binned.attributes[i]
    return AttributeResult(
        kind=attribute.kind,
        label=attribute_label(attribute, binned.column.settings, causes),
        counts={name: Counts(float(good[i]), float(bad[i])) for name, (good, bad) in counts.items()},
        woe=float(binned.woe[i]),
        woe_by=binned.woe_by[i],
        points=None if place is None else float(points.raw[place][i]),
        rounded=None if place is None else float(points.rounded[place][i]),
        inferred=inferred,
        by_hand=binned.hand.notes.get(i),
    )


def sample_result(
    name: str,
    total: Floats,
    pd: Floats,
    data: Data,
    rows: Integers,
    edges: Sequence[float],
    settings: Settings,
    intervals: bool,
) -> SampleResult:
    """A sample with its scores, statistics and bands; `intervals` of the bootstrap where they are wanted."""
    bad, weight = data.bad[rows], data.weight[rows]
    validation = settings.validation
    found = statistics(
        -total,
        pd,
        bad,
        weight,
        validation.bootstrap if intervals else 0,
        float(validation.level),
        settings.samples.seed,
    )
    return SampleResult(
        name, bad, weight, total, pd, counts_of(bad, weight), found, _bands(total, pd, bad, weight, edges)
    )


def _bands(
    total: Floats, pd: Floats, bad: Floats, weight: Floats, edges: Sequence[float]
) -> tuple[ScoreBand, ...]:
    band = np.searchsorted(np.array(edges), total, side="right")
    ends = [None, *edges, None]
    found = []
    for k, (low, high) in enumerate(pairwise(ends)):
        inside = band == k
        mean = float(np.average(pd[inside], weights=weight[inside])) if inside.any() else None
        counts = counts_of(bad[inside], weight[inside])
        found.append(ScoreBand(range_text(low, high), low, high, counts, mean))
    return tuple(found)


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
            name: [
                assign(columns[binned.name].rows(rows), binned.attributes)
                for binned in self.model.selection.kept
            ]
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
        return self.points.totals([assign(binned.column, binned.attributes) for binned in kept], self.rounded)

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
            raise PolicyError([score_nobody_reaches(path="reason_codes.passing_score", score=passing_score)])
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
        for name, result in results.items() if scale else ():
            values, place = np.unique(result.points, return_inverse=True)
            grades = np.array([card.rate(exact(value))[1] for value in values.tolist()], dtype=object)[place]
            for grade, counts in found.items():
                inside = grades == grade
                counts[name] = counts_of(result.bad[inside], result.weight[inside])
        return found


def _sample(records: int, bad: Floats, weight: Floats) -> dict[str, Any]:
    """How many applicants, and their goods and bads; of inferred outcome each may be some of both."""
    counts = counts_of(bad, weight)
    return {"records": records, "goods": exact(round(counts.goods, 6)), "bads": exact(round(counts.bads, 6))}
