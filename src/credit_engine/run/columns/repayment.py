"""Plans of repayment as columns.

A plan is whole cents: interest is `balance * rate / 12` rounded half up, in 64-bit whole numbers and exact.
Only the level instalment is a float that is rounded, where its bound tells how. What this does not settle is
computed by the row evaluation's function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from credit_engine.absent import Absent
from credit_engine.credit.schedules import METHODS
from credit_engine.credit.working import WORK, to_cents
from credit_engine.limits import MAX_FLOWS
from credit_engine.run.columns.combinations import results_of
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.credit import annuity_factor
from credit_engine.run.columns.domain import Coded, Codes, Mask, presence_of, with_exact
from credit_engine.run.columns.functions import are_trusted
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import SAFETY, UNIT, Number, whole
from credit_engine.run.columns.steps import ranked
from credit_engine.run.columns.structure import Column, Lists, Struct

_LARGEST = 2.0**61
"""Products of whole numbers stay below this, so that twice of one and a sum still fits."""
_CENTS = 2
"""Decimals of instalments: plans are made to the cent."""
_EQUAL_INSTALMENT, _EQUAL_PRINCIPAL, _INTEREST_ONLY, _BULLET = range(4)
_OTHER = len(METHODS)
_ROW = ("number", "payment", "principal", "interest", "balance")
"""The entries of a month's row; those that nobody reads are not made."""


@dataclass
class _Terms:
    """Loans in order of their terms, the longest first; amounts in cents, rates as whole numbers."""

    rows: Codes
    method: Codes
    amount: Codes
    level: Codes
    rate: Codes
    unit: int
    """12 times what a rate of 1 is: interest of a month is amount * rate / unit."""
    months: Codes
    odd: Mask = field(init=False)
    """Loans that whole numbers do not settle."""

    def __post_init__(self) -> None:
        self.odd = np.zeros(len(self.rows), dtype=np.bool_)

    def without(self, rows: Codes) -> _Terms:
        """The loans but for those of some rows."""
        kept = np.flatnonzero(~np.isin(self.rows, rows))
        return _Terms(
            self.rows[kept],
            self.method[kept],
            self.amount[kept],
            self.level[kept],
            self.rate[kept],
            self.unit,
            self.months[kept],
        )


def instalment_schedule(
    context: Context, args: Sequence[Column], names: Any, function: Callable[..., Any]
) -> Lists:
    """The monthly rows of loans in cents; `function` is the row evaluation's."""
    if names != () or len(args) != 4 or not are_trusted():
        raise Unsupported("plans with a grace period, a balloon or whole units")
    method = args[0]
    amount, rate, months = (numbers_of(context, arg) for arg in args[1:])
    if not isinstance(method, Coded) or rate.whole is None or months.whole is None:
        raise Unsupported("rates or months that are not exact")
    presence = context.tables.merged(
        presence_of(context.tables, method), amount.presence, rate.presence, months.presence
    )
    present = context.asked(True, True if presence is None else presence.codes == 0)
    terms = _terms(context, method, amount, rate, months, present)
    plan = _Plan(
        terms, context.size, [name for name in _ROW if context.entries is None or name in context.entries]
    )
    entries = plan.filled()
    settled = ~present
    settled[terms.rows[~terms.odd]] = True
    rows = np.flatnonzero(~settled)
    if not len(rows):
        return Lists(plan.offsets, Struct(entries), presence)
    return _with_exact(context, plan, presence, rows, results_of(args, rows, function))


def _with_exact(
    context: Context, plan: _Plan, presence: Coded | None, rows: Codes, results: Sequence[Any]
) -> Lists:
    """The plans with those of some rows as the row evaluation has them, or why it has none."""
    context.counts.by_rows[context.node] += len(rows)
    gone = np.array([result.__class__ is Absent for result in results], dtype=np.bool_)
    if gone.any():
        before = presence or Coded(np.zeros((), dtype=np.intp), context.tables.presence)
        causes = context.tables.encode([result for result in results if result.__class__ is Absent])
        presence = with_exact(context.tables, before, rows[gone], causes, context.size)
        plan = _Plan(plan.terms.without(rows[gone]), context.size, plan.names)
    lists = {
        row: result for row, result in zip(rows.tolist(), results, strict=True) if result.__class__ is list
    }
    if not lists.keys() <= set(plan.terms.rows.tolist()):
        raise Unsupported("plans in other money than cents")
    plan.exact = lists
    return Lists(plan.offsets, Struct(plan.filled()), presence)


def _terms(
    context: Context, method: Coded, amount: Number, rate: Number, months: Number, present: Mask
) -> _Terms:
    """The loans of present rows that whole numbers hold."""
    size = (context.size,)
    chosen = np.broadcast_to(ranked(method, _method, "method of repayment"), size)
    cents, exact = _cents(amount, context.size)
    rates = np.broadcast_to(rate.integers, size)
    term, rest = np.divmod(np.broadcast_to(months.integers, size), 10**months.scale)
    unit = 12 * 10**rate.scale
    usable = present & exact & (chosen != _OTHER) & (rest == 0) & (term >= 1) & (term <= MAX_FLOWS)
    usable &= (cents >= 0) & (rates >= 0) & (rates <= 1_000 * 10**rate.scale)
    usable &= cents.astype(np.float64) * rates * np.where(chosen == _BULLET, term, 1) + unit < _LARGEST
    rows = np.flatnonzero(usable)
    rows = rows[np.argsort(-term[rows], kind="stable")]
    found = _Terms(
        rows, chosen[rows], cents[rows], np.zeros(0, dtype=np.int64), rates[rows], unit, term[rows]
    )
    _set_level(found, rate.scale)
    return found


def _method(value: Any) -> int:
    return METHODS.index(value) if value.__class__ is str and value in METHODS else _OTHER


def _cents(amount: Number, size: int) -> tuple[Codes, Mask]:
    """Amounts in cents, and where they are whole cents of at most 15 digits."""
    if amount.whole is None:
        value, error = amount.floats()
        integral = (error == 0) & (np.rint(value) == value)
        whole_ = np.broadcast_to(integral & (np.abs(value) < 2.0**43), (size,))
        cents = np.where(whole_, value, 0.0).astype(np.int64) * 100
        return cents, whole_
    if amount.most * 100 >= 2**53:
        raise Unsupported("amounts beyond all loans")
    n = np.broadcast_to(amount.whole, (size,))
    if amount.scale <= _CENTS:
        return n * 10 ** (_CENTS - amount.scale), np.ones(size, dtype=np.bool_)
    cents, rest = np.divmod(n, 10 ** (amount.scale - _CENTS))
    return cents, rest == 0


def _set_level(terms: _Terms, scale: int) -> None:
    """The level instalment, or the part of the principal that each month repays, rounded half up to cents.

    Odd where the rounding lies within the bound of the annuity factor.
    """
    rates = terms.rate / 10.0**scale
    factor, relative = annuity_factor(rates, UNIT * rates, terms.months.astype(np.float64))
    exact = terms.amount / factor
    nearest = np.floor(exact + 0.5)
    margin = exact * (relative * SAFETY + 4 * UNIT) * SAFETY
    near = np.abs(exact + 0.5 - nearest) <= margin
    near |= np.abs(exact + 0.5 - nearest - 1) <= margin
    instalments = terms.method == _EQUAL_INSTALMENT
    terms.odd |= instalments & near
    part = (2 * terms.amount + terms.months) // (2 * terms.months)
    terms.level = np.where(instalments, nearest.astype(np.int64), part)


class _Plan:
    """Some entries of all rows of all plans."""

    def __init__(self, terms: _Terms, size: int, names: Sequence[str]) -> None:
        self.terms = terms
        counts = np.zeros(size, dtype=np.int64)
        counts[terms.rows] = np.where(terms.method == _BULLET, 1, terms.months)
        self.offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))
        self.names = names
        self.exact: Mapping[int, Sequence[Mapping[str, Any]]] = {}
        """Plans that the row evaluation made, by row."""

    def filled(self) -> dict[str, Column]:
        """Go through the months of all loans; loans that come out odd are noted in the terms."""
        terms, starts = self.terms, self.offsets[:-1][self.terms.rows]
        flat = {name: np.zeros(int(self.offsets[-1]), dtype=np.int64) for name in self.names}
        balance = terms.amount.copy()
        repaid = np.zeros(len(balance), dtype=np.bool_)
        last = np.where(terms.method == _BULLET, 1, terms.months)
        longest = int(terms.months.max(initial=0))
        ends = np.searchsorted(-terms.months, -np.arange(1, longest + 1), side="right")
        for month, end in enumerate(ends.tolist(), 1):
            some = slice(0, end)
            lasting = last[some] >= month
            interest = self._interest(balance[some], some)
            principal = self._principal(balance[some], interest, some)
            principal = np.where(last[some] == month, balance[some], principal)
            repaid[some] |= (principal != 0) & (last[some] > month)
            # A row that repays nothing at all is refused for what repays by instalments.
            nothing = (principal + interest == 0) & (terms.amount[some] > 0)
            terms.odd[some] |= nothing & (terms.method[some] <= _EQUAL_PRINCIPAL)
            balance[some] = np.where(lasting, balance[some] - principal, balance[some])
            given = {
                "number": np.full(end, month),
                "payment": principal + interest,
                "principal": principal,
                "interest": interest,
                "balance": balance[some],
            }
            places = (starts[some] + month - 1)[lasting]
            for name, values in flat.items():
                values[places] = given[name][lasting]
        terms.odd |= ~repaid & (terms.method <= _EQUAL_PRINCIPAL) & (terms.months > 1) & (terms.amount > 0)
        found: dict[str, Column] = {}
        for name, values in flat.items():
            scale = 0 if name == "number" else _CENTS
            for row, plan in self.exact.items():
                start = self.offsets[row]
                values[start : start + len(plan)] = [int(instalment[name] * 10**scale) for instalment in plan]
            found[name] = whole(values, scale, int(values.max(initial=0)))
        return found

    def _interest(self, balance: Codes, some: slice) -> Codes:
        """Balance * rate / 12 rounded half up, of a bullet loan for the whole term.

        A quotient that does not end is not exactly half a cent in the row evaluation where it is here: then
        its own steps are taken, but for bullet loans, which are odd.
        """
        terms = self.terms
        months = np.where(terms.method[some] == _BULLET, terms.months[some], 1)
        product = balance * terms.rate[some] * months
        found, rest = np.divmod(2 * product + terms.unit, 2 * terms.unit)
        ties = (rest == 0) & (terms.rate[some] % 3 != 0) & (product != 0)
        terms.odd[some] |= ties & (terms.method[some] == _BULLET)
        for at in np.flatnonzero(ties).tolist():
            rate = WORK.divide(int(terms.rate[at]) * 12, terms.unit)
            exact = WORK.multiply(Decimal(int(balance[at])), WORK.divide(rate, 12))
            found[at] = int(to_cents(exact, 0))
        return found

    def _principal(self, balance: Codes, interest: Codes, some: slice) -> Codes:
        """What a month before the last repays."""
        method, level = self.terms.method[some], self.terms.level[some]
        wanted = np.where(method == _EQUAL_INSTALMENT, level - interest, level)
        return np.where(method >= _INTEREST_ONLY, 0, np.clip(wanted, 0, balance))
