"""The nodes that a part keeps, by the names under which the plain interpreter has their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Named = Iterator[tuple[str, int]]


def named_nodes(part: Any) -> dict[str, int]:
    """All nodes that a lowered part keeps, each under a name; the same node can have two."""
    found = dict(_NAMED[part.part.key](part))
    assert set(found.values()) == set(part.slots), part.name
    return found


def _rules(part: Any) -> Named:
    yield "value", part.outcome
    for rule in part.rules:
        yield f"rule:{rule.spec.id}", rule.status
        if rule.items is not None:
            yield f"items:{rule.spec.id}", rule.items.statuses


def _rule_set(part: Any) -> Named:
    yield from _rules(part)
    if part.each is not None:
        yield from _items(part.each)


def _items(each: Any) -> Named:
    yield "items", each.source
    if each.identities is not None:
        yield "identities", each.identities.node


def _formula(part: Any) -> Named:
    yield from (("exact", part.exact), ("value", part.rounded))


def _pricing(part: Any) -> Named:
    yield from ((f"line:{name}", line) for name, (line, _) in zip(part.part.lines, part.lines, strict=True))
    yield from ((name, bound) for name, (bound, _) in zip(part.part.bounds, part.bounds, strict=True))
    yield from (("sum", part.sum), ("value", part.price))


def _limit(part: Any) -> Named:
    for name, node in zip(part.part.names, part.constraints, strict=True):
        yield f"constraint:{name}", node
    yield from ((name, getattr(part, name)) for name in ("step", "minimum", "smallest"))
    yield "value", part.amount


def _outputs(nodes: Mapping[str, int]) -> Named:
    if len(nodes) == 1:
        yield from (("value", node) for node in nodes.values())
    else:
        yield from ((f"out:{name}", node) for name, node in nodes.items())


def _table(part: Any) -> Named:
    yield "hit", part.nodes.hit
    yield from ((f"in:{i}", node) for i, node in enumerate(part.nodes.inputs))
    yield from _outputs(part.nodes.outputs)


def _tree(part: Any) -> Named:
    yield "value", part.node


def _catalogue(part: Any) -> Named:
    yield from (("key", part.code), ("entry", part.entry), *_outputs(part.outputs))


def _experiment(part: Any) -> Named:
    yield from (("key", part.hashed), ("arm", part.number), ("value", part.arm))


def _allocation(part: Any) -> Named:
    yield from (("value", part.node), *part.entries.items())


def _conditions(part: Any) -> Named:
    yield from (("value", part.value), *part.entries.items())
    for one, nodes in zip(part.part.conditions, part.nodes, strict=True):
        found = {"applies": nodes.applies, "open": nodes.open, "due": nodes.due}
        yield from ((f"{key}:{one.spec.id}", node) for key, node in found.items() if node is not None)


def _checklist(part: Any) -> Named:
    for item in part.items:
        found = {"missing": item.missing, "status": item.rule.status}
        if item.validity is not None:
            found |= {"expired": item.validity.expired, "last": item.validity.last}
        yield from ((f"{key}:{item.rule.spec.id}", node) for key, node in found.items())
    yield from (*_rules(part), *part.entries.items())


def _rating(part: Any) -> Named:
    for one, nodes in zip(part.part.indicators, part.indicators, strict=True):
        yield from ((f"value:{one.name}", nodes.value), (f"score:{one.name}", nodes.score))
    for step, moved in zip(part.part.steps, part.moves, strict=True):
        yield f"move:{step.spec.id}", moved.after
    yield from part.entries.items()


def _stages(part: Any) -> Named:
    yield from (("value", part.outcome), ("stage", part.current))
    for i, stage in enumerate(part.stages):
        yield from ((f"before:{i}", stage.before), (f"stopped:{i}", stage.stopped))
    yield from ((f"rule:{rule.spec.id}", rule.status) for rule in part.rules)


def _offers(part: Any) -> Named:
    yield from ((f"requested:{axis}", node) for axis, node in part.nodes.requested.items())
    yield from _rules(part)
    yield from ((f"offer:{number}", one.infeasible) for number, one in enumerate(part.nodes.offers, 1))
    yield "best", part.nodes.best
    yield from ((f"out:{name}", node) for name, node in part.entries.items())


def _call(part: Any) -> Named:
    yield from _rules(part)
    for rule in part.rules:
        if rule.items is not None and rule.items.identities >= 0:
            yield f"identities:{rule.spec.id}", rule.items.identities
    if hasattr(part, "each"):
        yield from (*_items(part.each), ("called", part.loop.node), ("list", part.answers))
        return
    nodes = part.nodes
    yield from ((f"out:{name}", node) for name, node in nodes.outputs.items())
    yield from ((path, nodes.arguments[path]) for path in nodes.called.prior)
    yield from ((f"next:{name}", node) for name, node in nodes.next_state.items())


_NAMED: Mapping[str, Callable[[Any], Named]] = {
    "formula": _formula,
    "rules": _rule_set,
    "table": _table,
    "matrix": _table,
    "tree": _tree,
    "catalogue": _catalogue,
    "checklist": _checklist,
    "rating": _rating,
    "pricing": _pricing,
    "limit": _limit,
    "stages": _stages,
    "offers": _offers,
    "allocate": _allocation,
    "call": _call,
    "conditions": _conditions,
    "experiment": _experiment,
}
