"""A loan book that is made up, month by month: loans fall into arrears and cure, are repaid, new ones come.

`python tests/reviews/loan_books.py FOLDER [--loans 1000000] [--months 12] [--seed 1]` writes a Parquet file
for each month. The same arguments give the same loans on any machine. Arrears roll at about the
monthly rates that banks report: of the sound loans 1.5 % miss an instalment, of those overdue for a month a
fifth goes on, of two months a half, later four in five; who does not go on pays.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PRODUCTS = ("consumer", "card", "mortgage", "micro", "working_capital", "project")
RETAIL = 4
"""The first products are of persons and micro firms."""
MIX = (0.40, 0.15, 0.15, 0.18, 0.09, 0.03)
TYPICAL = (60_000, 20_000, 900_000, 400_000, 5_000_000, 60_000_000)
REGIONS = ("North", "East", "South", "West", "Centre", "North-east")
INDUSTRIES = ("A", "C13", "C26", "C34", "C39", "D44", "E", "F51", "F52", "G", "I", "K", "L", "M")
GOES_ON = (0.015, 0.20, 0.50, 0.78, 0.85)
"""The part of loans that miss the next instalment, too, by the instalments that they have missed."""
ROW_GROUP = 131_072


@dataclass
class Books:
    """The book at the end of one month after the other."""

    loans: int
    first: str
    seed: int = 1
    number: int = 0
    columns: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.year, self.month = map(int, self.first.split("-"))
        self.columns = self._new(self.loans, oldest=36)

    @property
    def name(self) -> str:
        """The month, such as 2026-01."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def day(self) -> date:
        """The last day of the month."""
        return date(self.year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)

    def _new(self, count: int, oldest: int) -> dict[str, Any]:
        """New loans, booked in the last so many months."""
        random = self.random
        product = random.choice(len(PRODUCTS), count, p=MIX)
        age = random.integers(0, oldest * 30, count) if oldest > 1 else random.integers(0, 28, count)
        amount = np.round(np.array(TYPICAL)[product] * np.exp(random.normal(-0.2, 0.6, count)), 2)
        first = self.number
        self.number += count
        return {
            "number": np.arange(first, first + count),
            "product": product,
            "booked": np.datetime64(self.day) - age.astype("timedelta64[D]"),
            "amount": amount,
            "balance": np.round(amount * np.maximum(0.05, 1 - age / 1500), 2),
            "missed": np.zeros(count, dtype=np.int64),
            "lag": random.integers(1, 29, count),
            "region": random.choice(len(REGIONS), count, p=(0.18, 0.33, 0.22, 0.09, 0.12, 0.06)),
            "industry": random.choice(len(INDUSTRIES), count),
            "group": np.where(product < RETAIL, -1, random.integers(0, max(20, self.loans // 400), count)),
            "restructured": np.zeros(count, dtype=bool),
        }

    def advance(self) -> None:
        """Go on to the next month."""
        self.month, self.year = self.month % 12 + 1, self.year + self.month // 12
        held, random = self.columns, self.random
        size = len(held["number"])
        missed = held["missed"]
        goes_on = random.random(size) < np.array(GOES_ON)[np.minimum(missed, len(GOES_ON) - 1)]
        held["missed"] = np.where(goes_on, missed + 1, 0)
        held["balance"] = np.where(goes_on, held["balance"], np.round(held["balance"] * 0.975, 2))
        held["restructured"] = (missed >= 2) & ~goes_on & (random.random(size) < 0.25)
        repaid = ~goes_on & (random.random(size) < 0.015)
        written_off = (held["missed"] > 14) & (random.random(size) < 0.5)
        stay = ~(repaid | written_off)
        new = self._new(int(size - stay.sum()) + self.loans // 200, oldest=1)
        self.columns = {name: np.concatenate([values[stay], new[name]]) for name, values in held.items()}

    def table(self) -> pa.Table:
        """The book as a table whose columns are the inputs of the policies after the loan."""
        held, random = self.columns, np.random.default_rng([self.seed, self.year * 12 + self.month])
        size = len(held["number"])
        missed = held["missed"]
        days = np.where(missed > 0, (missed - 1) * 30 + held["lag"], 0)
        impaired = days > 90
        person = held["product"] < RETAIL
        retail = pa.array(np.where(person, "retail", None), pa.string())
        rare = {name: random.random(size) < share for name, share in _RARE.items()}
        share = np.round(random.beta(0.4, 20, size), 4)
        return pa.table(
            {
                "loan.number": pa.array([f"L{number:09d}" for number in held["number"].tolist()]),
                "loan.product": _named(PRODUCTS, held["product"]),
                "loan.booked": pa.array(held["booked"].astype("datetime64[D]")),
                "loan.amount": held["amount"],
                "loan.balance": held["balance"],
                "loan.days_past_due": days,
                "branch.region": _named(REGIONS, held["region"]),
                "borrower.industry": _named(INDUSTRIES, held["industry"]),
                "borrower.group": pa.array(
                    [None if one < 0 else f"G{one:05d}" for one in held["group"].tolist()], pa.string()
                ),
                "borrower.retail": person,
                "loan.technical_overdue": (days > 0) & (days <= 7) & rare["technical"],
                "loan.credit_impaired": impaired,
                "loan.ecl_ratio": _where(impaired, np.minimum(1, np.round(0.25 + days / 600, 4))),
                "loan.ecl_ratio.missing": pa.array(np.where(impaired, None, "not_impaired"), pa.string()),
                "loan.purpose_changed": rare["purpose_changed"],
                "loan.repaid_by_new_loan": rare["repaid_by_new_loan"],
                "loan.credit_card": held["product"] == 1,
                "loan.periods_paid_in_time": (missed == 0).astype(np.int64),
                "loan.restructured": held["restructured"],
                "borrower.repayment_capacity": days <= 90,
                "borrower.rating_slump": _where(~person, rare["rating_slump"]),
                "borrower.rating_slump.missing": pa.array(np.where(person, "not_rated", None), pa.string()),
                "borrower.other_bad_debt_here": _where(~person, rare["other_bad_debt_here"]),
                "borrower.other_bad_debt_here.missing": retail,
                "borrower.bad_debt_elsewhere": _where(~person, rare["bad_debt_elsewhere"]),
                "borrower.bad_debt_elsewhere.missing": retail,
                "borrower.evades_debt": (days > 180) & rare["evades_debt"],
                "borrower.bankrupt": (days > 120) & rare["bankrupt"],
                "borrower.bad_share_at_bank": _where(~person, share),
                "borrower.bad_share_at_bank.missing": retail,
                "borrower.overdue_share_all_banks": _where(~person, share),
                "borrower.overdue_share_all_banks.missing": retail,
                "renewal.borrower": pa.array(np.where(person, "micro_small", "medium")),
                "renewal.working_capital": held["product"] == 4,
                "renewal.due": pa.array(np.full(size, np.datetime64(self.day))),
                "renewal.conditions_met": ~rare["conditions_not_met"],
            }
        )


_RARE = {
    "technical": 0.3,
    "purpose_changed": 0.001,
    "repaid_by_new_loan": 0.004,
    "rating_slump": 0.005,
    "other_bad_debt_here": 0.01,
    "bad_debt_elsewhere": 0.02,
    "evades_debt": 0.05,
    "bankrupt": 0.03,
    "conditions_not_met": 0.3,
}


def _named(names: tuple[str, ...], codes: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(names)).cast(pa.string())


def _where(there: Any, values: Any) -> pa.Array:
    return pa.array(values, mask=~there)


def write_books(folder: Path, loans: int, months: int, first: str = "2026-01", seed: int = 1) -> list[Path]:
    """The files of so many months; those that are there already are not written again."""
    folder.mkdir(parents=True, exist_ok=True)
    books, paths = Books(loans, first, seed), []
    for number in range(months):
        if number:
            books.advance()
        paths.append(folder / f"{books.name}.parquet")
        if not paths[-1].exists():
            pq.write_table(books.table(), paths[-1], row_group_size=ROW_GROUP, compression="zstd")
    return paths


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--loans", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--first", default="2026-01")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for path in write_books(given.folder, given.loans, given.months, given.first, given.seed):
        print(path)


if __name__ == "__main__":
    main()
