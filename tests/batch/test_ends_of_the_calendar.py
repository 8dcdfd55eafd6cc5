"""Days at the ends of the years that columns of dates hold: a batch decides them as rows do, or names each
output that no column can hold."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from compiled import policy_of

pytest.importorskip("pyarrow")

POLICY = """\
policy: ends
version: "1"
effective: {from: 0001-01-01, time_zone: UTC}
outcomes: {order: [early, late], undecided: late, nothing_fired: early}
inputs: {d: {type: date}, n: {type: integer}}
decisions:
  reached:
    rules:
      - id: X
        when: 'd + @"P1M" * n > @"9999-06-30" or d - @"P1D" * n > @"9999-12-30"'
        then: late
        because: late
decision:
  outcome: [reached]
  outputs:
    months: {when: always, of: 'd + @"P1M" * n'}
    years: {when: always, of: 'd + @"P1Y" * n'}
    days: {when: always, of: 'd + @"P1D" * n'}
    back: {when: always, of: 'd - @"P1D" * n'}
reasons: {late: {en: Late, zh: 晚}}
"""
DAYS = (
    *("0001-01-01", "0001-01-31", "0001-02-28", "2024-02-29"),
    *("9996-02-29", "9999-11-30", "9999-12-01", "9999-12-31"),
)
STEPS = (-12_000, -13, -12, -1, 0, 1, 2, 12, 13, 366, 12_000, 119_988, 3_652_058)


OUTPUTS = ("months", "years", "days", "back")


def test_a_batch_decides_days_at_the_ends_as_rows_do_or_names_what_no_column_holds() -> None:
    policy = policy_of(POLICY)
    records = [{"d": day, "n": number} for day in DAYS for number in STEPS]
    batch = policy.decide_batch(records, as_of="2026-01-01").to_arrow().to_pylist()
    refused = 0
    for record, answer in zip(records, batch, strict=True):
        decision = policy.decide(record, as_of="2026-01-01")
        beyond = {name for name in OUTPUTS if not is_held(decision.outputs[name])}
        if beyond:
            refused += 1
            assert answer["outcome"] == "error"
            told = {f"{name} is {decision.outputs[name]}" for name in beyond}
            assert {told_of(text, decision.outcome) for text in answer["errors"]} == told
        else:
            assert answer["outcome"] == decision.outcome
            assert {name: answer[name] for name in OUTPUTS} == {
                name: decision.outputs[name] for name in OUTPUTS
            }
    assert 0 < refused < len(records)


def told_of(text: str, outcome: str) -> str:
    """What an error says of an output, where it says the outcome of the decision, too."""
    said = re.fullmatch(
        rf"the outcome is {outcome}, but the output (.+), which a column of dates cannot hold; .+", text
    )
    assert said is not None, text
    return said[1]


def test_an_error_says_in_chinese_what_the_record_is_decided() -> None:
    policy, record = policy_of(POLICY), {"d": "9999-12-31", "n": 1}
    (answer,) = policy.decide_batch([record], as_of="2026-01-01", lang="zh").to_arrow().to_pylist()
    decision = policy.decide(record, as_of="2026-01-01")
    assert answer["errors"][0].startswith(
        f"结果为 {decision.outcome}，但输出 months 是 {decision.outputs['months']}，"
    )


def is_held(day: Any) -> bool:
    """Whether a day is one of Python's, which have the years 1 to 9999, as columns of dates do."""
    return isinstance(day, date)
