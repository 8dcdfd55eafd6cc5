"""Tables of outcomes, moves between them, roll rates and ratios, from counts and sums in cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine.credit.portfolio import bad_loan_ratio, loan_provision_ratio, provision_coverage
from credit_engine.portfolio.loans import bucket_names
from credit_engine.portfolio.totals import COUNT

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ReviewModel

Row = dict[str, Any]
MOVEMENTS = ("stayed", "left", "new", "late", "back")
_OF_LAST_MONTH = ("stayed", "left")
"""Movements of loans that were in the book last month."""


def table_of(rows: Iterable[Row], types: Mapping[str, str]) -> Any:
    """A table of rows; `money` is the type of amounts, given in cents or as decimals."""
    import pyarrow as pa

    held = list(rows)
    fields = [
        (name, pa.decimal128(24, 2) if type_ == "money" else pa.type_for_alias(type_))
        for name, type_ in types.items()
    ]
    columns = {name: [row[name] for row in held] for name in types}
    for name, type_ in types.items():
        if type_ == "money":
            columns[name] = [amount(value) if isinstance(value, int) else value for value in columns[name]]
    return pa.table(columns, schema=pa.schema(fields))


def amount(cents: int) -> Decimal:
    """Cents as an amount with two decimals."""
    return Decimal(cents).scaleb(-2)


def share(part: float | Decimal, of: float | Decimal) -> float | None:
    """A part of a whole, the nearest double; None of nothing."""
    return None if not of else float(Decimal(part) / Decimal(of))


def rank(order: Sequence[str], name: str | None) -> int:
    """Where an outcome stands in its order; what is not known comes last."""
    return order.index(name) if name in order else len(order)


def outcomes_table(sums: Any, orders: Mapping[str, Sequence[str]], amounts: Sequence[str]) -> Any:
    """Loans, balance and amounts of each outcome of each step, in the order of both."""
    rows = sums.to_pylist()
    total: dict[str, int] = defaultdict(int)
    for row in rows:
        total[row["step"]] += row["balance"]
    for row in rows:
        row["share"] = share(row["balance"], total[row["step"]])
    steps = list(orders)
    rows.sort(key=lambda row: (steps.index(row["step"]), rank(orders[row["step"]], row["outcome"])))
    types = {"step": "string", "outcome": "string", COUNT: "int64", "share": "float64"}
    return table_of(rows, types | dict.fromkeys(amounts, "money"))


def migration_table(sums: Any, orders: Mapping[str, Sequence[str]]) -> Any:
    """Moves between outcomes since last month; shares are of all loans that had the outcome then.

    `before` is null for loans that were not in the book then, `after` for those that have left it.
    Without a column `step` the order is that of the key ''.
    """
    rows = sums.to_pylist()
    loans: dict[Any, int] = defaultdict(int)
    balances: dict[Any, int] = defaultdict(int)
    for row in rows:
        if row["movement"] in _OF_LAST_MONTH:
            loans[row.get("step"), row["before"]] += row[COUNT]
            balances[row.get("step"), row["before"]] += row["balance_before"]
    for row in rows:
        stood = row["movement"] in _OF_LAST_MONTH
        of = row.get("step"), row["before"]
        row["loan_share"] = share(row[COUNT], loans[of]) if stood else None
        row["balance_share"] = share(row["balance_before"], balances[of]) if stood else None
    steps = list(orders)

    def place(row: Row) -> tuple[int, ...]:
        order = orders[row.get("step", "")]
        step = steps.index(row.get("step", ""))
        return step, MOVEMENTS.index(row["movement"]), rank(order, row["before"]), rank(order, row["after"])

    rows.sort(key=place)
    types = {"step": "string"} if "step" in sums.column_names else {}
    types |= dict.fromkeys(("movement", "before", "after"), "string") | {COUNT: "int64"}
    types |= {
        "balance_before": "money",
        "balance": "money",
        "loan_share": "float64",
        "balance_share": "float64",
    }
    return table_of(rows, types)


def rolls_table(sums: Any, bounds: Sequence[int]) -> Any:
    """Of each bucket of arrears last month: how many loans rolled into a worse one, stayed, cured, or
    left.

    The roll rate is the part of last month's loans, or of their balance then, that is in a worse bucket
    now.
    """
    order = bucket_names(bounds)
    found = {name: dict.fromkeys(("worse", "same", "better", "left"), (0, 0)) for name in order}
    for row in sums.to_pylist():
        before, after = row["before"], row["after"]
        if before not in order or row["movement"] not in _OF_LAST_MONTH:
            continue
        if row["movement"] == "left":
            where = "left"
        elif after not in order:
            continue
        else:
            change = order.index(after) - order.index(before)
            where = "worse" if change > 0 else "better" if change < 0 else "same"
        count, balance = found[before][where]
        found[before][where] = count + row[COUNT], balance + row["balance_before"]
    return table_of(
        (_roll(bucket, moves) for bucket, moves in found.items()),
        {
            "bucket": "string",
            COUNT: "int64",
            "worse": "int64",
            "same": "int64",
            "better": "int64",
            "left": "int64",
        }
        | {
            "balance_before": "money",
            "roll_rate": "float64",
            "cure_rate": "float64",
            "balance_roll_rate": "float64",
        },
    )


def _roll(bucket: str, moves: Mapping[str, tuple[int, int]]) -> Row:
    counts = {where: count for where, (count, _) in moves.items()}
    loans, balance = sum(counts.values()), sum(sum_ for _, sum_ in moves.values())
    return {
        "bucket": bucket,
        COUNT: loans,
        **counts,
        "balance_before": balance,
        "roll_rate": share(counts["worse"], loans),
        "cure_rate": share(counts["better"], loans),
        "balance_roll_rate": share(moves["worse"][1], balance),
    }


def ratios_table(
    spec: ReviewModel, classes: Sequence[Row], bad_names: Sequence[str | None], minima: Mapping[str, Any]
) -> Any:
    """The ratios of supervision: bad loans, coverage, provisions by loans; null where there is nothing to
    divide by.

    `classes` are the rows of the class step in the table of outcomes, `minima` what is asked this month of
    coverage and loan provision. Formulas: `credit.portfolio`.
    """
    loans = sum((row["balance"] for row in classes), Decimal(0))
    bad = sum((row["balance"] for row in classes if row["outcome"] in bad_names), Decimal(0))
    rows = [_ratio("bad_loan_ratio", bad_loan_ratio(bad, loans) if loans > 0 else None, None)]
    if spec.ratios is not None:
        held = sum((row[spec.ratios.provision] for row in classes), Decimal(0))
        coverage = provision_coverage(held, bad) if bad > 0 else None
        rows.append(_ratio("provision_coverage", coverage, minima["coverage"]))
        provided = loan_provision_ratio(held, loans) if loans > 0 else None
        rows.append(_ratio("loan_provision_ratio", provided, minima["loan_provision"]))
    return table_of(rows, {"ratio": "string", "value": "float64", "minimum": "float64", "met": "bool"})


def _ratio(name: str, value: Any, minimum: Any) -> Row:
    """A ratio against its minimum; equality keeps it."""
    met = None if value is None or minimum is None else value >= minimum
    return {
        "ratio": name,
        "value": None if value is None else float(value),
        "minimum": None if minimum is None else float(minimum),
        "met": met,
    }
