"""Days past due, and the worst of several classes.

The due day itself is day 0, so that day 91 is the first over 90.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from credit_engine.credit import arguments
from credit_engine.credit.arguments import bounded, refuse
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

    Payments settle the oldest due amount first (民法典, art. 560). An amount that is partly paid is unpaid.
    """
    today = as_date("as_of", as_of)
    paid = sum(
        (
            arguments.not_negative("payments", one.amount)
            for one in payments
            if as_date("payments", one.date) <= today
        ),
        arguments.number("payments", 0),
    )
    ordered = sorted((as_date("dues", one.date), arguments.not_negative("dues", one.amount)) for one in dues)
    for date, amount in ordered:
        if date > today:
            break
        if amount > paid:
            return date
        paid -= amount
    return None


def days_past_due_of(dues: Sequence[Due], payments: Sequence[Due], as_of: AnyDate) -> int:
    """Days past due of a loan from what was due and what was paid."""
    bounded("dues", dues)
    oldest = oldest_unpaid(dues, payments, as_of)
    return 0 if oldest is None else days_past_due(oldest, as_of)


def class_by_days(days: Number, bounds: Sequence[Number], classes: Sequence[str]) -> str:
    """The class of a number of days past due: `classes[k]` where the days exceed exactly k of the bounds.

    Bounds ascend and are exceeded only strictly: with bounds 0, 90, 270, 360 and the five classes of the
    Chinese rules, 90 days are still 关注 (special mention) and 91 are 次级 (substandard).
    """
    counted = arguments.not_negative("days", days)
    edges = arguments.numbers_of("bounds", bounds)
    if len(classes) != len(edges) + 1:
        raise refuse("classes", "one more than bounds are needed")
    if any(a >= b for a, b in itertools.pairwise(edges)):
        raise refuse("bounds", "not ascending")
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
