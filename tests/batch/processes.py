"""A small policy that calls another, goes in stages and makes offers, and random records with gaps for it."""

from __future__ import annotations

from random import Random
from typing import Any

import pyarrow as pa

from batch.tables import table_of
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

CALLED = """
policy: burden
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [passed, tight, failed], undecided: tight, nothing_fired: passed}
inputs:
  income: {type: number, range: ">= 0"}
  debt: {type: number, missing: {not_given: undecided}}
decisions:
  left: {formula: income - debt}
  burdened:
    rules:
      - {id: B-1, when: left < 0, then: failed, because: why}
      - {id: B-2, when: left < 10, then: tight, because: why}
decision: {outcome: [burdened], outputs: {left: {when: outcome = "passed", round: 0}}}
reasons: {why: {en: Why, zh: 原因}}
"""
POLICY = """
policy: processes
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, counter_offer, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  amount: {type: number, missing: {not_given: undecided}}
  income: {type: number, missing: {no_record: not_applicable, not_given: undecided}}
  debt: {type: number, missing: {no_record: not_applicable, not_given: undecided}}
  listed: {type: boolean, missing: {not_given: undecided}}
decisions:
  identity:
    rules:
      - {id: I-1, when: listed, then: decline, because: why}
  capacity:
    call:
      policy: burden
      with: {income: income, debt: debt}
      outcomes: {passed: approve, tight: counter_offer, failed: decline}
  process:
    stages:
      - {id: identity, needs: [listed], decide: [identity]}
      - {id: capacity, needs: [income, debt], decide: [capacity]}
  offer:
    offers:
      grid: {amount: [amount, amount / 2], term: ["12", "24"]}
      requested: {amount: amount, term: "12"}
      each:
        payment: {formula: offer_debt + amount / term}
      feasible:
        - {id: O-1, unless: payment > 8, because: why}
      rank: [{largest: amount}, {smallest: payment}]
      none: {then: decline, because: why}
      smaller: {then: counter_offer, because: why}
      other_term: {then: counter_offer, because: why}
  offer_debt: {formula: "if listed then debt else 0"}
decision:
  outcome: [process, offer]
  outputs:
    stage: {when: always, of: process.stage}
    feasible: {when: always, of: offer.count}
    amount: {when: outcome = "approve", of: offer.amount}
reasons: {why: {en: Why, zh: 原因}}
"""


def processes_policy() -> Policy:
    """The policy, loaded with the one that it calls."""
    texts = {"burden": CALLED}
    found = compile_policy(Source("processes.yaml", POLICY), lambda kind, name: Source(name, texts[name]))
    return Policy((found,))


def processes_table(count: int, seed: int) -> pa.Table:
    """Records around the thresholds, a fifth of their fields missing."""
    rng = Random(seed)
    numbers = (0, 5, 10, 12, 100, 190, 200, -1, 0.5)
    records: list[dict[str, Any]] = []
    for _ in range(count):
        record: dict[str, Any] = {}
        for name in ("amount", "income", "debt"):
            if rng.random() < 0.8:
                record[name] = rng.choice(numbers)
            elif name != "amount" and rng.random() < 0.5:
                record[name] = {"missing": "no_record"}
        if rng.random() < 0.8:
            record["listed"] = rng.random() < 0.3
        records.append(record)
    return table_of(processes_policy().versions[0].fields, records, rng)
