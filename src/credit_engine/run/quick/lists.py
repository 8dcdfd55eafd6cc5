"""Quick forms of functions of short lists; longer ones take their work from the budget, as kernels do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from credit_engine import numbers
from credit_engine.ir import Node
from credit_engine.run.calls import call_text
from credit_engine.run.quick.forms import Call, Form
from credit_engine.work import ITEMS_A_TURN


def _count(call: Call) -> Form | None:
    return (
        Form(f"len({call.args[0]})")
        if call.data == () and call.kinds[0].partition("<")[0] == "list"
        else None
    )


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
        return _if_short(items, f"{call.bind(sum_of_entries)}({items}, {key})", kernel)
    (items,) = call.args
    return _if_short(items, f"{call.bind(sum_of)}({items})", _kernel(call))


def sum_of_entries(items: Sequence[Mapping[str, Any]], key: str) -> Any:
    """The sum of one entry of each item, as `fn:sum` makes it; raises where one is absent."""
    return sum_of([item[key] for item in items])


def sum_of(values: Sequence[Any]) -> Any:
    """The exact sum of numbers, rounded once, as `fn:sum` makes it; raises where one is absent."""
    total: Any = 0
    for value in values:
        if total.__class__ is int and value.__class__ is int:
            total += value
        else:
            total = numbers.EXACT.add(total, value)
    return numbers.normal(total)


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
