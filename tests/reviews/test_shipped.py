"""The shipped review over two months of a made-up book: what one policy finds, the others read."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
import pytest

from credit_engine.portfolio import load_review
from reviews.loan_books import write_books
from reviews.made import POLICIES

pytestmark = pytest.mark.slow

RULE = {"overdue": "INS-01", "contagion": "CON-1"}


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, dict[str, Any]]]:
    """The loans of each month: their rows of the book with what was decided of them.

    Some loans of companies are long overdue from the first month on, as no made-up loan is.
    """
    folder = tmp_path_factory.mktemp("shipped")
    for path in write_books(folder / "books", 600, 2):
        table = pq.read_table(path)
        rows = table.to_pylist()
        for row in rows:
            if not row["borrower.retail"] and int(row["loan.number"][1:]) % 5 == 0:
                row |= {"loan.days_past_due": 120, "loan.credit_impaired": True}
        pq.write_table(type(table).from_pylist(rows, schema=table.schema), path)
    results = load_review(POLICIES / "review.yaml").run(folder / "books", folder / "out")
    found = []
    for month in results.names:
        book = {
            row["loan.number"]: row
            for row in pq.read_table(folder / "books" / f"{month}.parquet").to_pylist()
        }
        found.append(
            {
                row["loan.number"]: book[row["loan.number"]] | row
                for row in results.decisions(month).to_pylist()
            }
        )
    return found


def test_an_inspection_that_was_overdue_last_month_is_a_warning(months: Any) -> None:
    before, now = months
    warned = {key for key, row in now.items() if RULE["overdue"] in fired(row, "early_warning")}
    overdue = {key for key in now.keys() & before.keys() if before[key]["inspection.overdue"]}
    assert overdue
    assert {key for key in warned if key in before} == overdue


def test_the_other_loans_of_a_debtor_weigh_on_the_class(months: Any) -> None:
    """In the first month a loan is bad alone where it is overdue for more than 90 days."""
    now = months[0]
    companies = {key: row for key, row in now.items() if not row["borrower.retail"]}
    infected = 0
    for key, row in companies.items():
        own = [one for one in companies.values() if one["borrower.number"] == row["borrower.number"]]
        bad = sum(
            one["loan.balance"] for one in own if one["loan.days_past_due"] > 90 and one["loan.number"] != key
        )
        share = bad / sum(one["loan.balance"] for one in own)
        assert row["debtor.others_bad_share"] == pytest.approx(share, abs=1e-12)
        if share > 0.1 and not row["loan.recognised_enhancement"]:
            infected += 1
            assert RULE["contagion"] in fired(row, "five_category")
            assert row["class"] in ("substandard", "doubtful", "loss")
    assert infected


def test_what_disposal_expects_is_what_the_provision_lacks(months: Any) -> None:
    now = months[1]
    bad = [row for row in now.values() if row["disposal.recoverable"] is not None]
    assert bad
    for row in bad:
        lost = max(0, row["provisions.ead"] - row["disposal.recoverable"])
        assert row["provisions.ecl"] == pytest.approx(lost, abs=0.011)


def fired(row: dict[str, Any], step: str) -> list[str]:
    """The rules of a step that fired for a loan."""
    return [rule.split(".")[-1] for rule in row[f"{step}.rules"] or ()]
