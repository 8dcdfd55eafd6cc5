"""PMML that is written gives the same scores, reasons and PDs, here and in another evaluator."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from credit_engine import PolicyError, Scorecard, load_scorecard
from credit_engine.interop import scorecards as exchange
from drawing import examples
from interop.exchange_cards import Record, cards, needs_shared, optbinning_card, points_text, records_of

JPMML = Path(__file__).parent / "jpmml"


def answers(card: Scorecard, records: Sequence[Record]) -> list[Any]:
    """What a card says of each record: the points as text, the PD, the grade, the codes of the reasons."""
    scores = [(record, card.score(record)) for record in records]
    return [
        (record, points_text(score.points), score.pd, score.grade, [reason.code for reason in score.reasons])
        for record, score in scores
    ]


@needs_shared
@pytest.mark.parametrize("name", ["german", "heloc"])
def test_the_reference_cards_score_the_same_after_pmml(name: str) -> None:
    card = optbinning_card(name)
    records = records_of(card, 1_000)
    assert answers(exchange.from_pmml(exchange.to_pmml(card)), records) == answers(card, records)


@settings(max_examples=examples(100), deadline=None)
@given(card=cards())
def test_any_card_scores_the_same_after_pmml(card: Scorecard) -> None:
    records = records_of(card, 40)
    assert answers(exchange.from_pmml(exchange.to_pmml(card)), records) == answers(card, records)


def recorded(name: str) -> list[dict[str, Any]]:
    """Records with what the Python package jpmml-evaluator 0.16.0 gives for NAME.pmml."""
    cases: list[dict[str, Any]] = json.loads((JPMML / f"{name}.json").read_text("utf-8"))
    return cases


@pytest.mark.parametrize("name", ["mixed", "steps"])
def test_another_evaluator_gives_the_same_for_what_is_written(name: str) -> None:
    card = load_scorecard(JPMML / f"{name}.yaml")
    written = re.sub(r'(name="credit_engine" version=")[^"]*', r"\g<1>0.1.0", exchange.to_pmml(card))
    assert written == (JPMML / f"{name}.pmml").read_text("utf-8")
    for case in recorded(name):
        score = card.score(case["record"])
        if case["points"] is None:
            assert score.points is None
            continue
        assert float(score.points or 0) == pytest.approx(case["points"], abs=1e-9)
        assert float(score.pd or 0) == pytest.approx(case["pd"], rel=1e-11)
        assert score.grade == case.get("grade")
        ranks = sorted(key for key in case if key.startswith("reason_"))
        assert [reason.code for reason in score.reasons] == [case[key] for key in ranks if case[key]]


CARD = """
scorecard: small
version: "1"
scaling: {base_score: 600, base_odds: 50, points_to_double_odds: 20}
reason_codes: {method: below_maximum, at_most: 1}
characteristics:
  age:
    reason: {code: R, en: Age, zh: 年龄}
    attributes:
      - {range: "< 0.1234567890123456789", points: 1}
      - {range: ">= 0.1234567890123456789", points: 2}
      - {missing: no_record, points: 1}
"""


@pytest.fixture
def small(tmp_path: Path) -> Scorecard:
    (tmp_path / "small.yaml").write_text(CARD, "utf-8")
    return load_scorecard(tmp_path / "small.yaml")


def test_what_pmml_cannot_hold_is_said(small: Scorecard) -> None:
    said = [problem.message for problem in exchange.to_pmml(small).warnings]
    assert len(said) == 3
    assert "causes of absence have no raw value" in said[0]
    assert "no double shows these edges" in said[1]
    assert "names characteristics that lost nothing, too" in said[2]


def test_the_reference_card_says_what_stays_behind() -> None:
    card = load_scorecard(JPMML / "mixed.yaml")
    assert exchange.to_pmml(card).warnings == ()


def test_a_score_that_is_unknown_stays_unknown(small: Scorecard) -> None:
    again = exchange.from_pmml(exchange.to_pmml(small))
    assert small.score({"age": None}).points is None
    assert again.score({"age": None}).points is None


def test_characters_that_xml_cannot_hold_are_refused(tmp_path: Path) -> None:
    text = CARD.replace(
        '{range: "< 0.1234567890123456789", points: 1}', r'{values: ["bell \u0007"], points: 1}'
    )
    text = text.replace('{range: ">= 0.1234567890123456789", points: 2}', "{values: [b], points: 1}")
    (tmp_path / "small.yaml").write_text(text, "utf-8")
    with pytest.raises(PolicyError) as refused:
        exchange.to_pmml(load_scorecard(tmp_path / "small.yaml"))
    assert [problem.code for problem in refused.value.problems] == ["not-expressible"]


def test_the_text_is_saved_whole(small: Scorecard, tmp_path: Path) -> None:
    written = exchange.to_pmml(small)
    written.save(tmp_path / "small.pmml")
    assert exchange.from_pmml(tmp_path / "small.pmml").characteristics == ("age",)
