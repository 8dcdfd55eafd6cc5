"""Lending functions decide a batch as they decide a row; unknown arguments leave them unknown."""

from __future__ import annotations

from random import Random
from typing import Any

import pyarrow as pa
import pytest

from batch.tables import both, differences
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

FORMULAS = {
    "months": "number_of_instalments(amount, rate, 900)",
    "rounded": "instalment_rounded_up(amount, rate, 12)",
    "stepped": "step_instalment(amount, rate, 24, 12, 0.1)",
    "prepaid": 'prepayment("equal_instalment", 10000, rate, 12, 3, 1000, "shorter_term").months',
    "cost": "all_in_cost(amount, for i in 1..12 return 900, "
    '[{name: "fee", period: 0, amount: 100}]).disclosed_rate',
    "apr": "apr_eu([amount], [0], for i in 1..12 return 900, for i in 1..12 return i / 12)",
    "z": "altman_z(100, 40, 20, 20, 10, amount, 90, 60)",
    "weight": "split_mortgage(amount, 15000, 0.75).risk_weight",
    "band": 'reference_band("china", "risk_weight_residential", rate * 5, today())',
    "lgd": "foundation_lgd(amount, 0.4, [{value: 6000, lgd: 0.2, haircut: 0.4}])",
    "days": 'days_past_due([{date: date("2026-01-31"), amount: amount}], [], today(), 5000)',
    "critical": "critical_defaults(1000, rate, 0.99)",
    "pd": "pd_at_score(amount / 20, 600, 50, 20)",
    "room": "exposure_headroom(100000, 0.15, amount)",
    "profit": "economic_profit(amount, rate, 0.12, 0.021, 0.006, 0.005, 0.1, 0.25)",
    "lendable": "lendable_value([{value: amount, haircut: rate}])",
    "capital": "irb_capital_corporate(rate, 0.45, 0.5)",
}


def lending_policy() -> Policy:
    lines = [f"  {name}:\n    formula: |-\n      {formula}" for name, formula in FORMULAS.items()]
    outputs = ", ".join(f"{name}: {{when: always}}" for name in FORMULAS)
    text = f"""
policy: lending
version: "1"
effective: {{from: 2020-01-01}}
outcomes: {{order: [fine, unclear], undecided: unclear, nothing_fired: fine}}
inputs:
  amount: {{type: number, missing: {{not_given: undecided}}}}
  rate: {{type: number, missing: {{not_given: undecided}}}}
decisions:
{chr(10).join(lines)}
  checked: {{rules: [{{id: L-1, when: rate > 5, then: unclear, because: high}}]}}
decision: {{outcome: [checked], outputs: {{{outputs}}}}}
reasons: {{high: {{en: High, zh: 高}}}}
"""
    return Policy((compile_policy(Source("lending.yaml", text), find=None),))


def test_a_batch_says_what_rows_say() -> None:
    draw = Random(17)
    rows = [
        {
            "amount": draw.choice([None, 0, -5, *range(500, 12_000, 700)]),
            "rate": draw.choice([None, 0, 0.01, 0.05, 0.2]),
        }
        for _ in range(120)
    ]
    table = pa.Table.from_pylist(rows)
    _, batch, by_rows = both(lending_policy(), table, "2026-05-02", 32)
    assert differences(batch, by_rows) == []
    known = [row for row in batch.to_pylist() if row["outcome"] == "fine"]
    assert len(known) > 50


@pytest.mark.parametrize("missing", ["amount", "rate"])
def test_what_is_unknown_leaves_its_functions_unknown(missing: str) -> None:
    record: dict[str, Any] = {"amount": 10_000, "rate": 0.05}
    del record[missing]
    decision = lending_policy().decide(record, as_of="2026-05-02")
    assert decision.outcome == "unclear"
