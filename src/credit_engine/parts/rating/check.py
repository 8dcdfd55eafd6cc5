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

_LARGE = 10**15
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
        checks.add(
            "missing-key",
            "a rating needs indicators or factors",
            checks.document.key_span(here),
            "quantitative, qualitative",
        )
        return
    names = [one.name for one in indicators]
    for one in indicators:
        if names.count(one.name) > 1 and isinstance(one.spec, QualitativeModel):
            said = f"'{one.name}' is the name of an indicator and of a factor"
            checks.add("duplicate-id", said, checks.document.key_span(one.path), hint="choose another name")
        if isinstance(one.spec, QuantitativeModel):
            _knots(checks, (*one.path, "knots"), one.spec)
        elif not one.spec.scores:
            at = checks.document.span((*one.path, "scores"))
            checks.add("wrong-value", "'scores' is empty", at, "at least one entry")
    _weights(checks, here, indicators)
    _sizes(checks, indicators)
    if len(checks.problems) == before:
        _calibration(checks, (*here, "calibration"), spec, indicators)


def _knots(checks: Checks, path: Path, spec: QuantitativeModel) -> None:
    span = checks.document.span
    if not spec.knots:
        checks.add("wrong-value", "'knots' is empty", span(path), "at least one knot: [value, score]")
    for i, knot in enumerate(spec.knots):
        if len(knot) != 2:
            checks.add("wrong-value", "a knot is a value and its score", span((*path, i)), "[value, score]")
            return
    for i, (low, high) in enumerate(pairwise(spec.knots), 1):
        if low[0] >= high[0]:
            said = f"the knots do not rise: {canonical_text(high[0])} after {canonical_text(low[0])}"
            checks.add(
                "wrong-value",
                said,
                span((*path, i)),
                f"above {canonical_text(low[0])}",
                "order the knots by value, each value once",
            )
            return


def _weights(checks: Checks, here: Path, indicators: Sequence[Indicator]) -> None:
    span = checks.document.span
    for one in indicators:
        if not 0 < one.spec.weight <= 1:
            at = span((*one.path, "weight"))
            checks.add("wrong-value", "a weight lies between 0 and 1", at, "a fraction such as 0.25")
            return
    total = reduce(EXACT.add, (one.spec.weight for one in indicators), Decimal(0))
    if total != 1:
        said = f"the weights sum to {canonical_text(total)}, not to 1"
        expected = "weights of all indicators and factors that sum to 1"
        checks.add("wrong-value", said, checks.document.key_span(here), expected)


def _sizes(checks: Checks, indicators: Sequence[Indicator]) -> None:
    """Scores and values that can be worked with."""
    for one in indicators:
        for path, number in _numbers(one):
            if not -_LARGE < number < _LARGE:
                at = checks.document.span(path)
                checks.add("wrong-value", "this number is beyond all use", at, "between -1e15 and 1e15")


def _numbers(one: Indicator) -> Iterator[tuple[Path, numbers.Number]]:
    if isinstance(one.spec, QualitativeModel):
        yield from (((*one.path, "scores", name), score) for name, score in one.spec.scores.items())
        return
    for i, knot in enumerate(one.spec.knots):
        yield from (((*one.path, "knots", i, k), number) for k, number in enumerate(knot))


def _calibration(checks: Checks, here: Path, spec: RatingModel, indicators: Sequence[Indicator]) -> None:
    """The slope is not 0, and no score gives an exponent that is beyond exp."""
    slope, intercept = spec.calibration.slope, spec.calibration.intercept
    if slope == 0:
        at = checks.document.span((*here, "slope"))
        said = "with a slope of 0 every score has the same PD"
        checks.add("wrong-value", said, at, "a number that is not 0")
        return
    largest = max(abs(Decimal(score)) for one in indicators for score in _scores(one))
    if abs(intercept) >= _LARGE or abs(slope) >= _LARGE or abs(intercept) + abs(slope) * largest > _STEEPEST:
        said = "intercept + slope * score goes beyond what exp can be taken of"
        checks.add("wrong-value", said, checks.document.span(here), f"at most {_STEEPEST} in size")


def _scores(one: Indicator) -> Sequence[numbers.Number]:
    if isinstance(one.spec, QualitativeModel):
        return tuple(one.spec.scores.values())
    return tuple(score for _, score in one.spec.knots)


def read_scale(checks: Checks, here: Path, grades: Sequence[str]) -> Steps | None:
    """The grades by PD: every PD in one of them, and the better one, which stands first, has lower PDs."""
    scale = read_grades(checks.document, here, grades, checks.problems)
    if scale is None:
        return None
    met = [cell for cell in dict.fromkeys(scale.bins.cells) if cell is not None]
    if met != sorted(met):
        wrong = next(high for low, high in pairwise(met) if low > high)
        checks.add(
            "wrong-value",
            f"the grade {grades[wrong]} has higher PDs than a grade after it",
            checks.document.span((*here, grades[wrong])),
            "grades from the best to the worst",
        )
        return None
    return scale


def check_steps(checks: Checks, here: Path, steps: Sequence[Step]) -> None:
    """Every step has its own name, one move, and the keys that belong to it."""
    seen: set[str] = set()
    for step in steps:
        if step.spec.id in seen:
            at = checks.document.span((*step.path, "id"))
            said = f"'{step.spec.id}' is the id of an earlier step"
            checks.add("duplicate-id", said, at, hint="choose another id")
        seen.add(step.spec.id)
        moves = step.spec.moves
        if not moves:
            at = checks.document.span(step.path)
            checks.add("missing-key", "a step needs one of its moves", at, ", ".join(MOVES))
        for other in moves[1:]:
            said = f"a step has either '{moves[0]}' or '{other}'"
            at = checks.document.key_span((*step.path, other))
            checks.add("unexpected-key", said, at, hint="write two steps")
        if len(moves) == 1:
            _keys(checks, step.path, step.spec, moves[0])


def _keys(checks: Checks, path: Path, spec: MoveModel, move: str) -> None:
    lacking = [key for key in _BOUNDS.get(move, ()) if getattr(spec, key) is None]
    if lacking:
        named = " and ".join(f"'{key}'" for key in lacking)
        span = checks.document.key_span((*path, move))
        checks.add("missing-key", f"a step by '{move}' needs {named}", span, ", ".join(_BOUNDS[move]))
    for key in ("up", "down", "reason", "clip"):
        if (*path, key) in checks.document and key not in _ALLOWED[move]:
            at = checks.document.key_span((*path, key))
            said = f"a step by '{move}' does not use '{key}'"
            checks.add("unexpected-key", said, at, ", ".join(_ALLOWED[move]), "remove it")
    for key in ("up", "down"):
        bound = getattr(spec, key)
        if bound is not None and not 0 <= bound <= 100:
            said = f"'{key}' is a number of notches"
            at = checks.document.span((*path, key))
            checks.add("wrong-value", said, at, "a whole number from 0 to 100")
