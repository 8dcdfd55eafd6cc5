"""All-in costs of loans as columns.

A rate is disclosed to 0.01 %. It is certain where the flows, discounted at both ends of the interval that
rounds to it, have certainly different signs: their sum is a product and a sum for each month, all payments of
one sign. What this does not settle is computed by the row evaluation's function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from credit_engine.absent import Absent
from credit_engine.limits import MAX_FLOWS
from credit_engine.run.columns.choosing import with_rows
from credit_engine.run.columns.combinations import results_of
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Codes, Mask
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import SAFETY, UNIT, Exact, Number, aligned, whole
from credit_engine.run.columns.ragged import items_of, lists_of
from credit_engine.run.columns.structure import Column, Lists, Struct, lacks

_LARGEST = 2.0**61
"""Sums of whole numbers stay below this."""
_MOST_PAYMENTS = 600
"""With more payments the search for the exact rate may come near its bound on work, and says so itself."""
_RATE_PLACES = 4
_STEPS = 40
"""Decimals of a yearly rate that is disclosed, and steps of Newton's iteration, of which some ten are
needed: it only says about where the rate lies, `_certain` proves it."""


class _Flows:
    """The flows of loans of one term, as floats of whole units: what is received and paid each month."""

    def __init__(self, received: Codes, payments: Any) -> None:
        self.received = received.astype(np.float64)
        self.payments = payments
        """One row for each month, one column for each loan."""

    def discounted(self, rate: Any) -> Any:
        """All payments discounted at a rate a month, by Horner's rule."""
        factor = 1 / (1 + rate)
        found = self.payments[-1] * factor
        for paid in self.payments[-2::-1]:
            found = (found + paid) * factor
        return found

    def slope(self, rate: Any) -> Any:
        """How fast that falls with the rate: sum of k * payment * factor ** (k + 1)."""
        factor = 1 / (1 + rate)
        found = self.payments[-1] * (len(self.payments) * factor)
        for k in range(len(self.payments) - 1, 0, -1):
            found = (found + k * self.payments[k - 1]) * factor
        return found * factor

    def rates(self) -> Any:
        """About the rate of each loan: Newton's iteration from 0 climbs to it without passing it by."""
        rate = np.zeros_like(self.received)
        for _ in range(_STEPS):
            step = (self.discounted(rate) - self.received) / self.slope(rate)
            rate = rate + np.maximum(step, 0.0)
            if not np.any(step > _CLOSE):
                break
        return rate

    def is_above(self, rate: Any) -> Mask:
        """Where the rate of a loan is certainly above this one: at this one its payments are worth more."""
        value = self.discounted(rate)
        found: Mask = value - self.received > self._doubt(value)
        return found

    def is_below(self, rate: Any) -> Mask:
        """Where the rate of a loan is certainly below this one."""
        value = self.discounted(rate)
        found: Mask = self.received - value > self._doubt(value)
        return found

    def _doubt(self, value: Any) -> Any:
        """A bound of what rounding does to discounted payments, none of which is negative.

        A rate of few places and its factor are off by five units together, which k months multiply; each
        month has a product and a sum. So eight units a month, relative to the whole.
        """
        return (8 * (len(self.payments) + 2) * UNIT * SAFETY) * (value + self.received)


_CLOSE = 1e-9
"""A monthly rate so close is far within half a unit of the disclosed rate's last decimal, 4E-6."""


def all_in_cost(context: Context, args: Sequence[Column], names: Any, function: Callable[..., Any]) -> Struct:
    """The all-in cost of loans from their payments and charges; `function` is the row evaluation's."""
    if names != () or not 2 <= len(args) <= 3:
        raise Unsupported("other periods than months")
    amount = numbers_of(context, args[0])
    payments = lists_of(context.tables, args[1], context.size)
    charges = lists_of(context.tables, args[2], context.size) if len(args) > 2 else None
    costs = _costs(context, amount, payments, charges)
    presence = context.tables.merged(
        amount.presence, payments.presence, charges.presence if charges else None
    )
    lacking = (
        lacks(context, payments) if charges is None else lacks(context, payments) | lacks(context, charges)
    )
    absent_ = np.zeros(context.size, dtype=np.bool_) if presence is None else presence.codes != 0
    inner = lacking & ~absent_
    if np.any(absent_ & _items_lack(context, payments, charges)):
        raise Unsupported("causes of lists and of their items together")
    present = context.asked(True, ~absent_)
    costs.settle(present & ~inner)
    found = Struct(costs.entries(_exact_rates(args, function)), presence)
    rows = np.flatnonzero(present & ~costs.settled)
    if not len(rows):
        return found
    context.counts.by_rows[context.node] += len(rows)
    exact = items_of(context.tables, results_of(args, rows, function))
    patched = with_rows(context, found, rows, exact)
    assert isinstance(patched, Struct)
    return patched


def _items_lack(context: Context, payments: Lists, charges: Lists | None) -> Mask:
    """Where an item of a list, or an entry of one, is absent."""
    found = lacks(context, Lists(payments.offsets, payments.items, None, payments.known_rows))
    if charges is not None:
        found = found | lacks(context, Lists(charges.offsets, charges.items, None, charges.known_rows))
    return np.broadcast_to(found, (context.size,))


def _exact_rates(args: Sequence[Column], function: Callable[..., Any]) -> Callable[[str], Exact]:
    """How the row evaluation has an entry of the result."""

    def of(name: str) -> Exact:
        def exact(rows: Codes) -> list[Any]:
            results = results_of(args, rows, function)
            return [rates if rates.__class__ is Absent else rates[name] for rates in results]

        return exact

    return of


@dataclass
class _Costs:
    """Loans in whole units of one scale: what is lent, paid and charged, and what they cost."""

    amount: Codes
    payments: Codes
    offsets: Codes
    charge_rows: Codes
    charge_periods: Codes
    charges: Codes
    scale: int
    fits: Mask
    """Where no argument is one that is refused, or that whole units do not hold."""
    settled: Mask = field(init=False)
    disclosed: Codes = field(init=False)
    monthly: Any = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.amount)
        self.settled = np.zeros(size, dtype=np.bool_)
        self.disclosed = np.zeros(size, dtype=np.int64)
        self.monthly = np.zeros(size)

    @property
    def charged(self) -> Codes:
        """The sum of the charges of each loan."""
        return _summed(self.charge_rows, self.charges, len(self.amount))

    @property
    def received(self) -> Codes:
        """What is paid out: the amount without charges at drawdown."""
        first = self.charge_periods == 0
        return self.amount - _summed(self.charge_rows[first], self.charges[first], len(self.amount))

    @property
    def paid(self) -> Codes:
        """The sum of the payments of each loan."""
        sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(self.payments)))
        found: Codes = sums[self.offsets[1:]] - sums[self.offsets[:-1]]
        return found

    def settle(self, asked: Mask) -> None:
        """Find the disclosed rate of the loans that are asked for, term by term."""
        lengths, received = np.diff(self.offsets), self.received
        repaid = self.paid + self.charged - (self.amount - received) >= received
        usable = asked & self.fits & (received > 0) & repaid & (lengths > 0) & (lengths <= _MOST_PAYMENTS)
        order = np.flatnonzero(usable)
        order = order[np.argsort(lengths[order], kind="stable")]
        edges = np.flatnonzero(np.diff(lengths[order])) + 1
        for rows in np.split(order, edges):
            if len(rows):
                self._settle_term(rows, int(lengths[rows[0]]), received[rows])

    def _settle_term(self, rows: Codes, term: int, received: Codes) -> None:
        """Disclosed rates of loans of one term, where both ends of what rounds to them are certain."""
        flows = _Flows(received, self._paid_monthly(rows, term))
        monthly = flows.rates()
        disclosed = np.floor(monthly * 12 * 10**_RATE_PLACES + 0.5)
        low, high = ((disclosed + half) / 10**_RATE_PLACES / 12 for half in (-0.5, 0.5))
        certain = (disclosed == 0) | flows.is_above(np.maximum(low, 0.0))
        certain &= flows.is_below(high) & (monthly < 1)
        self.settled[rows] = certain
        self.disclosed[rows] = np.where(certain, disclosed, 0).astype(np.int64)
        self.monthly[rows] = monthly

    def _paid_monthly(self, rows: Codes, term: int) -> Any:
        """Payments with the charges of their month, a row for each month."""
        starts = self.offsets[:-1][rows]
        found = np.empty((term, len(rows)))
        for month in range(term):
            found[month] = self.payments[starts + month]
        place = np.full(len(self.amount), -1)
        place[rows] = np.arange(len(rows))
        at = place[self.charge_rows]
        later = (at >= 0) & (self.charge_periods > 0)
        np.add.at(found, (self.charge_periods[later] - 1, at[later]), self.charges[later])
        return found

    def entries(self, exact: Callable[[str], Exact]) -> dict[str, Column]:
        """What the loans cost; rates that are not disclosed as floats of a wide bound."""
        interest, charged = self.paid - self.amount, self.charged
        money = {
            "amount": self.amount,
            "received": self.received,
            "interest": interest,
            "charges": charged,
            "total_cost": interest + charged,
        }
        found: dict[str, Column] = {
            name: whole(value, self.scale, int(np.abs(value).max(initial=0))) for name, value in money.items()
        }
        # The disclosed rate is certain, and so the others are within the interval that rounds to it.
        width = 2.0 * 10**-_RATE_PLACES
        effective = np.expm1(12 * np.log1p(self.monthly))
        wide = width * (1 + self.monthly + width) ** 11
        for name, value, error in (
            ("nominal_rate", 12 * self.monthly, width),
            ("effective_rate", effective, wide),
        ):
            found[name] = Number(
                None, value=value, error=np.broadcast_to(error, value.shape), exact=exact(name)
            )
        disclosed = whole(self.disclosed, _RATE_PLACES, int(self.disclosed.max(initial=0)))
        return {**found, "disclosed_rate": disclosed}


def _summed(rows: Codes, values: Codes, size: int) -> Codes:
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, rows, values)
    return found


def _costs(context: Context, amount: Number, payments: Lists, charges: Lists | None) -> _Costs:
    """Loans in whole units; raises Unsupported where a column is not exact."""
    paid = numbers_of(context, payments.items)
    some = charges is not None and bool(charges.offsets[-1])
    period = fee = whole(np.zeros(0, dtype=np.int64), 0, 0)
    if some:
        assert charges is not None
        if (
            not isinstance(charges.items, Struct)
            or not {"name", "period", "amount"} <= charges.items.fields.keys()
        ):
            raise Unsupported("charges without entries")
        period, fee = (numbers_of(context, charges.items.fields[name]) for name in ("period", "amount"))
    same = aligned((amount, paid, fee))
    if (
        same is None
        or period.whole is None
        or sum(column.most for column in same) * _MOST_PAYMENTS >= _LARGEST
    ):
        raise Unsupported("flows that are not exact")
    lent, paid, fee = same
    count, items = int(payments.offsets[-1]), len(charges.rows) if some and charges is not None else 0
    months, rest = np.divmod(np.broadcast_to(period.integers, (items,)), 10**period.scale)
    amounts, sums = np.broadcast_to(lent.integers, (context.size,)), np.broadcast_to(paid.integers, (count,))
    fees = np.broadcast_to(fee.integers, (items,))
    rows = charges.rows if some and charges is not None else np.zeros(0, dtype=np.int64)
    fits = (amounts > 0) & (payments.lengths <= MAX_FLOWS)
    if np.any(sums < 0):
        fits[payments.rows[sums < 0]] = False
    fits[rows[(rest != 0) | (months < 0) | (months > payments.lengths[rows]) | (fees < 0)]] = False
    months = np.where(fits[rows], months, 0) if items else months
    return _Costs(amounts, sums, payments.offsets, rows, months, fees, lent.scale, fits)
