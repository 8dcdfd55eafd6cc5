"""Warnings about a fitted card: what a developer should look at before using it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from credit_engine.develop import errors
from credit_engine.develop.binning import Training
from credit_engine.develop.model import Model
from credit_engine.develop.results import AttributeResult, CharacteristicResult, Counts
from credit_engine.problems import Problem

_LEAKAGE = 0.5
_FEW = 200
_SHIFT = 0.25
_Z = 3.0
_WEAK = 0.05


def doubts(
    model: Model, characteristics: Sequence[CharacteristicResult], training: Training,
    unused: Mapping[str, str],
) -> tuple[Problem, ...]:  # fmt: skip
    """All warnings, the gravest kinds first."""
    found: list[Problem] = []
    protected = [name for name, cause in unused.items() if cause == "protected"]
    if protected:
        found.append(errors.protected_left_out(protected))
    found += _of_training(training)
    found += [
        errors.leakage(one.name, one.iv["train"], _LEAKAGE) for one in characteristics
        if one.in_card and one.iv["train"] > _LEAKAGE
    ]  # fmt: skip
    found += _of_signs(characteristics)
    found += [errors.pure_bins(one.name, one.merged) for one in model.tried if one.merged]
    found += [problem for one in characteristics if one.in_card for problem in _of_stability(one)]
    found += [
        errors.weak(one.name, one.p_value) for one in characteristics
        if one.p_value is not None and one.p_value > _WEAK
    ]  # fmt: skip
    alone = [one.name for one in characteristics if one.left_out == "one_attribute"]
    return (*found, *([errors.all_in_one_bin(alone)] if alone else []))


def _of_training(training: Training) -> Iterator[Problem]:
    bads = int(training.bad.sum())
    goods = len(training.bad) - bads
    if min(bads, goods) < _FEW:
        yield errors.small_sample(bads, goods)


def _of_signs(characteristics: Sequence[CharacteristicResult]) -> Iterator[Problem]:
    if held := [one.name for one in characteristics if one.left_out == "sign"]:
        yield errors.wrong_signs(held)
    for one in characteristics:
        if one.coefficient is not None and one.coefficient < 0:
            yield errors.kept_wrong_sign(one.name, one.coefficient)


def _of_stability(one: CharacteristicResult) -> Iterator[Problem]:
    """Attributes whose WOE differs between train and another sample by more than chance, and shifts in
    numbers.
    """
    for sample, index in one.stability.items():
        if index > _SHIFT:
            yield errors.shifted(one.name, sample, index)
        totals = {name: _total(one.attributes, name) for name in ("train", sample)}
        for attribute in one.attributes:
            before = _woe(attribute.counts["train"], totals["train"])
            after = _woe(attribute.counts[sample], totals[sample])
            if before is None or after is None:
                continue
            if abs(after[0] - before[0]) > _Z * math.sqrt(before[1] + after[1]):
                yield errors.unstable(one.name, attribute.label["en"], sample, before[0], after[0])


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
