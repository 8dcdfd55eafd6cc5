"""In a filter the entries of an item are known by name, also where the list is one of several kinds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from compiled import policy_of

POLICY = """
policy: filters
version: "1"
effective: {{from: 2026-01-01}}
outcomes: {{order: [a, b], undecided: b, nothing_fired: a}}
inputs:
  n: {{type: integer}}
decisions:
  steps:
    formula: '{steps}'
  sum_of_late:
    formula: sum(steps[due > n].amount)
decision: {{outcome: [rules], outputs: {{sum_of_late: always}}}}
reasons: {{late: {{en: late, zh: late}}}}
"""
RULES = "  rules:\n    rules:\n      - {id: R, when: sum_of_late > 12, then: b, because: late}\n"
STEPS = "for k in 1..3 return {due: k, amount: k * 5}"


@pytest.mark.parametrize(
    "steps",
    [
        STEPS,
        f"if n > 9 then [] else {STEPS}",
        f"if n = 1 then {STEPS} else []",
        f"concatenate([], {STEPS})",
        "if n > 9 then [] else [{due: 1, amount: 5}, {due: 2, amount: 10}, {due: 3, amount: 15}]",
        "if n > 9 then [{due: 4, other: 1}] else [{due: 2, amount: 25}, {due: 1, amount: 5}]",
    ],
)
def test_entries_of_items_are_found_by_name_where_lists_are_joined(steps: str) -> None:
    text = POLICY.format(steps=steps).replace("decision:", RULES + "decision:")
    decision = policy_of(text).decide({"n": 1}, as_of="2026-11-29")
    assert decision.outcome == "b"
    assert decision.outputs["sum_of_late"] == Decimal(25)


MEMBERS = """
policy: members
version: "1"
effective: {{from: 2026-01-01}}
outcomes: {{order: [a, b], undecided: b, nothing_fired: a}}
inputs:
  alone: {{type: boolean}}
  members:
    type: list
    items:
      share: {{type: number, range: "[0..1]", unit: fraction, title: {{en: Votes, zh: 表决权}}}}
parameters:
  bar: {{value: 0.5, unit: fraction, owner: risk, title: {{en: Least votes, zh: 表决权下限}}}}
decisions:
  listed:
    formula: '{listed}'
  rules:
    rules:
      - {{id: R, when: "{when}", then: b, because: late}}
decision: {{outcome: [rules]}}
reasons: {{late: {{en: late, zh: late}}}}
"""


@pytest.mark.parametrize(
    "listed",
    [
        "members",
        "if alone then [] else members",
        "if alone then members[share > 0.9] else members",
        "concatenate([], members)",
        "append([], members[1])",
        "concatenate(members, if alone then members else [])",
    ],
)
def test_the_items_of_joined_lists_are_told_with_their_titles_and_units(listed: str) -> None:
    policy = policy_of(MEMBERS.format(listed=listed, when="count(listed[item.share > bar]) > 0"))
    page = policy.decide(
        {"alone": False, "members": [{"share": Decimal("0.6")}]}, as_of="2026-11-29"
    ).explain("zh", page="full")
    assert "第1项：表决权（60%），保留" in page
    assert "该项" not in page


def test_a_number_that_is_added_to_a_list_is_no_constant_condition() -> None:
    """What is added may lie beyond the range of the items before."""
    policy = policy_of(MEMBERS.format(listed="members", when="max(append(members.share, 300)) > 100"))
    assert policy.decide({"alone": False, "members": []}, as_of="2026-11-29").outcome == "b"
