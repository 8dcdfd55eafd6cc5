"""Expressions read with care: branches that are never taken, thresholds that no value reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.number_sets import constant_value
from credit_engine.feel.solve import (
    Conditions,
    Formula,
    example,
    excluded,
    never,
    satisfied,
    wherever,
    worded,
)
from credit_engine.feel.solve.formulas import Goal
from credit_engine.feel.solve.witness import literal
from credit_engine.feel.types import Interval
from credit_engine.feel.walk import children, walk
from credit_engine.numbers import canonical_text, is_number
from credit_engine.parts.examined import Examined
from credit_engine.parts.problems import careful as problems
from credit_engine.parts.reading import Written, WrittenTests
from credit_engine.parts.sizes import large_thresholds
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import Said, said, to_write

Place = Callable[[syntax.Node], Span]


def expression_doubts(written: Iterable[Written], examined: Examined) -> Iterator[Problem]:
    """What a careful reader would ask about expressions by themselves."""
    read = list(written)
    yield from large_thresholds(read, examined)
    for expression in read:

        def place(node: syntax.Node, expression: Written = expression) -> Span:
            return expression.text.span(*node.span)

        for tree in _outermost(expression.tree):
            yield from branch_doubts(tree, examined, place)
        yield from _fixed(expression.tree, examined, place)
        for node in walk(expression.tree):
            if isinstance(node, syntax.In):
                yield from _ends(node.tests, node.value, examined, place)


def cell_doubts(
    cells: Iterable[WrittenTests | None], tested: Written, examined: Examined
) -> Iterator[Problem]:
    """What a careful reader would ask about the cells of a column; those that share a tree once."""
    for cell in {cell.tree.number: cell for cell in cells if cell is not None}.values():

        def place(node: syntax.Node, cell: WrittenTests = cell) -> Span:
            return cell.text.span(*node.span)

        yield from _ends(cell.tree.tests, tested.tree, examined, place)
        named = [name for test in cell.tree.tests for name in _parameters_in(test.value, examined)]
        if named:
            reading = examined.conditions()
            result = _result(reading.cell(cell.tree, tested.tree), reading)
            if result is not None:
                yield _by_parameter(result, named, examined, place(cell.tree))


def _outermost(tree: syntax.Node) -> Iterator[syntax.If]:
    """The `if`s of an expression that are not themselves a branch of another one."""
    stack, within = [tree], set[int]()
    while stack:
        node = stack.pop()
        if isinstance(node, syntax.If):
            if node.number not in within:
                yield node
            within |= {value.number for _, value in node.branches} | {node.otherwise.number}
        stack += children(node)


def branch_doubts(tree: syntax.If, examined: Examined, place: Place) -> Iterator[Problem]:
    """Branches of an `if`, and of those within its branches, that no record comes to."""
    reading = examined.conditions()
    found = list(_paths(tree, reading, []))
    reading.terms.settle()
    for condition, before in found:
        goals = [goal(reading.read(earlier), reading.terms) for earlier, goal in before]
        holds = wherever(reading.read(condition), reading.terms)
        if before and excluded([*goals, holds], reading.terms) and not excluded(goals, reading.terms):
            yield _unreachable(condition, goals, reading, place)


_Before = list[tuple[syntax.Expression, Callable[..., Goal]]]
"""Conditions that lead to a branch, each with whether it has to hold or not."""


def _paths(
    tree: syntax.If, reading: Conditions, before: _Before
) -> Iterator[tuple[syntax.Expression, _Before]]:
    """Every condition with those that are decided before it."""
    for condition, value in tree.branches:
        reading.read(condition)
        yield condition, list(before)
        if isinstance(value, syntax.If):
            yield from _paths(value, reading, [*before, (condition, wherever)])
        before = [*before, (condition, never)]
    if isinstance(tree.otherwise, syntax.If):
        yield from _paths(tree.otherwise, reading, before)


def _unreachable(
    condition: syntax.Expression, goals: Sequence[Goal], reading: Conditions, place: Place
) -> Problem:
    solution = satisfied([wherever(reading.read(condition), reading.terms)], reading.terms)
    sample: Said | str = ""
    if solution is not None:
        record = worded(example(solution, reading.terms), reading.terms)
        sample = said("; where {record}, another one is", "；{record} 时走的是另一分支", record=record)
    return problems.branch_unreachable(
        place(condition), condition=format_expression(condition), sample=sample
    )


def _fixed(tree: syntax.Expression, examined: Examined, place: Place) -> Iterator[Problem]:
    """Conditions that the present value of a parameter decides for every record."""
    if not examined.parameters:
        return
    reported: set[int] = set()
    for node in reversed(list(walk(tree))):  # what stands within a condition comes before it
        if any(child.number in reported for child in children(node)):
            reported.add(node.number)
        elif isinstance(node, _CONDITIONS):
            named = _parameters_in(node, examined)
            reading = examined.conditions()
            result = _result(reading.read(node), reading) if named else None
            if result is not None:
                reported.add(node.number)
                yield _by_parameter(result, named, examined, place(node))


_CONDITIONS = (syntax.Comparison, syntax.Between, syntax.In, syntax.Conjunction, syntax.Disjunction)


def _parameters_in(tree: syntax.Node, examined: Examined) -> list[str]:
    """The parameters that a tree names, of those with one value."""
    return [
        node.name for node in walk(tree) if isinstance(node, syntax.Name) and node.name in examined.parameters
    ]


def _result(formula: Formula, reading: Conditions) -> bool | None:
    """The truth value that a condition has for every record, None where it differs."""
    if not reading.terms.all:
        return None
    holds, fails = (goal(formula, reading.terms) for goal in (wherever, never))
    if excluded([holds], reading.terms):
        return False
    return True if excluded([fails], reading.terms) else None


def _by_parameter(result: bool, named: Sequence[str], examined: Examined, span: Span) -> Problem:
    values = ", ".join(f"{name} = {_shown(examined.parameters[name])}" for name in dict.fromkeys(named))
    return problems.parameter_decides_condition(
        span, values=values, word=said("true", "真") if result else said("false", "假")
    )


def _ends(
    tests: Sequence[syntax.Test], tested: syntax.Expression, examined: Examined, place: Place
) -> Iterator[Problem]:
    """Ends of ranges that lie beyond what is declared of the tested value."""
    type_ = examined.types.get(tested.number)
    declared = None if type_ is None else type_.interval
    for test in tests:
        tree = test.value
        if declared is None or not isinstance(tree, syntax.Range) or tree.operator:
            continue
        for end, is_low in ((tree.low, True), (tree.high, False)):
            value: Any = None if end is None else constant_value(end)
            limit: Any = declared.low if is_low else declared.high
            if end is None or not is_number(value) or limit is None:
                continue
            if value < limit if is_low else value > limit:
                yield _beyond(tree, is_low, limit, declared, tested, place(end))


def _beyond(
    tree: syntax.Range, is_low: bool, limit: Any, declared: Interval, tested: syntax.Expression, span: Span
) -> Problem:
    return problems.end_never_reached(
        span, tested=format_expression(tested), declared=declared, hint=to_write(_shown(limit))
    )


def _shown(value: Any) -> str:
    return canonical_text(value) if is_number(value) else literal(value)
