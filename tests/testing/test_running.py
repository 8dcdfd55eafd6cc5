"""Running cases: what is compared, what counts as reached, and how a failure reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_engine.testing import Coverage, read_cases, run_case
from credit_engine.testing.report import coverage_lines, failure_lines
from credit_engine.testing.running import agrees
from testing.support import written


def results(folder: Path, expect: str, with_: str = "{}") -> list[tuple[str, str, str, str]]:
    file = read_cases(written(folder, f"examples:\n  a:\n    with: {with_}\n    expect: {expect}\n"))
    result = run_case(file.policy, file.cases[0])
    return [(d.kind, d.name, d.expected, d.actual) for d in result.differences]


@pytest.mark.parametrize(
    "expect",
    [
        "approve",
        "{outcome: approve, reasons: [], outputs: {limit: 10000, grade: B}}",
        "{outputs: {limit: {value: 9999, within: 1}}}",
        "{values: {grade: B, limit: 10000}, binding: {limit: income}}",
        "{rules: {AGE: not_fired, DEBTS: not_fired}, reasons_exclude: [under_age]}",
    ],
)
def test_what_is_as_expected_makes_no_difference(tmp_path: Path, expect: str) -> None:
    assert results(tmp_path, expect) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("refer", ("outcome", "", "refer", "approve")),
        ("{outputs: {limit: 9999.99}}", ("output", "limit", "9999.99", "10000")),
        ("{outputs: {limit: {value: 9998, within: 1}}}", ("output", "limit", "9998 within 1", "10000")),
        ("{outputs: {limit: null}}", ("output", "limit", "nothing", "10000")),
        ("{withheld: [limit]}", ("output", "limit", "nothing", "10000")),
        ("{reasons: [low_income]}", ("reasons", "", "low_income", "nothing")),
        ("{reasons_include: [low_income]}", ("reason present", "low_income", "low_income", "nothing")),
        ("{rules: {AGE: fired}}", ("rule", "AGE", "fired", "not_fired")),
        ("{values: {grade: A}}", ("value", "grade", "A", "B")),
        ("{binding: {limit: product}}", ("binding", "limit", "product", "income")),
        ("{refused: [applicant.age]}", ("refused", "", "applicant.age", "nothing")),
    ],
)
def test_what_differs_is_named_with_both_values(
    tmp_path: Path, expect: str, difference: tuple[str, str, str, str]
) -> None:
    assert results(tmp_path, expect) == [difference]


def test_reasons_are_compared_in_their_order(tmp_path: Path) -> None:
    both = "{applicant.age: 17, applicant.income: 2999.99}"
    assert results(tmp_path, "{reasons: [under_age, low_income]}", both) == []
    assert len(results(tmp_path, "{reasons: [low_income, under_age]}", both)) == 1
    assert len(results(tmp_path, "{reasons_exclude: [low_income]}", both)) == 1


def test_a_refused_record_is_expected_by_its_fields(tmp_path: Path) -> None:
    wrong = "{applicant.age: 131, applicant.income: -1}"
    assert results(tmp_path, "{refused: [applicant.income, applicant.age]}", wrong) == []
    assert results(tmp_path, "approve", wrong) == [
        ("refused", "", "nothing", "applicant.age, applicant.income")
    ]


def test_missing_data_are_undecided_and_withheld(tmp_path: Path) -> None:
    expect = "{outcome: refer, withheld: [limit], rules: {INCOME: undecided}, reasons_include: [undecided]}"
    assert results(tmp_path, expect, "{applicant.income: {missing: source_failed}}") == []


def test_a_failure_says_where_what_and_which_rule_with_its_values(tmp_path: Path) -> None:
    path = written(tmp_path, "examples:\n  minor: {with: {applicant.age: 17}, expect: approve}\n")
    file = read_cases(path)
    result = run_case(file.policy, file.cases[0])
    english = [line.text for line in failure_lines(result, "en")]
    assert english[:2] == [f"FAILED {path}:8: minor", "  outcome: expected approve, got decline"]
    assert "    AGE fired decline: applicant.age (17) < 18" in english
    chinese = [line.text for line in failure_lines(result, "zh")]
    assert chinese[:2] == [f"未通过 {path}:8: minor", "  结论：预期approve，实际decline"]


def test_coverage_counts_what_is_reached_and_names_the_rest(tmp_path: Path) -> None:
    table = (
        "tables:\n  t:\n    in: [applicant.age, applicant.income]\n    out: [outcome]\n"
        "    rows: [[17, 5000, decline], [18, 5000, approve]]\n"
    )
    file = read_cases(written(tmp_path, table))
    coverage = Coverage()
    coverage.declare(file.policy)
    for case in file.cases:
        decision = run_case(file.policy, case).decision
        assert decision is not None
        coverage.add(decision)
    reached = {kind: coverage.of(kind) for kind in ("rule", "row", "constraint", "outcome")}
    assert reached == {"rule": (4, 6), "row": (1, 2), "constraint": (1, 3), "outcome": (2, 3)}
    text = [line.text.strip() for line in coverage_lines(file, coverage, "en")]
    assert text[-6:] == [
        "refer",
        "grade: row 1",
        "limit requested",
        "limit product",
        "checks INCOME fired",
        "checks DEBTS fired",
    ]


@pytest.mark.parametrize(
    ("expected", "same"),
    [
        ([{"due": "2027-02-28", "at_most": 8}], True),
        ([{"due": "2027-03-01", "at_most": 8}], False),
        ([{"due": "2027-02-28"}], False),
        ([{"due": "2027-02-28", "at_most": {"value": 9, "within": 1}}], True),
        ([], False),
        ([{"due": "2027-02-28", "at_most": True}], False),
    ],
)
def test_dates_and_numbers_within_lists_are_compared_as_others_are(expected: Any, same: bool) -> None:
    assert agrees(expected, [{"due": date(2027, 2, 28), "at_most": Decimal("8.0")}]) is same
