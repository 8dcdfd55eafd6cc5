"""Branches that are never taken, thresholds that no value reaches, functions and their bounds."""

from __future__ import annotations

import pytest

from analyse.policies import HEAD, codes, found, policy, rules
from credit_engine import PolicyError

CHECKS = "  checks:\n" + rules("A | dpd > 30 | decline")
PUT_OUT = "{outcome: [checks], outputs: {t: always}}"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("if dpd > 30 then 1 else if dpd > 90 then 2 else 3", ["branch-unreachable"]),
        ("if dpd > 90 then 1 else if dpd > 30 then 2 else 3", []),
        ("if age < 30 then (if age > 40 then 1 else 2) else 3", ["branch-unreachable"]),
        ('if grade = "A" then 1 else if grade = "B" then 2 else if grade = "C" then 3 else 4', []),
        ("1 + (if vip then 2 else if vip and dpd > 3 then 4 else 5)", ["branch-unreachable"]),
        ("if age in [18..99] then 1 else 2", None),
        ("if age in [30..99] then 1 else 2", ["threshold-out-of-range"]),
        ("if age in [30..75] then 1 else 2", []),
    ],
)
def test_branches_and_ends_of_ranges_that_no_record_comes_to(
    formula: str, expected: list[str] | None
) -> None:
    text = policy(CHECKS + f"  t:\n    formula: {formula}\n", PUT_OUT)
    if expected is None:  # every age lies in the range, which loading refuses
        with pytest.raises(PolicyError):
            found(text)
    else:
        assert codes(text) == expected


def test_a_branch_of_a_tree_that_wider_ones_leave_nothing_for() -> None:
    tree = """\
  t:
    tree:
      out: [X, Y, Z]
      branches:
        - if: dpd > 30
          tree:
            branches:
              - {if: dpd <= 10, then: X}
            otherwise: Y
        - {if: dpd > 60, then: Y}
      otherwise: Z
"""
    problems = [one for one in found(policy(CHECKS + tree, PUT_OUT)) if one.code == "branch-unreachable"]
    assert [one.span.position.line for one in problems if one.span is not None] == [27, 29]
    assert "where dpd = 61, another one is" in problems[1].message


def test_a_value_of_a_tree_that_branches_itself() -> None:
    tree = """\
  t:
    tree:
      out: {type: number}
      branches:
        - {if: dpd > 30, then: if dpd < 10 then 1 else 2}
      otherwise: 3
"""
    (problem,) = (one for one in found(policy(CHECKS + tree, PUT_OUT)) if one.code == "branch-unreachable")
    assert problem.span is not None
    assert problem.span.text == "dpd < 10"


def test_the_end_of_a_cell_beyond_the_declared_range_and_what_to_write() -> None:
    table = """\
  t:
    table:
      hit: unique
      in: [age]
      out: {t: [X, Y]}
      rows:
        - {if: ["[10..40)"], then: [X]}
        - {if: ["[40..99]"], then: [Y]}
"""
    text = policy(CHECKS + table, PUT_OUT)
    hints = [one.hint for one in found(text) if one.code == "threshold-out-of-range"]
    assert hints == ["write 18", "write 75"]
    assert codes(text.replace("[10..", "[18..").replace("..99]", "..75]")) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("> low, < high", ["threshold-out-of-range"]),
        ("[high..low]", ["threshold-out-of-range"]),
        ("not(< high, >= low)", ["threshold-out-of-range"]),
        ("[low..high]", []),
        ("< low, > high", []),
        (">= low, > high", []),
    ],
)
def test_parameters_whose_values_decide_a_cell(cell: str, expected: list[str]) -> None:
    table = f"""\
  t:
    table:
      hit: first
      in: [score]
      out: {{t: [X, Y]}}
      rows:
        - {{if: ["{cell}"], then: [X]}}
      default: [Y]
"""
    text = policy(CHECKS + table, PUT_OUT)
    assert codes(text.replace(HEAD, f"{HEAD}parameters: {{low: 30, high: 60}}\n")) == expected


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("age < limit", 18, ["threshold-out-of-range"]),
        ("age < limit", 19, []),
        ("age >= limit", 80, ["threshold-out-of-range"]),
        ("dpd > limit and dpd < 30", 40, ["threshold-out-of-range"]),
        ("dpd > limit and dpd < 30", 20, []),
    ],
)
def test_a_parameter_whose_value_decides_a_condition(condition: str, value: int, expected: list[str]) -> None:
    text = policy(f"  checks:\n{rules(f'A | {condition} | decline')}")
    assert codes(text.replace(HEAD, f"{HEAD}parameters: {{limit: {value}}}\n")) == expected


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("count(debts) < 0", "always-false"),
        ("count(debts) >= 0", "always-true"),
        ("count(debts) = 1.5", "always-false"),
        ("sum(debts.balance) < 0", "always-false"),
        ("max(debts.balance) >= 0", "always-true"),
        ("string length(grade) < 0", "always-false"),
        ('list contains(debts.kind, "cart")', "unknown-value"),
        ('list contains(["A", "D"], grade)', "unknown-value"),
        ("count(debts) > 5 and count(debts) < 3", "always-false"),
    ],
)
def test_sums_counts_and_searched_values_have_bounds(condition: str, code: str) -> None:
    text = policy(f"  checks:\n{rules(f'A | {condition} | decline')}")
    with pytest.raises(PolicyError) as error:
        found(text.replace("kind: {type: text}", "kind: {type: text, values: [card, loan]}"))
    assert [one.code for one in error.value.problems] == [code]


@pytest.mark.parametrize(
    "condition",
    ["count(debts) > 0", "sum(debts.balance) > 0", "sum(debts.balance) - 5 < 0", "min(debts.balance) < 1"],
)
def test_bounds_decide_nothing_that_some_list_decides_otherwise(condition: str) -> None:
    assert codes(policy(f"  checks:\n{rules(f'A | {condition} | decline')}")) == []
