"""A small policy around one part, for its tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from compiled import policy_of
from credit_engine import Decision

HEAD = """\
policy: example
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  size: {type: number, missing: {not_given: undecided}}
  other: {type: number, missing: {not_given: undecided}}
  kind: {type: text, values: [a, b, c, d], missing: {not_given: undecided}}
decisions:
"""
TAIL = """
  checks:
    rules:
      - {id: R-1, when: other > 1000, then: decline, because: too_much, applies_when: not(is missing(other))}
decision:
  outcome: [checks]
  outputs: {value: always}
reasons:
  too_much: {en: Too much, zh: 过多}
"""


def decided(part: str, record: dict[str, Any]) -> Decision:
    """The decision of a policy whose decision `value` is written as given."""
    policy = policy_of(HEAD + part.strip("\n") + TAIL)
    return policy.decide(record, as_of=dt.date(2026, 2, 1))
