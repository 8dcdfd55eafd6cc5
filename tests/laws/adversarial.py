"""A small policy over inputs of every kind, and how records are put to it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from credit_engine import InputError
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

POLICY = """
policy: adversarial
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  person.income: {type: number, missing: {not_given: undecided}}
  person.years:
    type: integer
    missing: {no_record: not_applicable, not_given: undecided}
    codes: {-9: no_record}
  person.name: {type: text, missing: {not_given: undecided}}
  person.kind: {type: text, values: [a, b], missing: {not_given: undecided}}
  person.active: {type: boolean, missing: {not_given: undecided}}
  person.since: {type: date, missing: {not_given: undecided}}
  person.seen: {type: date and time, missing: {not_given: undecided}}
  debts:
    type: list
    missing: {not_given: undecided}
    items:
      balance: {type: number, missing: {not_given: undecided}}
decisions:
  same: {formula: person.income}
  double: {formula: person.income * 2}
  square: {formula: person.income * person.income}
  third: {formula: person.income / 3}
  inverse: {formula: 1 / person.income}
  size: {formula: abs(person.income)}
  whole: {formula: floor(person.income)}
  rounded: {formula: person.income, round: 2}
  years: {formula: person.years + 1}
  rest: {formula: "modulo(person.years, 7)"}
  is_three_tenths: {formula: person.income = 0.3}
  total: {formula: sum(debts.balance)}
  average: {formula: mean(debts.balance)}
  letters: {formula: string length(person.name)}
  kinds: {formula: 'if person.kind = "a" then 1 else 2'}
  days: {formula: today() - person.since}
  price: {pricing: {base: person.income, add: {more: 0.1}, cap: 1000000, round: 3}}
  limit: {limit: {requested: person.income, at_most: {total: total}, step: 100}}
  final:
    rules:
      - {id: R1, when: person.active, then: decline, because: why}
      - {id: R2, when: person.income > 5 and person.years < 3, then: refer, because: why}
decision:
  outcome: [final]
  outputs:
    same: always
    double: always
    square: always
    third: always
    inverse: always
    size: always
    whole: always
    rounded: always
    years: always
    rest: always
    is_three_tenths: always
    total: always
    average: always
    letters: always
    kinds: always
    days: always
    price: always
    limit: always
reasons:
  why: {en: Why, zh: 原因}
"""
AS_OF_TEXT = "2026-11-23"


def adversarial_policy() -> Policy:
    """The policy, loaded."""
    return Policy((compile_policy(Source("adversarial.yaml", POLICY), lambda kind, name: Source(name, "")),))


def decide(policy: Policy, record: Any) -> Any:
    """The decision, or the InputError: never another exception."""
    try:
        decision = policy.decide(record, as_of=AS_OF_TEXT)
    except InputError as error:
        return error if error.problems and str(error) else AssertionError("nothing said")
    assert decision.outcome in ("approve", "refer", "decline")
    assert json.loads(decision.to_json(), parse_int=Decimal)["outcome"] == decision.outcome
    assert len(decision.fingerprint) == 64
    return decision


def of(policy: Policy, **person: Any) -> Any:
    """The decision for a person's fields, or the InputError."""
    return decide(policy, {"person": person})


def code(result: Any) -> tuple[str, str]:
    """The code and path of the one problem of a refused record."""
    assert isinstance(result, InputError), result
    (problem,) = result.problems
    return problem.code, problem.path
