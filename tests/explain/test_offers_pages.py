"""Pages of the consumer loan with offers as a loan officer reads them, word for word; see `--record`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from compiled import shipped
from credit_engine import Decision, Policy, RefusedInterventions
from explain.support import ROOT
from explain.test_golden import CHANGED, GOLDEN, SUFFIXES, masked, reviewed

DAY = "2026-11-23"
PAGES = [
    ("equal_offers", "en"),
    ("no_feasible_offer", "zh"),
    ("smaller_best_offer", "en"),
    ("smaller_best_offer", "zh"),
    ("stops_before_the_bureau", "en"),
]
WAIVER = {
    "kind": "waiver",
    "rule": "AFF-07",
    "by": "u207",
    "authority": "branch_manager",
    "reason": "The card is paid off at the end of the month",
    "expires": "2026-12-31",
}
ENQUIRIES = {**WAIVER, "rule": "ADM-09", "authority": "credit_officer", "reason": "One purchase, many offers"}


@cache
def policy() -> Policy:
    return shipped("consumer_loan_offers")


def example(name: str) -> dict[str, Any]:
    path = ROOT / "examples" / "consumer_loan_offers" / f"{name}.json"
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return record


@cache
def decided(name: str) -> Decision:
    return policy().decide(example(name), as_of=DAY)


@pytest.mark.parametrize(("name", "lang"), PAGES)
def test_the_page_reads_as_reviewed(name: str, lang: str, request: pytest.FixtureRequest) -> None:
    text = masked(decided(name), decided(name).explain(lang))  # type: ignore[arg-type]
    assert text == reviewed(GOLDEN / f"offers_{name}.{lang}.txt", text, request), CHANGED


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("format", SUFFIXES)
def test_an_intervention_beyond_authority_is_refused_on_a_page(
    lang: str, format: str, request: pytest.FixtureRequest
) -> None:
    beyond = {**WAIVER, "authority": "risk_manager"}
    with pytest.raises(RefusedInterventions) as refused:
        policy().decide(example("refer_two_reasons"), as_of=DAY, interventions=[beyond, ENQUIRIES])
    codes = {one.path: one.code for one in refused.value.problems}
    assert codes == {"interventions[0].authority": "beyond-authority"}
    text = refused.value.explain(lang, format)  # type: ignore[arg-type]
    path = GOLDEN / f"offers_beyond_authority.{lang}.{SUFFIXES[format]}"
    assert text == reviewed(path, text, request), CHANGED


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_waiver_within_authority_stands_on_the_page(lang: str, request: pytest.FixtureRequest) -> None:
    decision = policy().decide(example("refer_two_reasons"), as_of=DAY, interventions=[WAIVER, ENQUIRIES])
    assert (decision.system_outcome, decision.outcome) == ("refer", "counter_offer")
    text = masked(decision, decision.explain(lang))  # type: ignore[arg-type]
    assert text == reviewed(GOLDEN / f"offers_waived.{lang}.txt", text, request), CHANGED


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_leaves_out_what_only_stages_need_that_were_not_reached(lang: str) -> None:
    trace = decided("stops_before_the_bureau").trace
    assert {"score", "grade", "offer", "recognised_income"} <= set(trace.set_aside)
    page = decided("stops_before_the_bureau").explain(lang)  # type: ignore[arg-type]
    score = {"en": "Application score: Points", "zh": "申请评分：分数"}[lang]
    assert score not in page
    assert score in decided("equal_offers").explain(lang)  # type: ignore[arg-type]
    assert decided("equal_offers").trace.set_aside == ()
