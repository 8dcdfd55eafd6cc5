"""A small policy of quotients, roundings and thresholds, and records built to sit on its edges."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

ITEMS = pa.list_(pa.struct([("amount", pa.float64())]))
"""The type of the column of lists."""
POLICY = """
policy: edges
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  income: {type: number}
  debt: {type: number}
  other: {type: number}
  term: {type: integer, range: "[1..360]"}
  rate: {type: number, range: "[0..1]"}
  items:
    type: list
    items:
      amount: {type: number}
parameters:
  most: 0.55
  share: 0.1
decisions:
  ratio: {formula: debt / income}
  burden: {formula: (debt + share * other) / income, round: 4}
  shifted: {formula: debt / income + other}
  product: {formula: debt * other * rate, round: {digits: 2, mode: half_up}}
  third: {formula: debt / 3 * 3}
  tenths: {formula: debt + other}
  half_even: {formula: rate * 5, round: 1}
  large: {formula: debt * 123456789012345 * term}
  stepped: {limit: {requested: debt / income * 1000, at_most: {}, step: 50}}
  cents_down: {formula: debt / income, round: {digits: 2, mode: down}}
  cents_up: {formula: debt / income, round: {digits: 2, mode: up}}
  cents_floor: {formula: debt / income, round: {digits: 2, mode: floor}}
  cents_half_down: {formula: debt / income, round: {digits: 1, mode: half_down}}
  hundreds: {formula: debt * rate, round: -2}
  payment: {formula: "instalment(abs(debt), rate, term)", round: {digits: 2, mode: half_up}}
  principal: {formula: "loan_from_payment(abs(debt), rate, term)"}
  total: {formula: sum(items.amount)}
  average: {formula: mean(items.amount)}
  least: {formula: "min(debt / income, most)"}
  size: {formula: abs(debt / income)}
  band:
    table:
      hit: unique
      in: [debt / income]
      out: {band: [low, middle, high]}
      rows:
        - {if: ["< 0.1"], then: [low]}
        - {if: ["[0.1..0.55)"], then: [middle]}
        - {if: [">= 0.55"], then: [high]}
  listed: {formula: "debt / income in (0.1, 0.3, 0.55)"}
  limit:
    limit: {requested: debt, at_most: {capacity: income * 0.3, third: other / 3}, step: 100, minimum: 200}
  fine: {limit: {requested: debt / income, at_most: {most: most}, step: 1}}
  final:
    rules:
      - {id: R1, when: debt / income > most, then: decline, because: why}
      - {id: R2, when: debt / income + other >= 65, then: refer, because: why}
      - {id: R3, when: debt + other = 0.3, then: refer, because: why}
      - {id: R4, when: total <= debt, then: refer, because: why}
      - {id: R5, when: "ratio between 0.1 and 0.3", then: refer, because: why}
      - {id: R6, when: third != debt, then: refer, because: why}
      - {id: R7, when: "-ratio < -0.3", then: refer, because: why}
      - {id: R8, when: average < 0.15, then: refer, because: why}
      - {id: R9, when: debt < income, then: refer, because: why}
      - {id: R10, when: least = ratio, then: refer, because: why}
decision:
  outcome: [final]
  outputs:
    ratio: always
    burden: always
    shifted: {when: always, round: 3}
    product: always
    third: always
    tenths: always
    half_even: always
    large: always
    stepped: always
    cents_down: always
    cents_up: always
    cents_floor: always
    cents_half_down: always
    hundreds: always
    payment: always
    principal: {when: always, round: 0}
    total: always
    average: {when: always, round: 2}
    least: always
    size: always
    band: always
    listed: always
    limit: always
    fine: always
reasons:
  why: {en: Why, zh: 原因}
"""
THRESHOLDS = (
    "0.55",
    "0.1",
    "0.3",
    "0.005",
    "0.015",
    "0.25",
    "0.55005",
    "0.00005",
    "1.5",
    "0.150000000000005",
)
STRANGE = (0.1 + 0.2, 1 / 3, 2 / 3, 1e15 / 3, 1e-7 / 3, 0.1 + 0.7, 1.1 * 3, 4.35 * 100, 1e22 / 7)


def edge_policy() -> Policy:
    """The policy, loaded."""
    return Policy((compile_policy(Source("edges.yaml", POLICY), lambda kind, name: Source(name, "")),))


def edge_record(rng: Random, strange: float) -> dict[str, Any]:
    """A record whose ratio, sums and roundings sit on an edge or one unit beside it."""
    income = Decimal(rng.choice(("1", "3", "7", "40", "2999.99", "8000", "10000", "12345.67", "100000")))
    threshold = Decimal(rng.choice(THRESHOLDS))
    beside = rng.choice((Decimal(0), Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal("1e-9")))
    other = rng.choice(
        (Decimal("0.2"), Decimal(60), Decimal("64.45"), Decimal(300), Decimal("0.7"), Decimal(0))
    )
    debt: Any = float(threshold * income + beside)
    if rng.random() < strange:
        debt = rng.choice(STRANGE)
    if rng.random() < 0.1:
        debt = rng.choice((0.1, 0, 300, 12345.675, 0.30000000000000004, -0.55, -150.0, 0.005))
    total = rng.choice(((debt,), (0.1, 0.2), (0.1,) * 3, (debt, 0.0), (), (0.15, 0.15), (1e15, 0.1)))
    return {
        "income": float(income),
        "debt": debt,
        "other": float(other),
        "term": rng.choice((1, 12, 36, 360)),
        "rate": rng.choice((0.0, 0.01, 0.12, 0.0435, 0.25, 1.0)),
        "items": [{"amount": amount} for amount in total],
    }


def edge_records(count: int, seed: int, strange: float = 0.005) -> list[dict[str, Any]]:
    """As many records; a share of them with floats of many digits."""
    rng = Random(seed)
    return [edge_record(rng, strange) for _ in range(count)]


def edge_table(count: int, seed: int, strange: float) -> pa.Table:
    """Such records as a table."""
    records = edge_records(count, seed, strange)
    columns: dict[str, Any] = {
        name: pa.array([float(record[name]) for record in records])
        for name in ("income", "debt", "other", "rate")
    }
    columns["term"] = pa.array([record["term"] for record in records])
    columns["items"] = pa.array(
        [[{"amount": float(item["amount"])} for item in record["items"]] for record in records], ITEMS
    )
    return pa.table(columns)
