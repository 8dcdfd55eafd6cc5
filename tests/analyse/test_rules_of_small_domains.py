"""What is said of random rules, held against every record of small domains."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine.analyse import doubts
from credit_engine.feel.parser import parse_expression
from credit_engine.policy.loading import compile_policy
from credit_engine.problems import PolicyError
from credit_engine.source import Source
from drawing import examples
from feel.small_domains import conditions, evaluated, records

ORDER = ("approve", "refer", "decline")
UNDECIDED = "refer"
HEAD = """\
policy: example
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: integer, range: "[0..4]"}
  y: {type: integer, range: "[0..4]", missing: undecided}
  z: {type: integer, range: "[2..6]"}
  s: {type: text, values: [A, B, C]}
  t: {type: text, values: [B, C, D], missing: undecided}
  b: {type: boolean, missing: undecided}
decisions:
  checks:
    rules:
"""
TAIL = "decision: {outcome: [checks]}\nreasons: {why: {en: Why, zh: 原因}}\n"
IMPLIED = re.compile(r"rule 'R(\d)' changes .*? 'R(\d)' fires, too")
rule = st.tuples(conditions, st.sampled_from(ORDER[1:]))


def policy(rules: list[tuple[str, str]]) -> str:
    lines = (
        f"      - id: R{i}\n        when: {when}\n        then: {then}\n        because: why\n"
        for i, (when, then) in enumerate(rules)
    )
    return HEAD + "".join(lines) + TAIL


def effects(rules: list[tuple[str, str]]) -> list[list[int]]:
    """For each rule the rank of what it asks for, for every record of all values; -1 where it is silent."""
    trees = [parse_expression(when) for when, _ in rules]
    everything = records(*trees)
    ranks = []
    for tree, (_, then) in zip(trees, rules, strict=True):
        asks = {True: ORDER.index(then), None: ORDER.index(UNDECIDED), False: -1}
        ranks.append([asks[value] for value in evaluated(tree, everything)])
    return ranks


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(rule, min_size=2, max_size=3))
def test_what_is_said_of_rules_holds_for_every_record(rules: list[tuple[str, str]]) -> None:
    try:
        compiled = compile_policy(Source("p.yaml", policy(rules)), lambda kind, name: Source(name, ""))
    except PolicyError:  # a condition is always or never true by itself
        return
    ranks = effects(rules)
    for problem in doubts(compiled):
        implied = IMPLIED.match(problem.message)
        if implied is not None:
            one, other = (ranks[int(number)] for number in implied.groups())
            assert all(a <= b for a, b in zip(one, other, strict=True)), problem
        if problem.code == "nothing-passes":
            assert all(max(of_record) >= 0 for of_record in zip(*ranks, strict=True)), problem


@settings(max_examples=examples(60), deadline=None)
@given(conditions, conditions, st.sampled_from(ORDER[1:]))
def test_a_rule_that_only_narrows_another_is_found(wide: str, narrow: str, then: str) -> None:
    rules = [(wide, then), (f"({wide}) and ({narrow})", then)]
    try:
        compiled = compile_policy(Source("p.yaml", policy(rules)), lambda kind, name: Source(name, ""))
    except PolicyError:
        return
    fires = evaluated(
        parse_expression(rules[1][0]), records(parse_expression(wide), parse_expression(narrow))
    )
    said = [problem.code for problem in doubts(compiled)]
    assert "rule-implied" in said or True not in fires
