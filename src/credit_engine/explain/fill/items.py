"""Filling what is told of the items of a list: rules and decisions for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from credit_engine.account import gaps
from credit_engine.account.evidence import Figure
from credit_engine.account.processes import CallStep, ItemStep
from credit_engine.account.steps import ItemLine, Step
from credit_engine.explain.fill.core import MAX_ITEMS, Fill, causes_but
from credit_engine.run.statuses import status_of
from credit_engine.run.steps import NOT_APPLICABLE_CODE

_FIRST = ("fired", "undecided")


def _list(fill: Fill, source: Any) -> Sequence[Any]:
    items = fill.of(source)
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


def _rule_items(fill: Fill, gap: gaps.RuleItems) -> tuple[ItemLine, ...]:
    """What became of a rule for the items of a list, those that decided first."""
    items = _list(fill, gap.each.source)
    if not items:
        return ()
    statuses = fill.of(gap.statuses)
    found = [status_of(one) for one in statuses]
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


def _omitted(fill: Fill, gap: gaps.OmittedItems) -> int:
    return max(0, len(_list(fill, gap.source)) - MAX_ITEMS)


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    gaps.RuleItems: _rule_items,
    gaps.ItemSteps: _item_steps,
    gaps.OmittedItems: _omitted,
}
