"""Limits that are used the wrong way round, by what their names and titles call them."""

from __future__ import annotations

import pytest

from analyse.policies import REASON, found, policy, rules

PARAMETERS = """\
parameters:
  max_age: {value: 60}
  least_income: {value: 3000, unit: CNY per month}
  term: {value: 40, title: {en: Longest time past due, zh: 最长逾期}, unit: days}
  tolerance: {value: 40, unit: days}
  lowest_grade: {value: B}
  min_max: {value: 40, unit: days}
"""


def hints(condition: str, then: str = "decline") -> list[str]:
    text = policy("  checks:\n" + rules(f"A | {condition} | {then}"), more=PARAMETERS + REASON)
    rating = "  rating: {type: ordinal, values: [A, B, C], best_first: true}\n"
    text = text.replace("inputs:\n", f"inputs:\n{rating}")
    return [problem.hint for problem in found(text) if problem.code == "limit-reversed"]


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("age < max_age", "write age > max_age"),
        ("age <= max_age", "write age >= max_age"),
        ("max_age > age", "write max_age < age"),
        ("income > least_income", "write income < least_income"),
        ("vip or dpd < term", "write dpd > term"),
        ("max(age, max_age) > 70", 'write "min(age, max_age) > 70"'),
        ("min(income, least_income) < 10", 'write "max(income, least_income) < 10"'),
    ],
)
def test_a_limit_on_the_wrong_side_is_a_doubt(condition: str, hint: str) -> None:
    assert hints(condition) == [hint]


@pytest.mark.parametrize(
    "condition",
    [
        "age > max_age",
        "income < least_income",
        "dpd > term",
        # One end of a band.
        "age > 40 and age <= max_age",
        # Of a grade the higher one is the worse.
        "rating > lowest_grade",
        # Nothing is said of which side is meant.
        "dpd < tolerance",
        "dpd < min_max",
        "min(age, max_age) > 30",
        "max(income, least_income) < 5000",
        "not(age < max_age)",
    ],
)
def test_a_limit_on_the_right_side_is_none(condition: str) -> None:
    assert hints(condition) == []


def test_a_rule_for_the_best_outcome_may_say_where_it_holds() -> None:
    assert hints("age < max_age", "approve") == []
