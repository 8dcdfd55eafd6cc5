"""Vintages: of the loans booked in a month or quarter, the part that was ever bad, by months on book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from credit_engine.api.stateful.months import month_named
from credit_engine.portfolio.rates import Row, share, table_of

MONTHS = 120
"""Months on book that are told at most: ten years."""
_TYPES = {
    "cohort": "string",
    "month_on_book": "int64",
    "loans": "int64",
    "bad": "int64",
    "bad_rate": "float64",
    "amount": "money",
    "bad_amount": "money",
    "bad_amount_rate": "float64",
    "complete": "bool",
}


def vintage_table(parts: Sequence[Any], now: int, by: str) -> Any:
    """The cumulative bad rates of all cohorts after the month `now`.

    `parts` are tables of all loans that were ever in the book: the months in which they were `booked` and
    first bad (`bad_since`), their `amount` in cents, and the month in which they were `first` in the
    book. A cohort has a point at a month on book only where every loan of it is that old (as
    `credit.portfolio.vintages`): a loan that has left is as old as it would be. Loans that were booked
    before the review began may have been bad unseen: their cohorts are not `complete`.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    history = pa.concat_tables(parts)
    history = history.filter(pc.is_valid(history.column("booked")))
    history = history.append_column("from_start", pc.equal(history.column("first"), history.column("booked")))
    found = history.group_by(["booked", "bad_since"], use_threads=False).aggregate(
        [([], "count_all"), ("amount", "sum"), ("from_start", "min")]
    )
    cohorts: dict[int, list[Row]] = defaultdict(list)
    for row in found.to_pylist():
        cohorts[row["booked"] // 3 * 3 if by == "quarter" else row["booked"]].append(row)
    rows = [point for start in sorted(cohorts) for point in _points(start, cohorts[start], now, by)]
    return table_of(rows, _TYPES)


def _points(start: int, groups: Sequence[Row], now: int, by: str) -> list[Row]:
    last = max(row["booked"] for row in groups)
    loans = sum(row["count_all"] for row in groups)
    amount = sum(row["amount_sum"] for row in groups)
    complete = all(row["from_start_min"] for row in groups)
    bad_at: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in groups:
        if row["bad_since"] is not None:
            age = max(0, row["bad_since"] - row["booked"])
            count, sum_ = bad_at[age]
            bad_at[age] = count + row["count_all"], sum_ + row["amount_sum"]
    points, bad, bad_amount = [], 0, 0
    for age in range(min(now - last, MONTHS) + 1):
        bad, bad_amount = bad + bad_at[age][0], bad_amount + bad_at[age][1]
        points.append(
            {
                "cohort": month_named(start)
                if by == "month"
                else f"{start // 12:04d}-Q{start % 12 // 3 + 1}",
                "month_on_book": age,
                "loans": loans,
                "bad": bad,
                "bad_rate": share(bad, loans),
                "amount": amount,
                "bad_amount": bad_amount,
                "bad_amount_rate": share(bad_amount, amount),
                "complete": complete,
            }
        )
    return points
