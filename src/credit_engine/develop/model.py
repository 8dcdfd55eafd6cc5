"""Binning, selection and regression as one: what is fitted on some rows, and how it ranks others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from credit_engine.develop.arrays import Floats
from credit_engine.develop.attributes import assign
from credit_engine.develop.binning import Binned, Training, bin_column
from credit_engine.develop.columns import Column
from credit_engine.develop.discrimination import auc
from credit_engine.develop.samples import folds
from credit_engine.develop.selection import Selection, select
from credit_engine.develop.settings import Settings
from credit_engine.problems import PolicyError, Problem

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
        woe = [one.woe_of(assign(by_name[one.name], one.attributes)) for one in self.selection.kept]
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
    woe = np.column_stack([one.woe_of(assign(one.column, one.attributes)) for one in tried])
    return Model(tuple(tried), select(tried, woe, training, settings))


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
