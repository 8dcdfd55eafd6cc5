"""Filling what is told of the items of a list: of loops within expressions, rules and decisions for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from credit_engine.account import gaps
from credit_engine.account.evidence import Figure, Item
from credit_engine.account.processes import CallStep, ItemStep
from credit_engine.account.steps import ItemLine, Step
from credit_engine.explain.fill.core import MAX_ITEMS, Fill, causes_but
from credit_engine.run.kernels import iterated
from credit_engine.run.statuses import status_of
from credit_engine.run.steps import NOT_APPLICABLE_CODE

_FIRST = ("fired", "undecided")


def _list(fill: Fill, source: Any) -> Sequence[Any]:
    items = iterated(fill.of(source))
    return items if isinstance(items, list) else ()


def _each(
    fill: Fill, gap: gaps.RuleItems | gaps.ItemSteps, order: Sequence[int], items: Sequence[Any]
) -> Iterator[tuple[int, str, Fill]]:
    """The number and the identity of some items, and what fills an account for each."""
    each = gap.each
    nodes = fill.values.varying(gap, each.variables)
    for at in order:
        values = fill.values.within(nodes, each.variables, items[at])
        yield at + 1, values.identity(each, at + 1), fill.at(values)


def _loop_items(fill: Fill, gap: gaps.LoopItems) -> tuple[Item, ...]:
    """The items that decided a loop first; the names are read only of those that are shown."""
    items = _list(fill, gap.source)
    nodes = fill.values.varying(gap.item, (gap.variable,))
    shown = []
    for at in _order(fill, gap, items):
        inner = fill.at(fill.values.within(nodes, (gap.variable,), items[at]))
        shown.append(Item(at + 1, inner(gap.item.figure), inner(gap.item.names)))
    return tuple(shown)


def _order(fill: Fill, gap: gaps.LoopItems, items: Sequence[Any]) -> Sequence[int]:
    """The numbers of the items that are shown: those that decided the loop, then the first others."""
    first = range(min(len(items), MAX_ITEMS))
    if gap.kind == "for" or (gap.kind == "filter" and len(items) <= MAX_ITEMS):
        return first
    beside: Any = gap.kind == "every"
    if gap.kind != "filter" and fill.unwritten(gap.result) is beside:
        return first
    results = fill.values.single(gap.item.figure.value.node, gap.variable, items)
    decisive = list(islice((at for at, result in enumerate(results) if result is not beside), MAX_ITEMS))
    others = (at for at in range(len(items)) if at not in set(decisive))
    return [*decisive, *islice(others, MAX_ITEMS - len(decisive))]


def _rule_items(fill: Fill, gap: gaps.RuleItems) -> tuple[ItemLine, ...]:
    """What became of a rule for the items of a list, those that decided first."""
    items = _list(fill, gap.each.source)
    if not items:
        return ()
    statuses = fill.of(gap.statuses)
    found = [status_of(status) for status in statuses]
    order = sorted(range(len(found)), key=lambda at: found[at] not in _FIRST)[:MAX_ITEMS]
    return tuple(
        [
            ItemLine(
                number,
                identity,
                found[number - 1],
                inner(gap.condition),
                inner(gap.applies_when),
                causes_but(statuses[number - 1], NOT_APPLICABLE_CODE),
            )
            for number, identity, inner in _each(fill, gap, order, items)
        ]
    )


def _item_steps(fill: Fill, gap: gaps.ItemSteps) -> tuple[ItemStep, ...]:
    """The steps of the first items."""
    results, items = fill.of(gap.results), _list(fill, gap.each.source)
    order = range(min(len(items), MAX_ITEMS))
    return tuple(
        [
            ItemStep(number, identity, _step(inner, gap.step, results, number))
            for number, identity, inner in _each(fill, gap, order, items)
        ]
    )


def _step(fill: Fill, account: Step, results: Any, number: int) -> Any:
    """The step of one item; a call's result is the item's entry in the list of all."""
    if isinstance(account, CallStep):
        answer = Figure(results[number - 1], computed=True, columns=account.result.columns)
        return fill.unwritten(account)._replace(result=answer)
    return fill(account)


def _count(fill: Fill, gap: gaps.ItemCount) -> int:
    return len(_list(fill, gap.source))


def _omitted(fill: Fill, gap: gaps.OmittedItems) -> int:
    return max(0, len(_list(fill, gap.source)) - MAX_ITEMS)


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    gaps.ItemCount: _count,
    gaps.LoopItems: _loop_items,
    gaps.RuleItems: _rule_items,
    gaps.ItemSteps: _item_steps,
    gaps.OmittedItems: _omitted,
}
