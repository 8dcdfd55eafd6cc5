"""Reject inference: rejected applicants take part in training with an inferred outcome.

Sources: N. Siddiqi, Credit Risk Scorecards (2006), chapter 5 (parcelling, fuzzy augmentation); J. Banasik and
J. Crook, European Journal of Operational Research 183 (2007), on how little they can know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from credit_engine.develop import problems as errors
from credit_engine.develop.arrays import Floats
from credit_engine.develop.binning import Training
from credit_engine.develop.columns import PRESENT, Column, check_present, read_columns, read_weight
from credit_engine.develop.results import RejectInference
from credit_engine.develop.selection import Model
from credit_engine.develop.settings import Settings
from credit_engine.problems import InputError
from credit_engine.wording import Said

if TYPE_CHECKING:
    import pandas as pd

_MOST = 0.99
"""Not all rejected applicants would have been bad, whatever the factor: a WOE needs goods, too."""


def read_rejected(
    frame: pd.DataFrame, accepted: Sequence[Column], settings: Settings
) -> tuple[list[Column], Floats]:
    """The columns of the accepted applicants in a frame of rejected ones; raises InputError with every
    problem.
    """
    wanted = [column.name for column in accepted]
    problems = check_present(frame, [*wanted, *([settings.weights] if settings.weights else [])])
    if problems:
        raise InputError(problems)
    unused: dict[str, str] = {}
    columns = read_columns(frame, wanted, _of_kinds(frame, accepted, settings), unused, problems)
    found = {column.name: column for column in columns}
    for column in accepted:
        inferred = found.get(column.name)
        known = any(problem.path == column.name for problem in problems)
        if not known and (inferred is None or not _is_alike(inferred, column)):
            kind = Said("numbers", "数字") if column.numeric else Said("texts", "文本")
            problems.append(errors.other_kind(path=column.name, wanted=kind))
    weight = read_weight(frame, settings.weights, problems)
    if problems:
        raise InputError(problems)
    return [found[name] for name in wanted], weight


def _of_kinds(frame: pd.DataFrame, accepted: Sequence[Column], settings: Settings) -> Settings:
    """The settings with the kind that each column has among the accepted: of fewer rows figures may look like
    numbers of rows, and codes like figures.
    """
    chosen = dict(settings.columns)
    for column in accepted:
        held = {type(value) for value in frame[column.name].dropna().tolist()}
        if not (column.numeric and str in held):
            kind = {"kind": "numeric" if column.numeric else "nominal"}
            chosen[column.name] = column.settings.model_copy(update=kind)
    return settings.model_copy(update={"columns": chosen})


def _is_alike(rejected: Column, accepted: Column) -> bool:
    """Whether both hold numbers, or categories of a type that the accepted have."""
    types = [
        {
            str if isinstance(value, str) else bool if isinstance(value, bool) else float
            for value in column.values[column.state == PRESENT].tolist()
        }
        for column in (rejected, accepted)
    ]
    return rejected.numeric == accepted.numeric and (not types[0] or bool(types[0] & types[1]))


def with_rejected(
    columns: Sequence[Column],
    training: Training,
    rejected: Sequence[Column],
    weight: Floats,
    model: Model,
    settings: Settings,
) -> tuple[list[Column], Training, RejectInference]:
    """Training rows joined by the rejected, by the model of the accepted alone."""
    odds, known = model.log_odds(rejected), model.log_odds(columns)
    if settings.rejects.method == "fuzzy":
        rate = 1 / (1 + np.exp(odds) / float(settings.rejects.bad_factor))
        joined = [_joined(column, [counts, counts]) for column, counts in zip(columns, rejected, strict=True)]
        bad = np.concatenate([training.bad, np.ones(len(rate)), np.zeros(len(rate))])
        weights = np.concatenate([training.weight, weight * rate, weight * (1 - rate)])
    else:
        outcome = _parcelled(odds, known, training, settings)
        rate = outcome
        joined = [_joined(column, [counts]) for column, counts in zip(columns, rejected, strict=True)]
        bad = np.concatenate([training.bad, outcome])
        weights = np.concatenate([training.weight, weight])
    inferred = float((weight * rate).sum())
    summary = RejectInference(
        settings.rejects.method,
        len(odds),
        inferred,
        inferred / float(weight.sum()),
        float(np.average(training.bad, weights=training.weight)),
    )
    return joined, Training(bad, weights, len(bad) - len(training.bad)), summary


def _parcelled(odds: Floats, known: Floats, training: Training, settings: Settings) -> Floats:
    """Bads drawn within bands of the score, as many as the accepted ones' bad rate there times the factor."""
    number = settings.rejects.bands
    edges = np.unique(np.quantile(known, np.arange(1, number) / number))
    band, band_known = np.searchsorted(edges, odds, side="right"), np.searchsorted(edges, known, side="right")
    draw = np.random.default_rng(settings.samples.seed)
    outcome = np.zeros(len(odds))
    overall = float(np.average(training.bad, weights=training.weight))
    for k in range(len(edges) + 1):
        inside, rows = band_known == k, np.flatnonzero(band == k)
        rate = (
            float(np.average(training.bad[inside], weights=training.weight[inside]))
            if inside.any()
            else overall
        )
        bads = round(min(_MOST, rate * float(settings.rejects.bad_factor)) * len(rows))
        outcome[draw.permutation(rows)[:bads]] = 1.0
    return outcome


def _joined(column: Column, others: Sequence[Column]) -> Column:
    values = np.concatenate([column.values, *(other.values for other in others)])
    state = np.concatenate([column.state, *(other.state for other in others)])
    return Column(column.name, column.numeric, values, state, column.codes, column.settings)
