"""What follows the points: PD by calibration, grade by the master scale, bands of the score."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.credit.scaling import Scaling, scaling_factor, scaling_offset
from credit_engine.document_text import Document, Path
from credit_engine.feel.number_sets import complement, intersection, is_empty
from credit_engine.feel.types import Interval
from credit_engine.parts.card import problems as errors
from credit_engine.parts.card.attributes import add_range, cells_of, inner_gaps, read_interval
from credit_engine.parts.card.model import CalibrationModel, CardModel, ScalingModel
from credit_engine.parts.reading import Reporting
from credit_engine.problems import Problem
from credit_engine.run.scoring import Bins, Calibration, Steps
from credit_engine.wording import all_of, said

_NEEDS = {
    "scaling": (),
    "logistic": ("intercept", "slope"),
    "prior_shift": ("sample_bad_rate", "target_bad_rate"),
    "steps": ("steps",),
}
_RATES = ("sample_bad_rate", "target_bad_rate", "pd_floor")
_PD = Interval(0, 1)
_SMALL, _LARGE = Decimal("1e-30"), 10**30
"""Odds and points beyond these are no scaling of a card, and their logarithms and quotients would leave
decimals."""


def ln(number: numbers.Number) -> Decimal:
    """The natural logarithm of a number above 0, to 34 digits."""
    found = numbers.ln(number)
    assert not isinstance(found, Absent)
    return Decimal(found)


def factor_and_offset(scaling: ScalingModel) -> tuple[Decimal, Decimal]:
    """Points per unit of ln odds (good:bad), and the points at odds 1:1; the scaling is a sound one."""
    written = Scaling(scaling.base_score, scaling.base_odds, scaling.points_to_double_odds)
    factor, offset = scaling_factor(written.points_to_double_odds), scaling_offset(written)
    assert not isinstance(factor, Absent)
    assert not isinstance(offset, Absent)
    return Decimal(factor), Decimal(offset)


def scaling_is_sound(file: Reporting, spec: CardModel) -> bool:
    """Whether odds and points that double them are above 0; if not, that is reported."""
    if file.damaged_below(("scaling",)):
        return False
    refused = [
        key
        for key in ("base_odds", "points_to_double_odds")
        if not _SMALL < getattr(spec.scaling, key) < _LARGE
    ]
    for key in refused:
        is_large = getattr(spec.scaling, key) > 0
        file.report(errors.beyond_use if is_large else errors.not_positive, ("scaling", key), key=key)
    if not -_LARGE < spec.scaling.base_score < _LARGE:
        file.report(errors.no_score, ("scaling", "base_score"))
        return False
    return not refused


def read_calibration(file: Reporting, spec: CardModel, sound: bool) -> Calibration | None:
    """PD = 1/(1 + odds) with odds = base_odds * 2^((score - base_score)/pdo), or the declared curve."""
    here: Path = ("calibration",)
    if file.damaged_below(here):
        return None
    model = spec.calibration
    if not _is_complete(file, model):
        return None
    floor = model.pd_floor
    if model.method == "logistic":
        file.problems += _slope(file.document, spec)
        return Calibration(Decimal(model.intercept or 0), Decimal(model.slope or 0), floor)
    if model.method == "steps":
        steps = _pd_steps(file, model)
        return None if steps is None else Calibration(floor=floor, steps=steps)
    if not sound:
        return None
    scaling = spec.scaling
    with localcontext(numbers.CONTEXT):
        slope = ln(2) / scaling.points_to_double_odds
        intercept = ln(scaling.base_odds) - slope * scaling.base_score
        if model.method == "prior_shift":
            intercept += _log_odds(model.sample_bad_rate) - _log_odds(model.target_bad_rate)
    return Calibration(intercept, slope, floor)


def _slope(document: Document, spec: CardModel) -> list[Problem]:
    """A PD that does not fall as the score rises is a slip of sign, unless points mean risk."""
    slope, at = spec.calibration.slope or 0, document.span(("calibration", "slope"))
    return [] if slope > 0 or spec.reason_codes.method == "points_above" else [errors.pd_rises(at)]


def _log_odds(rate: Any) -> Decimal:
    """logit(rate); a prior shift adds logit(target) - logit(sample) to logit(PD) (Siddiqi 2006, ch. 6)."""
    return ln(rate / (1 - Decimal(rate)))


def _is_complete(file: Reporting, model: CalibrationModel) -> bool:
    """Whether the method has what it needs, and nothing that it does not use."""
    here: Path = ("calibration",)
    needed, before = _NEEDS[model.method], len(file.problems)
    expected = ", ".join(needed)
    for key in _RATES:
        if _is_no_fraction(model, key):
            file.report(errors.no_fraction, (*here, key), key=key)
    if any(getattr(model, key) is None for key in needed):
        named = all_of(f"'{key}'" for key in needed)
        file.report(
            errors.calibration_needs, file.key(here), method=model.method, named=named, expected=expected
        )
    for key in (key for keys in _NEEDS.values() for key in keys if key not in needed):
        if getattr(model, key) is not None:
            at, expected = file.key((*here, key)), expected or "pd_floor"
            file.report(errors.calibration_ignores, at, method=model.method, key=key, expected=expected)
    return len(file.problems) == before


def _is_no_fraction(model: CalibrationModel, key: str) -> bool:
    rate = getattr(model, key)
    return rate is not None and not 0 < rate < 1


def _pd_steps(file: Reporting, model: CalibrationModel) -> Steps | None:
    """PDs by stretches of the score, that cover all scores; none rises with the score."""
    here: Path = ("calibration", "steps")
    steps = model.steps or []
    before = len(file.problems)
    ranges: list[tuple[Interval, int]] = []
    for i, step in enumerate(steps):
        interval = read_interval(file, (*here, i, "range"))
        if interval is not None:
            add_range(file, (*here, i, "range"), interval, i, ranges)
        if not 0 < step.pd < 1:
            file.report(errors.no_fraction, (*here, i, "pd"), key="pd")
    if len(file.problems) > before:
        return None
    gaps = complement([interval for interval, _ in ranges])
    if gaps:
        what, hint = said("step", "区段"), said("steps cover every score", "各区段须覆盖所有分数")
        file.report(errors.gap, file.key(here), what=what, gaps=", ".join(map(str, gaps)), hint=hint)
        return None
    ordered = sorted(ranges, key=lambda pair: (pair[0].low is not None, pair[0].low or 0))
    for (_, low), (_, high) in pairwise(ordered):
        if steps[high].pd > steps[low].pd:
            file.report(errors.pd_order, (*here, high, "pd"), below=errors.shown(steps[low].pd))
            return None
    return _steps(ranges, tuple(step.pd for step in steps))


def _steps(ranges: Sequence[tuple[Interval, int]], values: tuple[Any, ...]) -> Steps:
    edges = sorted({end for interval, _ in ranges for end in interval[:2] if end is not None})
    if not edges:
        return Steps(Bins((0,), (0, 0, 0)), values)
    return Steps(Bins(tuple(edges), tuple(cells_of(edges, ranges))), values)


def read_master_scale(file: Reporting, spec: CardModel) -> Steps | None:
    """The grades by PD; together they cover every PD from 0 to 1 once."""
    here: Path = ("master_scale",)
    if spec.master_scale is None or file.damaged_below(here):
        return None
    return read_grades(file, here, tuple(spec.master_scale))


def read_grades(file: Reporting, here: Path, names: Sequence[str]) -> Steps | None:
    """The grades of these names by the ranges of PD that stand at a path."""
    before = len(file.problems)
    ranges: list[tuple[Interval, int]] = []
    for i, name in enumerate(names):
        at = file.document.in_full((*here, name), "range")
        interval = read_interval(file, at)
        if interval is None:
            continue
        for old, k in ranges:
            common = intersection(old, interval)
            if not is_empty(common):
                file.report(errors.scale_overlap, at, first=names[k], second=name, common=common)
                break
        ranges.append((interval, i))
    if len(file.problems) > before:
        return None
    gaps = [
        gap
        for outside in complement([r for r, _ in ranges])
        if not is_empty(gap := intersection(outside, _PD))
    ]
    if gaps:
        file.report(errors.scale_gap, file.key(here), gaps=", ".join(map(str, gaps)))
        return None
    return _steps(ranges, tuple(names))


def check_bands(file: Reporting, spec: CardModel) -> None:
    """Score bands of the development sample: neither overlap nor gap between them."""
    here: Path = ("development", "score_bands")
    if spec.development is None or file.damaged_below(here):
        return
    ranges: list[tuple[Interval, int]] = []
    before = len(file.problems)
    for i in range(len(spec.development.score_bands)):
        interval = read_interval(file, (*here, i, "range"))
        if interval is not None:
            add_range(file, (*here, i, "range"), interval, i, ranges)
    gaps = inner_gaps(interval for interval, _ in ranges)
    if gaps and len(file.problems) == before:
        what, hint = said("score band", "分数段"), said("close the gap", "请补上空档")
        file.report(errors.gap, file.key(here), what=what, gaps=gaps, hint=hint)
