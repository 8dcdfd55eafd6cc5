"""What has to hold in a `rating`: weights, knots, calibration, grades, the keys of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from itertools import pairwise

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.numbers import EXACT, canonical_text
from credit_engine.parts.base import Checks
from credit_engine.parts.card.curves import read_grades
from credit_engine.parts.problems import empty_entry
from credit_engine.parts.rating import problems
from credit_engine.parts.rating.model import (
    MOVES,
    Indicator,
    MoveModel,
    QualitativeModel,
    QuantitativeModel,
    RatingModel,
    Step,
)
from credit_engine.run.scoring import Steps
from credit_engine.wording import all_of

_LARGE = 10**15
"""Scores, knots and coefficients of at most 15 digits come back from floats: columns and rows agree."""
_STEEPEST = 10_000
"""The largest exponent of a calibration; exp of it is a number."""
_BOUNDS = {"notches": ("up", "down"), "override": ("up", "down", "reason"), "support": ()}
_ALLOWED = {
    "notches": ("up", "down"),
    "override": ("up", "down", "reason", "clip"),
    "support": ("up",),
    "cap": (),
    "floor": (),
}


def check_numbers(checks: Checks, here: Path, spec: RatingModel, indicators: Sequence[Indicator]) -> None:
    """Weights sum to 1, knots rise, no number is beyond use, the calibration gives a PD for every score."""
    before = len(checks.problems)
    if not indicators:
        checks.report(problems.no_indicators, checks.key(here))
        return
    names = [indicator.name for indicator in indicators]
    for indicator in indicators:
        if names.count(indicator.name) > 1 and isinstance(indicator.spec, QualitativeModel):
            checks.report(problems.indicator_name_twice, checks.key(indicator.path), name=indicator.name)
        if isinstance(indicator.spec, QuantitativeModel):
            _knots(checks, (*indicator.path, "knots"), indicator.spec)
        elif not indicator.spec.scores:
            checks.report(empty_entry, (*indicator.path, "scores"), key="scores")
    _weights(checks, here, indicators)
    _sizes(checks, indicators)
    if len(checks.problems) == before:
        _calibration(checks, (*here, "calibration"), spec, indicators)


def _knots(checks: Checks, path: Path, spec: QuantitativeModel) -> None:
    if not spec.knots:
        checks.report(problems.no_knots, path)
    for i, knot in enumerate(spec.knots):
        if len(knot) != 2:
            checks.report(problems.knot_form, (*path, i))
            return
    for i, (low, high) in enumerate(pairwise(spec.knots), 1):
        if low[0] >= high[0]:
            checks.report(
                problems.knots_not_rising,
                (*path, i),
                high=canonical_text(high[0]),
                low=canonical_text(low[0]),
            )
            return


def _weights(checks: Checks, here: Path, indicators: Sequence[Indicator]) -> None:
    for indicator in indicators:
        if not 0 < indicator.spec.weight <= 1:
            checks.report(problems.weight_out_of_range, (*indicator.path, "weight"))
            return
    total = reduce(EXACT.add, (indicator.spec.weight for indicator in indicators), Decimal(0))
    if total != 1:
        checks.report(problems.weights_not_one, checks.key(here), total=canonical_text(total))


def _sizes(checks: Checks, indicators: Sequence[Indicator]) -> None:
    """Scores and values that can be worked with."""
    for indicator in indicators:
        for path, number in _numbers(indicator):
            if not -_LARGE < number < _LARGE:
                checks.report(problems.number_too_large, path)


def _numbers(indicator: Indicator) -> Iterator[tuple[Path, numbers.Number]]:
    if isinstance(indicator.spec, QualitativeModel):
        yield from (
            ((*indicator.path, "scores", name), score) for name, score in indicator.spec.scores.items()
        )
        return
    for i, knot in enumerate(indicator.spec.knots):
        yield from (((*indicator.path, "knots", i, k), number) for k, number in enumerate(knot))


def _calibration(checks: Checks, here: Path, spec: RatingModel, indicators: Sequence[Indicator]) -> None:
    """The slope is not 0, and no score gives an exponent that is beyond exp."""
    slope, intercept = spec.calibration.slope, spec.calibration.intercept
    if slope == 0:
        checks.report(problems.flat_calibration, (*here, "slope"))
        return
    largest = max(abs(Decimal(score)) for indicator in indicators for score in _scores(indicator))
    if abs(intercept) >= _LARGE or abs(slope) >= _LARGE or abs(intercept) + abs(slope) * largest > _STEEPEST:
        checks.report(problems.steep_calibration, here, steepest=_STEEPEST)


def _scores(indicator: Indicator) -> Sequence[numbers.Number]:
    if isinstance(indicator.spec, QualitativeModel):
        return tuple(indicator.spec.scores.values())
    return tuple(score for _, score in indicator.spec.knots)


def read_scale(checks: Checks, here: Path, grades: Sequence[str]) -> Steps | None:
    """The grades by PD: every PD in one of them, and the better one, which stands first, has lower PDs."""
    scale = read_grades(checks, here, grades)
    if scale is None:
        return None
    met = [cell for cell in dict.fromkeys(scale.bins.cells) if cell is not None]
    if met != sorted(met):
        wrong = next(high for low, high in pairwise(met) if low > high)
        checks.report(problems.grades_out_of_order, (*here, grades[wrong]), grades=grades[wrong])
        return None
    return scale


def check_steps(checks: Checks, here: Path, steps: Sequence[Step]) -> None:
    """Every step has its own name, one move, and the keys that belong to it."""
    seen: set[str] = set()
    for step in steps:
        if step.spec.id in seen:
            checks.report(problems.step_id_twice, (*step.path, "id"), id=step.spec.id)
        seen.add(step.spec.id)
        moves = step.spec.moves
        if not moves:
            checks.report(problems.step_without_move, step.path, expected=", ".join(MOVES))
        for other in moves[1:]:
            checks.report(
                problems.step_with_two_moves, checks.key((*step.path, other)), moves=moves[0], other=other
            )
        if len(moves) == 1:
            _keys(checks, step.path, step.spec, moves[0])


def _keys(checks: Checks, path: Path, spec: MoveModel, move: str) -> None:
    lacking = [key for key in _BOUNDS.get(move, ()) if getattr(spec, key) is None]
    if lacking:
        named = all_of(f"'{key}'" for key in lacking)
        checks.report(
            problems.move_needs_keys,
            checks.key((*path, move)),
            move=move,
            named=named,
            expected=", ".join(_BOUNDS[move]),
        )
    for key in ("up", "down", "reason", "clip"):
        if (*path, key) in checks.document and key not in _ALLOWED[move]:
            checks.report(
                problems.move_without_key,
                checks.key((*path, key)),
                move=move,
                key=key,
                expected=", ".join(_ALLOWED[move]),
            )
    for key in ("up", "down"):
        bound = getattr(spec, key)
        if bound is not None and not 0 <= bound <= 100:
            checks.report(problems.notches_out_of_range, (*path, key), key=key)
