"""A number of durations is a duration, in whichever form the duration is written."""

from __future__ import annotations

from datetime import date

import pytest

from compiled import policy_of

POLICY = """
policy: schedule
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [in_time, late], undecided: late, nothing_fired: in_time}
inputs:
  n: {type: integer}
  start: {type: date}
decisions:
  due: {formula: 'EXPRESSION'}
  checks:
    rules: [{id: R, when: 'due < today()', then: late, because: over}]
decision: {outcome: [checks], outputs: {due: always}}
reasons: {over: {en: Over, zh: 已到期}}
"""


@pytest.mark.parametrize(
    ("expression", "due"),
    [
        ('start + n * duration("P3M")', date(2026, 7, 31)),
        ('start + duration("P3M") * n', date(2026, 7, 31)),
        ('start + @"P3M" * n', date(2026, 7, 31)),
        ('start - duration("P3M") * (0 - n)', date(2026, 7, 31)),
        ('start + n * n * duration("P1D")', date(2026, 2, 4)),
        ('start + n * (duration("P1M"))', date(2026, 3, 31)),
    ],
)
def test_a_multiple_of_a_duration_can_be_added_to_a_date(expression: str, due: date) -> None:
    text = POLICY.replace("EXPRESSION", expression)
    decision = policy_of(text).decide({"n": 2, "start": "2026-01-31"}, as_of="2026-11-29")
    assert decision.outcome == "late"
    assert decision.outputs["due"] == due
