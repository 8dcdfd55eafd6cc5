"""Conditions as trees of and, or, not over tests, each with its truth value and its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from credit_engine.explain.evidence import Condition, Figure, Item, Loop, Term
from credit_engine.explain.facts import Facts, dotted_names
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.walk import children
from credit_engine.ir import Node
from credit_engine.run.kernels import iterated

MAX_ITEMS = 20
_LOOPS = (syntax.Quantified, syntax.Filter, syntax.For)
_TESTS = (syntax.CompareTest, syntax.ValueTest)


def condition(facts: Facts, tree: syntax.Expression) -> Condition:
    """The condition that an expression is."""
    text, value = facts.text(tree), facts.of_tree(tree).value
    if isinstance(tree, syntax.Conjunction | syntax.Disjunction):
        kind = "and" if isinstance(tree, syntax.Conjunction) else "or"
        parts = tuple(condition(facts, operand) for operand in tree.operands)
        return Condition("and" if kind == "and" else "or", text, value, parts)
    if _is_not(tree):
        assert isinstance(tree, syntax.Call)
        return Condition("not", text, value, (condition(facts, tree.arguments[0].value),))
    if isinstance(tree, syntax.Comparison):
        return _comparison(facts, tree, text, value)
    if isinstance(tree, syntax.In):
        side = facts.term(tree.value)
        tests = tuple(_test_text(test) for test in tree.tests)
        names = _others(facts, tree, (side,))
        return Condition("in", text, value, (), "in", (side,), tests, names, loops(facts, tree))
    sides = (facts.term(tree),) if isinstance(tree, syntax.Name | syntax.Path) else ()
    return Condition("test", text, value, (), "", sides, (), _others(facts, tree, sides), loops(facts, tree))


def _is_not(tree: syntax.Expression) -> bool:
    called = isinstance(tree, syntax.Call) and isinstance(tree.function, syntax.Name)
    return called and tree.function.name == "not" and len(tree.arguments) == 1  # type: ignore[union-attr]


def _comparison(facts: Facts, tree: syntax.Comparison, text: str, value: Any) -> Condition:
    """Both sides; a literal takes the unit of what it is compared with."""
    left, right = facts.term(tree.left), facts.term(tree.right)
    if not left.figure.unit and right.figure.unit:
        left = facts.term(tree.left, right.figure.unit)
    elif left.figure.unit and not right.figure.unit:
        right = facts.term(tree.right, left.figure.unit)
    names = _others(facts, tree, (left, right))
    return Condition(
        "comparison", text, value, (), tree.operator, (left, right), (), names, loops(facts, tree)
    )


def _others(facts: Facts, tree: syntax.Node, sides: tuple[Term, ...]) -> tuple[Term, ...]:
    """Names that are not already a side of their own."""
    shown = {side.text for side in sides}
    return tuple(term for term in facts.names(tree) if term.text not in shown)


def _test_text(test: syntax.Test) -> str:
    value = format_expression(test.value)
    return f"{test.operator} {value}" if isinstance(test, syntax.CompareTest) else value


def loops(facts: Facts, tree: syntax.Node) -> tuple[Loop, ...]:
    """The outermost loops of an expression."""
    return tuple(loop for found in _outermost(tree) if (loop := _loop(facts, found)) is not None)


def _outermost(tree: syntax.Node) -> Iterator[syntax.Quantified | syntax.Filter | syntax.For]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, _LOOPS):
            yield node
        else:
            stack.extend(reversed(list(children(node))))


def _loop(facts: Facts, tree: syntax.Quantified | syntax.Filter | syntax.For) -> Loop | None:
    """A loop with its items; None for what is no loop after all (an index)."""
    at = facts.node(tree)
    if at is None or not facts.is_free(at) or facts.compiled.program.nodes[at].op != "LOOP":
        return None
    node = facts.compiled.program.nodes[at]
    kind = {"some": "some", "every": "every", "filter": "filter", "map": "for"}[node.name]
    figure = facts.figure(at, facts.type_of(tree))
    body = tree.body if isinstance(tree, syntax.For) else tree.condition
    count, items = _items(facts, node, body)
    return Loop(kind, format_expression(tree), figure, count, items, count - len(items))  # type: ignore[arg-type]


def _undecisive(name: str, value: Any) -> bool:
    """Items that did not decide the loop come last."""
    return name != "map" and value is (name == "every")


def _items(facts: Facts, node: Node, body: syntax.Expression) -> tuple[int, tuple[Item, ...]]:
    """The number of items of a loop over one list, and those that are shown.

    The body is evaluated again for each item, the names that it reads only for those that are shown.
    """
    regions = facts.compiled.program.regions
    source = regions[node.regions[0]]
    if len(node.regions) != 2 or not facts.is_free(source.result) or regions[node.regions[1]].params:
        return 0, ()
    values = iterated(facts.value(source.result))
    if not isinstance(values, list):
        return 0, ()
    result, variable = regions[node.regions[1]].result, source.params[0]
    found = [(name, at) for name in dotted_names(body) if (at := facts.node(name)) is not None]
    names = {format_expression(name): (name, at) for name, at in found if facts.varies_with(at, variable)}
    nodes = [result, *(at for _, at in names.values())]
    order: Sequence[int] = range(len(values))
    if node.name in ("some", "every") or len(values) > MAX_ITEMS:
        results = [facts.replay([result], {variable: value})[0] for value in values]
        order = sorted(order, key=lambda at: _undecisive(node.name, results[at]))[:MAX_ITEMS]
    items = (
        _item(facts, at + 1, facts.replay(nodes, {variable: values[at]}), list(names.items())) for at in order
    )
    return len(values), tuple(items)


def _item(
    facts: Facts, number: int, values: Sequence[Any], names: list[tuple[str, tuple[syntax.Node, int]]]
) -> Item:
    terms = []
    for (text, (tree, node)), value in zip(names, values[1:], strict=True):
        type_ = facts.type_of(tree)
        unit = "" if type_.unit is None else str(type_.unit)
        given = facts.compiled.program.nodes[node].name == "field"
        figure = Figure(value, unit, facts.is_computed(node), facts.columns(type_), given)
        terms.append(Term(text, figure, "name", facts.item_title(text)))
    return Item(number, Figure(values[0], computed=True), tuple(terms))
