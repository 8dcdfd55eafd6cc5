"""`fit_scorecard`: from a frame of applicants with known outcome to a scorecard and its evidence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.api.scorecard import Scorecard
from credit_engine.develop import errors
from credit_engine.develop.attributes import assign, exact
from credit_engine.develop.binning import Training
from credit_engine.develop.calibrating import calibration_of, pd_of
from credit_engine.develop.card_data import Points, band_edges, bands_of, card_data, points_of
from credit_engine.develop.columns import Column, Data, read_data
from credit_engine.develop.discrimination import auc, counts_of
from credit_engine.develop.doubts import doubts
from credit_engine.develop.idle_settings import idle_without_rejected
from credit_engine.develop.model import Model, Progress, cross_validate, fit_model
from credit_engine.develop.reading import frame_hash, settings_from
from credit_engine.develop.rejects import read_rejected, with_rejected
from credit_engine.develop.results import (
    Counts,
    CrossValidation,
    Development,
    Estimate,
    RejectInference,
    RoundingEffect,
    SampleResult,
    UnusedColumn,
)
from credit_engine.develop.review import review
from credit_engine.develop.samples import split_rows
from credit_engine.develop.settings import Settings
from credit_engine.develop.tables import characteristic_results, sample_result
from credit_engine.develop.texts import LEFT_OUT, left_out_text
from credit_engine.problems import InputError, PolicyError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from credit_engine.numbers import Number

_PACKAGES = ("pandas", "scipy", "sklearn", "optbinning")


def fit_scorecard(
    frame: pd.DataFrame, target: str | None = None, *, settings: Settings | Mapping[str, Any] | None = None,
    rejected: pd.DataFrame | None = None, progress: Progress | None = None, sha256: str | None = None,
    **changes: Any,
) -> Development:  # fmt: skip
    """Fit a scorecard on a frame with a row per applicant and a target column of 0 (good) and 1 (bad).

    `settings` are those of docs/reference/scorecard-settings.md; keywords (`name=...`, `leave_out=[...]`,
    `samples={...}`) take their place one by one. `rejected` are applicants without outcome. `progress` is
    called with a stage and how many of how many steps are done. `sha256` is that of the data file;
    without it, one over the frame is taken. Binning, selection and regression see training rows only. The
    same call gives the
    same card, byte for byte. Raises PolicyError for settings, InputError for data that cannot be used, with
    every problem.
    """
    require_packages()
    chosen = settings_from(settings, {**changes, "target": target})
    _check_frame(frame)
    if rejected is None and (idle := list(idle_without_rejected(chosen))):
        raise PolicyError(idle)
    fit = _Fit(chosen, progress)
    with fit.timed("reading"):
        data = read_data(frame, chosen)
        samples = split_rows(frame, data.bad, chosen.samples)
    rows = samples["train"]
    columns = [column.rows(rows) for column in data.columns]
    training = Training(data.bad[rows], data.weight[rows])
    with fit.timed("fitting"):
        model, training_all, inference = fit.model(columns, training, data, rejected)
    if not model.selection.kept:
        causes = {
            name: LEFT_OUT[cause]["en"].split(",")[0] for name, (cause, _) in model.selection.left_out.items()
        }
        raise InputError([errors.nothing_selected(errors.by_cause(causes))])
    origin = {
        "name": chosen.data_name or "frame", "sha256": sha256 or frame_hash(frame), "records": len(frame),
    }  # fmt: skip
    with fit.timed("scoring"):
        scored = _Scored(model, points_of(model, chosen), data, samples, chosen)
        rejects = 0 if inference is None else inference.rejected
        development = scored.development(training_all, rejects, origin)
    with fit.timed("cross-validation"):
        validation = (
            _cross_validation(columns, training, chosen, progress) if chosen.validation.folds > 1 else None
        )
    warnings = (
        *review(data, chosen),
        *doubts(model, development.characteristics, training, data.unused, chosen, samples),
    )
    return _completed(
        development, validation, inference, (*warnings, *development.card.warnings), fit.seconds
    )


def require_packages() -> None:
    """Raise InputError where a package of the extra `develop` is not installed."""
    from importlib.util import find_spec

    missing = [errors.package_missing(name) for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise InputError(missing[:1])


def _check_frame(frame: object) -> None:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise InputError([errors.not_a_frame(type(frame).__name__)])


@dataclass
class _Fit:
    """One call: its settings, whom to tell of progress, and how long each stage took."""

    settings: Settings
    progress: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Take the time of a stage."""
        start = perf_counter()
        if self.progress is not None:
            self.progress(stage, 0, 1)
        yield
        if self.progress is not None:
            self.progress(stage, 1, 1)
        self.seconds[stage] = perf_counter() - start

    def model(
        self, columns: list[Column], training: Training, data: Data, rejected: pd.DataFrame | None
    ) -> tuple[Model, Training, RejectInference | None]:
        """The model, the rows it was trained with, and how rejected applicants took part."""
        model = fit_model(columns, training, self.settings, self.progress)
        if rejected is None:
            return model, training, None
        _check_frame(rejected)
        others, weight = read_rejected(rejected, data.columns, self.settings)
        joined, training, inference = with_rejected(columns, training, others, weight, model, self.settings)
        return fit_model(joined, training, self.settings, self.progress), training, inference


@dataclass
class _Scored:
    """A model with its points, applied to every sample."""

    model: Model
    points: Points
    data: Data
    samples: Mapping[str, NDArray[np.int64]]
    settings: Settings

    def __post_init__(self) -> None:
        columns = {column.name: column for column in self.data.columns}
        self.attributes = {
            name: [assign(columns[one.name].rows(rows), one.attributes) for one in self.model.selection.kept]
            for name, rows in self.samples.items()
        }
        self.rounded = self.settings.scaling.use == "rounded"
        self.totals = {
            name: self.points.totals(found, self.rounded) for name, found in self.attributes.items()
        }

    def everybody(self, training: Training) -> NDArray[np.float64]:
        """Scores of the rows of the card's counts: training rows, and rejected applicants behind them."""
        if not training.inferred:
            return self.totals["train"]
        kept = self.model.selection.kept
        return self.points.totals([assign(one.column, one.attributes) for one in kept], self.rounded)

    def development(self, training: Training, rejected: int, origin: Mapping[str, Any]) -> Development:
        """Everything but cross-validation, reject inference and warnings."""
        calibration = self.calibration(training)
        everybody = self.everybody(training)
        applicants = everybody[: len(self.totals["train"]) + rejected]
        edges = band_edges(applicants, self.settings.validation.bands)
        results = {
            name: sample_result(name, total, pd_of(calibration, self.settings.scaling, total), self.data,
                                self.samples[name], edges, self.settings)
            for name, total in self.totals.items()
        }  # fmt: skip
        passing = self.passing_score()
        bands = self.bands(everybody, edges, training)
        facts = self.facts(results, bands, training, rejected)
        card = Scorecard.from_data(
            card_data(
                self.model,
                self.points,
                self.settings,
                calibration,
                self.means(passing),
                passing,
                facts,
                origin,
            ),
            f"{self.settings.name}.yaml",
        )
        regression = self.model.selection.regression
        return Development(
            card=card,
            settings=self.settings,
            characteristics=characteristic_results(
                self.model, self.points, self.data, self.samples, training
            ),
            unused=tuple(
                UnusedColumn(name, cause, left_out_text(cause)) for name, cause in self.data.unused.items()
            ),
            samples=results,
            intercept=self.points.intercept,
            intercept_error=regression.intercept_error,
            penalty=regression.penalty,
            rounding=self.rounding(),
            warnings=(),
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
            said = f"no training row reaches {passing_score} points"
            raise PolicyError(
                [errors.wrong_setting("reason_codes.passing_score", said, "a score that some reach")]
            )
        chosen = self.points.rounded if self.rounded else self.points.raw
        rows = [
            np.array([float(value) for value in points])[found]
            for points, found in zip(chosen, self.attributes["train"], strict=True)
        ]
        return [
            (float(np.average(one, weights=weight)), float(np.average(one, weights=passing))) for one in rows
        ]

    def bands(
        self, everybody: NDArray[np.float64], edges: list[float], training: Training
    ) -> list[dict[str, Any]]:
        """Score bands of the rows that the card's counts hold."""
        band = np.searchsorted(np.array(edges), everybody, side="right")
        counts = [
            counts_of(training.bad[band == k], training.weight[band == k]) for k in range(len(edges) + 1)
        ]
        return bands_of(edges, counts)

    def facts(
        self, results: Mapping[str, SampleResult], bands: list[dict[str, Any]], training: Training,
        rejected: int,
    ) -> dict[str, Any]:  # fmt: skip
        """The entry `development`: who is counted, their score bands, statistics of every sample."""
        known = training.known
        numbers = {
            f"{name}_{key}": exact(round(one.statistics[key].value, 6))
            for name, one in results.items() for key in ("auc", "gini", "ks")
        }  # fmt: skip
        return {
            "sample": _sample(len(training.bad[known]) + rejected, training.bad, training.weight) | (
                {"inferred": _sample(rejected, training.bad[known.stop:], training.weight[known.stop:])}
                if rejected else {}
            ),
            "score_bands": bands,
            "statistics": numbers,
        }  # fmt: skip

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


def _sample(records: int, bad: NDArray[np.float64], weight: NDArray[np.float64]) -> dict[str, Any]:
    """How many applicants, and their goods and bads; of inferred outcome each may be some of both."""
    counts = counts_of(bad, weight)
    return {
        "records": records, "goods": exact(round(counts.goods, 6)), "bads": exact(round(counts.bads, 6)),
    }  # fmt: skip


def _cross_validation(
    columns: list[Column], training: Training, settings: Settings, progress: Progress | None
) -> CrossValidation:
    """AUC of the held-out folds; the interval is Student's over the folds, which are not independent."""
    from scipy.stats import t

    found = cross_validate(columns, training, settings, progress)
    level = float(settings.validation.level)
    mean, number = float(np.mean(found)), len(found)
    reach = float(t.ppf((1 + level) / 2, number - 1)) * float(np.std(found, ddof=1)) / number**0.5
    estimate = Estimate(mean, mean - reach, mean + reach, level, f"{number} folds")
    return CrossValidation(number, tuple(found), estimate)


def _completed(
    development: Development, validation: CrossValidation | None, inference: RejectInference | None,
    warnings: tuple[Any, ...], seconds: dict[str, float],
) -> Development:  # fmt: skip
    from dataclasses import replace

    return replace(
        development, cross_validation=validation, rejects=inference, warnings=warnings, seconds=seconds
    )
