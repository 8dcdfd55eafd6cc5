"""Plans of repayment, all-in costs, returns on capital and scores of ratings: a batch says what rows say.

The loans sit where columns could go wrong: interest of exactly half a cent under rates that twelve does not
divide, level instalments beside half a cent, all-in rates beside the middle of two disclosed ones, charges in
any month, arguments that the mathematics refuses, and missing ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from batch.tables import both, differences, table_of
from credit_engine.api.policy import Policy
from credit_engine.credit.borrowing_cost import all_in_cost
from credit_engine.credit.schedules import METHODS
from credit_engine.policy.loading import compile_policy
from credit_engine.run.columns import all_in, economics, repayment, scores
from credit_engine.run.columns.number import bounded
from credit_engine.source import Source

Patch = pytest.MonkeyPatch
DAY = "2026-11-30"
FORMULAS = {
    "paid": "sum(plan.payment)",
    "lines": "count(plan.number)",
    "third": "plan[3].payment",
    "last": "plan[-1].payment",
    "interest": "sum(plan.interest)",
    "principal": "sum(plan.principal)",
    "owed": "sum(plan.balance)",
    "disclosed": "cost.disclosed_rate",
    "received": "cost.received",
    "charged": "cost.charges",
    "in_all": "cost.total_cost",
    "nominal": "cost.nominal_rate",
    "effective": "cost.effective_rate",
    "without_charges": "all_in_cost(amount, plan.payment).disclosed_rate",
    "yield": "raroc(rate, funding, operating, loss, capital, tax, 0.01, operating, 0.06)",
    "profit": "economic_profit(amount, rate, 0.12, funding, operating, loss, capital, tax)",
    "score": "piecewise_linear(share, [low, 0.5, high], [100, 40, 7.5])",
    "steps": "piecewise_linear(months, [6, 12, 24, 36], [0, 20, 50, 100])",
    "line": "piecewise_linear(amount / 7, [1000 / 7, 5000, 60000], [0, 0.1, 1])",
}
NUMBERS = (
    "amount",
    "rate",
    "months",
    "funding",
    "operating",
    "loss",
    "capital",
    "tax",
    "share",
    "low",
    "high",
)
LINES = "\n".join(f"  {name}: {{formula: '{text}'}}" for name, text in FORMULAS.items())
POLICY = f"""
policy: loans
version: "1"
effective: {{from: 2020-01-01}}
outcomes: {{order: [fine, dear, unclear], undecided: unclear, nothing_fired: fine}}
inputs:
  method: {{type: text, missing: {{not_given: undecided}}}}
{"".join(f"  {name}: {{type: number, missing: {{not_given: undecided}}}}{chr(10)}" for name in NUMBERS)}
  charges:
    type: list
    missing: {{not_given: undecided}}
    items:
      name: {{type: text}}
      period: {{type: number, missing: {{not_given: undecided}}}}
      amount: {{type: number, missing: {{not_given: undecided}}}}
decisions:
  plan: {{formula: "instalment_schedule(method, amount, rate, months)"}}
  cost: {{formula: "all_in_cost(amount, plan.payment, charges)"}}
{LINES}
  rating:
    rating:
      quantitative:
        share: {{weight: 0.6, knots: [[0.1, 0], [0.5, 60.5], [0.9, 100]]}}
        amount: {{value: amount / 100000, weight: 0.4, knots: [[0.01, 100], [0.5, 20]]}}
      calibration: {{intercept: -1.0, slope: 0.075}}
      grades: {{A: "< 0.02", B: "[0.02..0.2)", C: ">= 0.2"}}
  capped:
    rules:
      - {{id: C-1, when: cost.disclosed_rate > 0.12, then: dear, because: why}}
      - {{id: C-2, when: "plan[1].payment > 50000", then: dear, because: why}}
      - {{id: C-3, when: yield >= 0.5, then: dear, because: why}}
      - {{id: C-4, when: profit < -900, then: dear, because: why}}
      - {{id: C-5, when: score < 7.6, then: dear, because: why}}
      - {{id: C-6, when: cost.nominal_rate > rate + 0.1, then: dear, because: why}}
      - {{id: C-7, when: rating.score >= 90, then: dear, because: why}}
decision:
  outcome: [capped]
  outputs:
{"".join(f"    {name}: {{when: always}}{chr(10)}" for name in FORMULAS)}
    grade: {{of: rating.grade, when: always}}
    rated: {{of: rating.score, when: always}}
reasons: {{why: {{en: Why, zh: 原因}}}}
"""


@cache
def loans() -> Policy:
    return Policy((compile_policy(Source("loans.yaml", POLICY), lambda kind, name: Source(name, "")),))


ODD: dict[str, tuple[Any, ...]] = {
    "method": ("other",),
    "amount": (0, -5, 0.05, 0.01, 100.125),
    "rate": (0, -0.01, 0.0001, 0.0367125, 1001),
    "months": (0, 7.5, 1201),
    "operating": (-0.001,),
    "loss": (0, 1, 1.01),
    "capital": (0, -0.1),
    "tax": (0.999, 1),
    "low": (0.5, 0.6),
    "high": (0.5,),
    "charges": (
        [{"name": "fee", "period": 13, "amount": 10}],
        [{"name": "fee", "period": 0.5, "amount": 10}],
        [{"name": "fee", "period": -1, "amount": 10}],
        [{"name": "fee", "period": 0, "amount": -1}],
        [{"name": "fee", "period": 0, "amount": 250_000}],
        [{"name": "fee", "period": None, "amount": 10}],
        [{"name": "fee", "period": 0, "amount": 10}, {"name": "fee", "period": 0, "amount": None}],
    ),
}
"""What is refused, or at the end of what is not."""


def a_loan(rng: Random, odd: Sequence[int]) -> dict[str, Any]:
    some = rng.choice
    loan: dict[str, Any] = {
        "method": some((*METHODS, "equal_instalment")),
        "amount": some((120 * rng.randrange(1, 900), 100_000, round(rng.uniform(1_000, 200_000), 2))),
        "rate": some((0.05, 0.05, 0.035, 0.0364, 0.04, 0.1, 0.12, 0.24)),
        "months": some((1, 2, 3, 12, 12, 24, 36, 60)),
        "funding": some((0.02, 0.021, -0.01)),
        "operating": some((0.006, 0.01, 0)),
        "loss": some((0.005, 0.03)),
        "capital": some((0.1, 0.105, 0.0333)),
        "tax": some((0.25, 0)),
        "share": some((0.1, 0.25, 0.5, 0.75, 0.9, 0.3333, -2, 5, round(rng.random(), 4))),
        "low": some((0.1, 0.25, 0)),
        "high": some((0.75, 0.9, 5)),
        "charges": [
            {"name": "fee", "period": rng.choice((0, 0, 1)), "amount": rng.choice((0, 10, 100.5, 550))}
            for _ in range(rng.randrange(3))
        ],
    }
    for name in rng.sample(list(ODD), some(odd)):
        loan[name] = some((*ODD[name], *ODD[name], None))
    return loan


def a_table(rows: int, seed: int, odd: Sequence[int] = (0, 0, 0, 1, 2)) -> pa.Table:
    rng = Random(seed)
    return table_of(loans().versions[-1].fields, [a_loan(rng, odd) for _ in range(rows)], rng)


def half_cents() -> pa.Table:
    """Loans whose interest is exactly half a cent in some months; twelfths of their rates do not end."""
    amounts = ((0.05, range(120, 7_200, 720)), (0.04, [1.5 + 3 * k for k in (100, 490, 610, 901)]))
    records = [
        {"method": method, "amount": amount, "rate": rate, "months": 12, "charges": []}
        for method in METHODS
        for rate, some in amounts
        for amount in some
    ]
    return table_of(loans().versions[-1].fields, records, Random(1))


def found_differences(*tables: pa.Table) -> list[str]:
    return [one for table in tables for one in differences(*both(loans(), table, DAY, 128)[1:])]


def test_a_batch_of_loans_says_what_rows_say() -> None:
    result, batch, alone = both(loans(), a_table(150, 5), DAY, 64)
    assert differences(batch, alone) == []
    assert set(batch.column("outcome").to_pylist()) == {"fine", "dear", "unclear"}
    assert sum(value is not None for value in batch.column("disclosed").to_pylist()) > 60
    assert result.stages.redecided == 0


@pytest.mark.slow
@pytest.mark.longest
def test_many_loans_are_decided_alike() -> None:
    assert found_differences(a_table(2_000, 100)) == []


def test_interest_of_half_a_cent_is_rounded_as_sixty_digits_round_it() -> None:
    assert found_differences(half_cents()) == []


def test_a_rate_beside_the_middle_of_two_disclosed_ones_is_told_from_the_other() -> None:
    """One payment after a month: the rate is twelve times its surplus, here on and beside 0.01235."""
    flows = [Decimal("1_001_029.16") + Decimal(cents) / 100 for cents in range(-3, 12)]
    exact = [all_in_cost(1_000_000, [paid]).disclosed_rate for paid in flows]
    assert {Decimal("0.0123"), Decimal("0.0124")} == set(exact)
    columns = all_in._Flows(np.full(15, 1e8), np.array([[float(paid * 100) for paid in flows]]))
    edge = 0.01235 / 12
    above = [paid for paid, sure in zip(flows, columns.is_above(edge), strict=True) if sure]
    below = [paid for paid, sure in zip(flows, columns.is_below(edge), strict=True) if sure]
    assert above == [paid for paid, rate in zip(flows, exact, strict=True) if rate == Decimal("0.0124")]
    assert below == [paid for paid, rate in zip(flows, exact, strict=True) if rate == Decimal("0.0123")]


# Mistakes that the law finds


def ties_always_up(patch: Patch) -> None:
    patch.setattr(repayment, "to_cents", lambda value, digits: value.to_integral_value("ROUND_CEILING"))


def instalments_never_doubted(patch: Patch) -> None:
    factor = repayment.annuity_factor
    # A hundredth of a cent more, as an approximation without a bound would be.
    patch.setattr(
        repayment, "annuity_factor", lambda *given: (factor(*given)[0] * (1 + 1e-6), factor(*given)[1] * 0)
    )


def rates_never_doubted(patch: Patch) -> None:
    rates = all_in._Flows.rates
    patch.setattr(all_in._Flows, "rates", lambda self: rates(self) * 1.0003)
    patch.setattr(all_in._Flows, "is_above", lambda self, rate: np.ones(len(self.received), dtype=bool))
    patch.setattr(all_in._Flows, "is_below", lambda self, rate: np.ones(len(self.received), dtype=bool))


def charges_at_drawdown_forgotten(patch: Patch) -> None:
    patch.setattr(all_in._Costs, "received", property(lambda self: self.amount))


def later_charges_forgotten(patch: Patch) -> None:
    paid = all_in._Costs._paid_monthly

    def mutated(self: Any, rows: Any, term: int) -> Any:
        self.charge_periods = np.zeros_like(self.charge_periods)
        return paid(self, rows, term)

    patch.setattr(all_in._Costs, "_paid_monthly", mutated)


def loans_that_repay_nothing_let_pass(patch: Patch) -> None:
    filled = repayment._Plan.filled

    def mutated(self: Any) -> Any:
        found = filled(self)
        self.terms.odd[:] = False
        return found

    patch.setattr(repayment._Plan, "filled", mutated)


def scores_without_a_bound(patch: Patch) -> None:
    between = scores._between_knots

    def mutated(value: Any, knots: Any) -> Any:
        found = between(value, knots)
        return bounded(found.value * (1 + 1e-12), found.error * 0, found.presence)

    patch.setattr(scores, "_between_knots", mutated)


def refused_costs_let_pass(patch: Patch) -> None:
    loan = economics._loan

    def mutated(context: Any, given: Any) -> Any:
        found = loan(context, given)
        return found._replace(refused=np.zeros_like(np.asarray(found.refused)))

    patch.setattr(economics, "_loan", mutated)


BUGS = (
    ties_always_up,
    instalments_never_doubted,
    rates_never_doubted,
    charges_at_drawdown_forgotten,
    later_charges_forgotten,
    loans_that_repay_nothing_let_pass,
    scores_without_a_bound,
    refused_costs_let_pass,
)


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_seeded_bug_is_found(bug: Callable[[Patch], None], monkeypatch: Patch) -> None:
    bug(monkeypatch)
    try:
        found = bool(found_differences(a_table(60, 5), a_table(150, 6, (1,)), half_cents()))
    except (ArithmeticError, AssertionError, ValueError, TypeError):
        found = True
    assert found
