"""Concentration: the book by industry, group, region, product; shares, limits, and the Herfindahl index."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.rates import Row, amount, share, table_of
from credit_engine.portfolio.totals import COUNT

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ConcentrationModel, ReviewModel


def concentration_tables(spec: ReviewModel, sums: Any) -> dict[str, Any]:
    """`concentration`: every value of every division with its share and limit; `divisions`: the index of
    each.

    A share is of the base that the limit names; equality keeps a limit. Loans without a value are one row
    whose value is null; for the index each of them stands alone, so that they raise it not at all.
    """
    amounts = ["bad_balance", *spec.amounts]
    types = {"division": "string", "value": "string", COUNT: "int64", "balance": "money", "share": "float64"}
    types |= {"of_base": "float64", "limit": "money", "within": "bool"} | dict.fromkeys(amounts, "money")
    index = {
        "division": "string",
        "values": "int64",
        "hhi": "float64",
        "largest": "float64",
        "beyond": "int64",
    }
    rows, indexes = [], []
    by_division: dict[str, list[Row]] = {name: [] for name in spec.concentration}
    for row in [] if sums is None else sums.to_pylist():
        by_division[row["division"]].append(row)
    for name, found in by_division.items():
        of = _with_limits(spec, spec.concentration[name], found)
        rows += of
        indexes.append(_index(name, of))
    return {"concentration": table_of(rows, types), "divisions": table_of(indexes, index)}


def _with_limits(spec: ReviewModel, model: ConcentrationModel, rows: list[Row]) -> list[Row]:
    total = sum(row["balance"] for row in rows)
    base = amount(total) if model.of == "book" else Decimal(spec.bases[model.of].value)
    for row in rows:
        limit = model.limit_of(row["value"])
        most = None if limit is None else base * limit
        balance = amount(row["balance"])
        row["share"] = share(row["balance"], total)
        row["of_base"] = share(balance, base)
        row["limit"] = None if most is None else most.quantize(Decimal("0.01"))
        row["within"] = None if most is None else balance <= most
    return sorted(rows, key=lambda row: (row["value"] is None, -row["balance"], row["value"] or ""))


def _index(name: str, rows: list[Row]) -> Row:
    """The Herfindahl-Hirschman index, the sum of squared shares (`credit.concentration.herfindahl`).

    In whole cents, as a book may have a million groups.
    """
    known = [row["balance"] for row in rows if row["value"] is not None and row["balance"] > 0]
    total = sum(row["balance"] for row in rows if row["balance"] > 0)
    squares = sum(balance * balance for balance in known)
    return {
        "division": name,
        "values": len(known),
        "hhi": share(squares, total * total),
        "largest": share(max(known, default=0), total),
        "beyond": sum(row["within"] is False for row in rows),
    }
