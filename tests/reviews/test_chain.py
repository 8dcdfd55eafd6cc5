"""Policies in a chain over the months of a small book, whose every figure is worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine import PolicyError
from credit_engine.portfolio import load_review
from credit_engine.portfolio.results import Results
from reviews.made import IN_NO_BUCKET, chain

BOOKS = {
    "2026-01": """
        A,2026-01-05,1000.00,0,North
        B,2025-06-01,2000.50,10,South
        C,2025-06-01,500,45,South
        """,
    "2026-02": """
        A,2026-01-05,900,0,North
        B,2025-06-01,2000.50,0,South
        D,2026-02-10,300,0,North
        """,
    "2026-03": """
        C,2025-06-01,400,0,South
        A,2026-01-05,800,x,North
        D,2026-02-10,250,31,
        E,2025-12-31,100,0,North
        B,2025-06-01,1000,0,South
        """,
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("chain")
    review = load_review(chain(folder / "in", BOOKS))
    return review.run(folder / "in" / "books", folder / "out")


def rows(table: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table.to_pylist()]


def by_loan(table: Any, *names: str) -> dict[str, tuple[Any, ...]]:
    return {row["id"]: tuple(row[name] for name in names) for row in table.to_pylist()}


def test_each_month_reads_the_state_that_the_last_one_wrote(results: Results) -> None:
    """B was warned in January: a clean month is not enough, and the loan counts as warned for two months."""
    assert by_loan(results.decisions("2026-01"), "warning.outcome", "provision.outcome") == {
        "A": ("none", "stage_1"),
        "B": ("orange", "stage_1"),
        "C": ("red", "stage_2"),
    }
    assert by_loan(results.decisions("2026-02"), "warning.outcome", "provision.outcome") == {
        "A": ("none", "stage_1"),
        "B": ("orange", "stage_2"),
        "D": ("none", "stage_1"),
    }


def test_a_loan_that_vanishes_keeps_its_state_and_reads_it_when_it_is_back(results: Results) -> None:
    kept = by_loan(results.state("warning", "2026-02"), "decided", "prior.level", "prior.clean_months")
    assert kept["C"] == ("2026-01", "red", 0.0)
    back = by_loan(results.decisions("2026-03"), "movement", "class_before", "warning.outcome")["C"]
    assert back == ("back", "red", "orange")


def test_a_refused_row_keeps_its_last_state_and_class_and_is_told(results: Results) -> None:
    decided = by_loan(results.decisions("2026-03"), "class_before", "class", "warning.outcome")["A"]
    assert decided == ("none", "none", "error")
    state = by_loan(results.state("warning", "2026-03"), "decided", "prior.level", "prior.clean_months")
    assert state["A"] == ("2026-02", "none", 2.0)
    told = rows(results.table("refused"), "id", "step", "problem")
    assert ("A", "warning") in {(loan, step) for loan, step, _ in told}
    assert any('days is "x"' in text for loan, _, text in told if loan == "A")
    assert ("A", "book", f"days past due x are no usable number of 0 or more: {IN_NO_BUCKET}") in told


def test_a_loan_that_appears_late_has_an_unknown_state_not_a_fresh_one(results: Results) -> None:
    """E was booked before the review began to see it: what happened to it since nobody knows."""
    late = by_loan(results.decisions("2026-03"), "movement", "warning.outcome", "warning.reasons")["E"]
    assert late == ("late", "orange", ["undecided"])
    assert results.counts["2026-03"] == {
        "loans": 5,
        "stayed": 3,
        "new": 0,
        "late": 1,
        "back": 1,
        "left": 0,
        "refused": 1,
        "incomplete": 1,
    }


def test_moves_are_counted_from_the_class_of_last_month(results: Results) -> None:
    moved = rows(
        results.table("migration", "2026-02"), "step", "movement", "before", "after", "loans", "loan_share"
    )
    assert [row[1:] for row in moved if row[0] == "warning"] == [
        ("stayed", "none", "none", 1, 1.0),
        ("stayed", "orange", "orange", 1, 1.0),
        ("left", "red", None, 1, 1.0),
        ("new", None, "none", 1, None),
    ]


def test_money_is_added_up_in_whole_cents(results: Results) -> None:
    found = rows(results.table("outcomes", "2026-01"), "step", "outcome", "loans", "balance", "required")
    assert found == [
        ("warning", "none", 1, Decimal("1000.00"), Decimal("10.00")),
        ("warning", "orange", 1, Decimal("2000.50"), Decimal("500.12")),
        ("warning", "red", 1, Decimal("500.00"), Decimal("125.00")),
        ("provision", "stage_1", 2, Decimal("3000.50"), Decimal("510.12")),
        ("provision", "stage_2", 1, Decimal("500.00"), Decimal("125.00")),
    ]


def test_ratios_are_held_against_what_supervision_asks(results: Results) -> None:
    """Bad is 500 of 3,500.50; provided are 635.12: 127.024 % of the bad, more than 120."""
    found = {row["ratio"]: row for row in results.table("ratios", "2026-01").to_pylist()}
    assert found["bad_loan_ratio"]["value"] == pytest.approx(500 / 3500.50, abs=1e-15)
    assert found["provision_coverage"] == {
        "ratio": "provision_coverage",
        "value": 1.27024,
        "minimum": 1.2,
        "met": True,
    }
    assert found["loan_provision_ratio"]["met"] is True


def test_lists_name_the_worst_loans_first_with_their_reasons(results: Results) -> None:
    """A is refused by the first policy; the second, which lacks its answer, takes the worse stage."""
    watched = rows(results.table("list_watch", "2026-03"), "id", "warning.outcome", "warning.reasons")
    assert watched == [
        ("D", "red", ["overdue", "overdue"]),
        ("B", "orange", ["not_cleared"]),
        ("C", "orange", ["not_cleared"]),
        ("E", "orange", ["undecided"]),
        ("A", "error", []),
    ]


def test_a_loan_without_a_value_to_divide_by_is_a_line_of_its_own(results: Results) -> None:
    found = rows(results.table("concentration", "2026-03"), "value", "loans", "balance")
    assert found == [
        ("South", 2, Decimal("1400.00")),
        ("North", 2, Decimal("900.00")),
        (None, 1, Decimal("250.00")),
    ]
    (index,) = results.table("divisions", "2026-03").to_pylist()
    assert index["hhi"] == pytest.approx((1400**2 + 900**2) / 2550**2, abs=1e-15)


def test_a_value_can_have_a_limit_of_its_own(tmp_path: Path) -> None:
    """North owes 1,000 of 3,500.50, South the rest; exactly the limit keeps it."""
    path = chain(tmp_path / "in", {"2026-01": BOOKS["2026-01"]})
    limits = "zh: 分行}, limit: 0.9, limits: {North: 0.25}}"
    path.write_text(path.read_text("utf-8").replace("zh: 分行}}", limits), "utf-8")
    found = load_review(path).run(tmp_path / "in" / "books", tmp_path / "out").table("concentration")
    assert rows(found, "value", "limit", "within") == [
        ("South", Decimal("3150.45"), True),
        ("North", Decimal("875.12"), False),
    ]
    wrong = path.read_text("utf-8").replace("North: 0.25", "North: 25")
    path.write_text(wrong, "utf-8")
    with pytest.raises(PolicyError, match="25 is no share"):
        load_review(path)


def test_arrears_roll_from_bucket_to_bucket(results: Results) -> None:
    found = {row["bucket"]: row for row in results.table("rolls", "2026-03").to_pylist()}
    assert (found["0"]["loans"], found["0"]["worse"], found["0"]["same"]) == (
        2,
        1,
        1,
    )  # D rolls; A is unknown
    assert found["0"]["roll_rate"] == 0.5


def test_a_cohort_that_was_seen_from_its_start_is_complete(results: Results) -> None:
    points = [
        row
        for row in results.table("vintages", "2026-03").to_pylist()
        if row["cohort"] in ("2026-02", "2025-06")
    ]
    new = [row for row in points if row["cohort"] == "2026-02"]
    assert [(row["month_on_book"], row["loans"], row["bad"], row["complete"]) for row in new] == [
        (0, 1, 0, True),
        (1, 1, 1, True),
    ]
    assert {row["complete"] for row in points if row["cohort"] == "2025-06"} == {False}


def test_a_month_has_its_files_and_nothing_stands_beside_it(results: Results) -> None:
    folder: Path = results.months[0].folder
    assert sorted(one.name for one in folder.parent.iterdir()) == ["2026-01", "2026-02", "2026-03"]
    assert sorted(one.name for one in folder.iterdir()) == [
        "decisions.parquet",
        "manifest.json",
        "state",
        "tables",
    ]


ONLY = """
  second:
    policy: warning.yaml
    only: {warning: red}
    with: {days: dpd}
class:"""


def test_a_step_for_some_loans_decides_those_alone(tmp_path: Path) -> None:
    """C is red in January alone: only then the second policy decides it; its state waits meanwhile."""
    path = chain(tmp_path / "in", BOOKS)
    path.write_text(path.read_text("utf-8").replace("\nclass:", ONLY, 1), "utf-8")
    found = load_review(path).run(tmp_path / "in" / "books", tmp_path / "out")
    asked = by_loan(found.decisions("2026-01"), "second.outcome", "second.errors")
    assert asked == {"A": (None, None), "B": (None, None), "C": ("red", None)}
    assert by_loan(found.decisions("2026-03"), "second.outcome")["D"] == ("red",)
    states = by_loan(found.state("second", "2026-03"), "decided", "prior.level")
    assert states == {
        "A": (None, None),
        "B": (None, None),
        "C": ("2026-01", "red"),
        "D": ("2026-03", "red"),
        "E": (None, None),
    }
    counted = [row for row in found.table("outcomes", "2026-01").to_pylist() if row["step"] == "second"]
    assert [(row["outcome"], row["loans"], row["share"]) for row in counted] == [("red", 1, 1.0)]
    assert found.counts["2026-01"]["refused"] == 0
