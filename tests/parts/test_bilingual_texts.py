"""Where one language of a text is missing, the diagnostic shows both and what stands for the other."""

from __future__ import annotations

import pytest

from compiled import policy_of
from credit_engine import PolicyError

POLICY = """\
policy: small
version: "1"
effective: {from: 2026-01-01}
title: {en: Small, zh: 小}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  age: {type: integer, title: {en: Age, zh: 年龄}}
decisions:
  checks:
    rules:
      - {id: R-1, when: age < 18, then: refer, because: young}
decision: {outcome: [checks]}
reasons: {young: {en: Too young, zh: 年龄过低}}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "shown"),
    [
        ("title: {en: Small, zh: 小}", "title: 准入", "{en: ..., zh: 准入}"),
        ("title: {en: Small, zh: 小}", "title: Admission", "{en: Admission, zh: ...}"),
        ("{en: Age, zh: 年龄}", "{zh: 年龄}", "{en: ..., zh: 年龄}"),
        ("{en: Too young, zh: 年龄过低}", "{internal: {en: Too young}}", "{en: Too young, zh: ...}"),
    ],
)
def test_the_missing_language_is_asked_for_beside_the_other(right: str, wrong: str, shown: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy_of(POLICY.replace(right, wrong))
    (problem,) = refused.value.problems
    assert shown in problem.hint
    assert f"中英文两种文字：{shown}" in problem.text("zh")


@pytest.mark.parametrize("blank", ['""', '" "', '"\\u3000"'])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{en: Age, zh: 年龄}", "{en: BLANK, zh: 年龄}"),
        ("title: {en: Small, zh: 小}", "title: {en: BLANK, zh: 小}"),
        ("{en: Too young, zh: 年龄过低}", "{en: BLANK, zh: 年龄过低}"),
        ("nothing_fired: approve}", "nothing_fired: approve, titles: {refer: {en: BLANK, zh: 复核}}}"),
        ("reasons:", "roles: {manager: {en: BLANK, zh: 经理}}\nreasons:"),
        (
            "type: integer",
            "type: integer, missing: {not_given: {then: undecided, title: {en: BLANK, zh: 未填}}}",
        ),
        ("checks:\n", "checks:\n    title: {en: BLANK, zh: 检查}\n"),
        ("because: young}", "because: young, title: {en: BLANK, zh: 年龄}}"),
        (
            "inputs:\n",
            "inputs:\n  kind: {type: text, values: {a: {en: BLANK, zh: 甲}}, missing: undecided}\n",
        ),
    ],
)
def test_a_blank_text_is_refused_wherever_it_stands(right: str, wrong: str, blank: str) -> None:
    assert right in POLICY
    with pytest.raises(PolicyError) as refused:
        policy_of(POLICY.replace(right, wrong.replace("BLANK", blank)))
    (problem,) = refused.value.problems
    assert problem.span is not None
    assert problem.code == "wrong-value"
    assert problem.span.text == blank
    assert "'en' is blank" in problem.text("en")
    assert "'en' 为空白" in problem.text("zh")


def test_a_blank_text_of_a_file_of_one_language_is_one_problem() -> None:
    alone = POLICY.replace("title: {en: Small, zh: 小}", 'languages: [zh]\ntitle: " "')
    for both, one in (("{en: Age, zh: 年龄}", "年龄"), ("{en: Too young, zh: 年龄过低}", "年龄过低")):
        alone = alone.replace(both, one)
    with pytest.raises(PolicyError) as refused:
        policy_of(alone)
    (problem,) = refused.value.problems
    assert "'title' 为空白" in problem.text("zh")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{en: Small, zh: 小}", "null"),
        ("{en: Age, zh: 年龄}", "null"),
        ("checks:\n", "checks:\n    title:\n"),
        ("because: young}", "because: young, title: null}"),
        (
            "decisions:\n",
            "decisions:\n  t: {table: {hit: first, in: [age], out: {g: number}, rows: [ROW]}}\n",
        ),
        ("reasons:", "roles: {manager: null}\nreasons:"),
    ],
)
def test_a_title_with_nothing_after_it_is_refused_wherever_one_may_stand(right: str, wrong: str) -> None:
    assert right in POLICY
    row = '{if: ["-"], then: [1], title: null}'
    with pytest.raises(PolicyError) as refused:
        policy_of(POLICY.replace(right, wrong.replace("ROW", row), 1))
    (problem,) = refused.value.problems
    assert problem.code == "wrong-kind"
    assert "nothing is written here" in problem.text("en")
    assert "此处没有填写" in problem.text("zh")


@pytest.mark.parametrize(
    ("name", "code", "english", "chinese"),
    [
        ("nobody", "reserved-name", "'nobody' cannot be the name of a role", "'nobody' 不能作为岗位名称"),
        ('""', "bad-name", "'' cannot be the name of a role", "'' 不能作为岗位名称"),
        ('"  "', "bad-name", "'  ' cannot be the name of a role", "'  ' 不能作为岗位名称"),
    ],
)
def test_a_name_that_no_rule_could_mean_is_no_role(name: str, code: str, english: str, chinese: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy_of(POLICY.replace("reasons:", f"roles: {{{name}: {{en: Manager, zh: 经理}}}}\nreasons:"))
    (problem,) = refused.value.problems
    assert problem.span is not None
    assert (problem.code, problem.span.text) == (code, name)
    assert english in problem.text("en")
    assert chinese in problem.text("zh")
