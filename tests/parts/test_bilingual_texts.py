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
