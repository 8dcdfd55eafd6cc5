"""When observation of a restructured loan and the cure of a bad one are over."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.credit import arguments
from credit_engine.credit.arguments import bounded, refuse
from credit_engine.credit.day_counts import AnyDate, as_date, in_calendar
from credit_engine.numbers import Number
from credit_engine.temporal import Date

_MOST_MONTHS, _MOST_PERIODS = 1_200, 100
"""A hundred years, and periods of repayment: no rule observes a loan longer."""


def observation_end(
    first_repayment: AnyDate,
    months_apart: Number,
    restarts: Sequence[AnyDate] = (),
    *,
    months: Number = 12,
    periods: Number = 2,
) -> Date:
    """The first day after the observation of a restructured loan.

    From the first repayment after the change, or the latest day in `restarts` (a failure to pay, another
    restructuring), at least `months` and at least `periods` repayments that are `months_apart`:
    商业银行金融资产风险分类办法 (2023年第1号), art. 21. The 2023 rule is the default, one year and two
    periods.
    """
    start = max(
        [as_date("first_repayment", first_repayment), *(as_date("restarts", day) for day in restarts)]
    )
    apart = arguments.integer("months_apart", months_apart, 1, _MOST_MONTHS)
    wanted = max(
        arguments.integer("months", months, 0, _MOST_MONTHS),
        apart * arguments.integer("periods", periods, 0, _MOST_PERIODS),
    )
    return in_calendar(lambda: [start.plus_months(wanted)])[0]


def cure_end(
    arrears_paid: AnyDate, due_dates: Sequence[AnyDate], *, months: Number = 6, periods: Number = 2
) -> Date:
    """The day from which a bad loan whose arrears are paid may be classed better, if it is paid in time
    until then.

    The later of `months` after the arrears were paid and the due date of the second (`periods`) instalment
    after that day: 商业银行金融资产风险分类办法 (2023年第1号), art. 15. CreditError where `due_dates` has
    too few later ones.
    """
    paid = as_date("arrears_paid", arrears_paid)
    count = arguments.integer("periods", periods, 0, _MOST_PERIODS)
    later = sorted(
        due for due in (as_date("due_dates", day) for day in bounded("due_dates", due_dates)) if due > paid
    )
    if len(later) < count:
        raise refuse("due_dates", f"fewer than {count} after the arrears were paid")
    after = arguments.integer("months", months, 0, _MOST_MONTHS)
    return max(in_calendar(lambda: [paid.plus_months(after)]) + later[:count])
