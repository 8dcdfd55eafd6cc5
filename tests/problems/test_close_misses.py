"""Slips whose diagnostic has to name the one right form, not a similar name."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import PolicyError, load_policy

POLICY = """\
policy: slips
version: "1"
effective: {from: 2026-11-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  industry: {type: text}
  restructured: {type: boolean}
  ratio: {type: number, range: "[0..2]"}
  payments: {type: list, items: {amount: {type: number}}}
  instalments: {type: number}
parameters:
  banned: {value: [煤炭, 钢铁]}
decisions:
  load: {formula: mean(payments.amount) + instalments}
  rate: {pricing: {base: 0.03, add: {margin: ratio}, floor: 0.01, cap: 0.24}}
  band: {table: {hit: first, in: [ratio], out: {b: [A, B]}, rows: [{if: ["> 0.3"], then: [A]}], default: [B]}}
  admission:
    rules:
      - {id: R-1, when: industry in banned, then: decline, because: r}
      - {id: R-2, when: restructured = true, then: decline, because: r}
      - {id: R-3, when: "ratio in [0.1..0.8)", then: decline, because: r}
decision: {outcome: [admission], outputs: {load: always, rate: always, band: always}}
reasons: {r: {en: r, zh: r}}
"""
SLIPS = [
    ("[煤炭, 钢铁]", "[煤炭，钢铁]", "full-width-comma", "write 煤炭, 钢铁"),
    ("[煤炭, 钢铁]", "[煤炭、钢铁]", "full-width-comma", "write 煤炭, 钢铁"),
    ("[approve, decline]", "[approve；decline]", "full-width-comma", "write approve, decline"),
    ("mean(", "average(", "unknown-function", "write mean("),
    ("mean(payments.amount)", "days(payments)", "unknown-function", "d.days"),
    ("+ instalments", "+ instalment", "unknown-name", "'instalments'"),
    ("Asia/Shanghai", "Asia/Beijing", "unknown-time-zone", "'Asia/Shanghai'"),
    ("= true", "= yes", "unknown-name", "write true"),
    ('"> 0.3"', '"0.3 - 0.8"', "cell-matches-nothing", "write [0.3..0.8]"),
    ('"> 0.3"', '"< 0.3 or > 0.8"', "joined-tests", "write 0.3,"),
    ('"> 0.3"', '"> 0.3 and < 0.8"', "joined-tests", "write (0.3..0.8)"),
    ("..0.8)", "..80%)", "percent-sign", "write 0.80"),
]


def test_the_policy_without_a_slip_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "slips.yaml"
    path.write_text(POLICY, encoding="utf-8")
    assert load_policy(path).warnings == ()


def test_a_cap_below_the_floor_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "slips.yaml"
    path.write_text(POLICY.replace("cap: 0.24", "cap: 0.001"), encoding="utf-8")
    with pytest.raises(PolicyError, match="the cap is below the floor"):
        load_policy(path)


def test_a_series_without_a_value_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "slips.yaml"
    path.write_text(POLICY.replace("{value: [煤炭, 钢铁]}", "{dated: {}}"), encoding="utf-8")
    with pytest.raises(PolicyError, match="'dated' is empty") as refused:
        load_policy(path)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(("right", "wrong", "code", "mend"), SLIPS)
def test_a_slip_is_one_problem_with_its_mend(
    tmp_path: Path, right: str, wrong: str, code: str, mend: str
) -> None:
    path = tmp_path / "slips.yaml"
    path.write_text(POLICY.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert mend in refused.value.problems[0].hint
