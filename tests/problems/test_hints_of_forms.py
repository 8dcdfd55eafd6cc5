"""What is written in a form that is nearly right is met with the form to write."""

from __future__ import annotations

import pytest

from analyse.policies import HEAD, REASON
from credit_engine import PolicyError
from credit_engine.policy.loading import compile_policy
from credit_engine.problems import Problem
from credit_engine.source import Source

TITLES = "titles: {approve: {en: Approve, zh: 批准}, refer: {en: Refer, zh: 转人工}}"
POLICY = f"""\
{HEAD.replace("undecided: refer", f"undecided: refer, {TITLES}")}decisions:
  pilot:
    experiment: {{key: grade, salt: pilot-1, arms: {{champion: 0.9, challenger: 0.1}}}}
  papers:
    checklist:
      items:
        - {{id: P, title: {{en: Paper, zh: 材料}}, given: day, valid_for: 30, then: refer, because: why}}
  terms:
    conditions:
      - {{id: T, title: {{en: Term, zh: 条款}}, due: day}}
  checks:
    rules:
      - {{id: R, when: age < 20, then: refer, because: why}}
decision: {{outcome: [checks, papers], outputs: {{terms: always, pilot: always}}}}
{REASON}""".replace("inputs:\n", "inputs:\n  day: {type: date}\n")


def refused(right: str, typed: str) -> Problem:
    assert right in POLICY
    with pytest.raises(PolicyError) as error:
        compile_policy(Source("p.yaml", POLICY.replace(right, typed, 1)), lambda kind, name: Source(name, ""))
    (problem,) = error.value.problems
    return problem


def test_the_policy_is_sound_as_it_is() -> None:
    found = compile_policy(Source("p.yaml", POLICY), lambda kind, name: Source(name, ""))
    assert {warning.code for warning in found.warnings} == {"unused-input"}


@pytest.mark.parametrize(
    ("right", "typed", "code", "hint"),
    [
        # Another word for a key, a type, a truth.
        ("decisions:", "决策:", "unknown-key", "write decisions"),
        ("when: age < 20", "条件: age < 20", "unknown-key", "write when"),
        ("when: age < 20", "condition: age < 20", "unknown-key", "write when"),
        ("{type: boolean}", "{type: 是否}", "unknown-value", "write boolean"),
        ("score: {type: number", "score: {type: 金额", "unknown-value", "write number"),
        ("type: integer", "type: int", "unknown-value", "write integer"),
        # A range as it is written elsewhere.
        ('range: "[18..75]"', "range: 18-75", "bad-range", 'write "[18..75]"'),
        ('range: "[18..75]"', 'range: "[18, 75]"', "bad-range", 'write "[18..75]"'),
        ('range: "[18..75]"', "range: between 18 and 75", "missing-value", 'write "[18..75]"'),
        ('range: "[18..75]"', "range: 18至75", "other-notation", 'write "[18..75]"'),
        # A unit with a stroke, the meaning of a missing value, functions of other notations.
        ("unit: CNY per month", "unit: CNY/month", "unknown-unit", "write CNY per month"),
        ("unit: CNY per month", "unit: 元/月", "unknown-unit", "write CNY per month"),
        ("{no_record: undecided}", "{no_record: 不适用}", "unknown-value", "write not_applicable"),
        ("{no_record: undecided}", "{no_record: null}", "unknown-value", "write undecided"),
        (
            "{no_record: undecided}",
            "{no_record: refer}",
            "unknown-value",
            "what a missing value leads to is for a rule to say: when: is missing(score), then: ...",
        ),
        ("age < 20", "'DATEDIFF(today(), day) > 20'", "unknown-function", "write (today() - day).days"),
        (
            "age < 20",
            "'DATEDIF(day, today(), \"D\") > 20'",
            "unknown-function",
            "write (today() - day).days",
        ),
        (
            "age < 20",
            'grade.startsWith("A")',
            "unknown-name",
            "a function stands before what it takes: starts with(...)",
        ),
        (
            "when: age < 20",
            "when: [age < 20, vip]",
            "wrong-kind",
            "join them by 'and' or 'or': age < 20 and vip",
        ),
        # A number in groups.
        ("age < 20", "age < 2_000", "other-notation", "write 2000"),
        ("age < 20", "age < 2 000", "other-notation", "write 2000"),
        # A list for one text, and one text for a list.
        ("outcome: [checks, papers]", "outcome: checks", "wrong-kind", "write [checks]"),
        (
            "then: refer, because: why}\ndecision",
            "then: [refer], because: why}\ndecision",
            "wrong-kind",
            "write refer",
        ),
        # All of a stretch whose brackets belong together.
        ("age < 20", 'grade not in ("A")', "word-operator", 'write not(grade in ("A"))'),
        # A share in percent.
        ("champion: 0.9", "champion: 90", "wrong-value", "write 0.9"),
        # An outcome by its title, in either language.
        (
            "then: refer, because: why}\ndecision",
            "then: 转人工, because: why}\ndecision",
            "unknown-outcome",
            "write refer",
        ),
        (
            "then: refer, because: why}\ndecision",
            "then: Refer, because: why}\ndecision",
            "unknown-outcome",
            "write refer",
        ),
        (
            "then: refer, because: why}\n  terms",
            "then: 转人工, because: why}\n  terms",
            "unknown-outcome",
            "write refer",
        ),
        # A text where a date is read.
        ("due: day", "due: 放款前", "wrong-value", "write {zh: 放款前}"),
        # A paper that is never over.
        ("valid_for: 30", "valid_for: 99999999999", "wrong-value", "what never expires has no 'valid_for'"),
    ],
)
def test_a_form_that_is_nearly_right_is_met_with_the_right_one(
    right: str, typed: str, code: str, hint: str
) -> None:
    problem = refused(right, typed)
    assert (problem.code, problem.hint) == (code, hint)


@pytest.mark.parametrize(
    ("right", "typed", "hint"),
    [
        ("champion: 0.9", "champion: 900", ""),
        ("champion: 0.9", "champion: -1", ""),
        ("then: refer, because: why}\ndecision", "then: 婉拒, because: why}\ndecision", ""),
    ],
)
def test_where_nothing_is_known_of_what_was_meant_nothing_is_made_up(
    right: str, typed: str, hint: str
) -> None:
    assert refused(right, typed).hint == hint
