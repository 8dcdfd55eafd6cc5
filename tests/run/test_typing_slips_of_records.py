"""Values of a record typed in another form are refused, and the hint is what to write instead."""

from __future__ import annotations

from typing import Any

import pytest

from compiled import load_once
from credit_engine import InputError
from credit_engine.wording import in_language

POLICY = """\
policy: typed
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  amount: {type: number}
  months: {type: integer}
  resident: {type: boolean}
  opened: {type: date}
  grade: {type: text, values: [A, B]}
decisions:
  checks:
    rules:
      - id: R-1
        when: amount > 5 and months > 6 and resident and opened > @"2026-01-01" and grade = "A"
        then: refer
        because: checked
decision: {outcome: [checks]}
reasons: {checked: {en: Checked, zh: 已核查}}
"""
SOUND = {"amount": 200_000, "months": 12, "resident": True, "opened": "2026-01-05", "grade": "A"}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("typed") / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return load_once(path)


@pytest.mark.parametrize(
    ("field", "typed", "right"),
    [
        ("amount", "20万", "200000"),
        ("amount", "200,000", "200000"),
        ("amount", "¥200,000", "200000"),
        ("amount", "２０００００", "200000"),
        ("amount", "5%", "0.05"),
        ("amount", "5‰", "0.005"),
        ("amount", "0,5", "0.5"),
        ("months", "12个月", "12"),
        ("months", "１２", "12"),
        ("resident", "是", "true"),
        ("resident", "FALSE", "false"),
        ("opened", "2026/1/5", '"2026-01-05"'),
        ("opened", "2026年1月5日", '"2026-01-05"'),
        ("opened", "20260105", '"2026-01-05"'),
        ("grade", "Ａ", '"A"'),
        ("grade", " A　", '"A"'),
    ],
)
def test_the_hint_is_the_value_to_write(policy: Any, field: str, typed: str, right: str) -> None:
    with pytest.raises(InputError) as refused:
        policy.decide({**SOUND, field: typed}, as_of="2026-11-01")
    (problem,) = refused.value.problems
    assert (problem.path, str(problem.hint)) == (field, f"write {right}")
    assert in_language(problem.hint, "zh") == f"写作 {right}"


@pytest.mark.parametrize(
    ("field", "typed"), [("amount", "abc"), ("opened", "5/1/2026"), ("resident", "maybe"), ("grade", "C")]
)
def test_what_could_be_anything_has_no_such_hint(policy: Any, field: str, typed: str) -> None:
    with pytest.raises(InputError) as refused:
        policy.decide({**SOUND, field: typed}, as_of="2026-11-01")
    assert not refused.value.problems[0].hint.startswith("write ")
