"""The three pages of a decision: the summary, the full one, and the one for an audit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import load_policy
from credit_engine.absent import Absent
from explain.support import EXPECTED, consumer_loan, decide, decided, example

LANGUAGES: tuple[Any, ...] = ("en", "zh")
FORMULA = """
policy: concentration
version: "1"
title: {en: Concentration, zh: 集中度}
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  exposure: {type: number, title: {en: Our exposure, zh: 本行敞口}}
  bank.capital: {type: number, title: {en: Net capital, zh: 资本净额}}
decisions:
  share:
    title: {en: Concentration, zh: 集中度}
    formula: exposure / bank.capital
  rules:
    rules:
      - {id: R-1, when: share > 0.1, then: refer, because: large}
decision:
  outcome: [rules]
  outputs: {share: always}
reasons:
  large:
    internal: {en: Large exposure, zh: 大额敞口}
    customer: {en: Not possible, zh: 无法办理}
"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_summary_fits_on_a_screen_of_forty_lines(name: str, lang: Any) -> None:
    page = decided(name).explain(lang, "text", "summary")
    assert len(page.splitlines()) <= 40
    assert max(map(len, page.splitlines())) <= 100


def test_a_summary_tells_decisive_values_against_their_thresholds() -> None:
    page = decided("decline_fraud").explain("en", "text", "summary")
    assert "1. Watch list hit or high device risk (ADM-13)\n   - Device risk score (92) >= 85\n" in page


def test_a_summary_tells_what_binds_the_limit_and_what_comes_next() -> None:
    page = decided("counter_offer_exposure").explain("en", "markdown", "summary")
    assert "Limit: CNY 44,900; Headroom under the exposure ceiling binds, the next is " in page


def test_a_summary_names_what_is_missing_and_who_supplies_it() -> None:
    page = decided("bureau_source_failed").explain("zh", "text", "summary")
    assert "- 当前逾期金额，来源：征信系统" in page


CALLER = """
policy: caller
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, offer, decline], undecided: decline, nothing_fired: approve}
inputs: {wanted: {type: number, unit: CNY, title: {en: Amount asked for, zh: 申请金额}}}
decisions:
  sizing:
    title: {en: Sizing, zh: 额度核定}
    call:
      policy: sizing
      with: {wanted: wanted}
      outcomes: {approve: approve, offer: offer, decline: decline}
decision:
  outcome: [sizing]
  outputs:
    sizing: {when: outcome != "decline"}
    penalty: {of: wanted * 2, when: outcome = "decline"}
reasons: {}
"""
SIZING = """
policy: sizing
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, offer, decline], undecided: decline, nothing_fired: approve}
inputs: {wanted: {type: number, unit: CNY, title: {en: Amount asked for, zh: 申请金额}}}
parameters: {most: {value: 50000, unit: CNY, title: {en: Cap, zh: 单户上限}}}
decisions:
  room:
    title: {en: Room, zh: 可授信额度}
    limit:
      requested: wanted
      at_most: {cap: most}
  small:
    rules:
      - {id: S-1, when: room < wanted, then: offer, because: smaller, waivable_by: [committee]}
decision:
  outcome: [small]
  outputs: {room: {when: outcome != "decline"}}
reasons: {smaller: {en: The limit is below the amount, zh: 额度低于申请金额}}
"""


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            [
                "1. The limit is below the amount (Sizing: S-1)",
                "- Room (CNY 50,000) < Amount asked for (CNY 80,000)",
                "- May be waived by: committee",
                "- Room: CNY 50,000; Cap binds, the next is Amount asked for at CNY 80,000",
            ],
        ),
        (
            "zh",
            [
                "1. 额度低于申请金额（额度核定：S-1）",
                "- 可授信额度（50,000元） < 申请金额（80,000元）",
                "- 可由下列人员豁免：committee",
                "- 可授信额度：50,000元；单户上限起约束作用，其次为申请金额（80,000元）",
            ],
        ),
    ],
)
def test_a_summary_tells_what_decided_and_what_binds_in_a_called_policy(
    tmp_path: Path, lang: Any, expected: list[str]
) -> None:
    for name, text in (("caller", CALLER), ("sizing", SIZING)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    page = load_policy(tmp_path / "caller.yaml").decide({"wanted": 80000}, as_of="2026-11-23")
    lines = [line.strip() for line in page.explain(lang, "text", "summary").splitlines()]
    assert [line for line in lines if line in expected] == expected
    assert not any(line.startswith("penalty") for line in lines), "what the outcome withholds is left out"
    html = page.explain(lang, "html", "summary")
    assert expected[0].removeprefix("1. ").replace("S-1", "<code>S-1</code>") in html, "a title is no code"


def test_a_summary_tells_the_first_item_for_which_a_called_policy_decided(tmp_path: Path) -> None:
    caller = CALLER.replace("{type: number, unit: CNY,", "{type: list, items: {cny: {type: number}},")
    caller = caller.replace("wanted: wanted", "wanted: w.cny").replace(
        "    call:", "    for_each: wanted as w\n    if_empty: approve\n    call:"
    )
    caller = caller.replace('    penalty: {of: wanted * 2, when: outcome = "decline"}\n', "")
    (tmp_path / "caller.yaml").write_text(caller, "utf-8")
    (tmp_path / "sizing.yaml").write_text(SIZING, "utf-8")
    record = {"wanted": [{"cny": 10000}, {"cny": 80000}, {"cny": 90000}]}
    page = (
        load_policy(tmp_path / "caller.yaml")
        .decide(record, as_of="2026-11-23")
        .explain("en", "text", "summary")
    )
    assert "- Room (CNY 50,000) < Amount asked for (CNY 80,000)" in page
    assert "CNY 90,000)" not in page


def test_the_full_page_words_expressions_with_titles_and_the_audit_page_with_names() -> None:
    decision = decide(FORMULA, {"exposure": 30, "bank": {"capital": 200}})
    assert "集中度 = 本行敞口 / 资本净额" in decision.explain("zh")
    assert "Concentration = Our exposure / Net capital" in decision.explain("en")
    audit = decision.explain("zh", "text", "audit")
    assert "exposure / bank.capital" in audit
    assert "本行敞口 / 资本净额" not in audit


def test_an_audit_page_has_every_row_of_a_table() -> None:
    rows = "".join(f'        - {{if: ["{n}"], then: [{n}]}}\n' for n in range(30))
    table = (
        "  band:\n    table:\n      hit: unique\n      in: [exposure]\n      out: {band: number}\n"
        f"      rows:\n{rows}"
    )
    decision = decide(FORMULA.replace("decisions:\n", f"decisions:\n{table}"), _RECORD)
    assert decision.explain("en", "markdown", "audit").count("| no |") == 30
    assert decision.explain("en", "markdown", "full").count("| no |") == 20


_RECORD: dict[str, Any] = {"exposure": 130, "bank": {"capital": 200}}


def test_an_unknown_page_is_refused() -> None:
    decision = consumer_loan().decide(example("approve_salaried"), as_of="2026-11-23")
    with pytest.raises(ValueError, match=r"unknown page 'short'; known are summary, full, audit"):
        decision.explain("en", "text", "short")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_values_of_a_decision_are_the_results_of_its_steps(name: str) -> None:
    decision = decided(name)
    values = decision.values()
    results = {step.name: step.result.value for step in decision.trace.steps}
    assert list(values) == list(results)
    for step, value in results.items():
        if isinstance(value, str | bool | int):
            assert values[step] == value
        elif isinstance(value, Decimal):
            assert abs(values[step] - value) <= abs(value) * Decimal("1e-11")
        elif isinstance(value, Absent):
            assert values[step] is None
        elif isinstance(value, dict):
            assert list(values[step]) == list(value)


def test_values_can_be_changed_without_changing_the_decision() -> None:
    decision = decided("approve_salaried")
    values = decision.values()
    values["grade"] = "R"
    values["grade_terms"]["cap"] = 0
    assert (decision.values()["grade"], decision.values()["grade_terms"]["cap"]) == ("A", 300000)
