"""What is told of a scorecard: its characteristics with the labels and points of their attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credit_engine.account.evidence import Column, Entries, Figure, Ref, Words
from credit_engine.account.steps import CardAccount, CharacteristicAccount
from credit_engine.parts.card import Card, Characteristic
from credit_engine.parts.card.reasons import baseline, shortfall
from credit_engine.parts.telling import words


def tell_card(
    card: Card,
    name: str,
    title: Words | None,
    lines: Sequence[CharacteristicAccount],
    rated: Mapping[str, Ref],
) -> CardAccount:
    """The account of a card; `rated` are the nodes of points, PD and grade, as far as it has them."""
    spec = card.spec
    keys = ("points", "pd") if card.scale is None else ("points", "pd", "grade")
    result = Entries(keys, tuple(rated.get(key) for key in keys))
    columns = (Column("points"), Column("pd", None, "fraction"))
    return CardAccount(
        name=name,
        title=title,
        result=Figure(result, computed=True, columns=columns),
        card=spec.scorecard,
        version=spec.version,
        card_title=words(spec.title),
        method=spec.reason_codes.method,
        initial_points=spec.initial_points,
        characteristics=tuple(lines),
        points=Figure(rated.get("points")),
        pd=Figure(rated.get("pd"), "fraction", computed=True),
        grade=None if card.scale is None else Figure(rated.get("grade")),
    )


def tell_characteristic(
    card: Card, one: Characteristic, attribute: Ref, figure: Figure, title: Words | None = None
) -> CharacteristicAccount:
    """The account of a characteristic: what each attribute gives, and loses against the reasons' baseline."""
    method = card.spec.reason_codes.method
    attributes = one.spec.attributes
    labels = tuple(Words(one.label(i, "en"), one.label(i, "zh")) for i in range(len(attributes)))
    return CharacteristicAccount(
        one.name,
        figure,
        attribute,
        labels,
        one.points,
        tuple(max(0, shortfall(method, one, points)) for points in one.points),
        tuple((spec.reason or one.spec.reason).code for spec in attributes),
        one.spec.reason.code,
        one.best,
        baseline(method, one),
        words(one.spec.title) or title,
    )


def tell_scores(card: Card) -> CardAccount:
    """The account of a card by itself: its nodes are the values read, the attributes, points, PD, grade."""
    count = len(card.characteristics)
    lines = [
        tell_characteristic(card, one, Ref(count + i), Figure(Ref(i)))
        for i, one in enumerate(card.characteristics)
    ]
    rated = {key: Ref(2 * count + k) for k, key in enumerate(("points", "pd", "grade"))}
    return tell_card(card, card.spec.scorecard, words(card.spec.title), lines, rated)
