"""What a policy says to its readers: written rules behind it, notes, and what customers are not told."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy

NOTED = """\
policy: noted
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
notes: |
  # Scope
  Consumer loans <b>only</b>: the [manual](https://bank.example/m), **section 3**.

  - first, `amount > 0`
  - second
inputs:
  age: {type: integer, range: "[0..130]"}
  income: {type: number, range: ">= 0", missing: undecided}
parameters:
  adult: {value: 18, clause: {document: 个人贷款管理办法, article: 第七条}}
decisions:
  admission:
    notes: {en: Age *first*., zh: 先看**年龄**。}
    rules:
      - id: A-1
        when: age < adult
        then: decline
        because: young
        clause: {document: {en: Loan rules, zh: 贷款办法}, article: "7", link: "https://bank.example/7"}
      - {id: A-2, when: income < 100, then: decline, because: poor, clause: Income rules}
      - {id: A-3, when: income > 1000000, then: refer, because: rich}
  double: {formula: income * 2, notes: Twice the income.}
decision: {outcome: [admission], outputs: {double: always}}
reasons:
  disclose: false
  young: {internal: {en: Young, zh: 年轻}, clause: Civil code}
  poor: {en: Poor, zh: 收入低}
  rich: {internal: {en: Rich, zh: 富}, customer: {en: We ask more, zh: 需补充材料}, disclose: true}
"""


def policy(tmp_path: Path, text: str = NOTED) -> Policy:
    path = tmp_path / "noted.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def decided(tmp_path: Path, text: str = NOTED, /, **record: Any) -> Decision:
    return policy(tmp_path, text).decide(record, as_of="2026-11-24")


def customer_texts(decision: Decision) -> dict[str, tuple[bool, str]]:
    return {reason.rule: (reason.disclosed, reason.text("en", "customer")) for reason in decision.reasons}


def test_a_whole_policy_discloses_nothing_but_what_says_so_itself(tmp_path: Path) -> None:
    assert customer_texts(decided(tmp_path, age=17, income=50)) == {"A-1": (False, ""), "A-2": (False, "")}
    assert customer_texts(decided(tmp_path, age=20, income=2_000_000)) == {"A-3": (True, "We ask more")}


def test_what_is_undecided_is_disclosed_as_its_rule_is_and_outputs_as_the_policy(tmp_path: Path) -> None:
    found = customer_texts(decided(tmp_path, age=20))
    assert found["A-2"] == (False, "")
    assert found["A-3"][0]
    only = NOTED.replace("admission:\n", "admission:\n", 1).replace("income < 100", "age > 99")
    found = customer_texts(decided(tmp_path, only.replace("income > 1000000", "age > 100"), age=20))
    assert found == {"output:double": (False, "")}


def test_without_it_every_reason_is_disclosed(tmp_path: Path) -> None:
    text = NOTED.replace("  disclose: false\n", "")
    assert customer_texts(decided(tmp_path, text, age=17, income=50)) == {
        "A-1": (True, "Young"),
        "A-2": (True, "Poor"),
    }


def test_an_internal_text_that_customers_would_read_is_a_warning(tmp_path: Path) -> None:
    assert policy(tmp_path).warnings == ()
    (warning,) = policy(tmp_path, NOTED.replace("  disclose: false\n", "")).warnings
    assert (warning.code, warning.severity) == ("internal-text-disclosed", "warning")
    assert "the internal text of 'young'" in warning.text()
    assert "客户会看到 'young' 的内部文字" in warning.text("zh")


def test_reasons_may_be_called_disclose(tmp_path: Path) -> None:
    text = NOTED.replace("  disclose: false\n", "  disclose: {en: Told, zh: 告知}\n")
    found = decided(tmp_path, text.replace("because: poor", "because: disclose"), age=30, income=50)
    assert customer_texts(found) == {"A-2": (True, "Told")}


def test_clauses_stand_on_the_full_page_with_rules_reasons_and_parameters(tmp_path: Path) -> None:
    decision = decided(tmp_path, age=17, income=200)
    page = decision.explain("en")
    assert "Implements: Loan rules, art. 7 (https://bank.example/7)" in page
    assert "Implements: Civil code" in page
    assert "个人贷款管理办法, 第七条" in page
    assert "Income rules" in page[page.index("Rules that did not fire") :]
    chinese = decision.explain("zh", page="audit")
    assert "依据：贷款办法第7条（https://bank.example/7）" in chinese
    assert "Implements" not in decision.explain("en", page="summary")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " https://bank.example",
        "JavaScript://bank.example/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "//bank.example",
        "bank.example/7",
        "https:bank.example",
        "https://",
        "https://bank.example/a b",
        "https://bank.example/\\u202e7",
        "https://bank.example/\\n",
        "",
    ],
)
def test_a_link_that_is_no_address_of_a_web_page_is_refused(tmp_path: Path, link: str) -> None:
    text = NOTED.replace("https://bank.example/7", link)
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, text)
    (problem,) = raised.value.problems
    assert problem.code == "unknown-value"
    assert str(problem.expected) == "https://... or http://..."
    assert problem.span is not None
    assert problem.span.text == f'"{link}"'


@pytest.mark.parametrize("link", ["HTTP://bank.example", "https://银行.example/第七条?a=b#c"])
def test_any_address_of_a_web_page_is_a_link(tmp_path: Path, link: str) -> None:
    decision = decided(tmp_path, NOTED.replace("https://bank.example/7", link), age=17, income=200)
    assert link in decision.explain("en")


def test_json_has_clauses_and_notes(tmp_path: Path) -> None:
    trace = json.loads(decided(tmp_path, age=17, income=200).explain("en", "json"))
    rules = {rule["id"]: rule for rule in trace["steps"][0]["rules"]}
    assert rules["A-1"]["clause"]["zh"] == "贷款办法第7条（https://bank.example/7）"
    assert "clause" not in rules["A-3"]
    assert trace["reasons"][0]["clause"] == {"en": "Civil code", "zh": "Civil code"}
    assert trace["parameters"][0]["clause"]["zh"] == "个人贷款管理办法，第七条"
    assert [note.get("decision", "") for note in trace["notes"]] == ["", "admission", "double"]


def test_notes_stand_on_the_full_page_in_the_readers_language(tmp_path: Path) -> None:
    decision = decided(tmp_path, age=20, income=200)
    page, chinese = decision.explain("en"), decision.explain("zh")
    assert "Consumer loans <b>only</b>: the manual (https://bank.example/m), section 3." in page
    assert "- first, amount > 0\n- second" in page
    assert "Age first." in page
    assert "先看年龄。" in chinese
    assert "Twice the income." in page
    assert "Consumer loans" not in decision.explain("en", page="summary")


def test_no_mark_up_of_notes_gets_into_html_or_markdown(tmp_path: Path) -> None:
    text = NOTED.replace("<b>only</b>", "<script>alert(1)</script> [x](javascript:alert(1))")
    decision = decided(tmp_path, text, age=20, income=200)
    html = decision.explain("en", "html")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert 'href="javascript' not in html
    assert "<script>" not in decision.explain("en", "markdown")


def test_clauses_and_notes_survive_the_store_and_pickle(tmp_path: Path) -> None:
    path = tmp_path / "noted.yaml"
    path.write_text(NOTED, "utf-8")
    loaded = [load_policy(path, cache=tmp_path / "cache") for _ in range(2)]
    assert [one for one in (tmp_path / "cache").rglob("*") if one.is_file()], "it could not be stored"
    loaded.append(pickle.loads(pickle.dumps(loaded[0])))
    decisions = [one.decide({"age": 17, "income": 50}, as_of="2026-11-24") for one in loaded]
    assert len({one.explain("zh") for one in decisions}) == 1
    assert len({json.dumps(customer_texts(one)) for one in decisions}) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clause: Income rules", "clause: {article: '7'}", "'document' is missing"),
        ("clause: Income rules", "clause: {document: a, page: '7'}", "'page'"),
        ("disclose: false", "disclose: no", "no"),
        ("notes: Twice the income.", "notes: [a]", "notes"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        policy(tmp_path, NOTED.replace(old, new))
