"""Roles, rows of tables, lines of a price and constraints of a limit are called by their titles on pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credit_engine import Policy, PolicyError, load_policy

TITLED = """\
policy: titled
version: "1"
title: {en: Titled, zh: 有名称的政策}
effective: {from: 2026-11-01}
include: shared.yaml
outcomes:
  order: {approve: {en: Approve, zh: 批准}, refer: {en: Refer, zh: 转人工}}
  undecided: refer
  nothing_fired: approve
inputs:
  amount: {type: number, range: "> 0", unit: CNY, title: {en: Amount, zh: 金额}}
  months: {type: integer, range: "[1..60]", unit: months, title: {en: Months, zh: 期限}}
decisions:
  spread:
    title: {en: Spread, zh: 利差}
    unit: fraction per annum
    table:
      hit: first
      in: [months]
      out: {spread: {type: number, title: {en: Spread, zh: 利差}}}
      rows:
        - {id: short_loan, if: ["<= 12"], then: [0.01], title: {en: Short, zh: 短期}}
        - {id: long_loan, if: ["> 12"], then: [0.02], title: {en: Long, zh: 长期}}
  rate:
    title: {en: Rate, zh: 利率}
    unit: fraction per annum
    pricing:
      base: 0.03
      add: {term_spread: spread, own_margin: 0.005}
      titles: {term_spread: {en: Term, zh: 期限加点}, own_margin: {en: Margin, zh: 利润}}
  limit:
    title: {en: Limit, zh: 额度}
    limit:
      requested: amount
      at_most: {ceiling_of_product: 50000}
      titles: {ceiling_of_product: {en: Ceiling, zh: 产品上限}}
  checks:
    title: {en: Checks, zh: 检查}
    rules:
      - id: R-1
        when: amount > 90000
        then: refer
        because: large
        waivable_by: [credit_officer, risk_officer]
  papers:
    title: {en: Papers, zh: 材料}
    checklist:
      items:
        - id: D-1
          title: {en: Contract, zh: 合同}
          given: amount < 1
          then: refer
          because: large
          waivable_by: credit_officer
decision: {outcome: [checks, papers], outputs: {rate: always, limit: always}}
reasons: {large: {en: Large, zh: 金额较大}}
"""
SHARED = """\
shared: people
roles:
  credit_officer: {en: Credit officer, zh: 信贷审批员}
  risk_officer: {en: Risk officer, zh: 风险经理}
  board: {en: The board, zh: 董事会}
"""
RAW = ("credit_officer", "risk_officer", "short_loan", "long_loan", "term_spread", "own_margin")
TITLES = ("信贷审批员", "风险经理", "短期", "长期", "期限加点", "利润", "产品上限")
DAY = "2026-11-24"


def titled(folder: Path, *changes: tuple[str, str]) -> Policy:
    text = TITLED
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "titled.yaml").write_text(text, "utf-8")
    (folder / "shared.yaml").write_text(SHARED, "utf-8")
    return load_policy(folder / "titled.yaml")


def test_pages_and_books_show_titles_instead_of_names(tmp_path: Path) -> None:
    policy = titled(tmp_path)
    page = policy.decide({"amount": 100_000, "months": 24}, as_of=DAY).explain("zh", page="full")
    for text in (page, policy.book("zh")):
        assert [name for name in (*RAW, "ceiling_of_product") if name in text] == []
        assert [title for title in TITLES if title not in text] == []


def test_the_json_keeps_the_names_beside_the_titles(tmp_path: Path) -> None:
    decision = titled(tmp_path).decide({"amount": 100_000, "months": 24}, as_of=DAY)
    trace = json.loads(decision.explain(format="json"))
    (rule,) = next(step for step in trace["steps"] if step["name"] == "checks")["rules"]
    titles = {one["name"]: one["title"]["zh"] for one in trace["value_titles"][rule["role_titles"] - 1]}
    assert [titles[role] for role in rule["waivable_by"]] == ["信贷审批员", "风险经理"]


def test_an_intervention_names_the_role_and_its_page_the_title(tmp_path: Path) -> None:
    made = {
        "kind": "waiver",
        "rule": "R-1",
        "by": "Li",
        "authority": "risk_officer",
        "reason": "known customer",
        "expires": "2026-12-31",
    }
    decision = titled(tmp_path).decide({"amount": 100_000, "months": 24}, as_of=DAY, interventions=[made])
    page = decision.explain("zh", page="full")
    assert "Li" in page
    assert "risk_officer" not in page


def test_only_roles_that_are_used_are_part_of_the_policy(tmp_path: Path) -> None:
    policy = titled(tmp_path)
    assert (policy.warnings, set(policy.versions[0].spec.roles)) == ((), {"credit_officer", "risk_officer"})


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("risk_officer]", "risk_oficer]", "unknown-role", "did you mean 'risk_officer'?"),
        ("titles: {term_spread", "titles: {term_spred", "unknown-name", "did you mean 'term_spread'?"),
        (
            "titles: {ceiling_of_product",
            "titles: {ceiling_of_produkt",
            "unknown-name",
            "did you mean 'ceiling_of_product'?",
        ),
    ],
)
def test_titles_and_roles_are_of_what_is_there(
    tmp_path: Path, old: str, new: str, code: str, hint: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        titled(tmp_path, (old, new))
    (problem,) = refused.value.problems
    assert (problem.code, problem.hint) == (code, hint)
