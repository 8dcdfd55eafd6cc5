"""What is told of a scorecard: its characteristics with the labels and points of their attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credit_engine.absent import absent
from credit_engine.account.evidence import Column, Entries, Figure, Ref, Words
from credit_engine.account.gaps import Pick
from credit_engine.account.sums import CardLine, ScorecardStep
from credit_engine.parts.card import Card, Characteristic
from credit_engine.parts.card.reasons import baseline, shortfall
from credit_engine.parts.telling import words
from credit_engine.texts.forms import LANGUAGES


def tell_card(
    card: Card,
    name: str,
    title: Words | None,
    lines: Sequence[CardLine],
    rated: Mapping[str, Ref],
    grades: int | None = None,
) -> ScorecardStep:
    """The account of a card; `rated` are the nodes of points, PD and grade, as far as it has them.

    `grades` says which list of titled values has the titles of its grades.
    """
    spec = card.spec
    keys = ("points", "pd") if card.scale is None else ("points", "pd", "grade")
    result = Entries(keys, tuple(rated.get(key) for key in keys))
    columns: tuple[Column, ...] = (Column("points"), Column("pd", None, "fraction"))
    if grades is not None:
        columns += (Column("grade", titles=grades),)
    return ScorecardStep(
        name=name,
        title=title,
        result=Figure(result, computed=True, columns=columns),
        card=spec.scorecard,
        version=spec.version,
        card_title=words(spec.title),
        method=spec.reason_codes.method,
        initial_points=spec.initial_points,
        lines=tuple(lines),
        points=Figure(rated.get("points")),
        pd=Figure(rated.get("pd"), "fraction", computed=True),
        grade=None if card.scale is None else Figure(rated.get("grade"), titles=grades),
    )


def tell_characteristic(
    card: Card,
    characteristic: Characteristic,
    attribute: Ref,
    figure: Figure,
    title: Words | None = None,
    values: Sequence[tuple[str, Words]] = (),
) -> CardLine:
    """The account of a characteristic: what each attribute gives, and loses against the reasons' baseline.

    `title` is that of what it reads, `values` are the titles of its values.
    """
    method = card.spec.reason_codes.method
    attributes, unseen = characteristic.spec.attributes, absent("unseen_value", characteristic.name)
    labels = tuple(
        Words(*(characteristic.label(i, lang, values) for lang in LANGUAGES)) for i in range(len(attributes))
    )
    shortfalls = tuple(max(0, shortfall(method, characteristic, points)) for points in characteristic.points)
    reasons = tuple((spec.reason or characteristic.spec.reason).code for spec in attributes)
    return CardLine(
        characteristic.name,
        figure,
        attribute=Pick(attribute, labels),
        points=Pick(attribute, tuple(characteristic.points), unseen),
        best=characteristic.best,
        lost=Pick(attribute, tuple(characteristic.best - points for points in characteristic.points), unseen),
        baseline=baseline(method, characteristic),
        shortfall=Pick(attribute, shortfalls, unseen),
        reason=Pick(attribute, reasons, characteristic.spec.reason.code),
        title=words(characteristic.spec.title) or title,
    )


def tell_scores(card: Card) -> ScorecardStep:
    """The account of a card by itself: its nodes are the values read, the attributes, points, PD, grade."""
    count = len(card.characteristics)
    lines = [
        tell_characteristic(card, characteristic, Ref(count + i), Figure(Ref(i)))
        for i, characteristic in enumerate(card.characteristics)
    ]
    rated = {key: Ref(2 * count + k) for k, key in enumerate(("points", "pd", "grade"))}
    return tell_card(
        card, card.spec.scorecard, words(card.spec.title), lines, rated, 1 if card.grade_titles else None
    )
