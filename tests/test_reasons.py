"""The reasons that a policy can give stand in one order, which decisions and tables follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiled import load_once
from credit_engine import Policy

POLICY = """
policy: reasons
version: "1"
title: {en: Order of reasons, zh: 原因排序}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes:
  order: [approve, refer, decline]
  titles:
    approve: {en: approve, zh: 通过}
    refer: {en: refer, zh: 转人工}
    decline: {en: decline, zh: 拒绝}
  undecided: refer
  nothing_fired: approve
inputs:
  a: {type: number}
  b: {type: number, missing: {not_given: undecided}}
decisions:
  checks:
    rules:
      - {id: LIGHT, when: a > 0, then: refer, because: first, weight: 1}
      - {id: OPEN, when: b > 0, then: decline, because: second, weight: 5}
      - {id: HEAVY, when: a > 1, then: refer, because: third, weight: 9, waivable_by: head}
      - {id: WORST, when: a > 2, then: decline, because: first, waivable_by: head}
      - {id: TIED, when: a > 0, then: refer, because: second, weight: 1}
  twice: {formula: b * 2}
decision:
  outcome: [checks]
  outputs: {twice: always}
reasons:
  first: {internal: {en: First, zh: 一}}
  second: {internal: {en: Second, zh: 二}}
  third: {internal: {en: Third, zh: 三}}
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = Path(tmp_path_factory.mktemp("reasons")) / "reasons.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return load_once(path)


def test_all_reasons_stand_from_the_worst_outcome_and_the_greatest_weight_ties_as_declared(
    policy: Policy,
) -> None:
    assert [(one.rule, one.code) for one in policy.versions[0].reasons] == [
        ("OPEN", "second"),
        ("WORST", "first"),
        ("HEAVY", "third"),
        ("HEAVY", "undecided"),
        ("OPEN", "undecided"),
        ("LIGHT", "first"),
        ("LIGHT", "undecided"),
        ("TIED", "second"),
        ("TIED", "undecided"),
        ("WORST", "undecided"),
        ("output:twice", "undecided"),
    ]


def test_a_record_and_a_table_name_those_that_hold_in_this_order(policy: Policy) -> None:
    pytest.importorskip("pyarrow")
    decision = policy.decide({"a": 3}, as_of="2026-11-23")
    table = policy.decide_batch([{"a": 3, "b": None}], as_of="2026-11-23").to_arrow()
    named = ["WORST", "HEAVY", "OPEN", "LIGHT", "TIED"]
    assert [reason.rule for reason in decision.reasons] == named
    assert table.column("rules").to_pylist() == [named]


def test_a_reason_moves_with_the_outcome_that_a_person_makes_its_rule_ask_for(policy: Policy) -> None:
    milder = {
        "kind": "override",
        "rule": "WORST",
        "outcome": "refer",
        "by": "L. Wang",
        "authority": "head",
        "reason": "known customer",
        "expires": "2026-12-31",
    }
    decision = policy.decide({"a": 3, "b": 0}, as_of="2026-11-23", interventions=[milder])
    assert [reason.rule for reason in decision.reasons] == ["HEAVY", "LIGHT", "TIED", "WORST"]
