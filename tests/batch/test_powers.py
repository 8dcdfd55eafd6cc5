"""Powers of a batch are those of rows: near 1, far from it, of computed numbers, and where there are none."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

pytest.importorskip("pyarrow")

from batch.tables import both, differences, table_of
from compiled import policy_of
from credit_engine import Policy, numbers

POLICY = """
policy: powers
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [low, high], undecided: high, nothing_fired: low}
inputs:
  base: {type: number, missing: {none: not_applicable, not_given: undecided}}
  exponent: {type: number, missing: undecided}
  rate: {type: number, range: "[0..1]"}
decisions:
  plain: {formula: base ** exponent}
  computed: {formula: (1 - rate / 3) ** (exponent / 7)}
  discount: {formula: (1 + rate) ** (-1 / 12)}
  most: {formula: "max(base * 1.005, computed)"}
  least: {formula: "min(base * 1.005, base * 1.005, computed * 100, exponent)"}
  checks:
    rules:
      - {id: P-1, when: plain > 2, then: high, because: large}
      - {id: P-2, when: computed <= 0.5, then: high, because: small}
decision:
  outcome: [checks]
  outputs:
    plain: always
    computed: {when: always, round: 6}
    discount: always
    most: {when: always, round: 2}
    least: {when: always, round: 2}
reasons: {large: {en: Large, zh: 大}, small: {en: Small, zh: 小}}
"""
BASES = (0, 1, 2, 4, -1, -2, 0.5, 1.000001, 0.999999, 1e-9, 1e9, 123.456, {"missing": "none"}, None)
EXPONENTS = (0, 1, 2, 0.5, -1, -2.5, 1 / 12, 12, 100, -300, 5000, None)
RATES = (0, 0.01, 0.036, 0.5, 1)


def record(random: Random) -> dict[str, Any]:
    """Edges as often as numbers of any size."""
    base = random.choice(BASES) if random.random() < 0.5 else round(random.uniform(0.01, 3), 6)
    exponent = random.choice(EXPONENTS) if random.random() < 0.5 else round(random.uniform(-40, 40), 4)
    rate = random.choice(RATES) if random.random() < 0.5 else round(random.uniform(0, 1), 6)
    return {"base": base, "exponent": exponent, "rate": rate}


def powers_policy() -> Policy:
    """The policy of powers."""
    return policy_of(POLICY)


def powers_table(count: int, seed: int) -> Any:
    """Records for it as columns."""
    random = Random(seed)
    records = [record(random) for _ in range(count)]
    return table_of(powers_policy().versions[-1].fields, records, random)


def test_powers_of_a_batch_are_those_of_rows() -> None:
    result, batch, rows = both(powers_policy(), powers_table(3_000, 3), "2026-11-30", 512)
    assert differences(batch, rows) == []
    assert result.stages.redecided < 1_500


def test_a_book_of_powers_is_not_decided_by_rows() -> None:
    random, policy = Random(4), policy_of(POLICY)
    records = [
        {
            "base": round(random.uniform(0.5, 2), 6),
            "exponent": Decimal(random.randrange(1, 360)) / 12,
            "rate": 0.05,
        }
        for _ in range(2_000)
    ]
    table = table_of(policy.versions[-1].fields, records, random)
    result, batch, rows = both(policy, table, "2026-11-30", 512)
    assert differences(batch, rows) == []
    assert result.stages.redecided == 0


def test_the_larger_of_an_amount_and_a_power_takes_no_decimals_of_the_power_that_is_less() -> None:
    """Amounts of half a cent are rounded as decimals: of those it costs little, of powers much."""
    no_powers = re.sub("    (plain: always|computed: {.*}|discount: always)\n", "", POLICY)
    policy = policy_of(no_powers.replace("when: plain > 2", "when: most > 2"))
    records = [{"base": 1 + 2 * i, "exponent": -i, "rate": 0.5} for i in range(1, 100)]  # 1.005 times odd
    table = table_of(policy.versions[-1].fields, records, Random(5))
    with patch.object(numbers, "power", wraps=numbers.power) as power:
        batch = policy.decide_batch(table, as_of="2026-11-30").to_arrow()
    assert batch.column("most").to_pylist() == [
        float((Decimal(1 + 2 * i) * Decimal("1.005")).quantize(Decimal("0.01"))) for i in range(1, 100)
    ]
    assert power.call_count == 0
