"""The loans of a chunk of the book: money in cents, months as numbers, arrears in buckets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from credit_engine.portfolio.books import AMOUNTS, Book
from credit_engine.portfolio.columns import doubles
from credit_engine.run.columns.inputs import decoded, one_array

CENTS = 100
"""Cents of a yuan: amounts are added as whole numbers."""
_LARGEST = 2**53
"""Cents: beyond it doubles do not hold every whole number; a book of 90 million millions is not one."""
UNKNOWN_BUCKET = "unknown"
LATER = "booked_later"
"""The role of loans whose day of booking comes after the month of review."""


def money(cents: Any) -> Any:
    """An array of cents as amounts with two decimals."""
    import pyarrow as pa
    import pyarrow.compute as pc

    exact = pc.cast(cents, pa.decimal128(19, 0))
    return pc.multiply(exact, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))).cast(pa.decimal128(24, 2))


def in_cents(column: Any) -> Any:
    """Amounts as whole cents, half to even; null where there is no amount, or none that can be one."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = decoded(column)
    if pa.types.is_decimal(column.type):
        column = pc.round(column, 2, "half_to_even")
    numbers = doubles(column)
    with np.errstate(invalid="ignore", over="ignore"):
        cents = np.rint(numbers * CENTS)
        held = np.abs(cents) < _LARGEST
    return pa.array(np.where(held, cents, 0).astype(np.int64), mask=~held)


def owed_cents(column: Any) -> Any:
    """What is owed or was lent in whole cents; null also below 0, as it would take from what others owe."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cents = in_cents(column)
    return pc.if_else(pc.less(cents, 0), pa.scalar(None, cents.type), cents)


def bucket_names(bounds: Sequence[int]) -> list[str]:
    """The names of the buckets between bounds of days past due: `0`, `1-30`, ..., `181+`."""
    names = ["0"]
    for low, high in pairwise(bounds):
        names.append(f"{low + 1}-{high}")
    return [*names, f"{bounds[-1] + 1}+"]


def in_buckets(days: Any, bounds: Sequence[int]) -> Any:
    """The bucket of each number of days; days exceed a bound strictly, as in `class_by_days`."""
    import numpy as np
    import pyarrow as pa

    numbers = doubles(days)
    known = numbers >= 0
    codes = np.searchsorted(np.array(bounds, dtype=np.float64), np.where(known, numbers, 0), side="left")
    names = [*bucket_names(bounds), UNKNOWN_BUCKET]
    return pa.array(names).take(pa.array(np.where(known, codes, len(names) - 1)))


def month_numbers(column: Any) -> Any:
    """The month of each day as a number (`api.stateful.months.month_number`); null where there is no day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = decoded(column)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = days_of(column)
    elif not pa.types.is_temporal(column.type) or pa.types.is_time(column.type):
        return pa.nulls(len(column), pa.int32())
    column = one_array(column)
    number = pc.add(pc.multiply(pc.year(column), 12), pc.subtract(pc.month(column), 1))
    return number.cast(pa.int32())


def days_of(texts: Any) -> Any:
    """The days that texts begin with; null for what is none (Arrow takes 30 February for 2 March)."""
    import pyarrow.compute as pc

    begun, rest = pc.utf8_slice_codeunits(texts, 0, 10), pc.utf8_slice_codeunits(texts, 10, 11)
    found = pc.strptime(begun, "%Y-%m-%d", "s", error_is_null=True)
    is_day = pc.and_(
        pc.equal(pc.strftime(found, "%Y-%m-%d"), begun),
        pc.or_(pc.equal(rest, ""), pc.or_(pc.equal(rest, "T"), pc.equal(rest, " "))),
    )
    return pc.if_else(pc.fill_null(is_day, False), found, None)


@dataclass(frozen=True)
class Loans:
    """The loans of a chunk by what the review reads of them, each an array with a value for each loan."""

    keys: Any
    booked: Any
    cents: Any
    amount: Any
    buckets: Any
    days: Any
    divisions: Mapping[str, Any]
    money: Mapping[str, Any]
    """Amounts that are columns of the book, in cents, by column."""
    gaps: Mapping[str, Any] = field(default_factory=dict)
    """Where a column of the review's own has no value, or none that can be, by role."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the book has in these places, as texts, by role."""


def loans_of(book: Book, table: Any, keys: Any, month: int) -> Loans:
    """The loans of a chunk of the book of a month."""
    import pyarrow.compute as pc

    from credit_engine.api.batch.odd import as_given

    spec = book.spec
    held = {role: one_array(table.column(column)) for role, (column, _) in book.roles.items()}
    cents = owed_cents(held["balance"])
    amount = owed_cents(held["amount"]) if "amount" in held else cents
    booked = month_numbers(held["booked"])
    buckets = in_buckets(held["days_past_due"], spec.arrears.bounds)
    gaps = {"balance": pc.is_null(cents), "booked": pc.is_null(booked)}
    gaps["days_past_due"] = pc.equal(buckets, UNKNOWN_BUCKET)
    gaps[LATER] = pc.fill_null(pc.greater(booked, month), False)
    if "amount" in held:
        gaps["amount"] = pc.is_null(amount)
    money = {role: owed_cents(column) for role, column in held.items() if role.startswith(AMOUNTS)}
    gaps |= {role: _is_unusable(table, book.roles[role][0], found) for role, found in money.items()}
    gaps = {role: gap for role, gap in gaps.items() if pc.any(gap).as_py()}
    return Loans(
        keys,
        booked,
        pc.fill_null(cents, 0),
        pc.fill_null(amount, 0),
        buckets,
        held["days_past_due"],
        {name: _texts(as_given(table, column)) for name, column in book.divisions.items()},
        {book.roles[role][0]: pc.fill_null(found, 0) for role, found in money.items()},
        gaps,
        {role: _given(table, book.roles[role][0], gap) for role, gap in gaps.items() if role != LATER},
    )


def _is_unusable(table: Any, name: str, cents: Any) -> Any:
    """Where a column has something that is no amount of 0 or more; an amount that it has not is none.

    A cell of blanks has nothing, as an empty one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from credit_engine.api.batch.odd import ODD, odd_of

    found = pc.and_(pc.is_null(cents), pc.is_valid(one_array(table.column(name))))
    if ODD not in table.column_names:
        return found
    odd = (isinstance(row, Mapping) and bool(str(row.get(name, "")).strip()) for row in odd_of(table))
    return pc.or_(found, pa.array(odd, pa.bool_()))


def _given(table: Any, name: str, gap: Any) -> Any:
    """What a book has in some places of a column, as texts, also where it is none of the column's type."""
    import pyarrow as pa

    from credit_engine.api.batch.odd import ODD, as_given, odd_of

    texts = _texts(one_array(as_given(table, name)).filter(gap))
    if ODD not in table.column_names:
        return texts
    set_aside = odd_of(table.filter(gap))
    pairs = zip(texts.to_pylist(), set_aside, strict=True)
    return pa.array(
        [
            str(odd[name]) if isinstance(odd, Mapping) and odd.get(name) is not None else text
            for text, odd in pairs
        ],
        pa.string(),
    )


def _texts(column: Any) -> Any:
    """The values of a column by which the book is divided, as texts; null where there is none."""
    import pyarrow as pa

    return decoded(one_array(column)).cast(pa.string())
