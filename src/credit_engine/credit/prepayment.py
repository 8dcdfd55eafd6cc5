"""Early repayment of a part of a loan (提前还款): fewer instalments, or smaller ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError, choice, refuse
from credit_engine.credit.schedules import AMORTISING, Instalment, Schedule, schedule
from credit_engine.credit.working import exactly, rounded, to_cents
from credit_engine.numbers import Number

Effect: TypeAlias = Literal["shorter_term", "lower_instalment"]
EFFECTS: tuple[str, ...] = get_args(Effect)


@dataclass(frozen=True, slots=True)
class Prepayment:
    """A loan with an early repayment: all its rows, that of the repayment with it, and the interest saved.

    The principal and the payment of the row `after` contain the early repayment. `instalment` is the next
    regular payment after it, 0 where the loan is repaid.
    """

    schedule: Schedule
    instalment: Number
    interest_saved: Number


@exactly
def prepayment(
    method: str,
    amount: Number,
    annual_rate: Number,
    periods: Number,
    *,
    after: Number,
    prepaid: Number,
    effect: str,
    periods_per_year: Number = 12,
) -> Prepayment:
    """A loan of which `prepaid` is repaid with instalment `after` (1 to `periods` - 1), in addition to it.

    `method`: `equal_instalment` or `equal_principal`. `effect`: `shorter_term` keeps the instalment (or the
    principal of each instalment), the last row takes the rest; `lower_instalment` keeps the number of
    instalments, which are computed anew from the balance. Cents are rounded half up. CreditError for more
    than is owed.
    """
    choice("method", method, AMORTISING)
    kept = choice("effect", effect, EFFECTS) == "shorter_term"
    plain = schedule(method, amount, annual_rate, periods, periods_per_year=periods_per_year)
    row = plain.rows[arguments.whole_up_to("after", after, 1, len(plain.rows) - 1) - 1]
    extra = to_cents(arguments.positive("prepaid", prepaid))
    balance = Decimal(row.balance) - extra
    if balance < 0:
        raise refuse("prepaid", "more than is owed")
    paid = replace(
        row,
        payment=rounded(row.payment + extra),
        principal=rounded(row.principal + extra),
        balance=rounded(balance),
    )
    if not balance:
        later: list[Instalment] = []
    elif kept:
        rate = Decimal(annual_rate) / Decimal(periods_per_year)
        later = _until_repaid(method, plain.rows[0], row.number, balance, rate)
    else:
        instalments = len(plain.rows) - row.number
        try:
            fresh = schedule(
                method, rounded(balance), annual_rate, instalments, periods_per_year=periods_per_year
            ).rows
        except CreditError:
            raise refuse("prepaid", f"leaves too little for {instalments} instalments") from None
        later = [replace(r, number=r.number + row.number) for r in fresh]
    plan = Schedule(plain.amount, (*plain.rows[: row.number - 1], paid, *later))
    saved = rounded(Decimal(plain.total_interest) - Decimal(plan.total_interest))
    return Prepayment(plan, later[0].payment if later else 0, saved)


def _until_repaid(
    method: str, model: Instalment, number: int, balance: Decimal, rate: Decimal
) -> list[Instalment]:
    """Rows with the payment, or the principal, of a model row until nothing is owed."""
    rows = []
    while balance:
        number += 1
        interest = to_cents(balance * rate)
        wanted = model.principal if method == "equal_principal" else Decimal(model.payment) - interest
        principal = min(Decimal(wanted), balance)
        balance -= principal
        rows.append(
            Instalment(
                number, rounded(principal + interest), rounded(principal), rounded(interest), rounded(balance)
            )
        )
    return rows
