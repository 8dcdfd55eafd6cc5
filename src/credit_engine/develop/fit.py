"""`fit_scorecard`: from a frame of applicants with known outcome to a scorecard and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.develop import problems as errors
from credit_engine.develop.binning import Training
from credit_engine.develop.card_data import libraries
from credit_engine.develop.columns import Column, Data, read_data
from credit_engine.develop.development import Basis, Development
from credit_engine.develop.reading import frame_hash, idle_without_rejected, settings_from
from credit_engine.develop.rejects import read_rejected, with_rejected
from credit_engine.develop.results import CrossValidation, Estimate, RejectInference
from credit_engine.develop.review import review
from credit_engine.develop.samples import split_rows
from credit_engine.develop.scored import development_of
from credit_engine.develop.selection import Model, Progress, cross_validate, fit_model
from credit_engine.develop.settings import Settings
from credit_engine.develop.texts import LEFT_OUT
from credit_engine.problems import InputError, PolicyError

if TYPE_CHECKING:
    import pandas as pd

_PACKAGES = ("pandas", "scipy", "sklearn", "optbinning")


def fit_scorecard(
    frame: pd.DataFrame,
    target: str | None = None,
    *,
    settings: Settings | Mapping[str, Any] | None = None,
    rejected: pd.DataFrame | None = None,
    progress: Progress | None = None,
    sha256: str | None = None,
    **changes: Any,
) -> Development:
    """Fit a scorecard on a frame with a row per applicant and a target column of 0 (good) and 1 (bad).

    `settings` are those of docs/reference/scorecard-settings.md; keywords (`name=...`, `leave_out=[...]`,
    `samples={...}`) take their place one by one. `rejected` are applicants without outcome. `progress` is
    called with a stage and how many of how many steps are done. `sha256` is that of the data file;
    without it, one over the frame is taken. Binning, selection and regression see training rows only. The
    same call gives the same card, byte for byte. Raises PolicyError for settings, InputError for data that
    cannot be used, with every problem.
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
    _check_selected(model)
    hashed = sha256 or frame_hash(frame)
    origin = {"name": chosen.data_name or "frame", "sha256": hashed, "records": len(frame)}
    with fit.timed("cross-validation"):
        folds = chosen.validation.folds
        validation = _cross_validation(columns, training, chosen, progress) if folds > 1 else None
    notes = tuple(review(data, chosen))
    basis = Basis(
        chosen, data, samples, training_all, model, origin, libraries(), inference, validation, notes
    )
    with fit.timed("scoring"):
        development = development_of(basis)
    return replace(development, seconds=fit.seconds)


def _check_selected(model: Model) -> None:
    if model.selection.kept:
        return
    left_out = {binned.name: model.selection.left_out[binned.name][0] for binned in model.tried}
    causes = {name: LEFT_OUT[cause]["en"].split(",")[0] for name, cause in left_out.items()}
    raise InputError([errors.nothing_selected(reasons=errors.by_cause(causes))])


def require_packages() -> None:
    """Raise InputError where a package of the extra `develop` is not installed."""
    from importlib.util import find_spec

    missing = [errors.package_missing(name) for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise InputError(missing[:1])


def _check_frame(frame: object) -> None:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise InputError([errors.not_a_frame(kind=type(frame).__name__)])


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
