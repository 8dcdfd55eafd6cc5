"""Decisions that count nowhere are named, with what to write so that they do."""

from __future__ import annotations

import pytest

from analyse.policies import codes, found, policy, rules

CHECKS = "  checks:\n" + rules("A | dpd > 30 | decline")
CAPACITY = "  capacity:\n" + rules("B | income < 3000 | refer")
RATIO = "  ratio: {formula: income / 12}\n"
TWICE = "  twice: {formula: ratio * 2}\n"


def test_a_rule_set_outside_of_the_outcome_does_not_count_until_it_is_entered() -> None:
    (problem,) = (one for one in found(policy(CHECKS + CAPACITY)) if one.code == "unused-decision")
    assert problem.message == "'capacity' does not count: nothing uses the outcome that it asks for"
    assert problem.hint == "write 'outcome: [checks, capacity]' under 'decision', or remove it"
    assert codes(policy(CHECKS + CAPACITY, "{outcome: [checks, capacity]}")) == []


@pytest.mark.parametrize(
    ("decisions", "decision", "expected"),
    [
        (CHECKS + RATIO, "{outcome: [checks]}", ["unused-decision"]),
        (CHECKS + RATIO, "{outcome: [checks], outputs: {ratio: always}}", []),
        (CHECKS + RATIO, "{outcome: [checks], outputs: {other: {when: always, of: ratio * 2}}}", []),
        (CHECKS + RATIO, "{outcome: [checks], outputs: {age: {when: ratio > 1, of: age}}}", []),
        # What only an unused decision uses is unused as well.
        (CHECKS + RATIO + TWICE, "{outcome: [checks]}", ["unused-decision", "unused-decision"]),
        (CHECKS + RATIO + TWICE, "{outcome: [checks], outputs: {twice: always}}", []),
        (CHECKS + CAPACITY, "{outcome: []}", ["empty-outcome"]),
        (CHECKS, "{outcome: [], outputs: {checks: always}}", ["empty-outcome"]),
        (RATIO, "{outcome: [], outputs: {ratio: always}}", ["unused-reason"]),
    ],
)
def test_what_reaches_neither_the_outcome_nor_an_output(
    decisions: str, decision: str, expected: list[str]
) -> None:
    assert codes(policy(decisions, decision)) == expected


def test_an_empty_outcome_names_the_sets_to_enter() -> None:
    (problem,) = (
        one for one in found(policy(CHECKS + CAPACITY, "{outcome: []}")) if one.code == "empty-outcome"
    )
    assert "every application is 'approve'" in problem.message
    assert problem.hint == "write [checks, capacity]"


def banded(out: str, *rows: str, default: str = "") -> str:
    lines = "".join(
        f"        - {{if: ['{row}'], then: [{value}]}}\n" for row, value in (r.split("|") for r in rows)
    )
    head = f"  t:\n    table:\n      hit: unique\n      in: [age]\n      out: {{t: {out}}}\n      rows:\n"
    rest = f"      default: [{default}]\n" if default else ""
    return policy(CHECKS + head + lines + rest, "{outcome: [checks], outputs: {t: always}}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (banded("[A, B, C]", "< 30|A", ">= 30|B"), ["unused-value"]),
        (banded("{values: [A, B, C]}", "< 30|A", ">= 30|B"), ["unused-value"]),
        (banded("[A, B, C]", "< 30|A", ">= 30|B", default="C"), []),
    ],
)
def test_a_declared_value_that_no_row_gives(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


LISTS = """\
  papers:
    checklist:
      items:
        - {id: P, title: {en: Paper, zh: 材料}, given: vip, then: refer, because: why}
"""


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        # What is missing is put out, and what follows from it is forgotten.
        ("{outcome: [checks], outputs: {missing: {when: always, of: papers.missing}}}", ["unused-decision"]),
        # All of it is put out, its outcome too.
        ("{outcome: [checks], outputs: {papers: always}}", []),
        ("{outcome: [checks, papers], outputs: {missing: {when: always, of: papers.missing}}}", []),
        ("{outcome: [checks], outputs: {asked: {when: always, of: papers.outcome}}}", []),
    ],
)
def test_a_checklist_whose_outcome_nothing_uses_does_not_count(decision: str, expected: list[str]) -> None:
    sets = "  checks:\n" + rules("A | dpd > 30 | decline") + LISTS
    assert codes(policy(sets, decision)) == expected
