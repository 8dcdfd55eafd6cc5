"""Portfolios over time: ratios of bad loans and provisions, roll rates, vintages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from credit_engine.credit import arguments
from credit_engine.credit.arguments import BetweenError, bounded, refuse
from credit_engine.credit.working import exactly, rounded, total
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.numbers import Number


@exactly
def bad_loan_ratio(bad_loans: Number, loans: Number) -> Number:
    """不良贷款率: non-performing loans (次级, 可疑, 损失) by all loans."""
    return rounded(arguments.not_negative("bad_loans", bad_loans) / arguments.positive("loans", loans))


@exactly
def provision_coverage(provisions: Number, bad_loans: Number) -> Number:
    """拨备覆盖率: provisions by non-performing loans.

    商业银行贷款损失准备管理办法 (银监会令2011年第4号), art. 6.
    """
    return rounded(
        arguments.not_negative("provisions", provisions) / arguments.positive("bad_loans", bad_loans)
    )


@exactly
def loan_provision_ratio(provisions: Number, loans: Number) -> Number:
    """贷款拨备率: provisions by all loans (the same measures, art. 6)."""
    return rounded(arguments.not_negative("provisions", provisions) / arguments.positive("loans", loans))


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
        count = sum(counts[before, after] for after in buckets)
        if count:
            rows[before] = {after: rounded(Decimal(counts[before, after]) / count) for after in buckets}
    return rows


@exactly
def roll_forward(
    balances: Sequence[Number], matrix: Sequence[Sequence[Number]], periods: Number = 1
) -> tuple[Number, ...]:
    """Balances, or counts, of each bucket after so many periods: the row vector times the matrix, repeated.

    `matrix[i][j]` is the share that moves from bucket i to bucket j within a period; a row sums to at most
    1, to less where something leaves all buckets. A Markov chain: R. Cyert, H. Davidson, G. Thompson,
    Estimation of the Allowance for Doubtful Accounts by Markov Chains (Management Science 8, 1962).
    """
    state = arguments.not_negative_numbers("balances", balances)
    rows = [[arguments.fraction("matrix", share) for share in row] for row in bounded("matrix", matrix, 100)]
    if any(total(row) > 1 + _ROUNDED for row in rows):
        raise arguments.never_whole("matrix", "a row sums to more than 1")
    if any(len(row) != len(state) for row in rows) or len(rows) != len(state):
        raise BetweenError("matrix: not one row and one column for each balance", ("matrix", "balances"))
    for _ in range(arguments.integer("periods", periods, 0, 1_200)):
        state = [
            total([size * row[j] for size, row in zip(state, rows, strict=True)]) for j in range(len(state))
        ]
    return tuple(rounded(size) for size in state)


_ROUNDED = Decimal("1E-30")
"""What rounding to 34 digits may add to the sum of a row."""


@exactly
def flow_rate_losses(
    balances: Sequence[Number], flow_rates: Sequence[Number], loss_rate: Number = 1
) -> tuple[Number, ...]:
    """What today's balances lose in each of the next periods, by flow rates from bucket to bucket.

    `balances` are those of the buckets, the best first, `flow_rates[k]` the share of bucket k that flows
    into the next worse one within a period, that of the last bucket into loss; `loss_rate` is the part of
    it that is lost. The last bucket loses in period 1, the one before in period 2: balance * product of the
    flow rates from its bucket on (Interagency Policy Statement on the Allowance for Loan and Lease Losses,
    2006; N. Siddiqi, Intelligent Credit Scoring, 2nd ed., 2017).
    """
    sizes = arguments.not_negative_numbers("balances", balances)
    rates = [
        arguments.fraction("flow_rates", rate) for rate in arguments.numbers_of("flow_rates", flow_rates)
    ]
    arguments.same_length(balances=sizes, flow_rates=rates)
    flow, losses = arguments.fraction("loss_rate", loss_rate), []
    for size, rate in zip(reversed(sizes), reversed(rates), strict=True):
        flow *= rate
        losses.append(rounded(size * flow))
    return tuple(losses)


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
            points.append(VintagePoint(month, len(accounts), bad, rounded(Decimal(bad) / len(accounts))))
    return points
