"""Titles of values, causes and outcomes stand wherever people read a value; data keep the codes."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from compiled import policy_of
from credit_engine import Decision, PolicyError

POLICY = """\
policy: partners
version: "1"
effective: {from: 2026-01-01}
outcomes:
  order:
    approve: {en: Approve, zh: 批准}
    refer: {en: To a person, zh: 人工审批}
    decline:
  undecided: refer
  nothing_fired: approve
inputs:
  customer.segment:
    type: text
    title: {en: Segment, zh: 客群}
    values: {core: {en: Core customer, zh: 核心客户}, new: {en: New customer, zh: 新客户}, other: null}
    missing: {not_rated: {then: undecided, title: {en: Never rated, zh: 从未评级}}, not_given: undecided}
  customer.channel:
    type: text
    title: {en: Channel, zh: 渠道}
    values: {branch: {en: Branch, zh: 网点}, app: {en: App, zh: 手机银行}, post: {en: Post, zh: 邮寄}}
    missing:
      no_channel: {value: branch, title: {en: No channel recorded, zh: 未记录渠道}}
  debts:
    type: list
    title: {en: Debts, zh: 债务}
    items:
      kind:
        type: text
        title: {en: Kind, zh: 种类}
        values: {card: {en: Credit card, zh: 信用卡}, loan: {en: Loan, zh: 贷款}}
        missing: {not_told: {then: undecided, title: {en: Kept secret, zh: 未披露}}}
decisions:
  kinds:
    title: {en: Kinds, zh: 各笔种类}
    formula: debts.kind
  tier:
    title: {en: Tier, zh: 层级}
    table:
      hit: first
      in: [customer.segment, customer.channel]
      out: {tier: {values: {gold: {en: Gold, zh: 金}, plain: {en: Plain, zh: 普通}}}}
      rows:
        - if: ['"core"', '-']
          then: [gold]
        - if: ['-', '-']
          then: [plain]
  checks:
    title: {en: Checks, zh: 检查}
    rules:
      - id: P-1
        when: customer.segment = "new" and customer.channel in ("app", "branch")
        then: refer
        because: new_customer
      - id: P-2
        when: some d in debts satisfies d.kind = "card"
        then: decline
        because: card
      - id: P-3
        when: list contains(kinds, "loan") and tier = "plain"
        then: refer
        because: loan
decision:
  outcome: [checks]
  outputs:
    tier: outcome != "decline"
    kinds: always
    checks: always
reasons:
  new_customer: {en: The customer is new, zh: 新客户需复核}
  card: {en: There is a card, zh: 有信用卡}
  loan: {en: There is a loan, zh: 有贷款}
"""
RAW = ("core", "new", "branch", "app", "card", "loan", "gold", "plain", "not_rated", "no_channel", "not_told")


def decided(segment: Any = "new", channel: Any = "app", kinds: tuple[Any, ...] = ("loan",)) -> Decision:
    record = {
        "customer": {"segment": segment, "channel": channel},
        "debts": [{"kind": kind} for kind in kinds],
    }
    return policy_of(POLICY).decide(record, as_of="2026-11-23")


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
@pytest.mark.parametrize("page", ["summary", "full"])
def test_a_chinese_page_has_no_code_where_there_is_a_title(page: Any, format: Any) -> None:
    told = (
        decided().explain("zh", format, page=page)
        + decided({"missing": "not_rated"}, {"missing": "no_channel"}).explain("zh", format, page=page)
        + decided("core", "branch", ("card", {"missing": "not_told"})).explain("zh", format, page=page)
    )
    words = set("".join(c if c.isascii() and (c.isalnum() or c == "_") else " " for c in told).split())
    assert words.isdisjoint(RAW)


def test_conditions_rows_and_values_are_worded_with_titles() -> None:
    page = decided().explain("zh", "text", page="full")
    assert "客群（新客户） = 新客户" in page
    assert "渠道（手机银行） 属于 手机银行、网点" in page
    assert "新客户 不符合 核心客户" in page
    assert "各笔种类：贷款" in page
    assert "层级：普通" in page
    assert "检查      人工审批" in page


def test_an_english_page_reads_the_titles_and_a_value_without_one_its_code() -> None:
    page = decided("other", kinds=("card",)).explain("en", "text", page="full")
    assert "Segment (other) = New customer" in page
    assert "Outcome ≠ Decline" in page


def test_the_audit_page_has_expressions_and_tests_as_the_policy_writes_them() -> None:
    page = decided().explain("zh", "text", page="audit")
    assert '"app"、"branch"' in page
    assert '"core"' in page


def test_a_cause_is_read_by_its_title_in_values_conditions_and_reasons() -> None:
    decision = decided({"missing": "not_rated"}, kinds=("loan", {"missing": "not_told"}))
    page = decision.explain("zh", "text", page="full")
    assert "客群（从未评级）" in decision.reasons[0].text("zh")
    assert "Segment (Never rated)" in decision.reasons[0].text("en")
    assert "从未评级" in page
    assert "未披露" in page


def test_a_value_that_stands_in_is_read_with_the_title_of_its_cause() -> None:
    page = decided(channel={"missing": "no_channel"}).explain("zh", "text", page="full")
    assert "网点" in page
    assert "未记录渠道" in page


def test_data_keep_the_codes() -> None:
    decision = decided(kinds=("card",))
    assert decision.outcome == "decline"
    assert decision.outputs == {"kinds": ["card"], "checks": "decline"}
    assert '"customer.segment":"new"' in decision.to_json()


def test_json_has_codes_and_says_where_their_titles_are() -> None:
    told = json.loads(decided().explain(format="json"))
    segment = told["inputs"][0]
    assert segment["figure"]["value"] == "new"
    titles = {one["name"]: one["title"] for one in told["value_titles"][segment["figure"]["titles"] - 1]}
    assert titles["new"] == {"en": "New customer", "zh": "新客户"}
    assert segment["causes"] == [{"name": "not_rated", "title": {"en": "Never rated", "zh": "从未评级"}}]


def test_a_policy_from_a_pickle_and_its_decisions_read_the_same() -> None:
    policy = pickle.loads(pickle.dumps(policy_of(POLICY)))
    record = {"customer": {"segment": "core", "channel": "app"}, "debts": [{"kind": "loan"}]}
    there = policy.decide(record, as_of="2026-11-23").explain("zh", "text", page="full")
    here = decided("core").explain("zh", "text", page="full")
    assert there == here


def test_a_title_without_its_other_language_is_reported_at_the_value() -> None:
    with pytest.raises(PolicyError) as refused:
        policy_of(POLICY.replace("core: {en: Core customer, zh: 核心客户}", "core: {en: Core customer}"))
    (problem,) = refused.value.problems
    assert (problem.code, str(problem).split(":")[1]) == ("missing-key", "15")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{then: undecided, value: core}", "unexpected-key"),
        ("{then: unknown}", "unknown-value"),
        ("{title: {en: Never, zh: 从未}}", "unknown-value"),
        ("{than: undecided}", "unknown-key"),
        ("7", "unknown-value"),
    ],
)
def test_a_cause_has_one_meaning(written: str, code: str) -> None:
    text = POLICY.replace("{then: undecided, title: {en: Never rated, zh: 从未评级}}", written)
    with pytest.raises(PolicyError) as refused:
        policy_of(text)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_value_listed_twice_is_reported_in_a_mapping_as_in_a_list() -> None:
    with pytest.raises(PolicyError) as refused:
        policy_of(POLICY.replace("app: {en: App, zh: 手机银行}", "branch: {en: App, zh: 手机银行}"))
    assert {problem.code for problem in refused.value.problems} >= {"duplicate-key"}
