"""A card within a policy scores as the card by itself; the policy reads points, PD and grade."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Policy, PolicyError, Scorecard
from scorecards.model_card import model_card

POLICY = """\
policy: graded
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  age: {type: integer, missing: {no_record: undecided, not_given: undecided}}
  housing: {type: text}
decisions:
  score: {scorecard: model}
  admission:
    rules:
      - {id: G-1, when: score.grade = "C", then: decline, because: low_grade, reasons_from: score}
decision:
  outcome: [admission]
  outputs:
    points: {when: always, of: score.points}
    pd: {when: always, of: score.pd}
    grade: {when: always, of: score.grade}
reasons:
  low_grade: {en: Grade too low, zh: 等级过低}
"""


def policy(folder: Path, data: dict[str, Any], text: str = POLICY) -> Policy:
    (folder / "scorecards").mkdir()
    Scorecard.from_data(data).save(folder / "scorecards" / "model.yaml")
    (folder / "graded.yaml").write_text(text, "utf-8")
    return load_once(folder / "graded.yaml")


@pytest.mark.parametrize(
    "record",
    [
        {"age": 45, "housing": "owner"},
        {"age": 22, "housing": "rent"},
        {"age": -9, "housing": "family"},
        {"age": {"missing": "no_record"}, "housing": "owner"},
        {"age": None, "housing": "rent"},
    ],
)
def test_a_policy_scores_as_the_card(record: dict[str, Any], tmp_path: Path) -> None:
    decision = policy(tmp_path, model_card()).decide(record, as_of="2026-11-24")
    score = Scorecard.from_data(model_card()).score(record)
    assert dict(decision.outputs) == {
        "points": Decimal(str(score.points)).quantize(Decimal("1e-9")).normalize(),
        "pd": score.pd,
        "grade": score.grade,
    }
    assert decision.outcome == ("decline" if score.grade == "C" else "approve")
    if score.grade == "C":
        assert [r.code for r in decision.reasons[1:]] == [r.code for r in score.reasons]


def test_the_cards_reasons_are_kept_from_the_customer_where_their_rule_is(tmp_path: Path) -> None:
    text = POLICY.replace("reasons:\n", "reasons:\n  disclose: false\n")
    decision = policy(tmp_path, model_card(), text).decide({"age": 22, "housing": "rent"}, as_of="2026-11-24")
    assert len(decision.reasons) > 1
    assert {(reason.disclosed, reason.text("en", "customer")) for reason in decision.reasons} == {(False, "")}
    assert all(reason.text("zh") for reason in decision.reasons)


def test_the_explanation_shows_the_grade(tmp_path: Path) -> None:
    decision = policy(tmp_path, model_card()).decide({"age": 22, "housing": "rent"}, as_of="2026-11-24")
    page = decision.explain("zh")
    assert "等级" in page
    assert "低于中性分" in page


def test_the_explanation_shows_the_grade_by_its_title(tmp_path: Path) -> None:
    data = model_card()
    data["master_scale"]["C"] = {"range": ">= 0.1", "title": {"en": "Weak", "zh": "偏弱级"}}
    decision = policy(tmp_path, data).decide({"age": 22, "housing": "rent"}, as_of="2026-11-24")
    assert decision.outcome == "decline"
    assert decision.explain("zh").count("偏弱级") >= 2  # in the card and in the rule's condition


def test_attributes_of_values_are_shown_by_the_titles_of_what_they_read(tmp_path: Path) -> None:
    values = """
    values:
      owner: {en: Owns it, zh: 自有}
      rent: {en: Rents it, zh: 租房}
      family: {en: With family, zh: 与家人同住}"""
    titled = POLICY.replace("housing: {type: text}", f"housing:\n    type: text{values}")
    record = {"age": 45, "housing": "owner"}
    decision = policy(tmp_path, model_card(), titled).decide(record, as_of="2026-11-24")
    page = decision.explain("zh")
    assert "自有" in page
    assert not re.search("owner|rent|family", page)


def test_an_unseen_value_leaves_the_decision_undecided(tmp_path: Path) -> None:
    decision = policy(tmp_path, model_card()).decide({"age": 22, "housing": "boat"}, as_of="2026-11-24")
    assert decision.outcome == "refer"


def test_a_grade_is_known_only_where_the_card_has_a_scale(tmp_path: Path) -> None:
    data = model_card()
    del data["master_scale"]
    with pytest.raises(PolicyError, match="grade"):
        policy(tmp_path, data)


def test_a_grade_that_the_scale_lacks_is_found(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, model_card(), POLICY.replace('grade = "C"', 'grade = "E"'))
    assert "C" in str(raised.value)


def test_exceptions_of_the_card_are_warnings_of_the_policy(tmp_path: Path) -> None:
    data = model_card()
    data["characteristics"]["age"].update(missing="as_fitted", rationale="minute 12")
    assert "as-fitted" in [warning.code for warning in policy(tmp_path, data).warnings]
