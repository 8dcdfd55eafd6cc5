"""The mutants of a rating: scores, weights exchanged, calibration, steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from credit_engine.document_text import Path
from credit_engine.parts.mutation.mutant import (
    OF_POLICY,
    Mutant,
    dropped,
    in_steps,
    of_points,
    of_written,
    replaced,
    with_neighbours,
)
from credit_engine.parts.rating.model import Indicator, LogisticModel, QualitativeModel, Step

_KIND = "rating step"


def of_indicators(place: str, indicators: Sequence[Indicator]) -> Iterator[Mutant]:
    """Knots, scores and expressions changed; the weights of neighbours exchanged."""
    for indicator in indicators:
        yield from _scores(indicator, f"{place}.{indicator.name}")
        if indicator.written is not None and indicator.written.path:
            yield from of_written(f"{place}.{indicator.name}.value", indicator.written)
    for left, right in pairwise(indicators):
        if left.spec.weight != right.spec.weight:
            values = {
                (*left.path, "weight"): right.spec.weight,
                (*right.path, "weight"): left.spec.weight,
            }
            yield Mutant(f"{place}: weights of {left.name} and {right.name}", "points", OF_POLICY, values)


def _scores(indicator: Indicator, place: str) -> Iterator[Mutant]:
    """The knots of an indicator, or the scores of a factor."""
    if isinstance(indicator.spec, QualitativeModel):
        for value, score in indicator.spec.scores.items():
            yield from of_points(f"{place}.{value}", (*indicator.path, "scores", value), score)
        return
    for i, knot in enumerate(indicator.spec.knots):
        at: Path = (*indicator.path, "knots", i)
        yield from in_steps("threshold", f"{place}.knots.{i + 1}", (*at, 0), knot[0])
        yield from of_points(f"{place}.knots.{i + 1}", (*at, 1), knot[1])


def of_calibration(place: str, here: Path, model: LogisticModel) -> Iterator[Mutant]:
    """Intercept and slope a step below and above."""
    for key in ("intercept", "slope"):
        path = (*here, "calibration", key)
        yield from in_steps("parameter", f"{place}.calibration.{key}", path, getattr(model, key))


def of_step(place: str, step: Step, grades: Sequence[str]) -> Iterator[Mutant]:
    """A step dropped, its grade a neighbour, its bounds one notch apart, its expressions changed."""
    yield dropped(_KIND, place, step.path)
    for written in (step.when, step.value):
        if written is None:
            continue
        value = written.text.value
        if value in grades and step.kind not in ("notches", "override"):
            yield from with_neighbours(_KIND, f"{place}.{step.kind}", written.path, value, grades)
        else:
            yield from of_written(f"{place}.{written.path[-1]}", written)
    for key in ("up", "down"):
        bound = getattr(step.spec, key)
        for new in (bound - 1, bound + 1) if bound is not None else ():
            yield replaced(_KIND, f"{place}.{key}", (*step.path, key), bound, new)
