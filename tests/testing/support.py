"""A small policy with cases, written into a folder."""

from __future__ import annotations

from pathlib import Path

POLICY = """\
policy: loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  applicant.age: {type: integer, range: "[0..130]"}
  applicant.income: {type: number, range: ">= 0", missing: {source_failed: undecided, not_given: undecided}}
  debts: {type: list, items: {balance: {type: number, range: ">= 0"}}}
parameters:
  lowest_income: 3000
decisions:
  grade:
    table:
      hit: unique
      in: [applicant.income]
      out: {grade: [A, B]}
      rows:
        - {if: [">= 10000"], then: [A]}
        - {if: ["< 10000"], then: [B]}
  limit:
    limit:
      requested: 50000
      at_most: {income: applicant.income * 2, product: 30000}
      step: 100
  checks:
    rules:
      - {id: AGE, when: applicant.age < 18, then: decline, because: under_age}
      - {id: INCOME, when: applicant.income < lowest_income, then: refer, because: low_income}
      - id: DEBTS
        applies_when: count(debts) > 0
        when: sum(debts.balance) > 100
        then: refer
        because: indebted
decision:
  outcome: [checks]
  outputs:
    grade: always
    limit: {when: outcome = "approve", round: 0}
reasons:
  under_age: {en: Under age, zh: 未成年}
  low_income: {en: Low income, zh: 收入过低}
  indebted: {en: Indebted, zh: 负债}
"""
HEAD = """\
cases: loan
as_of: 2026-11-23
base: ordinary
bases:
  ordinary:
    with: {applicant: {age: 40, income: 5000}, debts: [{balance: 10}]}
"""


def written(folder: Path, cases: str, head: str = HEAD, policy: str = POLICY) -> Path:
    """The path of a cases file beside its policy."""
    (folder / "loan.yaml").write_text(policy, "utf-8")
    path = folder / "loan.cases.yaml"
    path.write_text(head + cases, "utf-8")
    return path
