"""The step of a rating: the lines of its score, then each step with the grade before and after it."""

from __future__ import annotations

from typing import Any, Literal

from credit_engine import numbers
from credit_engine.absent import Absent, merge
from credit_engine.explain.conditions import condition
from credit_engine.explain.evidence import Column, Figure
from credit_engine.explain.facts import Facts, part_title, words
from credit_engine.explain.trace import IndicatorLine, MoveLine, RatingStep
from credit_engine.parts.rating import RatingPart
from credit_engine.parts.rating_model import Indicator, Step

ENTRIES = ("score", "pd", "base_grade", "grade")
Status = Literal["moved", "kept", "clipped", "not_applicable", "unknown"]


def rating(facts: Facts, part: RatingPart) -> RatingStep:
    """The step of a rating."""
    figures = {
        key: facts.figure(part.recorded[key], unit="fraction" if key == "pd" else "") for key in ENTRIES
    }
    columns = tuple(Column(key, unit=figure.unit) for key, figure in figures.items())
    values = {key: figure.value for key, figure in figures.items()}
    return RatingStep(
        name=part.name,
        title=part_title(part),
        result=Figure(values, computed=True, columns=columns),
        lines=tuple(_line(facts, one) for one in part.indicators),
        score=figures["score"],
        pd=figures["pd"],
        base_grade=figures["base_grade"],
        moves=tuple(_move(facts, step) for step in part.steps),
    )


def _line(facts: Facts, one: Indicator) -> IndicatorLine:
    assert one.written is not None
    score = facts.figure(one.score)
    contribution = merge(score.value) if isinstance(score.value, Absent) else (
        numbers.multiply(score.value, one.spec.weight)
    )  # fmt: skip
    figure = facts.figure(one.value, facts.type_of(one.written.tree))
    title = words(one.spec.title) or facts.title(one.written.text.value)
    return IndicatorLine(one.name, figure, score, one.spec.weight, contribution, title)


def _move(facts: Facts, step: Step) -> MoveLine:
    assert step.value is not None
    before, after = facts.value(step.before), facts.value(step.after)
    term = facts.term(step.value.tree)
    reason = None if step.reason is None else facts.value(step.stated)
    when = None if step.when is None else condition(facts, step.when.tree)
    return MoveLine(
        step.spec.id, step.kind, _status(facts, step, before, after), term, before, after,  # type: ignore[arg-type]
        step.spec.up, step.spec.down, reason, when, words(step.spec.title),
    )  # fmt: skip


def _status(facts: Facts, step: Step, before: Any, after: Any) -> Status:
    if isinstance(after, Absent):
        return "unknown"
    value, when = facts.value(step.given), facts.value(step.condition)
    if when is not True or isinstance(value, Absent):
        return "not_applicable"
    if step.kind in ("notches", "override") and not -(step.spec.up or 0) <= value <= (step.spec.down or 0):
        return "clipped"
    return "moved" if before != after else "kept"
