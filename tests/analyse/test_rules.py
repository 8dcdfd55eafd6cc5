"""Rules that change nothing, rules and sets that contradict each other, found with a record that shows it."""

from __future__ import annotations

import pytest

from analyse.policies import codes, found, policy, rules

ALONE = "  checks:\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("A | dpd > 90 | decline", "B | dpd > 30 | decline"), ["rule-implied"]),
        (("A | dpd > 90 | refer", "B | dpd > 30 | decline"), ["rule-implied"]),
        # The same condition twice: the later one is superfluous.
        (("A | dpd > 90 | decline", "B | not(dpd <= 90) | decline"), ["rule-implied"]),
        (('A | grade = "C" and dpd > 5 | refer', 'B | grade in ("B", "C") | refer'), ["rule-implied"]),
        # A rule for the best outcome, which holds when nothing fires, too.
        (("A | vip | approve", "B | dpd > 90 | decline"), ["rule-without-effect"]),
        (("A | age < 30 | decline | 'applies_when: age > 60'",), ["always-false"]),
        (("A | if dpd > 30 then dpd < 10 else dpd > 40 | decline",), ["always-false"]),
        (("A | if dpd > 30 then dpd > 10 else dpd < 40 | decline",), ["always-true"]),
        # One of the two always fires.
        (("A | dpd < 30 | refer", "B | dpd >= 30 | decline"), ["nothing-passes"]),
    ],
)
def test_a_rule_that_changes_nothing_is_a_doubt(lines: tuple[str, ...], expected: list[str]) -> None:
    plain = [line.replace("'", "") if "applies_when" in line else line for line in lines]
    assert codes(policy(ALONE + rules(*plain))) == expected


@pytest.mark.parametrize(
    "lines",
    [
        # The narrower rule asks for more.
        ("A | dpd > 90 | decline", "B | dpd > 30 | refer"),
        ("A | dpd > 90 | decline", "B | dpd > 30 and vip | decline"),
        # Where the score is missing, the first is undecided, and refers; the second is not.
        ("A | score < 500 | refer", "B | dpd > 30 | decline"),
        ("A | score < 500 and dpd > 90 | refer", "B | dpd > 100 | decline"),
        # Somebody may waive the other rule.
        ("A | dpd > 90 | decline", "B | dpd > 30 | decline | waivable_by: chief"),
        ("A | dpd > 90 | refer", "B | income < 3000 | decline"),
        ("A | true | refer", "B | dpd > 90 | decline"),
    ],
)
def test_a_rule_that_can_change_the_outcome_is_none(lines: tuple[str, ...]) -> None:
    assert codes(policy(ALONE + rules(*lines))) == []


def test_a_rule_whose_firing_escalates_is_no_superfluous_one() -> None:
    escalation = "    escalation:\n      - {id: E, fired: 2, of: refer, then: decline, because: why}\n"
    assert codes(policy(ALONE + rules("A | dpd > 90 | refer", "B | dpd > 30 | refer") + escalation)) == []


def test_a_superfluous_rule_is_shown_with_a_record_and_the_rule_that_outdoes_it() -> None:
    (problem,) = (
        p
        for p in found(policy(ALONE + rules("A | dpd > 90 | refer", "B | dpd > 30 | decline")))
        if p.code == "rule-implied"
    )
    assert problem.message == (
        "rule 'A' changes no outcome: whenever it fires, such as where dpd = 91, 'B' fires, too, "
        "and asks for 'decline', which is worse"
    )
    assert problem.hint == "remove 'A', or narrow 'B'"
    assert problem.notes[0].span is not None
    assert "不改变任何结论" in problem.text("zh")


def test_two_sets_that_ask_for_different_outcomes_of_the_same_records_contradict_each_other() -> None:
    sets = ALONE + rules("A | dpd > 30 | refer") + "  other:\n" + rules("B | not(dpd <= 30) | decline")
    assert codes(policy(sets, "{outcome: [checks, other]}")) == ["rules-contradict"]


def test_two_sets_of_which_one_always_fires_let_nothing_pass() -> None:
    sets = ALONE + rules("A | age < 40 | decline") + "  other:\n" + rules("B | age >= 35 | refer")
    problems = found(policy(sets, "{outcome: [checks, other]}"))
    (problem,) = (one for one in problems if one.code == "nothing-passes")
    assert problem.message == (
        "no application can be 'approve': for every record one of the rules 'A' of 'checks' and 'B' of "
        "'other' fires or is undecided; where age = 40, it is 'B'"
    )


def test_sets_that_are_not_counted_together_contradict_nothing() -> None:
    sets = ALONE + rules("A | age < 40 | decline") + "  other:\n" + rules("B | age >= 35 | refer")
    assert codes(policy(sets, "{outcome: [checks], outputs: {other: always}}")) == []


def test_rules_for_each_item_are_compared_with_those_of_their_own_set_only() -> None:
    each = "  each:\n    for_each: debts as d\n    if_empty: undecided\n" + rules(
        "C | d.balance > 10 | refer", "D | d.balance > 5 | refer"
    )
    sets = ALONE + rules("A | dpd > 10 | decline") + each
    assert codes(policy(sets, "{outcome: [checks, each]}")) == ["rule-implied"]


def test_conditions_that_have_a_name_are_read_as_what_they_stand_for() -> None:
    named = "  late: {formula: dpd > 30}\n  worse: {formula: late and vip}\n"
    sets = ALONE + rules("A | worse | decline", "B | dpd > 20 | decline")
    assert codes(policy(named + sets)) == ["rule-implied"]
    assert codes(policy(named + sets.replace("dpd > 20", "dpd > 40"))) == []
