"""Small policies with one thing to doubt, and what `check` says of them."""

from __future__ import annotations

from credit_engine.analyse import doubts
from credit_engine.policy.loading import compile_policy
from credit_engine.problems import Problem
from credit_engine.source import Source

HEAD = """\
policy: example
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  age: {type: integer, range: "[18..75]"}
  dpd: {type: integer, range: ">= 0", unit: days}
  income: {type: number, range: ">= 0", unit: CNY per month}
  grade: {type: text, values: [A, B, C]}
  vip: {type: boolean}
  score: {type: number, missing: {no_record: undecided}}
  debts: {type: list, items: {balance: {type: number, range: ">= 0"}, kind: {type: text}}}
"""
REASON = "reasons: {why: {en: Why, zh: 原因}}\n"


def rules(*lines: str) -> str:
    """A rule set from lines `ID, condition, outcome`, all of one reason."""
    written = []
    for line in lines:
        name, when, then, *rest = (part.strip() for part in line.split("|"))
        more = "".join(f"\n        {one}" for one in rest)
        written.append(
            f"      - id: {name}\n        when: {when}\n        then: {then}\n        because: why{more}\n"
        )
    return "    rules:\n" + "".join(written)


def policy(decisions: str, decision: str = "{outcome: [checks]}", more: str = REASON) -> str:
    return f"{HEAD}decisions:\n{decisions}decision: {decision}\n{more}"


def found(text: str) -> list[Problem]:
    """The warnings of loading and of a careful reader."""
    compiled = compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, ""))
    return [*compiled.warnings, *doubts(compiled)]


def codes(text: str) -> list[str]:
    """Their codes; inputs that nothing uses apart, since a small policy does not use them all."""
    return [problem.code for problem in found(text) if problem.code != "unused-input"]
