"""A scorecard's calculation as a step: within a decision, or of a card by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.explain.evidence import Column, Figure, Words
from credit_engine.explain.facts import words
from credit_engine.explain.trace import CardLine, ScorecardStep
from credit_engine.parts.card import Card, Characteristic
from credit_engine.parts.card.reasons import baseline, shortfall
from credit_engine.python_values import from_python


def score_step(
    card: Card, values: Sequence[Any], attributes: Sequence[Any], rated: tuple[Any, Any, Any]
) -> ScorecardStep:
    """The step of a card by itself, from what each characteristic read and the points, PD and grade."""
    method = card.spec.reason_codes.method
    lines = [
        card_line(one, attribute, Figure(from_python(value)), method, words(one.spec.title))
        for one, value, attribute in zip(card.characteristics, values, attributes, strict=True)
    ]
    return card_step(card.spec.scorecard, words(card.spec.title), card, lines, *rated)


def card_step(
    name: str, title: Words | None, card: Card, lines: Sequence[CardLine], points: Any, pd: Any, grade: Any
) -> ScorecardStep:
    """The step with its lines, total, PD and, where the card has a master scale, grade."""
    spec = card.spec
    result = {"points": points, "pd": pd} | ({} if card.scale is None else {"grade": grade})
    columns = (Column("points"), Column("pd", None, "fraction"))
    return ScorecardStep(
        name=name, title=title, result=Figure(result, computed=True, columns=columns),
        card=spec.scorecard, version=spec.version, card_title=words(spec.title),
        method=spec.reason_codes.method, initial_points=spec.initial_points, lines=tuple(lines),
        points=Figure(points), pd=Figure(pd, "fraction", computed=True),
        grade=None if card.scale is None else Figure(grade),
    )  # fmt: skip


def card_line(
    one: Characteristic, attribute: Any, figure: Figure, method: str, title: Words | None
) -> CardLine:
    """A characteristic's value, attribute, points and what was lost against the reasons' baseline."""
    start = baseline(method, one)
    if isinstance(attribute, Absent):
        nothing = absent("unseen_value", one.name)
        return CardLine(
            one.name, figure, None, nothing, one.best, nothing, start, nothing, one.spec.reason.code, title
        )
    points, spec = one.points[attribute], one.spec.attributes[attribute]
    label = Words(one.label(attribute, "en"), one.label(attribute, "zh"))
    reason = spec.reason or one.spec.reason
    return CardLine(
        one.name, figure, label, points, one.best, one.best - points, start,
        max(0, shortfall(method, one, points)), reason.code, title,
    )  # fmt: skip
