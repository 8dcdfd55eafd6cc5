"""Mutants: one small change each, named, compiled with all checks, noticed or listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compiled import shipped
from credit_engine import PolicyError, load_policy
from credit_engine.feel.parser import parse_expression, parse_unary_tests
from credit_engine.parts.mutation.expressions import of_expression, steps, with_edge
from credit_engine.parts.mutation.mutant import Mutant
from credit_engine.policy.calling import Files
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.testing import read_cases
from credit_engine.testing.mutation import Mutation, compiled_mutant, files_of, mutants_of, mutate
from credit_engine.testing.report import mutation_lines
from testing.support import written

EDGES = """\
tables:
  age:
    in: [applicant.age]
    out: [outcome]
    rows: [[17, decline], [18, approve]]
"""


def tried(folder: Path, cases: str) -> Mutation:
    return mutate(read_cases(written(folder, cases)))


def fates(found: Mutation, place: str) -> dict[str, str]:
    return {one.mutant.name: one.fate for one in found.tried if one.mutant.name.startswith(place)}


@pytest.mark.parametrize(
    ("number", "expected"),
    [("18", {19, 17, 20, 16}), ("0", {1, -1}), ("3000", {3001, 2999, 3300, 2700})],
)
def test_a_number_moves_by_one_unit_and_by_a_tenth(number: str, expected: set[int]) -> None:
    assert set(steps(int(number))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a = b", {"a != b"}),
        ("a and b or c", {"(a or b) or c", "((a and b) and (c))"}),
        ("a + b * c", {"a - b * c", "a + b / c"}),
        ('x in ("a", "b")', {'x in ("b")', 'x in ("a")'}),
        ("some d in l satisfies d", {"every d in l satisfies d"}),
    ],
)
def test_an_expression_changes_in_one_piece(text: str, expected: set[str]) -> None:
    found = {change.text for change in of_expression(text, parse_expression(text))}
    assert {parse_expression(one) for one in found} == {parse_expression(one) for one in expected}


def test_an_edge_moves_or_changes_sides_in_every_cell_form() -> None:
    cells = ["< 5", "[5..9)", ">= 9", "(5..9]"]
    trees = [(text, parse_unary_tests(text)) for text in cells]
    assert [with_edge(text, tree, 5, 6) for text, tree in trees] == ["< 6", "[6..9)", ">= 9", "(6..9]"]
    assert [with_edge(text, tree, 9, None) for text, tree in trees] == ["< 5", "[5..9]", "> 9", "(5..9)"]


def test_every_mutant_has_its_own_name_and_the_order_is_that_of_the_file(tmp_path: Path) -> None:
    written(tmp_path, EDGES)
    policy = load_policy(tmp_path / "loan.yaml")
    names = [one.name for one in mutants_of(policy.versions[0])]
    assert len(set(names)) == len(names)
    assert names == [one.name for one in mutants_of(load_policy(tmp_path / "loan.yaml").versions[0])]


def test_a_mutant_is_the_policy_with_one_change_and_leaves_the_policy_alone(tmp_path: Path) -> None:
    written(tmp_path, EDGES)
    version = load_policy(tmp_path / "loan.yaml").versions[0]
    before = version.fingerprint
    dropped = next(one for one in mutants_of(version) if one.name == "decisions.checks.AGE: dropped")
    changed = compiled_mutant(version, dropped)
    assert [rule.spec.id for rule in changed.rule_sets["checks"]] == ["INCOME", "DEBTS"]
    assert version.fingerprint == before != changed.fingerprint


BARE = """\
policy: loan
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  applicant.age: {type: integer, range: "[0..130]"}
decisions:
  group:
    table: {hit: first, in: [applicant.age], out: {group: [young]}, rows: [{if: ["< 30"], then: [young]}]}
  price: {pricing: {base: applicant.age, add: {more: 1}}}
  limit: {limit: {requested: applicant.age, at_most: {most: 50}}}
  checks: {rules: [{id: AGE, when: applicant.age < 18, then: decline, because: under_age}]}
decision: {outcome: [checks], outputs: {group: always, price: always, limit: always}}
reasons:
  under_age: {en: Under age, zh: 未成年}
"""


def test_the_last_row_rule_line_or_constraint_can_be_left_out(tmp_path: Path) -> None:
    cases = "tables: {t: {in: [applicant.age], out: [outputs.price], rows: [[17, 18], [29, 30]]}}\n"
    path = written(tmp_path, cases, "cases: loan\nas_of: 2026-11-23\n", BARE)
    dropped = {one.mutant.name: one.fate for one in mutate(read_cases(path)).tried if one.mutant.removed}
    assert dropped.keys() == {
        "decisions.group.row.1: dropped",
        "decisions.price.pricing.add.more: dropped",
        "decisions.limit.limit.at_most.most: dropped",
        "decisions.checks.AGE: dropped",
    }
    assert dropped["decisions.price.pricing.add.more: dropped"] == "noticed"
    assert dropped["decisions.group.row.1: dropped"] == "refused"


def test_cases_below_and_at_a_threshold_notice_every_change_of_it(tmp_path: Path) -> None:
    place = "decisions.checks.AGE.when"
    assert set(fates(tried(tmp_path, EDGES), place).values()) == {"noticed"}


def test_a_case_far_from_the_threshold_notices_none(tmp_path: Path) -> None:
    found = fates(tried(tmp_path, "examples: {a: {expect: approve}}\n"), "decisions.checks.AGE.when: 18")
    assert set(found.values()) == {"survived"}


def test_what_the_check_refuses_needs_no_case(tmp_path: Path) -> None:
    found = tried(tmp_path, EDGES)
    assert found.count("refused") == sum(one.fate == "refused" for one in found.tried)
    assert 0 < found.share_noticed < 1
    alive = len(found.tried) - found.count("refused")
    assert found.share_noticed == found.count("noticed") / alive


def test_accepted_mutants_are_shown_apart_and_have_to_exist(tmp_path: Path) -> None:
    accepted = (
        'accepted_mutants:\n  - mutants: ["decision.outputs.limit.round: 0 -> 1",'
        ' "decisions.checks.AGE: dropped", "decisions.checks.OLD: dropped"]\n    because: equal\n'
    )
    found = tried(tmp_path, EDGES + accepted)
    assert fates(found, "decision.outputs.limit.round: 0 -> 1") == {
        "decision.outputs.limit.round: 0 -> 1": "accepted"
    }
    assert fates(found, "decisions.checks.AGE: dropped") == {
        "decisions.checks.AGE: dropped": "accepted but noticed"
    }
    assert [problem.code for problem in found.problems] == ["unknown-mutant"]


def test_mutants_are_reported_in_both_languages(tmp_path: Path) -> None:
    file = read_cases(written(tmp_path, EDGES))
    found = mutate(file)
    english = [line.text for line in mutation_lines(file, found, "en")]
    chinese = [line.text for line in mutation_lines(file, found, "zh")]
    assert english[0] == "Mutants of loan"
    assert chinese[0] == "loan的变异体"
    assert len(english) == len(chinese)
    assert any(line.startswith("    阈值：") for line in chinese)
    assert "    decisions.checks.INCOME: dropped" in english


@pytest.mark.slow
def test_a_mutant_beside_others_is_compiled_as_by_itself() -> None:
    """The called policies are read and checked once for all mutants of a policy."""
    version = shipped("loan_micro").versions[-1].with_sources
    files = files_of(version)
    for mutant in mutants_of(version)[::40]:
        alone, beside = outcome_of(version, mutant, None), outcome_of(version, mutant, files)
        assert alone == beside, mutant.name


def outcome_of(version: CompiledPolicy, mutant: Mutant, files: Files | None) -> Any:
    """The program and the fingerprint of a mutant, or the codes of its problems."""
    try:
        found = compiled_mutant(version, mutant, files)
    except PolicyError as error:
        return sorted(problem.code for problem in error.problems)
    return found.fingerprint, found.program.nodes, [str(one) for one in found.program.constants]
