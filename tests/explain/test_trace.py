"""The trace holds what evaluation did, and what it skipped as evaluation would have done it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from credit_engine.absent import Absent
from credit_engine.account.steps import FormulaStep, RulesStep, Step, TableStep
from credit_engine.account.sums import LimitStep, PricingStep, ScorecardStep
from credit_engine.explain import build_trace
from credit_engine.explain.trace import Trace
from credit_engine.run.row import compile_row
from explain.support import (
    EXPECTED,
    LISTS,
    conditions,
    consumer_loan,
    decide,
    decided,
    follows_from_its_parts,
    same,
    table,
)
from reference.applications import AS_OF, applications
from reference.consumer_loan import is_valid


@cache
def traces() -> list[Trace]:
    """Traces of all examples, and of random applications."""
    records = [record for record in applications(60, seed=7) if is_valid(record)]
    random = [consumer_loan().decide(record, as_of=AS_OF).trace for record in records]
    return [*(decided(name).trace for name in EXPECTED), *random]


def steps(kind: type[Step]) -> list[Any]:
    return [step for trace in traces() for step in trace.steps if isinstance(step, kind)]


def test_what_is_evaluated_again_equals_what_was_recorded() -> None:
    compiled = consumer_loan().versions[0]
    for position, node in enumerate(compiled.program.slots):
        others = [other for other in compiled.program.slots if other != node]
        again = compile_row(compiled.program, (node,), others)
        for name in EXPECTED:
            decision = decided(name)
            recorded = [value for i, value in enumerate(decision.slots) if i != position]
            assert same(again([*decision.inputs, *recorded])[0], decision.slots[position]), (name, node)


def test_every_condition_follows_from_its_parts() -> None:
    seen = set()
    for trace in traces():
        for condition in conditions(trace):
            assert follows_from_its_parts(condition), condition.text
            seen.add((condition.kind, condition.holds))
    assert {(kind, holds) for kind in ("and", "or", "comparison") for holds in (True, False, None)} <= seen


def test_a_comparison_shows_the_values_that_it_compared() -> None:
    for trace in traces():
        for condition in conditions(trace):
            if (
                condition.kind == "comparison"
                and condition.operator in ("<", ">=")
                and condition.holds is not None
            ):
                left, right = (side.figure.value for side in condition.sides)
                assert condition.holds is (left < right if condition.operator == "<" else left >= right)


def test_every_rule_is_reported_with_its_status() -> None:
    for trace, name in zip(traces(), EXPECTED, strict=False):
        rules = {rule.id: rule for step in trace.steps if isinstance(step, RulesStep) for rule in step.rules}
        assert len(rules) == 28
        fired = {reason.rule for reason in decided(name).reasons if not reason.causes}
        assert {rule.id for rule in rules.values() if rule.status == "fired"} == fired
        undecided = {reason.rule for reason in decided(name).reasons if reason.causes}
        assert {rule.id for rule in rules.values() if rule.status == "undecided"} == undecided


def test_a_rule_that_did_not_fire_names_the_tests_that_failed() -> None:
    for step in steps(RulesStep):
        for rule in step.rules:
            decisive = rule.condition.decisive()
            assert decisive
            assert all(test.holds is rule.condition.holds for test in decisive)


def test_the_rows_of_a_table_agree_with_their_cells() -> None:
    for step in steps(TableStep):
        for row in step.rows:
            values = [cell.value for cell in row.cells]
            if row.status in ("chosen", "matched"):
                assert all(value is True for value in values)
            elif row.status == "unmatched":
                assert any(value is False for value in values)
            else:
                assert any(isinstance(value, Absent) for value in values)
                assert not any(value is False for value in values)


def test_the_result_of_a_table_is_that_of_its_chosen_row() -> None:
    for step in steps(TableStep):
        chosen = [row for row in step.rows if row.status == "chosen"]
        if step.hit == "unique" and chosen:
            assert [figure.value for figure in chosen[0].outputs] == [step.result.value]
        if step.default_chosen:
            assert not chosen


def test_unmatched_rows_stand_nearest_first() -> None:
    for step in steps(TableStep):
        satisfied = [row.satisfied for row in step.rows if row.status == "unmatched"]
        assert satisfied == sorted(satisfied, reverse=True)


def test_points_add_up_to_the_score() -> None:
    for step in steps(ScorecardStep):
        assert step.initial_points + sum(line.points for line in step.lines) == step.points.value
        assert all(line.points + line.lost == line.best for line in step.lines)
        assert all(line.shortfall == max(0, line.baseline - line.points) for line in step.lines)


def test_a_price_is_the_sum_of_its_lines_within_floor_and_cap() -> None:
    applied = set()
    for step in steps(PricingStep):
        total = 0
        for line in step.lines:
            total += line.term.figure.value
            assert line.sum.value == total
        bounds = {bound.name: bound for bound in step.bounds}
        low, high = bounds["floor"].term.figure.value, bounds["cap"].term.figure.value
        assert step.rounding is not None
        assert step.rounding.exact.value == min(max(total, low), high)
        assert bounds["floor"].applied is (total < low)
        assert bounds["cap"].applied is (max(total, low) > high)
        applied |= {bound.name for bound in step.bounds if bound.applied}
    assert "cap" in applied


def test_the_smallest_constraint_binds_the_first_declared_of_equals() -> None:
    bound = set()
    for step in steps(LimitStep):
        values = [constraint.term.figure.value for constraint in step.constraints]
        binding = [constraint.name for constraint in step.constraints if constraint.binds]
        if any(isinstance(value, Absent) for value in values):
            assert binding == []
            continue
        assert binding == [step.constraints[values.index(min(values))].name]
        bound.add(binding[0])
    assert len(bound) >= 4


def test_a_formula_shows_the_value_of_every_name() -> None:
    step = next(s for s in decided("approve_salaried").trace.steps if s.name == "recognised_income")
    assert isinstance(step, FormulaStep)
    assert [(name.text, name.figure.value, name.figure.unit) for name in step.names] == [
        ("applicant.monthly_income", 18500, "CNY per month"),
        ("income_share", 1, "fraction"),
    ]
    assert (step.result.value, step.result.unit) == (18500, "CNY per month")


def test_what_a_short_circuit_skipped_is_evaluated_for_the_trace() -> None:
    rules = {
        rule.id: rule
        for step in decided("decline_fraud").trace.steps
        if isinstance(step, RulesStep)
        for rule in step.rules
    }
    skipped = rules["ADM-05"].condition.parts[1]
    assert skipped.sides[1].figure.value == 10000
    assert rules["OFF-02"].condition.parts[1].holds is False


def test_a_parameter_shows_the_dated_value_in_force() -> None:
    before, after = decided("dated_funding_november_30").trace, decided("dated_funding_december_1").trace
    found = [
        (str(line.figure.value), str(line.since))
        for trace in (before, after)
        for line in trace.parameters
        if line.name == "funds_3y"
    ]
    assert found == [("0.017", "2026-07-01"), ("0.0175", "2026-12-01")]


def loops(record: dict[str, Any]) -> dict[str, Any]:
    trace = decide(LISTS, record).trace
    rules = {rule.id: rule for step in trace.steps if isinstance(step, RulesStep) for rule in step.rules}
    return {
        "some": rules["L-1"].condition.loops[0],
        "every": rules["L-2"].condition.loops[0],
        **{loop.kind: loop for step in trace.steps if isinstance(step, FormulaStep) for loop in step.loops},
    }


def test_loops_show_the_items_that_decided_first() -> None:
    found = loops(
        {"owner": "person", "debts": [{"kind": "card", "balance": 50}, {"kind": "card", "balance": 150}]}
    )
    assert found["some"].figure.value is True
    assert [(item.number, item.figure.value) for item in found["some"].items] == [(2, True), (1, False)]
    assert [(n.text, n.figure.value) for n in found["some"].items[0].names] == [
        ("d.balance", 150),
        ("d.kind", "card"),
    ]
    assert found["every"].figure.value is False
    assert [(item.number, item.figure.value) for item in found["every"].items] == [(1, False), (2, True)]
    assert [item.figure.value for item in found["for"].items] == [100, 300]
    assert [(item.number, item.figure.value) for item in found["filter"].items] == [(1, True), (2, False)]


def test_an_item_that_cannot_be_decided_says_so() -> None:
    found = loops({"owner": "person", "debts": [{"kind": "card"}, {"kind": "loan", "balance": 150}]})
    first = found["some"].items[0]
    assert isinstance(first.figure.value, Absent)
    assert [cause.subject for cause in first.figure.value.causes] == ["debts[0].balance"]


def test_long_loops_list_twenty_items_and_count_the_rest() -> None:
    debts = [{"kind": "loan", "balance": 10} for _ in range(30)] + [{"kind": "card", "balance": 500}]
    found = loops({"owner": "person", "debts": debts})["some"]
    assert (found.count, len(found.items), found.omitted) == (31, 20, 11)
    assert found.items[0].number == 31


ROWS = "\n".join(f'        - {{if: ["[{i * 10}..{i * 10 + 10})", "-"], then: [low]}}' for i in range(40))


def test_twenty_unmatched_rows_are_listed_unless_more_are_asked_for() -> None:
    decision = decide(table("unique", ROWS), {"amount": 155, "kind": "card"})
    step = next(s for s in build_trace(decision).steps if isinstance(s, TableStep))
    assert [row.id for row in step.rows[:3]] == ["16", "1", "2"]
    assert (len(step.rows), step.total, step.omitted) == (21, 40, 19)
    everything = next(s for s in build_trace(decision, None).steps if isinstance(s, TableStep))
    assert (len(everything.rows), everything.omitted) == (40, 0)


THREE = """\
        - {if: ["< ten", '"card"'], then: [high]}
        - {if: ["< twenty", "-"], then: [middle]}
        - {if: [">= twenty", '"loan"'], then: [low]}"""


@pytest.mark.parametrize(
    ("hit", "record", "expected"),
    [
        ("first", {"amount": 5, "kind": "card"}, ["1 chosen", "2 matched", "3 unmatched"]),
        ("first", {"amount": 15, "kind": "card"}, ["2 chosen", "1 unmatched", "3 unmatched"]),
        ("priority", {"amount": 5, "kind": "card"}, ["1 chosen", "2 matched", "3 unmatched"]),
        ("collect", {"amount": 5, "kind": "card"}, ["1 chosen", "2 chosen", "3 unmatched"]),
        ("unique", {"amount": 5, "kind": "card"}, ["1 matched", "2 matched", "3 unmatched"]),
        ("unique", {"kind": "loan"}, ["2 undecided", "3 undecided", "1 unmatched"]),
        ("unique", {"amount": 30, "kind": "lease"}, ["2 unmatched", "3 unmatched", "1 unmatched"]),
    ],
)
def test_the_rows_of_each_hit_policy(hit: str, record: dict[str, Any], expected: list[str]) -> None:
    step = next(s for s in decide(table(hit, THREE), record).trace.steps if isinstance(s, TableStep))
    assert [f"{row.id} {row.status}" for row in step.rows] == expected
