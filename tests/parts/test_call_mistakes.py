"""What a call refuses: names, types, outcomes, circles, too many calls; each at its own place, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import InputError, PolicyError, load_policy
from parts.test_call import CALLED, CALLER, DAY, loaded

MISTAKES = [
    ("policy: affordability", "policy: afordability", "unknown-policy", "'afordability'"),
    ("        income: applicant.income\n", "", "missing-key", "'income'"),
    ("income: applicant.income", "incme: applicant.income", "unknown-name", "'incme'"),
    ("income: applicant.income", "income: applicant.incme", "unknown-name", "incme"),
    ("income: applicant.income", "income: applicant.home", "type-clash", "'income'"),
    ("income: applicant.income", "income: -5", "wrong-value", "'income'"),
    ("home: applicant.home", 'home: "\\"castle\\""', "wrong-value", "'home'"),
    ("        tight: refer\n", "", "missing-key", "tight"),
    (
        "failed: {then: decline, because: cannot_afford, weight: 9}",
        "failed: approve",
        "wrong-value",
        "'failed'",
    ),
    ("tight: refer", "tighter: refer", "unknown-outcome", "'tighter'"),
    ("tight: refer", "tight: rifer", "unknown-outcome", "'rifer'"),
    ("passed: approve", "passed: refer", "missing-key", "'passed'"),
    ("because: cannot_afford", "because: cant_afford", "unknown-reason", "'cant_afford'"),
    ("effective: {from: 2026-01-01}", "effective: {from: 2024-01-01}", "not-in-force-then", "affordability"),
]


@pytest.mark.parametrize(("old", "new", "code", "said"), MISTAKES)
def test_mistakes_are_found(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    assert old in CALLER
    with pytest.raises(PolicyError) as raised:
        loaded(tmp_path, CALLER.replace(old, new, 1))
    found = [problem for problem in raised.value.problems if problem.code == code]
    assert len(found) == 1, raised.value
    assert said in found[0].message
    assert found[0].span is not None


def test_units_have_to_agree(tmp_path: Path) -> None:
    text = CALLER.replace(
        'applicant.income: {type: number, range: ">= 0", unit: CNY per month}',
        'applicant.income: {type: number, range: ">= 0", unit: CNY}',
    )
    with pytest.raises(PolicyError) as raised:
        loaded(tmp_path, text)
    assert [problem.code for problem in raised.value.problems] == ["unit-clash"]


def test_problems_of_the_called_policy_are_reported_at_their_own_places_once(tmp_path: Path) -> None:
    twice = CALLER.replace(
        "decision:\n  outcome: [capacity]",
        """\
  again:
    call:
      policy: affordability
      with: {income: applicant.income, payments: "0", home: applicant.home}
      outcomes: {passed: approve, tight: refer, failed: decline}
decision:
  outcome: [capacity, again]""",
    )
    assert (
        loaded(tmp_path, twice)
        .decide({"applicant": {"income": 2_000, "payments": 1_000, "home": "owned"}}, as_of=DAY)
        .outcome
        == "decline"
    )
    with pytest.raises(PolicyError) as raised:
        loaded(tmp_path, twice, CALLED.replace("room < 1000", "rom < 1000"))
    (problem,) = raised.value.problems
    assert problem.code == "unknown-name"
    assert problem.place.startswith(f"{tmp_path / 'affordability.yaml'}:")


def test_policies_that_call_each_other_are_shown_as_a_path(tmp_path: Path) -> None:
    back = CALLED.replace(
        "  share: {formula: payments / income}\n",
        """\
  share: {formula: payments / income}
  back:
    call: {policy: loan, outcomes: {approve: passed, refer: tight, decline: failed}}
""",
    )
    with pytest.raises(PolicyError) as raised:
        loaded(tmp_path, called=back)
    (problem,) = [one for one in raised.value.problems if one.code == "call-cycle"]
    assert "loan -> affordability -> loan" in problem.message
    assert problem.place.startswith(f"{tmp_path / 'affordability.yaml'}:")
    assert problem.notes[0].span is not None
    own = CALLER.replace("policy: affordability", "policy: loan")
    with pytest.raises(PolicyError) as raised:
        loaded(tmp_path, own)
    assert "loan -> loan" in next(p.message for p in raised.value.problems if p.code == "call-cycle")


def test_calls_of_calls_have_a_bound(tmp_path: Path) -> None:
    head = (
        'version: "1"\neffective: {from: 2025-01-01}\ninputs: {a: {type: boolean}}\n'
        "outcomes: {order: [best, worst], undecided: worst, nothing_fired: best}\n"
    )
    rule = "rules:\n      - {id: R-1, when: a, then: worst, because: r}\n"
    tail = "reasons: {r: {en: R, zh: R}}\n"
    for level in range(9):
        call = f"call: {{policy: p{level + 1}, with: {{a: a}}, outcomes: {{best: best, worst: worst}}}}\n"
        parts = f"decisions:\n  x:\n    {rule if level == 8 else call}"
        parts += "" if level == 8 else f"  y:\n    {call}"
        sets = "[x]" if level == 8 else "[x, y]"
        text = f"policy: p{level}\n{head}{parts}decision: {{outcome: {sets}}}\n{tail}"
        (tmp_path / f"p{level}.yaml").write_text(text, "utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(tmp_path / "p0.yaml")
    assert "too-many-calls" in {problem.code for problem in raised.value.problems}
    policy = load_policy(tmp_path / "p4.yaml")
    assert policy.decide({"a": True}, as_of=DAY).outcome == "worst"
    assert policy.decide({"a": False}, as_of=DAY).outcome == "best"


def test_the_record_is_that_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        loaded(tmp_path).decide({"income": 1}, as_of=DAY)
    assert "unknown-field" in {problem.code for problem in raised.value.problems}
