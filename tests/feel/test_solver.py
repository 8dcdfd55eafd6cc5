"""The condition solver against all records of small domains: what it refutes no record does."""

from __future__ import annotations

from typing import Any

from hypothesis import example as shown
from hypothesis import given, settings

from credit_engine.absent import Absent
from credit_engine.feel import syntax
from credit_engine.feel.check import Checker, WholeText
from credit_engine.feel.parser import parse_expression
from credit_engine.feel.solve import MISSING, Conditions, example, never, satisfied, undecided, wherever
from drawing import examples
from feel.small_domains import NAMES, REQUIRED, conditions, evaluated, is_understood, records


def solved(text: str) -> dict[bool | None, dict[str, Any]]:
    """What a condition can be as the solver sees it, with values of an example of each."""
    tree = parse_expression(text)
    checker = Checker(WholeText(text))
    checker.infer(tree, NAMES)
    reading = Conditions(checker.types, lambda one: isinstance(one, syntax.Name) and one.name in REQUIRED)
    formula = reading.read(tree)
    terms = reading.terms
    terms.settle()
    examples: dict[bool | None, dict[str, Any]] = {}
    goals: dict[bool | None, Any] = {True: wherever, False: never, None: undecided}
    for value, goal in goals.items():
        found = satisfied([goal(formula, terms)], terms)
        if found is not None:
            chosen = ((terms.all[i].tree, one) for i, one in example(found, terms).items())
            examples[value] = {tree.name: one for tree, one in chosen if isinstance(tree, syntax.Name)}
    return examples


def agrees(value: Any, example: Any) -> bool:
    return example is MISSING if isinstance(value, Absent) else example is not MISSING and value == example


@settings(max_examples=examples(150), deadline=None)
@given(conditions)
@shown("x between 1 and x or x between 1 and y")
@shown("x >= 1 or x in [1..y]")
def test_what_some_record_makes_of_a_condition_the_solver_never_calls_impossible(text: str) -> None:
    tree = parse_expression(text)
    assert set(evaluated(tree, records(tree))) <= set(solved(text))


@settings(max_examples=examples(150), deadline=None)
@given(conditions.filter(is_understood))
def test_what_the_solver_calls_possible_its_example_makes_of_the_condition(text: str) -> None:
    tree = parse_expression(text)
    for value, values in solved(text).items():
        agreeing = [
            record
            for record in records(tree)
            if all(agrees(record[name], one) for name, one in values.items())
        ]
        assert set(evaluated(tree, agreeing)) == {value}
