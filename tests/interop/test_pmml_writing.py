"""PMML that is written gives back the same scores, reasons and PDs when it is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from credit_engine.api import Scorecard
from credit_engine.interop import scorecards as exchange
from interop.exchange_cards import cards, needs_shared, optbinning_card, points_text, records_of


def same(card: Scorecard, other: Scorecard, count: int) -> None:
    for record in records_of(card, count):
        one, two = card.score(record), other.score(record)
        assert points_text(one.points) == points_text(two.points), record
        assert (one.pd, one.grade) == (two.pd, two.grade)
        assert [reason.code for reason in one.reasons] == [reason.code for reason in two.reasons]


@needs_shared
@pytest.mark.parametrize("name", ["german", "heloc"])
def test_the_reference_cards_score_the_same_after_pmml(name: str) -> None:
    card = optbinning_card(name)
    same(card, exchange.from_pmml(exchange.to_pmml(card)), 2_000)


@settings(max_examples=150, deadline=None)
@given(card=cards())
def test_any_card_scores_the_same_after_pmml(card: Scorecard) -> None:
    same(card, exchange.from_pmml(exchange.to_pmml(card)), 60)
