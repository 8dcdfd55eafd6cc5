"""The fitted card in tables: characteristics with their attributes by sample, and samples with their
statistics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.attributes import assign, range_text
from credit_engine.develop.binning import Binned, Training
from credit_engine.develop.card_data import Points
from credit_engine.develop.columns import Data
from credit_engine.develop.discrimination import auc, counts_of, statistics, sums
from credit_engine.develop.model import Model
from credit_engine.develop.results import (
    AttributeResult,
    CharacteristicResult,
    Counts,
    SampleResult,
    ScoreBand,
)
from credit_engine.develop.settings import Settings
from credit_engine.develop.statistics import psi
from credit_engine.develop.texts import attribute_label, title_of
from credit_engine.parts.model import Bilingual

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
    names = {one.name for one in kept}
    columns = {column.name: column for column in data.columns}
    found = []
    for one in [*kept, *(other for other in model.tried if other.name not in names)]:
        counts = {
            name: _counts(
                assign(columns[one.name].rows(rows), one.attributes), len(one.attributes), data, rows
            )
            for name, rows in samples.items()
        }
        inferred = _inferred(one, training) if training.inferred else None
        place = kept.index(one) if one.name in names else None
        found.append(_characteristic(one, place, model, points, counts, inferred, causes))
    return tuple(found)


def _inferred(one: Binned, training: Training) -> list[Counts]:
    """Goods and bads of inferred outcome by attribute; they stand behind the known ones."""
    known = training.known.stop
    found = assign(one.column, one.attributes)[known:]
    weight, bad = training.weight[known:], training.bad[known:]
    number = len(one.attributes)
    pairs = zip(sums(found, weight * (1 - bad), number), sums(found, weight * bad, number), strict=True)
    return [Counts(float(good), float(bad)) for good, bad in pairs]


def _counts(found: Integers, number: int, data: Data, rows: Integers) -> tuple[Floats, Floats]:
    weight, bad = data.weight[rows], data.bad[rows]
    return sums(found, weight * (1 - bad), number), sums(found, weight * bad, number)


def _characteristic(
    one: Binned,
    place: int | None,
    model: Model,
    points: Points,
    counts: Mapping[str, tuple[Floats, Floats]],
    inferred: list[Counts] | None,
    causes: Mapping[str, Bilingual],
) -> CharacteristicResult:
    selection = model.selection
    cause, text = selection.left_out.get(one.name, ("", {}))
    regression = selection.regression
    totals = {name: goods + bads for name, (goods, bads) in counts.items()}
    good, bad = counts["train"]
    return CharacteristicResult(
        name=one.name,
        title=title_of(one.name, one.column.settings),
        attributes=tuple(
            _attribute(one, i, place, points, counts, None if inferred is None else inferred[i], causes)
            for i in range(len(one.attributes))
        ),
        trend=one.trend,
        iv={name: one.information(*pair) for name, pair in counts.items()},
        gini=2 * _auc_of(one.woe, good, bad) - 1,
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
        by_hand=one.hand.bins,
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
    one: Binned,
    i: int,
    place: int | None,
    points: Points,
    counts: Mapping[str, tuple[Floats, Floats]],
    inferred: Counts | None,
    causes: Mapping[str, Bilingual],
) -> AttributeResult:
    attribute = one.attributes[i]
    return AttributeResult(
        kind=attribute.kind,
        label=attribute_label(attribute, one.column.settings, causes),
        counts={name: Counts(float(good[i]), float(bad[i])) for name, (good, bad) in counts.items()},
        woe=float(one.woe[i]),
        woe_by=one.woe_by[i],
        points=None if place is None else float(points.raw[place][i]),
        rounded=None if place is None else float(points.rounded[place][i]),
        inferred=inferred,
        by_hand=one.hand.notes.get(i),
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
    total: Floats,
    pd: Floats,
    bad: Floats,
    weight: Floats,
    edges: Sequence[float],
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
