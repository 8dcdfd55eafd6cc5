"""Warnings about a fitted card: what a developer should look at before using it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from credit_engine.develop import doubt_problems
from credit_engine.develop.binning import Binned, Training
from credit_engine.develop.columns import PRESENT, settings_of
from credit_engine.develop.results import AttributeResult, CharacteristicResult, Counts
from credit_engine.develop.selection import Model
from credit_engine.develop.settings import Settings
from credit_engine.develop.significance import pure_beyond_chance
from credit_engine.develop.texts import key_of
from credit_engine.numbers import read_number
from credit_engine.problems import Problem
from credit_engine.wording import Said, joined, of_languages

_LEAKAGE = 0.5
"""An information value above 0.5 is to be checked for a leak of the result (N. Siddiqi, Credit Risk
Scorecards, 2006)."""
_SEPARATES = 0.95
"""A Gini index of one characteristic that whole scorecards do not reach."""
_DEMANDED = ("ascending", "descending", "peak", "valley")
_FEW = 200
"""Bads, and goods, below which a fit is a sketch; cards are usually fitted to a thousand of each or
more."""
_SHIFT = 0.25
"""From a PSI of 0.25 on a distribution counts as changed, by the usual rule of thumb."""
_Z = 3.0
"""Standard errors that a WOE differs by: chance exceeds them once in 370 attributes."""
_WEAK = 0.05
"""The p value above which a coefficient may well be zero."""
_HALF = Said("its WOE takes half a row for the empty class", "其WOE以半个样本代替空缺类别")
_WORST = Said("its WOE is that of the worst attribute", "其WOE取最差分组的值")


def doubts(
    model: Model,
    characteristics: Sequence[CharacteristicResult],
    training: Training,
    unused: Mapping[str, str],
    settings: Settings,
    samples: Collection[str],
) -> tuple[Problem, ...]:
    """All warnings, the gravest kinds first."""
    return (
        *_of_unused(unused),
        *_of_training(training, settings, samples),
        *(problem for characteristic in characteristics for problem in _of_leakage(characteristic)),
        *_of_signs(characteristics),
        *_of_pure(model, characteristics),
        *(
            problem
            for characteristic in characteristics
            if characteristic.in_card
            for problem in _of_stability(characteristic)
        ),
        *(
            doubt_problems.weak(path=characteristic.name, p_value=characteristic.p_value)
            for characteristic in characteristics
            if characteristic.p_value is not None and characteristic.p_value > _WEAK
        ),
        *_of_settings(model, settings),
        *_of_one_attribute(characteristics, settings),
    )


def _of_unused(unused: Mapping[str, str]) -> Iterator[Problem]:
    by_cause: dict[str, list[str]] = {}
    for name, cause in unused.items():
        by_cause.setdefault(cause, []).append(name)
    names = {cause: joined(columns) for cause, columns in by_cause.items()}
    if "protected" in names:
        yield doubt_problems.protected_left_out(names=names["protected"])
    if "constant" in names:
        yield doubt_problems.constant_columns(names=names["constant"])
    if "empty" in names:
        yield doubt_problems.empty_columns(names=names["empty"])
    if "identifier" in names:
        yield doubt_problems.identifiers_left_out(names=names["identifier"])
    if "date" in names:
        yield doubt_problems.dates_left_out(names=names["date"])


def _of_leakage(characteristic: CharacteristicResult) -> Iterator[Problem]:
    """What tells more than anything known beforehand does; of what is left out, only where no criterion of
    the settings did it.
    """
    if characteristic.left_out not in ("", "sign", "missing_worst"):
        return
    separated = _separation(characteristic)
    left_out = "" if characteristic.in_card else Said(" (it is left out)", "（已排除）")
    if separated >= _SEPARATES:
        which = Said("all", "全部") if separated >= 1 else Said("nearly all", "几乎全部")
        yield doubt_problems.separation(
            path=characteristic.name, gini=separated, which=which, left_out=left_out
        )
    elif characteristic.iv["train"] > _LEAKAGE and characteristic.left_out != "sign":
        yield doubt_problems.leakage(
            path=characteristic.name, iv=characteristic.iv["train"], limit=_LEAKAGE, left_out=left_out
        )


def _separation(characteristic: CharacteristicResult) -> float:
    """Gini of the attributes' bad rates in train: 1 where none has both goods and bads."""
    counts = sorted(
        (a.counts["train"] for a in characteristic.attributes if a.counts["train"].total > 0),
        key=lambda c: c.bad_rate or 0.0,
    )
    total = _total(characteristic.attributes, "train")
    goods = better = 0.0
    for c in counts:
        better += c.bads * (goods + c.goods / 2)
        goods += c.goods
    return 2 * better / (total.goods * total.bads) - 1


def _of_pure(model: Model, characteristics: Sequence[CharacteristicResult]) -> Iterator[Problem]:
    merged = {binned.name: binned.merged for binned in model.tried if binned.merged}
    for characteristic in characteristics:
        if characteristic.name in merged:
            yield doubt_problems.pure_merged(
                path=characteristic.name, labels=joined(merged[characteristic.name])
            )
        counts = [a.development for a in characteristic.attributes]
        lone = pure_beyond_chance(np.array([c.goods for c in counts]), np.array([c.bads for c in counts]))
        for k in np.flatnonzero(lone).tolist():
            goods, bads = counts[k].goods, counts[k].bads
            yield doubt_problems.pure_kept(
                path=characteristic.name,
                label=of_languages(characteristic.attributes[k].label),
                number=max(goods, bads),
                only=Said("goods", "好样本") if goods > bads else Said("bads", "坏样本"),
                weight=_HALF if characteristic.attributes[k].woe_by == "expert" else _WORST,
            )


def _of_settings(model: Model, settings: Settings) -> Iterator[Problem]:
    """Groups that nothing falls into, and texts for customers that nobody wrote."""
    for binned in model.tried:
        seen = (
            set(binned.column.values[binned.column.state == PRESENT].tolist())
            if binned.column.settings.groups
            else ()
        )
        unseen = [v for group in binned.column.settings.groups or [] for v in group if v not in seen]
        if unseen:
            yield _unseen(binned.name, "groups", [str(v) for v in unseen])
        if unlabelled := _unlabelled(binned):
            yield _unseen(binned.name, "labels", unlabelled)
    held = {
        cause
        for binned in model.tried
        for k, cause in enumerate(binned.column.causes, 1)
        if (binned.column.state == k).any()
    }
    texts = [raw for raw, cause in settings.codes.items() if read_number(raw) is None and cause not in held]
    if texts:
        yield doubt_problems.unseen_codes(path="codes", codes=joined(texts))
    unnamed = [binned.name for binned in model.selection.kept if binned.column.settings.reason is None]
    if unnamed:
        yield doubt_problems.names_as_texts(names=doubt_problems.first_names(unnamed))


def _unseen(name: str, setting: str, values: Sequence[str]) -> Problem:
    return doubt_problems.unseen_values(
        path=f"columns.{name}.{setting}",
        name=name,
        setting=setting,
        values=doubt_problems.first_values(values),
    )


def _unlabelled(binned: Binned) -> list[str]:
    """Values that are given a label and are in no training row."""
    if not binned.column.settings.labels:
        return []
    present = {key_of(value) for value in binned.column.values[binned.column.state == PRESENT].tolist()}
    return [value for value in binned.column.settings.labels if value not in present]


def _of_one_attribute(
    characteristics: Sequence[CharacteristicResult], settings: Settings
) -> Iterator[Problem]:
    alone: list[str] = []
    for characteristic in characteristics:
        trend = settings_of(settings, characteristic.name).trend or settings.binning.trend
        if (
            characteristic.left_out == "one_attribute"
            and characteristic.trend == trend
            and trend in _DEMANDED
        ):
            yield doubt_problems.against_trend(path=characteristic.name, trend=trend)
        elif characteristic.left_out == "one_attribute":
            alone.append(characteristic.name)
    if alone:
        yield doubt_problems.all_in_one_bin(names=joined(alone))
    if worst := [
        characteristic.name
        for characteristic in characteristics
        if characteristic.left_out == "missing_worst"
    ]:
        yield doubt_problems.missing_worst(names=joined(worst))


def _of_training(training: Training, settings: Settings, samples: Collection[str]) -> Iterator[Problem]:
    known = training.bad[training.known]  # an inferred outcome makes no sample larger
    bads = int(known.sum())
    goods = len(known) - bads
    if min(bads, goods) < _FEW:
        yield doubt_problems.small_sample(bads=bads, goods=goods)
    if set(samples) == {"train"} and not settings.validation.folds:
        yield doubt_problems.no_held_out_rows(path="samples")
    if settings.scaling.base_odds < 1:
        yield doubt_problems.inverted_odds(path="scaling.base_odds", odds=settings.scaling.base_odds)
    if settings.calibration.method in ("logistic", "isotonic") and "validation" not in samples:
        yield doubt_problems.no_validation_rows(path="calibration", method=settings.calibration.method)


def _of_signs(characteristics: Sequence[CharacteristicResult]) -> Iterator[Problem]:
    if held := [
        characteristic.name for characteristic in characteristics if characteristic.left_out == "sign"
    ]:
        yield doubt_problems.wrong_signs(names=joined(held))
    for characteristic in characteristics:
        if characteristic.coefficient is not None and characteristic.coefficient < 0:
            yield doubt_problems.kept_wrong_sign(
                path=characteristic.name, coefficient=characteristic.coefficient
            )


def _of_stability(characteristic: CharacteristicResult) -> Iterator[Problem]:
    """Attributes whose WOE differs between train and another sample by more than chance, and shifts in
    numbers.
    """
    for sample, index in characteristic.stability.items():
        if index > _SHIFT:
            yield doubt_problems.shifted(
                path=characteristic.name, sample=doubt_problems.sample_text(sample), index=index
            )
        totals = {name: _total(characteristic.attributes, name) for name in ("train", sample)}
        for attribute in characteristic.attributes:
            before = _woe(attribute.counts["train"], totals["train"])
            after = _woe(attribute.counts[sample], totals[sample])
            if before is None or after is None:
                continue
            if abs(after[0] - before[0]) > _Z * math.sqrt(before[1] + after[1]):
                yield doubt_problems.unstable(
                    path=characteristic.name,
                    label=of_languages(attribute.label),
                    sample=doubt_problems.sample_text(sample),
                    train=before[0],
                    other=after[0],
                )


def _total(attributes: Sequence[AttributeResult], sample: str) -> Counts:
    return Counts(
        sum(a.counts[sample].goods for a in attributes), sum(a.counts[sample].bads for a in attributes)
    )


def _woe(counts: Counts, total: Counts) -> tuple[float, float] | None:
    """WOE and its variance, 1/goods + 1/bads; None without both classes."""
    if counts.goods <= 0 or counts.bads <= 0:
        return None
    woe = math.log((counts.goods / total.goods) / (counts.bads / total.bads))
    return woe, 1 / counts.goods + 1 / counts.bads
