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
from credit_engine.parts.salvage import damaged_below
from credit_engine.problems import Problem
from credit_engine.run.scoring import Bins, Calibration, Steps
from credit_engine.wording import said

_NEEDS = {
    "scaling": (),
    "logistic": ("intercept", "slope"),
    "prior_shift": ("sample_bad_rate", "target_bad_rate"),
    "steps": ("steps",),
}
_RATES = ("sample_bad_rate", "target_bad_rate", "pd_floor")
_PD = Interval(0, 1)
_SMALL, _LARGE = Decimal("1e-30"), 10**30


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


def scaling_is_sound(document: Document, spec: CardModel, problems: list[Problem]) -> bool:
    """Whether odds and points that double them are above 0; if not, that is reported."""
    if damaged_below(document, ("scaling",)):
        return False
    refused = [
        key
        for key in ("base_odds", "points_to_double_odds")
        if not _SMALL < getattr(spec.scaling, key) < _LARGE
    ]
    problems += [
        errors.not_positive(key, getattr(spec.scaling, key), document.span(("scaling", key)))
        for key in refused
    ]
    if not -_LARGE < spec.scaling.base_score < _LARGE:
        problems.append(errors.no_score(document.span(("scaling", "base_score"))))
        return False
    return not refused


def read_calibration(
    document: Document, spec: CardModel, sound: bool, problems: list[Problem]
) -> Calibration | None:
    """PD = 1/(1 + odds) with odds = base_odds * 2^((score - base_score)/pdo), or the declared curve."""
    here: Path = ("calibration",)
    if damaged_below(document, here):
        return None
    model = spec.calibration
    if not _is_complete(document, model, problems):
        return None
    floor = model.pd_floor
    if model.method == "logistic":
        problems += _slope(document, spec)
        return Calibration(Decimal(model.intercept or 0), Decimal(model.slope or 0), floor)
    if model.method == "steps":
        steps = _pd_steps(document, model, problems)
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


def _is_complete(document: Document, model: CalibrationModel, problems: list[Problem]) -> bool:
    """Whether the method has what it needs, and nothing that it does not use."""
    here: Path = ("calibration",)
    needed = _NEEDS[model.method]
    found = [
        errors.no_fraction(key=key, span=document.span((*here, key)))
        for key in _RATES
        if _is_no_fraction(model, key)
    ]
    if any(getattr(model, key) is None for key in needed):
        found.append(errors.calibration_needs(model.method, needed, document.key_span(here)))
    unused = (key for keys in _NEEDS.values() for key in keys if key not in needed)
    found += [
        errors.calibration_ignores(model.method, key, needed, document.key_span((*here, key)))
        for key in unused
        if getattr(model, key) is not None
    ]
    problems += found
    return not found


def _is_no_fraction(model: CalibrationModel, key: str) -> bool:
    rate = getattr(model, key)
    return rate is not None and not 0 < rate < 1


def _pd_steps(document: Document, model: CalibrationModel, problems: list[Problem]) -> Steps | None:
    """PDs by stretches of the score, that cover all scores; none rises with the score."""
    here: Path = ("calibration", "steps")
    steps = model.steps or []
    before = len(problems)
    ranges: list[tuple[Interval, int]] = []
    for i, step in enumerate(steps):
        interval = read_interval(document, (*here, i, "range"), problems)
        if interval is not None:
            add_range(document, (*here, i, "range"), interval, i, ranges, problems)
        if not 0 < step.pd < 1:
            problems.append(errors.no_fraction(key="pd", span=document.span((*here, i, "pd"))))
    if len(problems) > before:
        return None
    gaps = complement([interval for interval, _ in ranges])
    if gaps:
        shown = ", ".join(map(str, gaps))
        problems.append(
            errors.gap(
                what=said("step", "区段"),
                gaps=shown,
                span=document.key_span(here),
                hint=said("steps cover every score", "各区段须覆盖所有分数"),
            )
        )
        return None
    ordered = sorted(ranges, key=lambda pair: (pair[0].low is not None, pair[0].low or 0))
    for (_, low), (_, high) in pairwise(ordered):
        if steps[high].pd > steps[low].pd:
            problems.append(errors.pd_order(steps[low].pd, document.span((*here, high, "pd"))))
            return None
    return _steps(ranges, tuple(step.pd for step in steps))


def _steps(ranges: Sequence[tuple[Interval, int]], values: tuple[Any, ...]) -> Steps:
    edges = sorted({end for interval, _ in ranges for end in interval[:2] if end is not None})
    if not edges:
        return Steps(Bins((0,), (0, 0, 0)), values)
    return Steps(Bins(tuple(edges), tuple(cells_of(edges, ranges))), values)


def read_master_scale(document: Document, spec: CardModel, problems: list[Problem]) -> Steps | None:
    """The grades by PD; together they cover every PD from 0 to 1 once."""
    here: Path = ("master_scale",)
    if spec.master_scale is None or damaged_below(document, here):
        return None
    return read_grades(document, here, tuple(spec.master_scale), problems)


def range_of_grade(document: Document, path: Path) -> Path:
    """Where the range of PD of a grade stands, which can be all that is written of it."""
    return (*path, "range") if isinstance(document.value(path), dict) else path


def read_grades(
    document: Document, here: Path, names: Sequence[str], problems: list[Problem]
) -> Steps | None:
    """The grades of these names by the ranges of PD that stand at a path."""
    before = len(problems)
    ranges: list[tuple[Interval, int]] = []
    for i, name in enumerate(names):
        at = range_of_grade(document, (*here, name))
        interval = read_interval(document, at, problems)
        if interval is None:
            continue
        for old, k in ranges:
            common = intersection(old, interval)
            if not is_empty(common):
                span = document.span(at)
                problems.append(errors.scale_overlap(first=names[k], second=name, common=common, span=span))
                break
        ranges.append((interval, i))
    if len(problems) > before:
        return None
    gaps = [gap for one in complement([r for r, _ in ranges]) if not is_empty(gap := intersection(one, _PD))]
    if gaps:
        problems.append(errors.scale_gap(gaps=", ".join(map(str, gaps)), span=document.key_span(here)))
        return None
    return _steps(ranges, tuple(names))


def check_bands(document: Document, spec: CardModel, problems: list[Problem]) -> None:
    """Score bands of the development sample: neither overlap nor gap between them."""
    here: Path = ("development", "score_bands")
    if spec.development is None or damaged_below(document, here):
        return
    ranges: list[tuple[Interval, int]] = []
    before = len(problems)
    for i in range(len(spec.development.score_bands)):
        interval = read_interval(document, (*here, i, "range"), problems)
        if interval is not None:
            add_range(document, (*here, i, "range"), interval, i, ranges, problems)
    gaps = inner_gaps(interval for interval, _ in ranges)
    if gaps and len(problems) == before:
        problems.append(
            errors.gap(
                what=said("score band", "分数段"),
                gaps=gaps,
                span=document.key_span(here),
                hint=said("close the gap", "请补上空档"),
            )
        )
