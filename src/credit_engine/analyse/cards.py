"""What a careful reader would ask about a scorecard that can be used as it is."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.analyse.problems import inverted_odds
from credit_engine.numbers import canonical_text
from credit_engine.parts.card import Card
from credit_engine.problems import Problem


def card_doubts(card: Card) -> Iterator[Problem]:
    """Base odds below 1: odds are good:bad, so that the base score would stand for more bads than goods."""
    odds = card.spec.scaling.base_odds
    if odds < 1:
        yield inverted_odds(card.document.span(("scaling", "base_odds")), odds=canonical_text(odds))
