"""A policy of one language writes its texts plainly; what is written so reads the same as in both."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from compiled import policy_of
from credit_engine import PolicyError, load_policy
from credit_engine.policy.loading import compile_policy
from credit_engine.policy.stored import RestoredPolicy, as_json
from credit_engine.source import Source
from credit_engine.testing import read_cases, run_case
from credit_engine.testing.report import failure_lines
from credit_engine.texts.forms import LANGUAGES, Language

PLAIN = """\
policy: admission
version: "1"
languages: [zh]
title: 准入
effective: {from: 2026-01-01}
outcomes:
  order: {approve: 通过, refer: 转人工, decline: 拒绝}
  undecided: refer
  nothing_fired: approve
inputs:
  age: {type: integer, title: 年龄, missing: {not_given: {then: undecided, title: 未提供年龄}}}
  segment: {type: text, values: {core: 核心客户, new: 新客户}, title: 客户类型}
decisions:
  admission:
    title: {zh: 准入规则}
    rules:
      - {id: A-1, when: age < 18, then: decline, because: under_age, title: 年龄下限}
      - {id: A-2, when: 'segment = "new"', then: refer, because: newcomer}
decision: {outcome: [admission]}
reasons:
  under_age: {internal: 申请人未满18周岁, customer: 您须年满18周岁}
  newcomer: 新客户须人工审核
"""
TEXTS = (
    *("准入", "通过", "转人工", "拒绝", "年龄", "未提供年龄", "核心客户", "新客户", "客户类型", "年龄下限"),
    *("申请人未满18周岁", "您须年满18周岁", "新客户须人工审核"),
)
RECORDS = ({"age": 17, "segment": "new"}, {"segment": "core"}, {"age": 30, "segment": "core"})


def in_both_languages() -> str:
    """The same policy with every text written twice."""
    text = PLAIN.replace("languages: [zh]\n", "").replace("{zh: 准入规则}", "{en: 准入规则, zh: 准入规则}")
    plain = "|".join(sorted(TEXTS, key=len, reverse=True))
    return re.sub(rf"(?<!en)(?<!zh): ({plain})(?=[,}}\n])", r": {en: \1, zh: \1}", text)


def pages(text: str, lang: Language) -> list[str]:
    """The pages without their last section, the fingerprints."""
    decisions = [policy_of(text).decide(record, as_of="2026-11-29") for record in RECORDS]
    shown = [decision.explain(lang, "text") for decision in decisions]
    return [page.rpartition({"en": "Identity", "zh": "标识"}[lang])[0] for page in shown]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_pages_are_those_of_the_policy_with_every_text_twice(lang: Language) -> None:
    assert pages(PLAIN, lang) == pages(in_both_languages(), lang)


def test_a_stored_and_a_pickled_one_read_the_same() -> None:
    compiled = compile_policy(Source("policy.yaml", PLAIN), lambda kind, name: Source(name, ""))
    restored = RestoredPolicy(as_json(compiled), compiled.sources)
    assert restored.spec == compiled.spec
    decision = policy_of(PLAIN).decide(RECORDS[0], as_of="2026-11-29")
    assert pickle.loads(pickle.dumps(decision)).explain("zh") == decision.explain("zh")


def test_without_the_declaration_each_plain_text_is_refused_with_what_to_write(tmp_path: Path) -> None:
    (tmp_path / "admission.yaml").write_text(PLAIN.replace("languages: [zh]\n", ""), "utf-8")
    with pytest.raises(PolicyError) as error:
        load_policy(tmp_path / "admission.yaml")
    hints = [problem.hint for problem in error.value.problems]
    assert any("{en: ..., zh: 准入}" in hint for hint in hints)
    assert any("write 'languages: [zh]' at the top of this file" in hint for hint in hints)
    assert {problem.code for problem in error.value.problems} <= {"wrong-kind", "missing-key"}


@pytest.mark.parametrize("declared", ["[cn]", "[]", "zh", "[zh, fr]"])
def test_other_languages_are_refused(declared: str) -> None:
    with pytest.raises(PolicyError) as error:
        policy_of(PLAIN.replace("[zh]", declared, 1))
    assert any(
        problem.span is not None and problem.span.position[0] in (3, 4) for problem in error.value.problems
    )


def test_both_languages_may_be_declared() -> None:
    both = in_both_languages().replace('version: "1"\n', 'version: "1"\nlanguages: [en, zh]\n')
    assert pages(both, "zh") == pages(PLAIN, "zh")


def test_the_text_of_a_due_date_names_its_language() -> None:
    """A text by itself is an expression there."""
    due = "  conditions_asked:\n    conditions:\n      - {id: C-1, title: 办妥抵押, due: {zh: 放款前}}\n"
    text = PLAIN.replace(
        "decision: {outcome: [admission]}",
        due + "decision: {outcome: [admission], outputs: {conditions_asked: always}}",
    )
    for lang in LANGUAGES:
        assert "放款前" in policy_of(text).decide(RECORDS[2], as_of="2026-11-29").explain(lang, "text")


HANDED_ON = """\
policy: warning
version: "1"
languages: [zh]
effective: {from: 2026-01-01}
outcomes: {order: {none: 无预警, yellow: 黄色预警}, undecided: yellow, nothing_fired: none}
inputs: {dpd: {type: integer, title: 逾期天数}}
prior: {level: {type: text, values: [none, yellow], initially: none}}
decisions:
  warned: {rules: [{id: W-1, when: dpd > 30, then: yellow, because: late}]}
decision: {outcome: [warned]}
next: {level: {value: outcome}}
reasons: {late: 逾期超过30天}
"""


def test_a_state_that_is_the_outcome_has_the_titles_of_outcomes() -> None:
    page = (
        policy_of(HANDED_ON).decide({"dpd": 40, "prior": {"level": "none"}}, as_of="2026-11-29").explain("zh")
    )
    (line,) = [line for line in page.splitlines() if line.startswith("level")]
    assert line.split() == ["level", "无预警", "黄色预警"]


def test_a_failed_case_names_outcomes_by_code_and_title(tmp_path: Path) -> None:
    (tmp_path / "admission.yaml").write_text(PLAIN, "utf-8")
    cases = tmp_path / "admission.cases.yaml"
    record = "{age: 30, segment: core}"
    cases.write_text(
        "cases: admission\nas_of: 2026-11-29\nbase: one\n"
        f"bases: {{one: {{with: {record}}}}}\nexamples:\n  first: {{expect: decline}}\n",
        "utf-8",
    )
    file = read_cases(cases)
    lines = [line.text for line in failure_lines(run_case(file.policy, file.cases[0]), "zh")]
    assert lines[1] == "  结论：预期decline（拒绝），实际approve（通过）"
