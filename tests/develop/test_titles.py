"""Titles made from column names: words in full where a short form has one meaning, else as written."""

from __future__ import annotations

from typing import Any

import pytest

from credit_engine import InputError, PolicyError, Scorecard

pytest.importorskip("numpy")
pytest.importorskip("optbinning")

from credit_engine.develop import fit_scorecard, monitor, rebuild_scorecard
from credit_engine.develop.settings import ColumnSettings
from credit_engine.develop.texts import title_of

from .data import CODES, SPLIT, applicants

CAUSES = {"no_record": {"en": "Thin file", "zh": "征信无记录"}}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("MSinceOldestTradeOpen", "Months since oldest trade open"),
        ("AverageMInFile", "Average months in file"),
        ("NumTradesOpeninLast12M", "Number of trades open in last 12 months"),
        ("MSinceMostRecentInqexcl7days", "Months since most recent inquiries excluding 7 days"),
        ("MaxDelq2PublicRecLast12M", "Maximum delinquency 2 public record last 12 months"),
        ("inq_last_6mths", "Inquiries last 6 months"),
        ("int_rate", "Interest rate"),
        ("int_count", "Int count"),
        ("NoCheckingAccount", "No checking account"),
        ("no_of_dependants", "No of dependants"),
        ("income_m", "Income m"),
        ("M1", "M 1"),
        ("total_rec_prncp", "Total rec prncp"),
        ("annual_rev", "Annual rev"),
        ("months_in_job", "Months in job"),
        ("in_arrears", "In arrears"),
        ("PAY_0", "PAY 0"),
        ("AGE", "AGE"),
        ("annualIncome", "Annual income"),
        ("月收入", "月收入"),
    ],
)
def test_a_title_guesses_no_meaning_that_a_name_may_not_have(name: str, title: str) -> None:
    assert title_of(name, ColumnSettings())["en"] == title


@pytest.mark.heavy
def test_a_cause_is_named_once_for_card_explanation_report_and_monitoring() -> None:
    found = fit_scorecard(
        applicants(), "bad", name="app", codes=CODES, causes=CAUSES, samples=SPLIT, use=["enquiries", "age"]
    )
    enquiries = next(one for one in found.characteristics if one.name == "enquiries")
    assert {"en": "missing: Thin file", "zh": "缺失：征信无记录"} in [a.label for a in enquiries.attributes]
    score = found.card.score({"enquiries": -9, "age": 40})
    assert "征信无记录" in score.explain("zh")
    assert "Thin file" in score.explain("en")
    watched = monitor(found.card, applicants(300, seed=2))
    line = next(one for one in watched.characteristics if one.name == "enquiries")
    assert any("征信无记录" in a.label["zh"] for a in line.lines)
    other = {"no_record": {"en": "Unknown to the bureau", "zh": "征信查无此人"}}
    changed = rebuild_scorecard(
        found, {"edits": "app", "by": "A", "why": "wording", "version": "2", "causes": other}
    )
    assert "征信查无此人" in changed.card.score({"enquiries": -9, "age": 40}).explain("zh")
    assert changed.card.spec.model == found.card.spec.model


def test_a_title_of_a_cause_that_nothing_has_is_refused() -> None:
    with pytest.raises((PolicyError, InputError)) as refused:
        fit_scorecard(applicants(200), "bad", codes=CODES, causes={"no_recrd": CAUSES["no_record"]})
    assert [p.path for p in refused.value.problems] == ["causes.no_recrd"]


def test_so_it_is_in_a_card() -> None:
    card: dict[str, Any] = {
        "scorecard": "tiny",
        "version": "1",
        "causes": CAUSES,
        "scaling": {"base_score": 600, "base_odds": 50, "points_to_double_odds": 20},
        "reason_codes": {"method": "below_maximum"},
        "characteristics": {
            "x": {
                "reason": {"code": "X", "en": "x", "zh": "x"},
                "attributes": [{"otherwise": True, "points": 5}, {"missing": "any", "points": 1}],
            }
        },
    }
    with pytest.raises(PolicyError) as refused:
        Scorecard.from_data(card)
    assert [p.code for p in refused.value.problems] == ["unknown-value"]
    card["characteristics"]["x"]["attributes"].append({"missing": "no_record", "points": 3})
    score = Scorecard.from_data(card).score({"x": {"missing": "no_record"}})
    assert "Thin file" in score.explain("en")
