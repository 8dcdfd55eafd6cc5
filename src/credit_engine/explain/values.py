"""The values behind one decision: recorded ones, and others evaluated again from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from credit_engine.absent import absent
from credit_engine.account.evidence import Ref
from credit_engine.account.gaps import Each
from credit_engine.account.walk import nodes_of
from credit_engine.explain.as_json import computed_json, json_of
from credit_engine.explain.decided import Decided
from credit_engine.ir import Program
from credit_engine.run.items import item_name
from credit_engine.work import Work, WorkLimit


class Texts(dict[int, str]):
    """Values of nodes as canonical JSON, each written once: many stand in several places of a trace.

    That of `~node` has numbers without a declared scale.
    """

    def __init__(self, known: Mapping[int, Any]) -> None:
        self._known = known

    def __missing__(self, node: int) -> str:
        text = self[node] = json_of(self._known[node]) if node >= 0 else computed_json(self._known[~node])
        return text


class Values:
    """Values of program nodes, where some loop variables may be bound."""

    def __init__(
        self, decided: Decided, program: Program, nodes: Iterable[int], prepared: dict[Any, Any]
    ) -> None:
        self._decided = decided
        self.program = program
        self._variables = program.variables
        self._known: dict[int, Any] = dict(zip(program.slots, decided.slots, strict=True))
        self.prepared = prepared
        self.texts = Texts(self._known)
        self._bound: Mapping[int, Any] = {}
        self._work = Work()
        """One budget for the items of all loops: a decision ends a search early, its explanation does not."""
        if "free" not in prepared:
            prepared["free"] = sorted(i for i in nodes if i not in self._known and not self._variables[i])
        free: list[int] = prepared["free"]
        self._known.update(zip(free, self._again(free, {}, None), strict=True))

    def of(self, ref: Ref) -> Any:
        """What a reference stands for."""
        value = self._known[ref.node]
        return value[ref.key] if ref.key and isinstance(value, dict) else value

    def data(self, ref: Ref) -> Any:
        """The constant data of a node."""
        return self.program.nodes[ref.node].data

    def varying(self, account: Any, variables: Sequence[int]) -> tuple[int, ...]:
        """The nodes that an account refers to which vary with these loop variables and have a value here.

        An account stands in the same loops in each decision, so that they are found once.
        """
        key = ("varying", id(account))
        if key not in self.prepared:
            bound = {*self._bound, *variables}
            found = {node for node in nodes_of(account) if node not in self._known}
            self.prepared[key] = account, tuple(sorted(n for n in found if self._variables[n] <= bound))
        nodes: tuple[int, ...] = self.prepared[key][1]
        return nodes

    def within(self, nodes: Sequence[int], variables: Sequence[int], item: Any) -> Values:
        """The values where loop variables are bound to an item; `nodes` are evaluated for it."""
        inner = object.__new__(Values)
        inner.__dict__.update(self.__dict__)
        inner._bound = {**self._bound, **dict.fromkeys(variables, item)}
        values = self._again(nodes, inner._bound, self._work)
        inner._known = {**self._known, **dict(zip(nodes, values, strict=True))}
        inner.texts = Texts(inner._known)
        return inner

    def single(self, node: int, variable: int, items: Iterable[Any]) -> Iterable[Any]:
        """The values of one node for each of several items, one after the other."""
        for item in items:
            yield self._again((node,), {**self._bound, variable: item}, self._work)[0]

    def identity(self, each: Each, number: int) -> str:
        """The identity of the item that is bound, `#2` for the second where it has none."""
        return item_name(None if each.identity is None else self.of(each.identity), number)

    def _again(self, nodes: Sequence[int], bound: Mapping[int, Any], work: Work | None) -> Sequence[Any]:
        """Values that were not recorded; of too much work none is known."""
        if not nodes:
            return ()
        try:
            return self._decided.replay(nodes, bound, work)
        except WorkLimit:
            return [absent("limit_exceeded")] * len(nodes)


class Recorded:
    """Values that are at hand, by node."""

    def __init__(self, values: Mapping[int, Any]) -> None:
        self._known = values

    def of(self, ref: Ref) -> Any:
        """What a reference stands for."""
        return self._known[ref.node]
