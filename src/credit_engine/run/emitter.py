"""Writes the Python code of a program.

Generated code holds only generated names: nodes `n7`, inputs `i3`, constants `c5` and functions
bound by reference. Every statement assigns once; loops and function bodies become functions of
their own, so that nesting in an expression does not nest in Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from credit_engine.absent import Absent, merge
from credit_engine.ir import Node, Program
from credit_engine.operators.access import item_at
from credit_engine.run import kernels
from credit_engine.run.calls import call_text, is_weighed
from credit_engine.work import Work, WorkLimit, current

_NAMES: Mapping[str, Any] = {
    "Absent": Absent,
    "Decimal": Decimal,
    "merge": merge,
    "truth": kernels.truth,
    "iterated": kernels.iterated,
    "kleene_and": kernels.kleene_and,
    "kleene_or": kernels.kleene_or,
    "lambda_value": kernels.lambda_value,
    "item_at": item_at,
    "Work": Work,
    "current": current,
}

_SMALL = frozenset(("number", "boolean", "date", "time", "date and time"))
"""Kinds whose values have a bounded size."""

DEEPEST = 40
"""Python refuses a hundred levels of indentation."""


class Written(NamedTuple):
    """A region's statements, the name of its value, and whether that is a truth or absent."""

    statements: list[str]
    value: str
    is_boolean: bool


class Emitter:
    """Writes one module of generated code, in which any value may be absent and every call is its kernel's.

    The quick profile (`quick.emitter`) writes some nodes in shorter forms: its are the methods that here give
    False.
    """

    def __init__(self, program: Program, given: Sequence[int] = ()) -> None:
        self.program = program
        self.given = dict.fromkeys(given)
        self.space: dict[str, Any] = dict(_NAMES)
        self.constants: dict[str, Any] = {}
        self.aliases: dict[int, str] = {}
        """Nodes whose value has another name, or stands within the one expression that uses it."""
        self.bound: dict[tuple[int, str], str] = {}
        self.functions: list[str] = []
        self.folding = Work()
        self.needed: set[int] = set()
        self.counts = False
        """Whether a call takes from the budget in force, so that one has to be."""
        self.loops = False
        """Whether turns of a loop within the function itself take from it."""

    def begin(self, roots: Sequence[int]) -> None:
        """What is to be known of the needed nodes before any is written."""

    def in_form(
        self, node: Node, args: Sequence[str], kinds: Sequence[str], lines: list[str], depth: int
    ) -> bool:
        """Write a call in a shorter form; whether it has one."""
        return False

    def joined(self, node: Node, written: Sequence[Written], lines: list[str], depth: int) -> bool:
        """Write a connective, whose regions are written, in a shorter form; whether it has one."""
        return False

    def nested(self, node: Node, lines: list[str], depth: int) -> bool:
        """Write branches in a shorter form; whether they have one."""
        return False

    def looped(self, node: Node, lines: list[str], depth: int) -> bool:
        """Write a loop in its place; whether it could be."""
        return False

    def main(self, roots: Sequence[int]) -> str:
        """The module's text: the function `run`, which takes values and a budget (without one a full one)."""
        self.needed = self.program.needed(roots, self.given)
        self.begin(roots)
        top = {i for i in self.needed if self.program.nodes[i].region == 0}
        top |= self.program.unconditional(roots, self.needed, self.given)
        body: list[str] = []
        for i in sorted(top.difference(self.given)):
            self.node(self.program.nodes[i], body, 1)
        first = len(self.program.inputs)
        given = [f"    n{i} = v[{first + k}]" for k, i in enumerate(self.given) if i in self.needed]
        result = f"    return ({''.join(self.ref(i) + ', ' for i in roots)})"
        lines = self.in_budget([*self.unpacked(), *given, *body, result])
        return "\n".join([*self.functions, "def run(v, w=None, /):", *lines, ""])

    def in_budget(self, lines: Sequence[str]) -> list[str]:
        """The statements of a function with the budget `w` that they take from, if any does, in force."""
        if not self.counts:
            return ["    w = w or Work()", *lines] if self.loops or self.functions else [*lines]
        within = (f"    {line}" for line in lines)
        begun = ["    w = w or Work()", "    before = current.set(w)"]
        return [*begun, "    try:", *within, "    finally:", "        current.reset(before)"]

    def unpacked(self) -> list[str]:
        """The statements that name the inputs."""
        return [f"    {self.ref(n.id)} = v[{n.data}]" for n in self.used("INPUT")]

    def used(self, op: str) -> list[Node]:
        return [
            n for n in self.program.nodes if n.op == op and n.id in self.needed and n.id not in self.given
        ]

    def ref(self, i: int) -> str:
        """The Python name of a node's value."""
        node = self.program.nodes[i]
        if node.op == "CONST":
            return self.constant(f"c{node.data}", self.program.constants[node.data])
        if i in self.given:
            return f"n{i}"
        if i in self.aliases:
            return self.aliases[i]
        return f"i{node.data}" if node.op == "INPUT" else f"n{i}"

    def bind(self, value: Any, prefix: str = "f") -> str:
        """A name for an object that the generated code uses by reference."""
        name = self.bound.setdefault((id(value), prefix), f"{prefix}{len(self.bound)}_")
        self.space[name] = value
        return name

    def constant(self, name: str, value: Any) -> str:
        """A name for a value that is known before any row is."""
        self.constants[name] = self.space[name] = value
        return name

    def region(self, r: int, lines: list[str], depth: int) -> str:
        """Write a region's statements; gives the name of its value."""
        region = self.program.regions[r]
        for i in region.nodes:
            if i in self.needed and i not in self.given:
                self.node(self.program.nodes[i], lines, depth)
        return self.ref(region.result)

    def part(self, r: int, lines: list[str], depth: int) -> str:
        """As `region`; in a function of its own where statements would be indented too deeply."""
        if depth < DEEPEST:
            return self.region(r, lines, depth)
        names = "".join(f", {name}" for name in self.free((r,)))
        body: list[str] = []
        value = self.region(r, body, 1)
        self.functions.append("\n".join([f"def g{r}(w{names}):", *body, f"    return {value}", ""]))
        lines.append(f"{'    ' * depth}g{r}_ = g{r}(w{names})")
        return f"g{r}_"

    def node(self, node: Node, lines: list[str], depth: int) -> None:
        """Write the statements that compute one node."""
        if node.op in ("INPUT", "CONST", "PARAM"):
            return
        writer = {
            "CALL": self.call,
            "AND": self.connective,
            "OR": self.connective,
            "BRANCH": self.branch,
            "LOOP": self.outlined,
            "LAMBDA": self.outlined,
        }[node.op]
        writer(node, lines, depth)

    def call(self, node: Node, lines: list[str], depth: int) -> None:
        args = [self.ref(a) for a in node.args]
        kinds = [self.program.nodes[a].kind for a in node.args]
        constant = node.args and self.constants.keys() >= set(args) and node.name != "apply"
        if not constant and self.in_form(node, args, kinds, lines, depth):
            return
        text = call_text(node, args, kinds, self.program.mode, self.bind)
        if constant and self.folded(node, text):
            return
        self.counts = self.counts or is_weighed(node.name, kinds)
        lines.append(f"{'    ' * depth}n{node.id} = {text}")

    def folded(self, node: Node, text: str) -> bool:
        """Make a call of constants a constant; where that takes more than is left, each row says so."""
        if self.folding.turns < 0:
            return False
        before = current.set(self.folding)
        try:
            self.constant(f"n{node.id}", eval(text, self.space))  # noqa: S307 - generated names only
        except WorkLimit:
            return False
        finally:
            current.reset(before)
        return True

    def connective(self, node: Node, lines: list[str], depth: int) -> None:
        written: list[Written] = []
        for count, r in enumerate(node.regions):
            inner: list[str] = []
            value = self.part(r, inner, depth + 1) if count else self.region(r, inner, depth)
            written.append(Written(inner, value, self.is_boolean(r)))
        if self.joined(node, written, lines, depth):
            return
        pad, target = "    " * depth, f"n{node.id}"
        decided, join = ("False", "kleene_and") if node.op == "AND" else ("True", "kleene_or")
        other = "True" if node.op == "AND" else "False"
        for count, (inner, value, typed) in enumerate(written):
            if count:
                lines.append(f"{pad}if {target} is not {decided}:")
            lines += inner
            if not count:
                lines.append(f"{pad}{target} = {value if typed else f'truth({value})'}")
                continue
            joined = f"{join}({target}, {value})"
            simple = f"{value} if {target} is {other} else {joined}"
            lines.append(f"{pad}    {target} = {simple if typed else joined}")

    def is_boolean(self, r: int) -> bool:
        """Whether a region's value is a truth or absent."""
        return self.program.nodes[self.program.regions[r].result].kind == "boolean"

    def branch(self, node: Node, lines: list[str], depth: int) -> None:
        """Branches one after the other with an `open` flag, so that else-if chains do not nest."""
        if self.nested(node, lines, depth):
            return
        pad, target, is_open = "    " * depth, f"n{node.id}", f"o{node.id}"
        *pairs, otherwise = node.regions
        for k in range(0, len(pairs), 2):
            inner = depth
            if k:
                lines.append(f"{pad}if {is_open}:")
                inner += 1
            self.one_branch(node, pairs[k], pairs[k + 1], lines, inner)
        lines.append(f"{pad}if {is_open}:")
        value = self.part(otherwise, lines, depth + 1)
        lines.append(f"{pad}    {target} = {value}")

    def one_branch(self, node: Node, condition: int, value: int, lines: list[str], depth: int) -> None:
        pad, target, is_open = "    " * depth, f"n{node.id}", f"o{node.id}"
        test = self.part(condition, lines, depth)
        lines.append(f"{pad}{is_open} = False")
        lines.append(f"{pad}if {test} is True:")
        result = self.part(value, lines, depth + 1)
        lines.append(f"{pad}    {target} = {result}")
        if self.program.mode == "policy":
            lines.append(f"{pad}elif {test} is not False:")
            lines.append(f"{pad}    {target} = truth({test})")
        lines.append(f"{pad}else:")
        lines.append(f"{pad}    {is_open} = True")

    def outlined(self, node: Node, lines: list[str], depth: int) -> None:
        """A loop or function body as a function of its own over the values it uses."""
        if node.op == "LOOP" and self.looped(node, lines, depth):
            return
        free = self.free(node.regions)
        names = "".join(f", {name}" for name in free)
        function = f"r{node.id}"
        if node.op == "LOOP":
            body = self.loop(node)
            lines.append(f"{'    ' * depth}n{node.id} = {function}(w{names})")
            head = f"def {function}(w{names}):"
        else:
            parameters, types = node.data
            region = self.program.regions[node.regions[0]]
            body = self.function_body(region.id)
            made = f"{self.bind(parameters, 'k')}, {self.bind(types, 'k')}, w, {function}{names}"
            lines.append(f"{'    ' * depth}n{node.id} = lambda_value({made})")
            head = f"def {function}(w{names}{''.join(f', n{p}' for p in region.params)}):"
        self.functions.append("\n".join([head, *body, ""]))

    def function_body(self, region: int) -> list[str]:
        """The statements of a function value."""
        body: list[str] = []
        value = self.region(region, body, 1)
        return [*body, f"    return {value}"]

    def free(self, regions: Sequence[int]) -> list[str]:
        """Names of the values from outside that regions use."""
        outside = self.program.outside(regions, self.needed, self.given)
        used = (self.ref(i) for i in outside if self.program.nodes[i].op != "CONST")
        return list(dict.fromkeys(used))

    def loop(self, node: Node) -> list[str]:
        """The body of a loop's function: nested for statements over its sources."""
        lines: list[str] = []
        *sources, body = node.regions
        start = {"map": ["acc = []"], "filter": ["acc = []", "bad = None"]}.get(node.name, ["bad = None"])
        lines += [f"    {line}" for line in start]
        depth = 1
        for r in sources:
            depth = self.iterate(r, lines, depth)
        self.turn(node, body, lines, depth)
        if node.name in ("map", "filter"):
            lines.append("    return acc" if node.name == "map" else "    return acc if bad is None else bad")
        else:
            lines.append(f"    return {node.name == 'every'} if bad is None else bad")
        return lines

    def iterate(self, r: int, lines: list[str], depth: int) -> int:
        """One `for` over a source region; its variable is the region's parameter."""
        pad = "    " * depth
        value = self.region(r, lines, depth)
        source, variable = f"s{r}", self.program.regions[r].params[0]
        lines += [
            f"{pad}{source} = iterated({value})",
            f"{pad}if {source}.__class__ is Absent:",
            f"{pad}    return {source}",
            f"{pad}w.turns -= len({source})",
            f"{pad}if w.turns < 0:",
            f"{pad}    w.spend(0)",
            f"{pad}for n{variable} in {source}:",
        ]
        return depth + 1

    def turn(self, node: Node, body: int, lines: list[str], depth: int) -> None:
        """What one turn of the innermost loop does."""
        pad = "    " * depth
        for partial in self.program.regions[body].params:
            lines.append(f"{pad}n{partial} = list(acc)")
            lines.append(f"{pad}w.spend(len(acc))")
        value = self.region(body, lines, depth)
        if node.name == "map":
            lines.append(f"{pad}acc.append({value})")
            if self.program.nodes[self.program.regions[body].result].kind not in _SMALL:
                lines.append(f"{pad}w.hold({value})")
        elif node.name == "filter":
            self.keep(node, value, lines, pad)
        else:
            decisive = node.name == "some"
            lines += [
                f"{pad}if {value} is {decisive}:",
                f"{pad}    return {decisive}",
                f"{pad}if {value} is not {not decisive}:",
                f"{pad}    bad = merge(bad, truth({value}))",
            ]

    def keep(self, node: Node, value: str, lines: list[str], pad: str) -> None:
        """Keep the item where the condition holds; a number instead of a condition is an index."""
        source, item = node.regions[0], self.program.regions[node.regions[0]].params[0]
        lines += [f"{pad}if {value} is True:", f"{pad}    acc.append(n{item})"]
        if node.kind == "any":
            lines += [
                f"{pad}elif {value}.__class__ is not bool and {value}.__class__ is not Absent:",
                f"{pad}    return item_at(s{source}, {value})",
            ]
        if self.program.mode == "policy":
            lines += [f"{pad}elif {value} is not False:", f"{pad}    bad = merge(bad, truth({value}))"]
