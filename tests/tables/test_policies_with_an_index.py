"""A policy decides and explains the same whether its tables are indexed or evaluated row by row."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given

from credit_engine.api.policy import Policy
from credit_engine.explain import render
from credit_engine.parts.table import index as table_index
from credit_engine.parts.table.part import LoweredTable, TablePart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from laws.policies import Drawn, compiled, policies, record_for
from laws.test_random_policies import AS_OF, assert_slots_as_by_hand, few

ALL, NONE = 1, 10**9
HEAD = """
policy: prices
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  amount: {type: number, missing: {not_given: undecided}}
  months: {type: integer, missing: {not_given: undecided}}
  product: {type: text, values: [car, house, "other"], missing: {not_given: undecided}}
  since: {type: date, missing: {not_given: undecided}}
  secured: {type: boolean, missing: {not_given: undecided}}
parameters: {cut: 50}
decisions:
  price:
    table:
      hit: HIT
      in: [amount, months, product, since, secured]
      out: {price: number}
      rows:
"""
TAIL = """
decision: {outcome: [], outputs: {price: always}}
reasons: {}
"""


def with_index(
    monkeypatch: pytest.MonkeyPatch, rows: int, data: dict[str, Any], called: dict[str, Any] | None = None
) -> CompiledPolicy:
    """The policy with an index for every table of so many rows."""
    monkeypatch.setattr(table_index, "INDEXED_ROWS", rows)
    return compiled(data, called)


def answers(policy: CompiledPolicy, record: dict[str, Any]) -> list[str]:
    """Everything that a reader of a decision sees, all rows of every table included."""
    decision = Policy((policy,)).decide(record, as_of=AS_OF)
    return [decision.to_json(), render(decision, "zh", "json", unmatched_rows=None), decision.explain()]


@few
@given(policies(observing=True))
def test_random_policies_decide_and_explain_the_same(drawn: tuple[Drawn, Random]) -> None:
    policy, rng = drawn
    with pytest.MonkeyPatch.context() as monkeypatch:
        indexed = with_index(monkeypatch, ALL, policy.data, policy.called)
        plain = with_index(monkeypatch, NONE, policy.data, policy.called)
    for _ in range(2):
        record = record_for(rng, policy)
        assert answers(indexed, record) == answers(plain, record)


@few
@given(policies(observing=True))
def test_every_step_of_an_indexed_policy_is_what_a_plain_interpreter_gives(
    drawn: tuple[Drawn, Random],
) -> None:
    policy, rng = drawn
    with pytest.MonkeyPatch.context() as monkeypatch:
        indexed = with_index(monkeypatch, ALL, policy.data, policy.called)
    for extreme in (False, True):
        assert_slots_as_by_hand(
            Drawn(indexed, policy.data, True, policy.called), record_for(rng, policy, extreme)
        )


def _row(rng: Random, number: int) -> str:
    low = rng.randrange(0, 90, 5)
    amount = rng.choice(
        (f"[{low}..{low + 25})", f"({low}..{low + 10}]", f">= {low}", f"!= {low}", "< cut", "? * 2 < 50")
    )
    months = rng.choice(("-", "12", "12, 24, 36", "not(60)", "> 24"))
    product = rng.choice(("-", "car", "house", "not(car)", "!= house"))
    quoted = product.replace("car", '"car"').replace("house", '"house"')
    since = rng.choice(("-", '< @"2020-06-01"', '[@"2020-01-01"..date("2021-01-01"))'))
    secured = rng.choice(("-", "-", "true", "not(true)"))
    cells = ", ".join(f"'{cell}'" for cell in (amount, months, quoted, since, secured))
    value = rng.choice((str(number), f"amount + {number}", str(number % 7)))
    return f"        - {{if: [{cells}], then: ['{value}']}}\n"


def priced(rng: Random, hit: str, rows: int) -> str:
    text = HEAD.replace("HIT", hit) + "".join(_row(rng, number) for number in range(rows))
    return text + (f"      default: [-1]\n{TAIL}" if rng.random() < 0.5 else TAIL)


def application(rng: Random) -> dict[str, Any]:
    record: dict[str, Any] = {
        "amount": rng.randrange(0, 100, 5),
        "months": rng.choice((12, 24, 30, 60)),
        "product": rng.choice(("car", "house", "other")),
        "secured": rng.random() < 0.5,
        "since": rng.choice(("2020-01-01", "2020-05-31", "2020-06-01", "2021-01-01")),
    }
    return {name: value for name, value in record.items() if rng.random() < 0.9}


@pytest.mark.sampled
@pytest.mark.parametrize("hit", ["first", "collect", "rule_order"])
def test_large_tables_with_conditional_rows_and_computed_outputs(
    hit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    for seed in range(4):
        rng = Random(seed)
        text = priced(rng, hit, 60)
        pair = []
        for rows in (16, NONE):
            monkeypatch.setattr(table_index, "INDEXED_ROWS", rows)
            monkeypatch.setattr(TablePart, "_rows", lambda *_: None)
            pair.append(compile_policy(Source("prices.yaml", text), lambda kind, name: Source(name, "")))
        part = pair[0].parts["price"]
        assert isinstance(part, LoweredTable)
        assert part.nodes.lookup is not None
        assert part.nodes.lookup.conditional
        other = pair[1].parts["price"]
        assert isinstance(other, LoweredTable)
        assert other.nodes.lookup is None
        for _ in range(8):
            record = application(rng)
            decisions = [answers(policy, record) for policy in pair]
            assert decisions[0] == decisions[1]
            seen.update(
                status for status in ("chosen", "undecided", "unmatched") if status in decisions[0][1]
            )
    assert seen == {"chosen", "undecided", "unmatched"}
