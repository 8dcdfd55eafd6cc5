"""A policy with offers, and what its offers come to, computed a second time by plain Python."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

POLICY = """\
policy: offers
version: "1"
title: {en: Personal loan, zh: 个人贷款}
effective: {from: 2026-01-01}
outcomes:
  order: [approve, counter_offer, refer, decline]
  undecided: refer
  nothing_fired: approve
  titles:
    approve: {en: Approve, zh: 批准}
    counter_offer: {en: Counter-offer, zh: 变更条件后批准}
    refer: {en: Refer, zh: 转人工}
    decline: {en: Decline, zh: 拒绝}
inputs:
  loan.amount: {type: number, range: "> 0", unit: CNY, title: {en: Requested amount, zh: 申请金额}}
  loan.term: {type: integer, range: "[1..60]", unit: months, title: {en: Requested term, zh: 申请期限}}
  income: {type: number, range: ">= 0", unit: CNY per month, title: {en: Monthly income, zh: 月收入},
           missing: {not_given: undecided}}
  debts: {type: number, range: ">= 0", unit: CNY per month, title: {en: Debt service, zh: 月还款支出},
          missing: {not_given: undecided}}
  grade: {type: text, values: [A, B, C], title: {en: Grade, zh: 等级}, missing: {not_given: undecided}}
  long_term_ban: {type: boolean, title: {en: No loans beyond 24 months, zh: 不得超过24个月},
                  missing: {not_given: undecided}}
parameters:
  base_rate: {value: 0.03, unit: fraction per annum}
decisions:
  offer:
    title: {en: Best offer, zh: 最优方案}
    offers:
      grid:
        amount: [loan.amount, 0.8 * loan.amount, 0.5 * loan.amount]
        term: [loan.term, "24", "36"]
      requested: {amount: loan.amount, term: loan.term}
      each:
        margin:
          title: {en: Margin of the grade, zh: 等级加点}
          unit: fraction per annum
          table:
            hit: unique
            in: [grade]
            out: {margin: number}
            rows:
              - {if: ['"A"'], then: [0.02]}
              - {if: ['"B"'], then: [0.04]}
              - {if: ['"C"'], then: [0.09]}
        rate:
          title: {en: Annual rate, zh: 年利率}
          pricing:
            base: base_rate
            add: {margin: margin, long: if term > 24 then 0.005 else 0}
            round: 4
        payment:
          title: {en: Instalment, zh: 月供}
          unit: CNY per month
          formula: instalment(amount, rate, term)
          round: 2
        service_ratio:
          title: {en: Debt service ratio, zh: 偿债比}
          formula: (debts + payment) / income
      feasible:
        - {id: OF-1, title: {en: Affordable, zh: 可负担}, unless: service_ratio > 0.5, because: unaffordable}
        - {id: OF-2, unless: term > 24 and long_term_ban, because: too_long}
      rank:
        - {largest: amount}
        - {smallest: rate}
      none: {then: decline, because: no_offer}
      smaller: {then: counter_offer, because: smaller_offer}
      other_term: {then: counter_offer, because: other_term, title: {en: Another term, zh: 期限不同}}
decision:
  outcome: [offer]
  outputs:
    offer: {when: 'outcome in ("approve", "counter_offer")'}
reasons:
  unaffordable: {en: The instalment is too high for the income, zh: 月供超出收入可承受范围}
  too_long: {en: The term is too long, zh: 期限过长}
  no_offer: {en: No offer is feasible, zh: 没有可行方案}
  smaller_offer: {en: Only a smaller amount is feasible, zh: 仅可提供较小金额}
  other_term: {en: Only another term is feasible, zh: 仅可提供其他期限}
"""
PLAIN: dict[str, Any] = {
    "loan": {"amount": 100000, "term": 12},
    "income": 20000,
    "debts": 1000,
    "grade": "B",
    "long_term_ban": False,
}
MARGINS = {"A": Decimal("0.02"), "B": Decimal("0.04"), "C": Decimal("0.09")}


def changed(changes: dict[str, Any], record: dict[str, Any] = PLAIN) -> dict[str, Any]:
    """A record with dotted paths set."""
    found = {**record, "loan": dict(record["loan"])}
    for path, value in changes.items():
        group, _, name = path.rpartition(".")
        (found[group] if group else found)[name] = value
    return found


def grid(record: dict[str, Any]) -> list[tuple[Decimal, int, Decimal, Decimal, bool]]:
    """Amount, term, rate, instalment and feasibility of every offer of a complete record, by hand."""
    asked = Decimal(record["loan"]["amount"])
    found = []
    for part in ("1", "0.8", "0.5"):
        for term in (record["loan"]["term"], 24, 36):
            amount = asked * Decimal(part)
            rate = Decimal("0.03") + MARGINS[record["grade"]] + (Decimal("0.005") if term > 24 else 0)
            monthly = rate / 12
            payment = amount * monthly / (1 - (1 + monthly) ** -term)
            payment = payment.quantize(Decimal("0.01"))
            low = 2 * (payment + record["debts"]) <= record["income"]
            found.append((amount, term, rate, payment, low and not (term > 24 and record["long_term_ban"])))
    return found


def best(record: dict[str, Any]) -> int | None:
    """The place of the best offer in the grid; None where no offer is feasible."""
    offers = grid(record)
    feasible = [n for n, offer in enumerate(offers) if offer[4]]
    return min(feasible, key=lambda n: (-offers[n][0], offers[n][2], n)) if feasible else None
