"""Which characteristics enter the card, on training rows only, and the regression on those that do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from credit_engine.develop.arrays import Floats, Mask
from credit_engine.develop.binning import Binned, Training, bin_column
from credit_engine.develop.columns import Column
from credit_engine.develop.discrimination import auc
from credit_engine.develop.regression import (
    Regression,
    choose_penalty,
    correlations,
    fit_regression,
    variance_inflation,
)
from credit_engine.develop.results import Texts
from credit_engine.develop.samples import folds
from credit_engine.develop.settings import SelectionSettings, Settings
from credit_engine.develop.significance import above_chance, chance_of
from credit_engine.develop.texts import left_out_text
from credit_engine.problems import PolicyError, Problem

PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_FOLDS_OF_PENALTY = 5
"""Folds of the cross-validation that chooses the penalty: five or ten are usual (Hastie, Tibshirani,
Friedman, The Elements of Statistical Learning, section 7.10)."""


@dataclass
class Selection:
    """The characteristics of the card in its order, their regression, and why each other one is left out."""

    kept: list[Binned]
    regression: Regression
    inflation: Floats
    left_out: dict[str, tuple[str, Texts]] = field(default_factory=dict)


@dataclass
class _Candidates:
    """Characteristics that are still in, with the WOE of the training rows, a column each."""

    binned: list[Binned]
    woe: Floats
    training: Training
    left_out: dict[str, tuple[str, Texts]]

    def drop(self, place: int, cause: str, **values: str) -> None:
        """Leave one out, and say why."""
        self.left_out[self.binned[place].name] = cause, left_out_text(cause, **values)
        del self.binned[place]
        self.woe = np.delete(self.woe, place, axis=1)


def select(binned: Sequence[Binned], woe: Floats, training: Training, settings: Settings) -> Selection:
    """Apply the criteria in turn: chance, IV, correlation, VIF, sign, p-value, number."""
    chosen = settings.selection
    candidates = _Candidates(list(binned), woe, training, {})
    _drop_uninformative(candidates)
    _by_chance(candidates, float(chosen.false_discoveries))
    _by_information(candidates, chosen)
    if chosen.correlation_max is not None:
        _by_correlation(candidates, float(chosen.correlation_max))
    if chosen.vif_max is not None:
        _by_inflation(candidates, float(chosen.vif_max))
    return _completed(candidates, _by_regression(candidates, settings))


def _drop_uninformative(candidates: _Candidates) -> None:
    """Leave out what has one attribute that rows fall into, or several of the same weight."""
    for place in reversed(range(len(candidates.binned))):
        candidate = candidates.binned[place]
        if not candidate.is_informative:
            filled = int((candidate.goods + candidate.bads > 0).sum())
            candidates.drop(place, "one_attribute" if filled < 2 else "missing_worst")


def _completed(candidates: _Candidates, regression: Regression) -> Selection:
    weight = candidates.training.weight
    inflation = variance_inflation(candidates.woe, weight) if candidates.binned else np.array([])
    return Selection(candidates.binned, regression, inflation, candidates.left_out)


def _by_chance(candidates: _Candidates, rate: float) -> None:
    """Leave out what looks no better than noise does, among so many columns, on rows of known outcome."""
    training, known = candidates.training, candidates.training.known
    chances = [
        chance_of(binned.column.rows(known), training.bad[known], training.weight[known])
        for binned in candidates.binned
    ]
    kept = above_chance(chances, rate)
    for place in reversed(np.flatnonzero(~kept).tolist()):
        candidates.drop(place, "noise", value=f"{chances[place]:.4f}")


def _by_information(candidates: _Candidates, chosen: SelectionSettings) -> None:
    for place in reversed(range(len(candidates.binned))):
        iv = candidates.binned[place].iv
        if chosen.iv_min is not None and iv < chosen.iv_min:
            candidates.drop(place, "iv_low", value=f"{iv:.4f}", limit=str(chosen.iv_min))
        elif chosen.iv_max is not None and iv > chosen.iv_max:
            candidates.drop(place, "iv_high", value=f"{iv:.4f}", limit=str(chosen.iv_max))


def _by_correlation(candidates: _Candidates, limit: float) -> None:
    """Of each pair above the limit the one with less information goes, the closest pair first."""
    while len(candidates.binned) > 1:
        matrix = np.abs(correlations(candidates.woe, candidates.training.weight))
        np.fill_diagonal(matrix, 0.0)
        first, second = divmod(int(matrix.argmax()), len(matrix))
        if matrix[first, second] <= limit:
            return
        ivs = [candidates.binned[place].iv for place in (first, second)]
        loser, other = (first, second) if ivs[0] < ivs[1] else (second, first)
        values = {"value": f"{matrix[first, second]:.3f}", "limit": f"{limit:g}"}
        candidates.drop(loser, "correlation", other=candidates.binned[other].name, **values)


def _by_inflation(candidates: _Candidates, limit: float) -> None:
    while len(candidates.binned) > 1:
        inflation = variance_inflation(candidates.woe, candidates.training.weight)
        worst = int(inflation.argmax())
        if inflation[worst] <= limit:
            return
        candidates.drop(worst, "vif", value=f"{inflation[worst]:.2f}", limit=f"{limit:g}")


def _by_regression(candidates: _Candidates, settings: Settings) -> Regression:
    """Fit, leave out what is held at 0 by its sign, then what is not significant, one at a time."""
    fit = _fitter(candidates, settings)
    chosen = settings.selection
    while True:
        regression = fit()
        if not candidates.binned:
            return regression
        held = [
            place
            for place, (binned, coefficient) in enumerate(
                zip(candidates.binned, regression.coefficients.tolist(), strict=True)
            )
            if coefficient <= 0 and binned.column.settings.sign == "as_expected" and _constrained(settings)
        ]
        for place in reversed(held):
            candidates.drop(place, "sign")
        if held:
            continue
        weakest = int(regression.p_values.argmax())
        p_value = float(regression.p_values[weakest])
        if chosen.p_value_max is not None and p_value > chosen.p_value_max:
            candidates.drop(weakest, "p_value", value=f"{p_value:.4f}", limit=str(chosen.p_value_max))
        elif chosen.max_characteristics is not None and len(candidates.binned) > chosen.max_characteristics:
            candidates.drop(weakest, "limit", limit=str(chosen.max_characteristics))
        else:
            return regression


def _constrained(settings: Settings) -> bool:
    return settings.regression.sign == "constrained"


def _fitter(candidates: _Candidates, settings: Settings) -> Callable[[], Regression]:
    """The regression of what is still in, at the penalty that was set or is chosen once."""
    training = candidates.training
    penalty = settings.regression.penalty
    if penalty == "auto":
        fold = folds(training.bad, _FOLDS_OF_PENALTY, settings.samples.seed)
        signs = _signs(candidates, settings)
        penalty = choose_penalty(candidates.woe, training.bad, training.weight, fold, PENALTIES, signs)

    def fit() -> Regression:
        signs = _signs(candidates, settings)
        return fit_regression(candidates.woe, training.bad, training.weight, float(penalty), signs)

    return fit


def _signs(candidates: _Candidates, settings: Settings) -> Mask:
    """Which coefficients are held to their sign."""
    held = [
        _constrained(settings) and binned.column.settings.sign == "as_expected"
        for binned in candidates.binned
    ]
    return np.array(held, dtype=bool)


def refitted(before: Selection, kept: Sequence[Binned], training: Training, settings: Settings) -> Selection:
    """The regression fitted again for characteristics whose weights were changed, at the penalty that was
    chosen; what is held at 0 by its sign goes, and no other criterion is applied again.
    """
    candidates = _Candidates(list(kept), woe_matrix(kept), training, dict(before.left_out))
    regression = settings.regression.model_copy(update={"penalty": before.regression.penalty})
    fixed = settings.model_copy(update={"regression": regression, "selection": SelectionSettings()})
    _drop_uninformative(candidates)
    return _completed(candidates, _by_regression(candidates, fixed))


def with_coefficients(before: Selection, kept: Sequence[Binned], training: Training) -> Selection:
    """The coefficients as they were, for changed weights: they have no standard errors then."""
    candidates = _Candidates(list(kept), woe_matrix(kept), training, dict(before.left_out))
    unknown = np.full_like(before.regression.covariance, np.nan)
    return _completed(candidates, replace(before.regression, covariance=unknown))


def woe_matrix(binned: Sequence[Binned]) -> Floats:
    """The WOE of the training rows, a column for each characteristic."""
    return np.column_stack([characteristic.training_woe for characteristic in binned])


Progress = Callable[[str, int, int], None]
"""Called with a stage, and how many of how many steps of it are done."""


@dataclass(frozen=True)
class Model:
    """All characteristics that were tried, and those that were taken with their regression."""

    tried: tuple[Binned, ...]
    selection: Selection

    def log_odds(self, columns: Sequence[Column]) -> Floats:
        """Ln odds good:bad of rows of the columns that the model was fitted on."""
        by_name = {column.name: column for column in columns}
        woe = [binned.woe_of(by_name[binned.name]) for binned in self.selection.kept]
        rows = len(columns[0].state)
        return self.selection.regression.log_odds(np.column_stack(woe) if woe else np.zeros((rows, 0)))


def fit_model(
    columns: Sequence[Column], training: Training, settings: Settings, progress: Progress | None = None
) -> Model:
    """Fit on training rows; raises PolicyError with every column that cannot be binned as asked."""
    tried: list[Binned] = []
    problems: list[Problem] = []
    for done, column in enumerate(columns, 1):
        try:
            tried.append(bin_column(column, training, settings))
        except PolicyError as error:
            problems += error.problems
        if progress is not None:
            progress("binning", done, len(columns))
    if problems:
        raise PolicyError(problems)
    return Model(tuple(tried), select(tried, woe_matrix(tried), training, settings))


def cross_validate(
    columns: Sequence[Column], training: Training, settings: Settings, progress: Progress | None = None
) -> list[float]:
    """AUC on each fold of the training rows of a model that was fitted, binning included, on the others."""
    number = settings.validation.folds
    fold = folds(training.bad, number, settings.samples.seed)
    found = []
    for k in range(number):
        train, held = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        part = Training(training.bad[train], training.weight[train])
        model = fit_model([column.rows(train) for column in columns], part, settings)
        odds = model.log_odds([column.rows(held) for column in columns])
        found.append(auc(-odds, training.bad[held], training.weight[held]))
        if progress is not None:
            progress("cross-validation", k + 1, number)
    return found
