"""The row evaluation: a program, or the part of it that some nodes need, as one Python function.

Generated code holds only generated names: nodes `n7`, inputs `i3`, constants `c5` and functions
bound by reference. Every statement assigns once; loops and function bodies become functions of
their own, so that nesting in an expression does not nest in Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from credit_engine.absent import Absent, merge
from credit_engine.ir import Node, Program
from credit_engine.operators.filtering import item_at
from credit_engine.run import kernels
from credit_engine.run.calls import call_text, is_weighed
from credit_engine.run.quick import ESCAPES, Call, is_chosen_by, is_summed_by, kind_of_value, quick_form
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
}

_SMALL = frozenset(("number", "boolean", "date", "time", "date and time"))
"""Kinds whose values have a bounded size."""

_NESTED = 2 * 8
"""Quick forms nest so many branches, conditions and values counted."""
_DEEPEST = 40
"""Python refuses a hundred levels of indentation."""


class Row(Protocol):
    """A function from input values to the values of nodes."""

    def __call__(self, values: Sequence[Any], work: Work | None = ..., /) -> tuple[Any, ...]:
        """The values; what they take comes from a budget, a full one unless it is given."""


def compile_row(program: Program, roots: Sequence[int], given: Sequence[int] = ()) -> Row:
    """A function from input values (then the values of `given` nodes) to the roots' values.

    Raises work.WorkLimit from the returned function where a row takes too much work.
    """
    return _compiled(_Emitter(program, given), roots)


def compile_quick_row(program: Program, roots: Sequence[int], present: Collection[int]) -> Row:
    """The same function for a policy, in the quick forms of `quick`; inputs that are `present` are never absent.

    Raises one of `quick.ESCAPES` from the returned function for a row that quick forms do not cover.
    """
    return _compiled(_Emitter(program, (), frozenset(present)), roots)


def compile_both_rows(program: Program, roots: Sequence[int], present: Collection[int]) -> Row:
    """The quick function, and that of `compile_row` for rows that it does not cover, made for the first of them."""
    quick = compile_quick_row(program, roots, present)
    thorough: list[Row] = []

    def row(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        if work is None:
            try:
                return quick(values)
            except ESCAPES:
                pass  # what is out of the ordinary has one meaning, that of the kernels
        if not thorough:
            thorough.append(compile_row(program, roots))
        return thorough[0](values, work)

    return row


def _compiled(emitter: _Emitter, roots: Sequence[int]) -> Row:
    text = emitter.main(roots)
    space = emitter.space
    exec(compile(text, "<row>", "exec"), space)  # noqa: S102 - holds generated names only
    run = space["run"]

    def row(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        result: tuple[Any, ...] = run(values, work or Work())
        return result

    def counted(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        work = work or Work()
        before = current.set(work)
        try:
            result: tuple[Any, ...] = run(values, work)
        finally:
            current.reset(before)
        return result

    return counted if emitter.counts else row


class _Emitter:
    """Writes one module of generated code, in one of two profiles.

    With the inputs that are `present` it writes quick forms, and keeps the names of values that are never absent, so that
    nothing tests them; otherwise any value may be absent, and every call is its kernel's.
    """

    def __init__(self, program: Program, given: Sequence[int], present: Collection[int] | None = None) -> None:
        self.program = program
        self.quick = present is not None
        self.present = {f"i{at}" for at in present or ()}
        self.given = dict.fromkeys(given)
        self.space: dict[str, Any] = dict(_NAMES)
        self.constants: dict[str, Any] = {}
        self.aliases: dict[int, str] = {}
        """Nodes whose value has another name, or stands within the one expression that uses it."""
        self.uses: Counter[int] = Counter()
        self.bound: dict[tuple[int, str], str] = {}
        self.functions: list[str] = []
        self.folding = Work()
        self.needed: set[int] = set()
        self.counts = False
        """Whether a call takes from the budget in force, so that one has to be."""

    def main(self, roots: Sequence[int]) -> str:
        self.needed = self.program.needed(roots, self.given)
        if self.quick:
            self.uses = self.counted_uses(roots)
        top = {i for i in self.needed if self.program.nodes[i].region == 0}
        top |= self.program.unconditional(roots, self.needed, self.given)
        body: list[str] = []
        for i in sorted(top.difference(self.given)):
            self.node(self.program.nodes[i], body, 1)
        unpack = self.unpacked()
        first = len(self.program.inputs)
        unpack += [f"    n{i} = v[{first + k}]" for k, i in enumerate(self.given) if i in self.needed]
        result = f"    return ({''.join(self.ref(i) + ', ' for i in roots)})"
        return "\n".join([*self.functions, "def run(v, w):", *unpack, *body, result, ""])

    def counted_uses(self, roots: Sequence[int]) -> Counter[int]:
        """How often each node's value is asked for."""
        nodes, regions = self.program.nodes, self.program.regions
        uses = Counter(roots)
        for i in self.needed:
            uses.update(nodes[i].args)
            uses.update(regions[r].result for r in nodes[i].regions)
        return uses

    def user(self, node: Node) -> Node | None:
        """The call beside a node that alone uses its value, None where there is no such call."""
        if self.uses[node.id] != 1:
            return None
        return self.users.get((node.region, node.id))

    @cached_property
    def users(self) -> Mapping[tuple[int, int], Node]:
        """For regions and arguments one call that uses them."""
        calls = (self.program.nodes[i] for i in self.needed)
        return {(call.region, arg): call for call in calls if call.op == "CALL" for arg in call.args}

    def unpacked(self) -> list[str]:
        inputs = self.used("INPUT")
        if self.quick:
            names = {n.data: self.ref(n.id) for n in inputs}
            return [f"    {''.join(names.get(at, '_') + ', ' for at in range(len(self.program.inputs)))} = v"]
        return [f"    {self.ref(n.id)} = v[{n.data}]" for n in inputs]

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
        if self.quick and value.__class__ is not Absent:
            self.present.add(name)
        return name

    def sure(self, name: str) -> bool:
        """Whether a value is never absent where the quick function goes on."""
        return name in self.present

    def note(self, target: str, sure: bool) -> None:
        """Keep whether a value is never absent."""
        if self.quick and sure:
            self.present.add(target)

    def region(self, r: int, lines: list[str], depth: int) -> str:
        """Write a region's statements; gives the name of its value."""
        region = self.program.regions[r]
        for i in region.nodes:
            if i in self.needed and i not in self.given:
                self.node(self.program.nodes[i], lines, depth)
        return self.ref(region.result)

    def part(self, r: int, lines: list[str], depth: int) -> str:
        """As `region`; in a function of its own where statements would be indented too deeply."""
        if depth < _DEEPEST:
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
        if self.quick and not constant and self.quick_call(node, args, kinds, lines, depth):
            return
        text = call_text(node, args, kinds, self.program.mode, self.bind)
        if constant and self.folded(node, text):
            return
        self.counts = self.counts or is_weighed(node.name, kinds)
        lines.append(f"{'    ' * depth}n{node.id} = {text}")

    def quick_call(
        self, node: Node, args: Sequence[str], kinds: Sequence[str], lines: list[str], depth: int
    ) -> bool:
        """Write a call in its quick form, or leave it to the only call that uses it; whether it has one."""
        self.counts = self.counts or is_weighed(node.name, kinds)
        user = self.user(node)
        if user is not None and is_summed_by(node, user):
            return True
        known = [
            kind_of_value(self.constants[name], kind) if name in self.constants else kind
            for name, kind in zip(args, kinds, strict=True)
        ]
        sure = [self.sure(name) for name in args]
        form = quick_form(Call(node, args, known, sure, self))
        if form is None:
            return False
        pad = "    " * depth
        lines += [f"{pad}{line}" for line in form.before]
        lines.append(f"{pad}n{node.id} = {form.text}")
        self.note(f"n{node.id}", form.present)
        return True

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
        written: list[tuple[list[str], str, bool]] = []
        for count, r in enumerate(node.regions):
            inner: list[str] = []
            value = self.part(r, inner, depth + 1) if count else self.region(r, inner, depth)
            written.append((inner, value, self.is_boolean(r)))
        if self.quick and self.joined(node, written, lines, depth):
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

    def joined(
        self, node: Node, written: Sequence[tuple[list[str], str, bool]], lines: list[str], depth: int
    ) -> bool:
        """Write a connective of truths that are never absent as Python's own; whether it could be.

        That of a single truth with a name is another name for it.
        """
        texts = [
            one_expression(inner, value) if typed and self.sure(value) else ""
            for inner, value, typed in written
        ]
        if not all(texts):
            return False
        if len(texts) == 1 and texts[0].isidentifier():
            self.aliases[node.id] = texts[0]
            return True
        text = (" and " if node.op == "AND" else " or ").join(texts)
        user = self.user(node)
        if user is not None and is_chosen_by(user):
            self.aliases[node.id] = text = f"({text})"
        else:
            lines.append(f"{'    ' * depth}n{node.id} = {text}")
        self.note(self.ref(node.id), sure=True)
        return True

    def is_boolean(self, r: int) -> bool:
        """Whether a region's value is a truth or absent."""
        return self.program.nodes[self.program.regions[r].result].kind == "boolean"

    def branch(self, node: Node, lines: list[str], depth: int) -> None:
        """Branches one after the other with an `open` flag, so that else-if chains do not nest."""
        pad, target, is_open = "    " * depth, f"n{node.id}", f"o{node.id}"
        *pairs, otherwise = node.regions
        if self.quick and len(pairs) <= _NESTED:
            self.nested(node, lines, depth)
            return
        for k in range(0, len(pairs), 2):
            inner = depth
            if k:
                lines.append(f"{pad}if {is_open}:")
                inner += 1
            self.one_branch(node, pairs[k], pairs[k + 1], lines, inner)
        lines.append(f"{pad}if {is_open}:")
        value = self.part(otherwise, lines, depth + 1)
        lines.append(f"{pad}    {target} = {value}")

    def nested(self, node: Node, lines: list[str], depth: int) -> None:
        """Few branches, each within the `else` of the one before, or all in one expression."""
        target, sure = f"n{node.id}", True
        statements: list[str] = []
        expressions: list[str] = []
        *pairs, otherwise = node.regions
        for k in range(0, len(pairs), 2):
            pad, tested, valued = "    " * depth, list[str](), list[str]()
            test = self.part(pairs[k], tested, depth)
            value = self.part(pairs[k + 1], valued, depth + 1)
            truth = self.sure(test) and self.is_boolean(pairs[k])
            open_ = [] if truth else [f"{pad}elif {test} is not False:", f"{pad}    {target} = truth({test})"]
            begun = [*tested, f"{pad}if {test}{'' if truth else ' is True'}:", *valued]
            statements += [*begun, f"{pad}    {target} = {value}", *open_, f"{pad}else:"]
            sure = sure and truth and self.sure(value)
            expressions += [one_expression(valued, value), one_expression(tested, test) if truth else ""]
            depth += 1
        valued = []
        value = self.part(otherwise, valued, depth)
        statements += [*valued, f"{'    ' * depth}{target} = {value}"]
        expressions.append(one_expression(valued, value))
        self.note(target, sure and self.sure(value))
        if all(expressions):
            begun = [f"{one} if {test} else " for one, test in pairwise_of(expressions)]
            statements = [f"{'    ' * (depth - len(begun))}{target} = {''.join(begun)}{expressions[-1]}"]
        lines += statements

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

    def looped(self, node: Node, lines: list[str], depth: int) -> bool:
        """Write a filter or quantifier over a list in its place; whether it could be.

        A condition that is absent raises where it is tested.
        """
        source, *more, body = node.regions
        region = self.program.regions[source]
        listed = self.program.nodes[region.result].kind.partition("<")[0] == "list"
        if node.name == "map" or more or not listed or not self.is_boolean(body) or depth >= _DEEPEST // 2:
            return False
        pad, target, item = "    " * depth, f"n{node.id}", f"n{region.params[0]}"
        items = self.region(source, lines, depth)
        lines += [f"{pad}w.turns -= len({items})", f"{pad}if w.turns < 0:", f"{pad}    w.spend(0)"]
        decisive = node.name == "some"
        lines.append(f"{pad}{target} = {'[]' if node.name == 'filter' else not decisive}")
        lines.append(f"{pad}for {item} in {items}:")
        value = self.region(body, lines, depth + 1)
        if node.name == "filter":
            lines += [f"{pad}    if {value}:", f"{pad}        {target}.append({item})"]
        else:
            test = value if decisive else f"not {value}"
            lines += [f"{pad}    if {test}:", f"{pad}        {target} = {decisive}", f"{pad}        break"]
        self.note(target, sure=True)
        return True

    def outlined(self, node: Node, lines: list[str], depth: int) -> None:
        """A loop or function body as a function of its own over the values it uses."""
        if self.quick and node.op == "LOOP" and self.looped(node, lines, depth):
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
        """The body of a function value, by kernels: whoever calls it may take what quick forms raise for its own."""
        body: list[str] = []
        quick, self.quick = self.quick, False
        value = self.region(region, body, 1)
        self.quick = quick
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
            depth = self.iterate(r, node, lines, depth)
        self.turn(node, body, lines, depth)
        if node.name in ("map", "filter"):
            lines.append("    return acc" if node.name == "map" else "    return acc if bad is None else bad")
        else:
            lines.append(f"    return {node.name == 'every'} if bad is None else bad")
        return lines

    def iterate(self, r: int, node: Node, lines: list[str], depth: int) -> int:
        """One `for` over a source region; its variable is the region's parameter."""
        pad = "    " * depth
        value = self.region(r, lines, depth)
        source, variable = f"s{r}", self.program.regions[r].params[0]
        kind = self.program.nodes[self.program.regions[r].result].kind
        if self.sure(value) and kind.partition("<")[0] == "list":
            lines.append(f"{pad}{source} = {value}")
        else:
            lines += [
                f"{pad}{source} = iterated({value})",
                f"{pad}if {source}.__class__ is Absent:",
                f"{pad}    return {source}",
            ]
        lines += [
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


def one_expression(statements: Sequence[str], value: str) -> str:
    """What assignments give as one expression, each within the next; empty where that cannot be."""
    if not statements:
        return value
    text, last = "", ""
    for statement in statements:
        name, assigned, right = statement.strip().partition(" = ")
        if not assigned or not name.isidentifier():
            return ""
        if last:
            right, uses = re.subn(rf"\b{last}\b", lambda _, text=text: text, right)  # type: ignore[misc]
            if uses != 1:
                return ""
        text, last = f"({right})", name
    return text if last == value else ""


def pairwise_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Values and their conditions, which alternate."""
    return list(zip(texts[:-1:2], texts[1::2], strict=True))
