"""Quick forms of functions of short lists; longer ones take their work from the budget, as kernels do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from credit_engine import numbers
from credit_engine.absent import merge
from credit_engine.ir import Node
from credit_engine.run.calls import call_text
from credit_engine.run.quick.forms import Call, Form, or_escape
from credit_engine.work import ITEMS_A_TURN


def _count(call: Call) -> Form | None:
    if call.data != () or call.kinds[0].partition("<")[0] != "list":
        return None
    return or_escape(call, f"len({call.args[0]})")


def is_summed_by(node: Node, user: Node) -> bool:
    """Whether entries of items are used by nothing but their sum, which takes them from the items."""
    return (
        node.name == "entries" and _is_sum(user) and user.args == (node.id,) and node.kind == "list<number>"
    )


def _is_sum(node: Node) -> bool:
    return node.name == "fn:sum" and node.data == () and len(node.args) == 1


def _sum(call: Call) -> Form | None:
    if not _is_sum(call.node) or call.kinds[0] != "list<number>":
        return None
    entries = call.nodes[call.node.args[0]]
    if call.writing.user(entries) is call.node and is_summed_by(entries, call.node):
        items, key = map(call.writing.ref, entries.args)
        inner = _kernel(call._replace(node=entries, args=(items, key), kinds=("list", "text")))
        kernel = _kernel(call._replace(args=(f"({inner})",)))
        summing = _or_absent(_sum_of_entries) if call.writing.careful else _sum_of_entries
        return _if_short(items, f"{call.bind(summing)}({items}, {key})", kernel)
    (items,) = call.args
    summing = _or_absent(_sum_of) if call.writing.careful else _sum_of
    return _if_short(items, f"{call.bind(summing)}({items})", _kernel(call))


def _sum_of_entries(items: Sequence[Mapping[str, Any]], key: str) -> Any:
    """The exact sum of one entry of each item, rounded once; raises where one is absent."""
    total: Any = 0
    for item in items:
        value = item[key]
        total = total + value if total.__class__ is value.__class__ is int else _EXACT_ADD(total, value)
    return total if total.__class__ is int and -_SMALL < total < _SMALL else numbers.normal(total)


def _sum_of(values: Sequence[Any]) -> Any:
    """The same of a list of numbers."""
    total: Any = 0
    for value in values:
        total = total + value if total.__class__ is value.__class__ is int else _EXACT_ADD(total, value)
    return numbers.normal(total)


_EXACT_ADD = numbers.EXACT.add
_SMALL = 10**30
"""Ints below it need no rounding to 34 digits."""


def _or_absent(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function that gives an absent value where one of the numbers is, as the kernel does."""

    def total(items: Sequence[Any], *key: str) -> Any:
        try:
            return function(items, *key)
        except TypeError:
            return merge(*(item[key[0]] for item in items)) if key else merge(*items)

    return total


def _kernel(call: Call) -> str:
    """The call of the kernel, which takes its work from the budget."""
    text = call_text(call.node, call.args, call.kinds, "policy", call.bind)
    return text.rpartition(" else ")[2]


def _if_short(items: str, small: str, kernel: str) -> Form:
    return Form(
        f"{small} if {items}.__class__ is list and len({items}) < {ITEMS_A_TURN} else {kernel}", False
    )


def _entries(call: Call) -> Form | None:
    items, key = call.args
    if call.kinds[0].partition("<")[0] != "list":
        return None
    found = _if_short(items, f"[item[{key}] for item in {items}]", _kernel(call))
    return found._replace(present=call.present[0])


LISTS: Mapping[str, Callable[[Call], Form | None]] = {"fn:count": _count, "fn:sum": _sum, "entries": _entries}
