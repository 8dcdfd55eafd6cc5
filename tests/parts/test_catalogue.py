"""The part `catalogue`: what lists a code on a day, and what an unlisted code leads to."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Decision, Policy, PolicyError, load_policy
from credit_engine.cli import main
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import compiled_mutant, mutants_of

# GB/T 4754-2017: C manufacturing, 25 petroleum, coal and other fuels, 252 coal, 2521 coking;
# 38 electrical machinery; D electricity, heat, gas and water; K 70 real estate.
INDUSTRIES = """\
policy: industries
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  company.industry_code:
    type: text
    title: {en: Industry code, zh: 行业代码}
    missing: {not_given: undecided}
  amount: {type: number, unit: CNY}
decisions:
  industry:
    title: {en: Industry, zh: 行业}
    catalogue:
      key: company.industry_code
      match: longest_prefix
      out:
        stance: [support, maintain, reduce, prohibited]
        cap: {type: number, unit: CNY}
      entries:
        - {code: C, title: {en: Manufacturing, zh: 制造业}, then: [maintain, 50000000]}
        - {code: C25, then: [reduce, 10000000]}
        - {code: C2521, to: 2026-07-01, then: [reduce, 5000000]}
        - {code: C2521, from: 2026-07-01, then: [prohibited, 0]}
        - {code: C38, from: 2026-03-01, then: [support, 80000000]}
        - {code: D, then: [support, 90000000]}
  admission:
    rules:
      - {id: I-1, when: 'industry.stance = "prohibited"', then: decline, because: prohibited}
      - {id: I-2, when: 'amount > industry.cap', then: refer, because: above_cap}
decision:
  outcome: [admission]
  outputs: {industry: always}
reasons:
  prohibited: {en: The industry is prohibited, zh: 属于禁入行业}
  above_cap: {en: Above the cap of the industry, zh: 超过行业限额}
"""
FIRST, SECOND = dt.date(2026, 2, 1), dt.date(2026, 7, 1)


def policy(tmp_path: Path, text: str = INDUSTRIES) -> Policy:
    path = tmp_path / "industries.yaml"
    path.write_text(text, "utf-8")
    return load_once(path)


def decided(tmp_path: Path, code: Any, as_of: dt.date = FIRST, text: str = INDUSTRIES) -> Decision:
    return policy(tmp_path, text).decide({"company": {"industry_code": code}, "amount": 1}, as_of=as_of)


@pytest.mark.parametrize(
    ("code", "as_of", "stance", "outcome"),
    [
        ("C", FIRST, "maintain", "approve"),
        ("C3011", FIRST, "maintain", "approve"),
        ("C2511", FIRST, "reduce", "approve"),
        ("C2521", FIRST, "reduce", "approve"),
        ("C2521", dt.date(2026, 6, 30), "reduce", "approve"),
        ("C2521", SECOND, "prohibited", "decline"),
        ("C25210", SECOND, "prohibited", "decline"),
        ("C252", SECOND, "reduce", "approve"),
        ("C3821", dt.date(2026, 2, 28), "maintain", "approve"),
        ("C3821", dt.date(2026, 3, 1), "support", "approve"),
        ("D4411", FIRST, "support", "approve"),
    ],
)
def test_the_longest_code_in_force_on_the_day_counts(
    tmp_path: Path, code: str, as_of: dt.date, stance: str, outcome: str
) -> None:
    decision = decided(tmp_path, code, as_of)
    assert decision.outputs["industry"]["stance"] == stance
    assert decision.outcome == outcome


@pytest.mark.parametrize("code", ["K7010", "", "c25", "2521", "Ｃ25", " C25", "X"])
def test_an_unlisted_code_is_unknown_and_is_referred(tmp_path: Path, code: str) -> None:
    decision = decided(tmp_path, code)
    assert decision.outcome == "refer"
    assert decision.withheld == {"industry": "unknown"}
    (cause,) = decision.reasons[0].causes
    assert (cause.code, cause.subject, cause.detail) == ("not_listed", "company.industry_code", code)


def test_the_reason_names_the_input_and_its_code_in_both_languages(tmp_path: Path) -> None:
    reason = decided(tmp_path, "K7010").reasons[0]
    assert reason.text("en") == "Cannot be decided: Industry code (not listed: K7010)"
    assert reason.text("zh") == "无法判定：行业代码（不在名录内：K7010）"
    assert reason.text("en", "customer") == "Cannot be decided: Industry code (not listed: K7010)"


def test_a_missing_code_is_unknown_for_its_own_cause(tmp_path: Path) -> None:
    decision = decided(tmp_path, None)
    assert decision.outcome == "refer"
    assert [cause.code for cause in decision.reasons[0].causes] == ["not_given"]


def test_a_long_unlisted_text_is_cut_in_the_reason(tmp_path: Path) -> None:
    (cause,) = decided(tmp_path, "x" * 1000).reasons[0].causes
    assert cause.detail == "x" * 39 + "…"


def test_an_exact_list_holds_whole_codes_only(tmp_path: Path) -> None:
    exact = INDUSTRIES.replace("match: longest_prefix", "match: exact")
    assert decided(tmp_path, "C25", text=exact).outputs["industry"]["stance"] == "reduce"
    assert decided(tmp_path, "C252", text=exact).outcome == "refer"


@pytest.mark.parametrize(
    ("name", "outcome"), [("Acme Holdings", "decline"), ("Acme", "approve"), (None, "refer")]
)
def test_a_list_of_what_is_prohibited_lets_pass_only_what_is_not_on_it(
    tmp_path: Path, name: str | None, outcome: str
) -> None:
    start, end = INDUSTRIES.index("  industry:\n"), INDUSTRIES.index("decision:\n")
    text = (
        INDUSTRIES[:start]
        + """\
  blocked:
    catalogue:
      key: company.industry_code
      match: exact
      out: {why: text}
      entries:
        - {code: Acme Holdings, then: [court]}
  admission:
    rules:
      - id: B-1
        when: not(is missing(blocked, "not_listed")) and blocked != ""
        then: decline
        because: prohibited
"""
        + INDUSTRIES[end:].replace("industry: always", "")
    )
    decision = decided(tmp_path, name, text=text)
    assert decision.outcome == outcome


def test_before_its_first_day_an_entry_lists_nothing(tmp_path: Path) -> None:
    late = INDUSTRIES.replace("{code: D, then", "{code: D, from: 2026-05-01, then")
    before = decided(tmp_path, "D4411", text=late)
    (cause,) = before.reasons[0].causes
    assert cause.code == "not_listed"
    page = before.explain("en", "markdown")
    assert (
        "| `D` |  | from 1 May 2026 | not in force on the day of the decision | support | CNY 90,000,000 |"
        in page
    )
    assert decided(tmp_path, "D4411", SECOND, late).outcome == "approve"


def test_values_have_the_declared_kinds(tmp_path: Path) -> None:
    outs = "out: {a: text, b: number, c: boolean, d: date}"
    old = INDUSTRIES[INDUSTRIES.index("      out:\n") : INDUSTRIES.index("  admission:")]
    new = f"      {outs}\n      entries:\n        - {{code: C, then: [one, 0.5, true, 2026-03-01]}}\n"
    text = INDUSTRIES.replace(old, new).replace('industry.stance = "prohibited"', "industry.c = false")
    text = text.replace("amount > industry.cap", "industry.d > today()")
    decision = decided(tmp_path, "C1", text=text)
    assert json.loads(decision.to_json())["outputs"]["industry"] == {
        "a": "one",
        "b": 0.5,
        "c": True,
        "d": "2026-03-01",
    }
    assert decision.outcome == "refer"


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("C25, then", "C, then", "entries-overlap", "two entries of 'C' count at all times"),
        ("to: 2026-07-01", "to: 2026-07-02", "entries-overlap", "'C2521' count on 2026-07-01"),
        ("{code: C2521, to: 2026-07-01,", "{code: C2521,", "entries-overlap", "'C2521'"),
        ("to: 2026-07-01", "to: 2026-7-1", "bad-date", "'2026-7-1' is not a date"),
        ("C38, from: 2026-03-01", "C38, from: 2026-03-01, to: 2026-03-01", "bad-date", "later than 'from'"),
        ("[maintain, 50000000]", "[maintian, 50000000]", "unknown-value", "'maintian'"),
        ("[maintain, 50000000]", "[maintain]", "row-width", "has 1 values"),
        ("[maintain, 50000000]", '[maintain, "50000000"]', "wrong-kind", "'cap' has to be a number"),
        ("code: C25,", 'code: "",', "wrong-value", "a code is empty"),
        ("code: C25,", 'code: " C25",', "wrong-value", "spaces around it"),
        ("code: C25,", "code: Ｃ２５,", "full-width-code", "'Ｃ２５'"),
        ("code: C25,", "code: 25,", "wrong-kind", "'code' has to be text"),
        ("cap: {type: number, unit: CNY}", "cap: context", "unknown-type", "'context'"),
        ("unit: CNY}\n      ent", "unit: CNY-}\n      ent", "unknown-unit", "'CNY-'"),
        ("cap: {type: number, unit: CNY}", "cap: {type: number, unit: days}", "unit-clash", ""),
        ("key: company.industry_code", "key: amount", "type-clash", "amount"),
        ("key: company.industry_code", "key: company.code", "unknown-name", "company.code"),
        ("match: longest_prefix", "match: prefix", "unknown-value", "'prefix'"),
        ('"prohibited"\'', '"forbidden"\'', "unknown-value", "forbidden"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in INDUSTRIES
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, INDUSTRIES.replace(old, new, 1))
    found = [(problem.code, problem.message) for problem in raised.value.problems]
    assert any(c == code and said in message for c, message in found), found
    assert len(found) == 1, found


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = INDUSTRIES.replace("[maintain, 50", "[maintian, 50").replace("to: 2026-07-01", "to: 2026-07-32")
    with pytest.raises(PolicyError) as raised:
        policy(tmp_path, text.replace("code: D,", "code: ' D',"))
    assert [p.code for p in raised.value.problems] == ["unknown-value", "bad-date", "wrong-value"]


def test_days_without_an_entry_between_two_are_a_warning(tmp_path: Path) -> None:
    loaded = policy(tmp_path, INDUSTRIES.replace("C2521, from: 2026-07-01", "C2521, from: 2026-08-01"))
    (warning,) = loaded.warnings
    assert (warning.code, warning.severity) == ("entries-gap", "warning")
    assert warning.message == "no entry of 'C2521' counts from 2026-07-01 to 2026-08-01"


def test_the_explanation_shows_the_entries_that_fit(tmp_path: Path) -> None:
    decision = decided(tmp_path, "C2521", SECOND)
    page = decision.explain("en")
    assert (
        "Looked up: Industry code (C2521) (list; the longest listed code that it begins with counts)" in page
    )
    lines = [line.split() for line in page.splitlines() if line.strip().startswith(("C2521 ", "C25 ", "C "))]
    assert [line[0] for line in lines] == ["C2521", "C2521", "C25", "C"]
    assert "before 1 July 2026" in page
    assert "from 1 July 2026" in page
    trace = json.loads(decision.explain("en", "json"))
    (step,) = (step for step in trace["steps"] if step["kind"] == "catalogue")
    assert [(e["code"], e["status"]) for e in step["entries"]] == [
        ("C2521", "not_in_force"),
        ("C2521", "chosen"),
        ("C25", "shorter"),
        ("C", "shorter"),
    ]
    chinese = decision.explain("zh")
    assert "查表取值：行业代码（C2521）（名录，取与代码前缀匹配的最长条目）" in chinese
    assert "制造业" in chinese
    assert "以更长代码为准" in chinese


def test_the_explanation_says_that_nothing_lists_the_code(tmp_path: Path) -> None:
    decision = decided(tmp_path, "K7010")
    assert "None of the 6 entries lists it." in decision.explain("en")
    assert "全部6个条目均未列出该代码。" in decision.explain("zh")
    assert "not listed: K7010" in decision.explain("en")
    assert "lists it" not in decided(tmp_path, None).explain("en")


def test_a_policy_with_a_catalogue_is_cached_and_pickled(tmp_path: Path) -> None:
    path = tmp_path / "industries.yaml"
    path.write_text(INDUSTRIES, "utf-8")
    record = {"company": {"industry_code": "C2521"}, "amount": 1}
    first, second = (load_policy(path, cache=tmp_path / "cache") for _ in range(2))
    texts = [
        one.decide(record, as_of=SECOND).to_json()
        for one in (first, second, pickle.loads(pickle.dumps(first)))
    ]
    assert len(set(texts)) == 1
    assert second.decide(record, as_of=SECOND).explain("zh") == first.decide(record, as_of=SECOND).explain(
        "zh"
    )


CODES = ("C", "C25", "C252", "C2521", "C25219", "C3", "C38", "C381", "D", "D44", "K70", "", "c25")


def records(rng: Random, count: int) -> list[dict[str, Any]]:
    found = []
    for _ in range(count):
        code: Any = rng.choice((*CODES, "".join(rng.choice("CD2581") for _ in range(rng.randrange(6)))))
        code = rng.choice((code, code, code, None, {"missing": "not_given"}))
        found.append({"company": {"industry_code": code}, "amount": rng.choice((1, 10_000_000, 10_000_001))})
    return found


def test_removing_a_code_never_makes_it_better(tmp_path: Path) -> None:
    loaded = policy(tmp_path)
    order = ["approve", "refer", "decline"]
    for record in records(Random(7), 200):
        complete = loaded.decide(record, as_of=SECOND).outcome
        without = loaded.decide({**record, "company": {}}, as_of=SECOND).outcome
        assert order.index(without) >= min(order.index(complete), order.index("refer"))


def test_mutants_change_entries_values_and_days() -> None:
    compiled = compile_policy(Source("industries.yaml", INDUSTRIES), lambda kind, name: None)
    found = {mutant.name: mutant for mutant in mutants_of(compiled)}
    for name in (
        "decisions.industry.match: longest_prefix -> exact",
        "decisions.industry.C25: dropped",
        "decisions.industry.C25.stance: reduce -> maintain",
        "decisions.industry.C25.cap: 10000000 -> 10000001",
        "decisions.industry.C2521: 2026-07-01 -> 2026-07-02",
    ):
        assert name in found, list(found)
    moved = compiled_mutant(compiled, found["decisions.industry.C2521: 2026-07-01 -> 2026-07-02"])
    days = [(str(e.from_ or ""), str(e.to or "")) for e in moved.parts["industry"].part.spec.entries[2:4]]
    assert days == [("", "2026-07-02"), ("2026-07-02", "")]


def test_cases_show_which_entries_they_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy(tmp_path)
    (tmp_path / "industries.cases.yaml").write_text(
        "cases: industries\nas_of: 2026-07-01\nbase: coking\n"
        "bases: {coking: {with: {amount: 1, company: {industry_code: C2521}}}}\n"
        "examples:\n  coking:\n    expect: {outcome: decline, values: {industry.stance: prohibited}}\n",
        "utf-8",
    )
    assert main(["test", str(tmp_path / "industries.cases.yaml")]) == 0
    shown = capsys.readouterr().out
    assert "entries of catalogues: 1 of 6" in shown
    assert "industry C25" in shown
