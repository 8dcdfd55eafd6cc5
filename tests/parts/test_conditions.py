"""The part `conditions`: which texts apply, who supplies what by when, and what is not known of them."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.cli import main
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of

# An approval letter's list: what is signed, what comes before disbursement, what holds during the loan.
OFFER = """\
policy: offer
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  collateral: {type: text, values: [property, machine, none]}
  listed: {type: boolean, title: {en: Listed company, zh: 上市公司}, missing: undecided}
  guarantee: {type: boolean, missing: {no_record: not_applicable, not_given: undecided}}
  debt_ratio: {type: number, range: ">= 0", unit: fraction}
  signed_on: {type: date, missing: undecided}
decisions:
  admission:
    rules:
      - {id: A-1, when: debt_ratio > 0.9, then: decline, because: debts}
  approval:
    title: {en: Conditions of the approval, zh: 批复条件}
    conditions:
      - id: C-1
        kind: precedent
        title: {en: The mortgage is registered, zh: 办妥抵押登记}
        applies_when: collateral = "property"
        supplied_by: {en: Borrower, zh: 借款人}
        due: {en: before disbursement, zh: 放款前}
        clause: {document: {en: Collateral rules, zh: 押品管理办法}, article: "12"}
      - id: C-2
        kind: covenant
        title: {en: The debt ratio stays below 70 %, zh: 资产负债率不高于70%}
        applies_when: debt_ratio > 0.6
        due: signed_on + @"P1Y"
      - id: C-3
        kind: document
        title: {en: Audited annual report, zh: 经审计年报}
        applies_when: not(listed)
        due: {days: 120, after: {en: the end of the year, zh: 年度结束}}
      - id: C-4
        title: {en: The guarantor signs, zh: 保证人签字}
        applies_when: guarantee
      - id: C-5
        kind: contract
        title: {en: The supplier is paid, zh: 贷款受托支付}
decision:
  outcome: [admission]
  outputs: {approval: outcome != "decline"}
reasons: {debts: {en: Too much debt, zh: 负债过高}}
"""
DAY = dt.date(2026, 11, 24)
COMPLETE: dict[str, Any] = {
    "collateral": "property",
    "listed": False,
    "guarantee": True,
    "debt_ratio": 0.7,
    "signed_on": "2026-11-01",
}


def policy(tmp_path: Path, text: str = OFFER) -> Policy:
    path = tmp_path / "offer.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def decided(tmp_path: Path, **changes: Any) -> Decision:
    return policy(tmp_path).decide({**COMPLETE, **changes}, as_of=DAY)


def test_those_that_apply_are_listed_with_their_texts_in_order(tmp_path: Path) -> None:
    assert decided(tmp_path, guarantee=False, debt_ratio=0.6).outputs["approval"] == {
        "ids": ["C-1", "C-3", "C-5"],
        "en": ["The mortgage is registered", "Audited annual report", "The supplier is paid"],
        "zh": ["办妥抵押登记", "经审计年报", "贷款受托支付"],
    }


def applying(one: dict[str, Any]) -> list[str] | None:
    """The ids that apply as they follow by hand; None where one is not known."""
    known = {
        "C-1": one["collateral"] == "property",
        "C-2": one["debt_ratio"] > 0.6,
        "C-3": None if one["listed"] is None else not one["listed"],
        "C-4": {True: True, False: False, None: None, "no_record": False}[one["guarantee"]],
        "C-5": True,
    }
    return None if None in known.values() else [name for name, applies in known.items() if applies]


def test_the_ids_are_those_that_follow_by_hand(tmp_path: Path) -> None:
    loaded = policy(tmp_path)
    for collateral, listed, guarantee, ratio in product(
        ("property", "none"), (True, False, None), (True, False, None, "no_record"), (0.5, 0.7)
    ):
        one = {"collateral": collateral, "listed": listed, "guarantee": guarantee, "debt_ratio": ratio}
        given = {**COMPLETE, **one}
        if guarantee == "no_record":
            given["guarantee"] = {"missing": "no_record"}
        decision = loaded.decide(given, as_of=DAY)
        expected = applying(one)
        if expected is None:
            assert (decision.outcome, decision.withheld) == ("refer", {"approval": "unknown"})
        else:
            assert (decision.outcome, decision.outputs["approval"]["ids"]) == ("approve", expected)


def step(decision: Decision) -> dict[str, Any]:
    (found,) = (
        one for one in json.loads(decision.explain("en", "json"))["steps"] if one["kind"] == "conditions"
    )
    return dict(found)


def test_json_tells_each_condition_with_who_when_and_why(tmp_path: Path) -> None:
    found = step(decided(tmp_path, listed=None))["conditions"]
    assert [one["id"] for one in found] == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    first, second, third = found[:3]
    assert first["applies"] is True
    assert first["supplied_by"] == {"en": "Borrower", "zh": "借款人"}
    assert first["due"] == {"en": "before disbursement", "zh": "放款前"}
    assert first["clause"] == {"en": "Collateral rules, art. 12", "zh": "押品管理办法第12条"}
    assert second["due_date"] == {"value": "2027-11-01"}
    assert third["due"]["zh"] == "年度结束后120日内"
    assert third["applies"]["unknown"][0]["subject"] == "listed"


def test_the_summary_tells_those_that_apply_and_those_that_are_open(tmp_path: Path) -> None:
    decision = decided(tmp_path, listed=None, guarantee=False)
    english, chinese = (decision.explain(lang, page="summary") for lang in ("en", "zh"))
    assert "C-1: The mortgage is registered; from Borrower; due before disbursement" in english
    assert "C-2: The debt ratio stays below 70 %; due 1 November 2027" in english
    assert "C-3: Audited annual report; it cannot be decided whether this applies" in english
    assert "C-4" not in english
    assert "C-1：办妥抵押登记；提供人：借款人；期限：放款前" in chinese
    assert "C-3：经审计年报；无法判定是否适用" in chinese


def test_the_summary_of_a_refusal_has_no_conditions(tmp_path: Path) -> None:
    decision = decided(tmp_path, debt_ratio=0.95)
    assert decision.outcome == "decline"
    assert "C-1" not in decision.explain("en", page="summary")
    assert "C-1" in decision.explain("en")


def test_the_full_page_has_all_of_them_and_what_an_open_one_rests_on(tmp_path: Path) -> None:
    decision = decided(tmp_path, listed=None, collateral="none")
    page = decision.explain("en", "markdown")
    assert "| `C-1` | The mortgage is registered | Condition precedent | no | Borrower |" in page
    assert "| `C-5` | The supplier is paid | Contract condition | yes |" in page
    after = page[page.index("it cannot be decided whether this applies") :]
    assert "Listed company (missing: not given): cannot be decided" in after
    assert "押品管理办法第12条" in decision.explain("zh", "html")


@pytest.mark.parametrize(
    ("old", "new", "code", "said", "chinese"),
    [
        ("id: C-2", "id: C-1", "duplicate-id", "'C-1' is used twice", "出现两次"),
        ("applies_when: guarantee", "applies_when: debt_ratio", "type-clash", "debt_ratio", "debt_ratio"),
        ("applies_when: guarantee", "applies_when: guarante", "unknown-name", "guarante", "guarante"),
        ('due: signed_on + @"P1Y"', "due: debt_ratio", "type-clash", "debt_ratio", "debt_ratio"),
        ("{days: 120, after:", "{after:", "wrong-value", "'due' says no day", "没有给出期限"),
        ("{days: 120, after:", '{date: "signed_on", after:', "wrong-value", "or more than one", "或给出多个"),
        (
            "due: {en: before disbursement, zh: 放款前}",
            "due: {}",
            "wrong-value",
            "says no day",
            "没有给出期限",
        ),
        ("{days: 120, after:", "{days: -1, after:", "wrong-value", "'days' has to be 0 or more", "不小于 0"),
        ("kind: covenant", "kind: promise", "unknown-value", "promise", "promise"),
        ("clause: {document:", "clause: {documents:", "unknown-key", "'documents'", "documents"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str, chinese: str) -> None:
    assert old in OFFER
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, OFFER.replace(old, new, 1))
    assert code in {problem.code for problem in raised.value.problems}
    assert said in raised.value.text()
    assert chinese in raised.value.text("zh")


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    start, end = OFFER.index("    conditions:\n"), OFFER.index("decision:\n")
    with pytest.raises(PolicyError, match="'conditions' is empty"):
        policy(tmp_path, OFFER[:start] + "    conditions: []\n" + OFFER[end:])


def test_conditions_are_cached_and_pickled(tmp_path: Path) -> None:
    path = tmp_path / "offer.yaml"
    path.write_text(OFFER, "utf-8")
    loaded = [load_policy(path, cache=tmp_path / "cache") for _ in range(2)]
    assert [one for one in (tmp_path / "cache").rglob("*") if one.is_file()], "it could not be stored"
    loaded.append(pickle.loads(pickle.dumps(loaded[0])))
    decisions = [one.decide({**COMPLETE, "listed": None}, as_of=DAY) for one in loaded]
    assert len({one.to_json() for one in decisions}) == 1
    assert len({one.explain("zh") for one in decisions}) == 1


def test_mutants_drop_conditions_and_change_when_they_apply() -> None:
    compiled = compile_policy(Source("offer.yaml", OFFER), lambda kind, name: None)
    names = {mutant.name for mutant in mutants_of(compiled)}
    for name in (
        "decisions.approval.C-5: dropped",
        "decisions.approval.C-2.applies_when: dropped",
        "decisions.approval.C-2.applies_when: > -> >=",
    ):
        assert name in names, sorted(names)


def test_cases_show_which_conditions_they_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy(tmp_path)
    (tmp_path / "offer.cases.yaml").write_text(
        "cases: offer\nas_of: 2026-11-24\nbase: complete\n"
        f"bases: {{complete: {{with: {json.dumps(COMPLETE)}}}}}\n"
        "examples:\n  all:\n    expect:\n      outcome: approve\n"
        "      values: {approval.ids: [C-1, C-2, C-3, C-4, C-5]}\n",
        "utf-8",
    )
    main(["test", str(tmp_path / "offer.yaml")])
    shown = capsys.readouterr().out
    assert "conditions that apply, and that do not: 5 of 9" in shown
    assert "approval C-1 does not apply" in shown
