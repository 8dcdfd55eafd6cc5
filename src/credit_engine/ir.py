"""What a program is made of: nodes in single assignment, lazy regions, constants, recorded slots.

A program is plain data. The row evaluation turns it into one Python function, the explanation
reads values of its slots, and both agree because they lower the same nodes.

==========  =====================================================================================
op          meaning
==========  =====================================================================================
INPUT       `data`: index into the program's inputs
PARAM       a loop variable or a function's parameter; bound by the region that lists it
CONST       `data`: index into the program's constants
CALL        `name`: an operator, function or kernel; `args`: its arguments
AND, OR     Kleene's connectives over `regions`, each evaluated only while undecided
BRANCH      `regions`: condition, value, condition, value, ..., otherwise
LOOP        `name`: map, filter, some, every; `regions`: source per variable, then the body
LAMBDA      a function value; `regions`: its body
==========  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from credit_engine.absent import Absent

Op = Literal["INPUT", "PARAM", "CONST", "CALL", "AND", "OR", "BRANCH", "LOOP", "LAMBDA"]
Mode = Literal["feel", "policy"]
"""`feel` has null as DMN defines it; `policy` has unknown, which passes through."""


class Node(NamedTuple):
    """One value of a program; `kind` is its static type's kind, `any` where that is open."""

    id: int
    op: Op
    region: int
    kind: str = "any"
    name: str = ""
    args: tuple[int, ...] = ()
    regions: tuple[int, ...] = ()
    data: Any = None


class Region(NamedTuple):
    """A stretch of nodes evaluated only when and as often as its owner asks."""

    id: int
    parent: int
    params: tuple[int, ...]
    nodes: tuple[int, ...]
    result: int


@dataclass(frozen=True)
class Program:
    """Nodes, regions, constants and the named values that a run returns; nothing in it changes.

    Region 0 is the program itself. `slots` lists the recorded nodes in order of evaluation; a run
    gives their values in the same order.
    """

    mode: Mode
    inputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    regions: tuple[Region, ...]
    constants: tuple[Any, ...]
    slots: tuple[int, ...]

    @cached_property
    def variables(self) -> tuple[frozenset[int], ...]:
        """The enclosing loop variables that each node depends on."""
        needs: list[frozenset[int]] = []
        for node in self.nodes:
            own = {node.id} if node.op == "PARAM" else set()
            for arg in node.args:
                own |= needs[arg]
            regions = [self.regions[r] for r in node.regions]
            for region in regions:
                own |= needs[region.result]
            for region in regions:
                own.difference_update(region.params)
            needs.append(frozenset(own) if own else _NO_VARIABLES)
        return tuple(needs)

    def needed(self, roots: Iterable[int], given: Container[int] = ()) -> set[int]:
        """The nodes that the roots depend on, themselves and those within lazy regions included.

        What only `given` nodes need, whose values are known, is none of them.
        """
        found: set[int] = set()
        stack = list(roots)
        while stack:
            i = stack.pop()
            if i in found:
                continue
            found.add(i)
            if i not in given:
                node = self.nodes[i]
                stack += node.args
                stack += (self.regions[r].result for r in node.regions)
        return found

    def inputs_of(self, roots: Iterable[int]) -> set[int]:
        """The inputs that the roots depend on."""
        nodes = (self.nodes[i] for i in self.needed(roots))
        return {node.data for node in nodes if node.op == "INPUT"}

    def unconditional(self, roots: Iterable[int], needed: Container[int], given: Container[int]) -> set[int]:
        """The nodes that the roots need, those of lazy regions where roots ask for them by themselves.

        Regions ask for what they take from outside; nothing is asked for what is `given`.
        """
        found: set[int] = set()
        stack = list(roots)
        while stack:
            i = stack.pop()
            if i not in found and i not in given:
                found.add(i)
                stack += self.nodes[i].args
                stack += self.outside(self.nodes[i].regions, needed, given)
        return found

    def outside(
        self, regions: Iterable[int], needed: Container[int], given: Container[int] = ()
    ) -> list[int]:
        """The nodes from outside that needed nodes of regions take."""
        within = self.within(regions, needed)
        used: list[int] = []
        for region in within:
            used += [a for i in region.nodes if i in needed for a in self.nodes[i].args]
            used.append(region.result)
        inside = {region.id for region in within}
        return [i for i in used if self.nodes[i].region not in inside or i in given]

    def asked(self, region: int) -> tuple[int, ...]:
        """The nodes of a region that its result needs, in order; what nothing asks for is not evaluated."""
        if region not in self._asked:
            closure = self.needed((self.regions[region].result,))
            inner = (i for i in self.regions[region].nodes if i in closure)
            self._asked[region] = tuple(i for i in inner if self.nodes[i].op != "PARAM")
        return self._asked[region]

    @cached_property
    def _asked(self) -> dict[int, tuple[int, ...]]:
        return {}

    def taken(self, node: int) -> set[int]:
        """The nodes whose values the evaluation of one of the outermost region takes or makes on its way."""
        used: set[int] = set()
        stack = [node]
        while stack:
            taken_node = self.nodes[stack.pop()]
            inner = [i for r in taken_node.regions for i in (*self.asked(r), self.regions[r].result)]
            new = {*taken_node.args, *inner} - used
            used |= new
            stack += [i for i in new if self.nodes[i].region != 0]
        return used

    def within(self, regions: Iterable[int], needed: Container[int]) -> list[Region]:
        """These regions and all that lie within those of their nodes that are needed, in order."""
        found: set[int] = set()
        stack = list(regions)
        while stack:
            r = stack.pop()
            found.add(r)
            stack.extend(x for i in self.regions[r].nodes if i in needed for x in self.nodes[i].regions)
        return [self.regions[r] for r in sorted(found)]


_NO_VARIABLES: frozenset[int] = frozenset()


@dataclass
class _Draft:
    """A region that is still being filled."""

    id: int
    parent: int
    params: tuple[int, ...] = ()
    nodes: list[int] = field(default_factory=list)
    result: int = -1


class Builder:
    """Appends nodes to a program to be; the current region is where new nodes go."""

    def __init__(self, mode: Mode, inputs: tuple[str, ...] = ()) -> None:
        self.mode: Mode = mode
        self.inputs = inputs
        self.nodes: list[Node] = []
        self.region = 0
        self._regions = [_Draft(0, -1)]
        self.constants: list[Any] = []
        self._shared: dict[tuple[Any, ...], int] = {}

    def finish(self, slots: Iterable[int]) -> Program:
        """The program, with its recorded nodes (each once)."""
        regions = tuple(Region(r.id, r.parent, r.params, tuple(r.nodes), r.result) for r in self._regions)
        recorded = tuple(dict.fromkeys(slots))
        return Program(self.mode, self.inputs, tuple(self.nodes), regions, tuple(self.constants), recorded)

    def add(
        self,
        op: Op,
        *args: int,
        name: str = "",
        kind: str = "any",
        regions: tuple[int, ...] = (),
        data: Any = None,
    ) -> int:
        """A new node in the current region; gives its id."""
        node = Node(len(self.nodes), op, self.region, kind, name, args, regions, data)
        self.nodes.append(node)
        self._regions[self.region].nodes.append(node.id)
        return node.id

    def call(self, name: str, *args: int, kind: str = "any", data: Any = None) -> int:
        """A CALL node, shared with an equal one that is already computed here."""
        key = ("CALL", name, args, kind, repr(data))
        for region in self._enclosing():
            found = self._shared.get((region, *key))
            if found is not None:
                return found
        node = self.add("CALL", *args, name=name, kind=kind, data=data)
        self._shared[(self.region, *key)] = node
        return node

    def _enclosing(self) -> Iterator[int]:
        """The current region and all around it, inside out."""
        region = self.region
        while region >= 0:
            yield region
            region = self._regions[region].parent

    def input(self, index: int, kind: str = "any") -> int:
        """The node of an input; inputs live in region 0 and are shared."""
        return self._outermost("INPUT", index, kind, ("INPUT", index))

    def new_input(self, name: str) -> int:
        """The node of a further input of the program, after all others."""
        self.inputs = (*self.inputs, name)
        return self.input(len(self.inputs) - 1)

    def is_known(self, node: int) -> bool:
        """Whether a node is a constant with a value: what a called policy is not given is an absent one."""
        found = self.nodes[node]
        return found.op == "CONST" and not isinstance(self.constants[found.data], Absent)

    def constant(self, value: Any, kind: str = "any") -> int:
        """The node of a constant; equal constants of one class are shared, absent ones of one kind."""
        key: tuple[Any, ...] = ("CONST", value.__class__, repr(value))
        if isinstance(value, Absent):
            key = ("CONST", kind, value.causes)
        if key in self._shared:
            return self._shared[key]
        self.constants.append(value)
        return self._outermost("CONST", len(self.constants) - 1, kind, key)

    def _outermost(self, op: Op, data: int, kind: str, key: tuple[Any, ...]) -> int:
        if key not in self._shared:
            here, self.region = self.region, 0
            self._shared[key] = self.add(op, kind=kind, data=data)
            self.region = here
        return self._shared[key]

    def lazy(self, op: Op, kind: str, *makes: Callable[[], int]) -> int:
        """A node over regions, each with the nodes that one function makes: AND, OR or BRANCH."""
        regions = []
        for make in makes:
            region, _ = self.open_region()
            self.close_region(make())
            regions.append(region)
        return self.add(op, kind=kind, regions=tuple(regions))

    def mapped(self, kind: str, source: Callable[[], int], body: Callable[[int], int]) -> int:
        """The list of what `body` makes of each item of a list; the items are of a kind."""
        region, (item,) = self.open_region(kind)
        items = source()
        inner, _ = self.open_region()
        self.close_region(body(item))
        self.close_region(items)
        return self.add("LOOP", name="map", kind="list", regions=(region, inner))

    def open_region(self, *params: str) -> tuple[int, list[int]]:
        """Enter a new region with parameters of these kinds; gives its id and their nodes."""
        region = _Draft(len(self._regions), self.region)
        self._regions.append(region)
        self.region = region.id
        nodes = [self.add("PARAM", kind=kind) for kind in params]
        region.params = tuple(nodes)
        return region.id, nodes

    def close_region(self, result: int) -> None:
        """Leave the current region, whose value is `result`."""
        region = self._regions[self.region]
        region.result = result
        self.region = region.parent
