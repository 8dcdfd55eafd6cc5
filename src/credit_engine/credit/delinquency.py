"""Days past due, and the worst of several classes.

The due day itself is day 0, so that day 91 is the first over 90.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from credit_engine.credit import arguments
from credit_engine.credit.arguments import BetweenError, bounded, refuse
from credit_engine.credit.day_counts import AnyDate, as_date
from credit_engine.credit.working import exactly
from credit_engine.numbers import Number
from credit_engine.temporal import Date


class Due(NamedTuple):
    """An amount and the day on which it is due, or was paid."""

    date: AnyDate
    amount: Number


def days_past_due(oldest_due: AnyDate, as_of: AnyDate) -> int:
    """Days from the oldest unpaid due date to `as_of`: 0 on the due day and before it.

    商业银行金融资产风险分类办法 (银保监会、人民银行令2023年第1号); Basel Framework, CRE36.69.
    """
    return max(0, as_date("as_of", as_of).day_number - as_date("oldest_due", oldest_due).day_number)


@exactly
def oldest_unpaid(dues: Sequence[Due], payments: Sequence[Due], as_of: AnyDate) -> Date | None:
    """The due date of the oldest amount that payments until `as_of` have not covered; None if there is none.

    Payments settle the oldest due amount first (民法典, art. 560). An amount that is partly paid is unpaid. A
    negative payment reverses earlier ones, the latest first: what they had settled counts as never paid.
    """
    today = as_date("as_of", as_of)
    paid = sum((payment.amount for payment in _lasting(payments, today)), Decimal(0))
    for due in _by_date("dues", dues):
        if due.date > today:
            break
        if due.amount > paid:
            return due.date
        paid -= due.amount
    return None


class _Dated(NamedTuple):
    date: Date
    amount: Decimal


def _by_date(name: str, rows: Sequence[Due]) -> list[_Dated]:
    """Amounts that are not negative, in order of their dates."""
    return sorted(_Dated(as_date(name, row.date), arguments.not_negative(name, row.amount)) for row in rows)


def _lasting(payments: Sequence[Due], today: Date) -> list[_Dated]:
    """Payments until a day, less what was reversed of them by then; in order of their dates."""
    dated = sorted(
        _Dated(as_date("payments", row.date), arguments.number("payments", row.amount)) for row in payments
    )
    lasting: list[_Dated] = []
    for date, amount in sorted(dated, key=lambda row: (row.date, row.amount < 0)):
        if date > today:
            break
        if amount >= 0:
            lasting.append(_Dated(date, amount))
        else:
            _reverse(lasting, -amount)
    return lasting


def _reverse(payments: list[_Dated], amount: Decimal) -> None:
    """Takes an amount back: the latest payment of exactly that amount, else from the latest ones."""
    same = [k for k, payment in enumerate(payments) if payment.amount == amount]
    if same:
        del payments[same[-1]]
        return
    while amount:
        if not payments:
            raise refuse("payments", "more is reversed than was paid")
        date, paid = payments.pop()
        if paid > amount:
            payments.append(_Dated(date, paid - amount))
        amount -= min(paid, amount)


def days_past_due_of(dues: Sequence[Due], payments: Sequence[Due], as_of: AnyDate) -> int:
    """Days past due of a loan from what was due and what was paid."""
    bounded("dues", dues)
    oldest = oldest_unpaid(dues, payments, as_of)
    return 0 if oldest is None else days_past_due(oldest, as_of)


@exactly
def days_past_due_above(
    dues: Sequence[Due],
    payments: Sequence[Due],
    as_of: AnyDate,
    *,
    least_amount: Number,
    least_share: Number = 0,
    exposure: Number = 0,
) -> int:
    """Days for which arrears have been material without a break; 0 where they are not.

    Arrears are material while they are above `least_amount` and above `least_share` of the `exposure`: EUR
    100 for retail, else 500, and 1 % (Regulation (EU) 2018/171, arts. 1-2; EBA/GL/2016/07). Counted
    from the day on which they became so: the due day itself is day 0. Reversals as in `oldest_unpaid`.
    """
    bounded("dues", dues)
    today = as_date("as_of", as_of)
    share = arguments.fraction("least_share", least_share)
    least = max(
        arguments.not_negative("least_amount", least_amount),
        share * arguments.not_negative("exposure", exposure),
    )
    changes = [(due.date, due.amount) for due in _by_date("dues", dues) if due.date <= today]
    changes += [(payment.date, -payment.amount) for payment in _lasting(payments, today)]
    arrears, since = Decimal(0), None
    for date, rows in itertools.groupby(sorted(changes), key=lambda change: change[0]):
        arrears += sum(amount for _, amount in rows)
        since = None if arrears <= least else since or date
    return 0 if since is None else days_past_due(since, today)


def class_by_days(days: Number, bounds: Sequence[Number], classes: Sequence[str]) -> str:
    """The class of a number of days past due: `classes[k]` where the days exceed exactly k of the bounds.

    Bounds ascend and are exceeded only strictly: with bounds 0, 90, 270, 360 and the five classes of the
    Chinese rules, 90 days are still 关注 (special mention) and 91 are 次级 (substandard).
    """
    counted = arguments.not_negative("days", days)
    edges = arguments.ascending("bounds", arguments.numbers_of("bounds", bounds))
    if len(classes) != len(edges) + 1:
        raise BetweenError("classes: one more than bounds are needed", ("classes", "bounds"))
    return classes[sum(counted > edge for edge in edges)]


def worst_class(found: Iterable[str], classes: Sequence[str]) -> str:
    """The worst of the classes found, by their order in `classes`, best first; the best for none."""
    bounded("classes", classes)
    ranks = {name: rank for rank, name in enumerate(classes)}
    worst = 0
    for name in found:
        if name not in ranks:
            raise refuse("found", f"not one of {', '.join(classes)}")
        worst = max(worst, ranks[name])
    return classes[worst]
