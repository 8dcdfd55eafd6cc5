"""Loans whose instalments rise or fall in steps: by a share (等比递增), by an amount (等额递增)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from credit_engine.credit import arguments
from credit_engine.credit.arguments import refuse
from credit_engine.credit.schedules import Instalment, Schedule, repaid_as_said
from credit_engine.credit.working import exactly, rounded, to_cents
from credit_engine.limits import MAX_FLOWS
from credit_engine.numbers import Number


@dataclass(frozen=True, slots=True)
class Steps:
    """After each `every` instalments: `1 + growth` times the last and `increase` more; both may be < 0."""

    every: Number
    growth: Number = 0
    increase: Number = 0


@exactly
def step_instalment(
    amount: Number, annual_rate: Number, periods: Number, steps: Steps, periods_per_year: Number = 12
) -> Number:
    """The first instalment of a loan with steps, not rounded to money.

    Each instalment is first * (1 + growth) ** j + increase * ((1 + growth) ** j - 1) / growth in step j,
    counted from 0 (first + increase * j without growth); their present values sum to the amount.
    CreditError where an instalment would not be positive.
    """
    plan = _plan(amount, annual_rate, periods, steps, periods_per_year)
    return rounded(_first(plan))


@exactly
def step_schedule(
    amount: Number, annual_rate: Number, periods: Number, steps: Steps, periods_per_year: Number = 12
) -> Schedule:
    """The rows of a loan with steps, each instalment rounded half up to cents; the last takes the rest.

    CreditError where an instalment would not cover its interest, so that the debt would grow.
    """
    plan = _plan(amount, annual_rate, periods, steps, periods_per_year)
    first, rows, balance = _first(plan), [], plan.amount
    for k, (level, more) in enumerate(zip(plan.levels, plan.additions, strict=True)):
        interest = to_cents(balance * plan.rate)
        last = k + 1 == len(plan.levels)
        principal = balance if last else to_cents(first * level + more) - interest
        if not 0 <= principal <= balance:
            raise refuse("steps", f"instalment {k + 1} would not be between its interest and what is owed")
        balance -= principal
        rows.append(
            Instalment(
                k + 1, rounded(principal + interest), rounded(principal), rounded(interest), rounded(balance)
            )
        )
    repaid_as_said(rows)
    return Schedule(rounded(plan.amount), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Each instalment is first * level + addition."""

    amount: Decimal
    rate: Decimal
    levels: tuple[Decimal, ...]
    additions: tuple[Decimal, ...]


def _plan(amount: Number, annual_rate: Number, periods: Number, steps: Steps, per_year: Number) -> _Plan:
    count = arguments.integer("periods", periods, 1, MAX_FLOWS)
    every = arguments.integer("every", steps.every, 1, MAX_FLOWS)
    growth = 1 + arguments.within("growth", steps.growth, Decimal("-0.99"), 10)
    increase = arguments.number("increase", steps.increase)
    rate = arguments.rate("annual_rate", annual_rate) / arguments.integer(
        "periods_per_year", per_year, 1, 366
    )
    levels, additions = [Decimal(1)], [Decimal(0)]
    for k in range(1, count):
        stepped = k % every == 0
        levels.append(levels[-1] * growth if stepped else levels[-1])
        additions.append(additions[-1] * growth + increase if stepped else additions[-1])
    return _Plan(arguments.positive("amount", amount), rate, tuple(levels), tuple(additions))


def _first(plan: _Plan) -> Decimal:
    discount, levels, additions = Decimal(1), Decimal(0), Decimal(0)
    for level, more in zip(plan.levels, plan.additions, strict=True):
        discount /= 1 + plan.rate
        levels += level * discount
        additions += more * discount
    first = (plan.amount - additions) / levels
    if min(first, first * plan.levels[-1] + plan.additions[-1]) <= 0:
        raise refuse("increase", "an instalment would not be above 0")
    return first
