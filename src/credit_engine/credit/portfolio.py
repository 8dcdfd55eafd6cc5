"""Portfolios over time: ratios of bad loans and provisions, roll rates, vintages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from credit_engine.credit import arguments
from credit_engine.credit.arguments import refuse
from credit_engine.credit.working import exactly, settled
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.numbers import Number


@exactly
def bad_loan_ratio(bad_loans: Number, loans: Number) -> Number:
    """不良贷款率: non-performing loans (次级, 可疑, 损失) by all loans."""
    return settled(arguments.not_negative("bad_loans", bad_loans) / arguments.positive("loans", loans))


@exactly
def provision_coverage(provisions: Number, bad_loans: Number) -> Number:
    """拨备覆盖率: provisions by non-performing loans.

    商业银行贷款损失准备管理办法 (银监会令2011年第4号), art. 6.
    """
    return settled(
        arguments.not_negative("provisions", provisions) / arguments.positive("bad_loans", bad_loans)
    )


@exactly
def loan_provision_ratio(provisions: Number, loans: Number) -> Number:
    """贷款拨备率: provisions by all loans (the same measures, art. 6)."""
    return settled(arguments.not_negative("provisions", provisions) / arguments.positive("loans", loans))


@exactly
def roll_rates(moves: Iterable[tuple[str, str]], buckets: Sequence[str]) -> dict[str, dict[str, Number]]:
    """The share of accounts in each bucket that moved to each bucket within a period: a transition matrix.

    `moves` are pairs (bucket before, bucket after), one for each account. A bucket in which no account
    was has no row. Rows sum to 1, but for the rounding to 34 digits.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for number, (before, after) in enumerate(moves, 1):
        if number > MAX_ITERATIONS:
            raise arguments.CreditError(f"moves: more than {MAX_ITERATIONS} items", "limit_exceeded")
        if before not in buckets or after not in buckets:
            raise refuse("moves", f"not a pair of {', '.join(buckets)}")
        counts[before, after] += 1
    rows = {}
    for before in buckets:
        whole = sum(counts[before, after] for after in buckets)
        if whole:
            rows[before] = {after: settled(Decimal(counts[before, after]) / whole) for after in buckets}
    return rows


class Account(NamedTuple):
    """A loan of a vintage: its opening cohort, and the month on book when it went bad, None if it has not.

    `observed` is the last month on book that is known.
    """

    cohort: str
    observed: int
    bad_month: int | None = None


@dataclass(frozen=True, slots=True)
class VintagePoint:
    """A cohort at a month on book: its accounts, those bad by then, the cumulative rate."""

    month: int
    accounts: int
    bad: int
    rate: Number


@exactly
def vintages(accounts: Iterable[Account], months: Sequence[int]) -> Mapping[str, tuple[VintagePoint, ...]]:
    """Cumulative bad rates of each cohort by months on book (MOB).

    A cohort has a point at a month only if every account of it was observed so long or is bad already:
    otherwise young accounts would make the rate look too good.
    """
    cohorts: dict[str, list[Account]] = {}
    for number, account in enumerate(accounts, 1):
        if number > MAX_ITERATIONS:
            raise arguments.CreditError(f"accounts: more than {MAX_ITERATIONS} items", "limit_exceeded")
        if account.bad_month is not None and account.bad_month > account.observed:
            raise refuse("accounts", "bad after the last observed month")
        cohorts.setdefault(account.cohort, []).append(account)
    return {name: tuple(_points(cohorts[name], months)) for name in sorted(cohorts)}


def _points(accounts: Sequence[Account], months: Sequence[int]) -> list[VintagePoint]:
    points = []
    for month in months:
        known = [a.observed >= month or a.bad_month is not None for a in accounts]
        if all(known):
            bad = sum(a.bad_month is not None and a.bad_month <= month for a in accounts)
            points.append(VintagePoint(month, len(accounts), bad, settled(Decimal(bad) / len(accounts))))
    return points
