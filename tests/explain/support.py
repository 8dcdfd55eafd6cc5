"""Policies and decisions for the tests of explanations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, reduce
from pathlib import Path
from typing import Any

from compiled import policy_of, shipped
from credit_engine import Decision, Policy
from credit_engine.absent import Absent
from credit_engine.account.evidence import Condition
from credit_engine.account.steps import FormulaStep, RulesStep
from credit_engine.explain.trace import Trace
from credit_engine.run.kernels import kleene_and, kleene_not, kleene_or

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "consumer_loan"
EXPECTED: dict[str, dict[str, Any]] = json.loads((EXAMPLES / "expected.json").read_text("utf-8"))


def consumer_loan() -> Policy:
    return shipped("consumer_loan")


def example(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return record


@cache
def decided(name: str) -> Decision:
    """The decision of a shipped example."""
    return consumer_loan().decide(example(name), as_of=EXPECTED[name]["as_of"])


def decide(text: str, record: dict[str, Any], as_of: str = "2026-11-23") -> Decision:
    return policy_of(text).decide(record, as_of=as_of)


def conditions(trace: Trace) -> Iterator[Condition]:
    """Every condition of a trace, inner ones too."""
    found: list[Condition] = []
    for step in trace.steps:
        if isinstance(step, RulesStep):
            found += [c for rule in step.rules for c in (rule.condition, rule.applies_when) if c is not None]
        elif isinstance(step, FormulaStep) and step.condition is not None:
            found.append(step.condition)
    found += [one.when for one in trace.outputs if one.when is not None]
    while found:
        condition = found.pop()
        yield condition
        found += condition.parts


def follows_from_its_parts(condition: Condition) -> bool:
    """Whether an `and`, `or` or `not` is what Kleene's tables make of its parts."""
    if not condition.parts:
        return True
    values = [part.value for part in condition.parts]
    if condition.kind == "not":
        result = kleene_not(values[0])
    else:
        result = reduce({"and": kleene_and, "or": kleene_or}[condition.kind], values)
    return condition.holds is (result if isinstance(result, bool) else None)


def same(left: Any, right: Any) -> bool:
    """Whether two run-time values are the same, unknown ones with the same causes."""
    if isinstance(left, Absent) or isinstance(right, Absent):
        return isinstance(left, Absent) and isinstance(right, Absent) and left.causes == right.causes
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


HEAD = """\
policy: small
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [accept, review, reject], undecided: review, nothing_fired: accept}
"""
FREE_TEXT = (
    HEAD
    + """\
inputs:
  name: {type: text}
  note: {type: text, missing: {not_given: undecided}}
decisions:
  greeting:
    formula: name
  checks:
    rules:
      - id: N-1
        when: name = "nobody"
        then: reject
        because: no_name
      - id: N-2
        when: note = name
        then: review
        because: no_name
decision:
  outcome: [checks]
  outputs:
    greeting: always
reasons:
  no_name:
    internal: {en: "No | name, `see` <notes> [red]", zh: "无 | 姓名"}
"""
)
LISTS = (
    HEAD
    + """\
inputs:
  owner: {type: text, values: [person, firm]}
  debts:
    type: list
    items:
      kind: {type: text, values: [card, loan], title: {en: Kind, zh: 种类}}
      balance: {type: number, unit: CNY, title: {en: Balance, zh: 余额}, missing: {not_given: undecided}}
parameters:
  most: {value: 100, unit: CNY}
decisions:
  doubled:
    formula: for d in debts return d.balance * 2
  small:
    formula: debts[balance < most]
  checks:
    rules:
      - id: L-1
        when: some d in debts satisfies d.balance > most and d.kind = "card"
        then: reject
        because: large
      - id: L-2
        when: every d in debts satisfies d.balance > most
        then: review
        because: large
      - id: L-3
        when: not(count(small) > 1 or owner = "firm")
        then: review
        because: large
decision:
  outcome: [checks]
reasons:
  large:
    internal: {en: Large, zh: 大额}
"""
)


def table(hit: str, rows: str, out: str = "out: {result: [high, middle, low]}", more: str = "") -> str:
    """A policy with one table over `amount` and `kind`."""
    return (
        HEAD
        + f"""\
inputs:
  amount: {{type: number, range: ">= 0", missing: {{not_given: undecided}}}}
  kind: {{type: text, values: [card, loan, lease]}}
parameters: {{ten: 10, twenty: 20}}
decisions:
  answer:
    table:
      hit: {hit}
      in: [amount, kind]
      {out}
      rows:
{rows}
{more}
  checks:
    rules:
      - id: T-1
        when: amount > 1000000
        then: reject
        because: large
decision:
  outcome: [checks]
  outputs:
    answer: always
reasons:
  large:
    internal: {{en: Large, zh: 大额}}
"""
    )
