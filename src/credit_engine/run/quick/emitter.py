"""The quick profile: writes nodes in forms that take what is usual for granted, and raise where it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from credit_engine.absent import Absent
from credit_engine.ir import Node, Program
from credit_engine.run.calls import is_weighed
from credit_engine.run.emitter import DEEPEST, Emitter, Written
from credit_engine.run.quick import is_chosen_by, is_summed_by, quick_form
from credit_engine.run.quick.forms import Call, kind_of_value

_NESTED = 2 * 8
"""So many regions of a branch, conditions and values, stand within one another."""
_TOGETHER = 6
"""So many statements become one expression."""
_DEEPEST_EXPRESSION = 30
"""Python refuses two hundred brackets within brackets."""
_NAME = re.compile(r"\b[a-z]\w*")


class QuickEmitter(Emitter):
    """Writes quick forms where nodes have them; inputs that are `present` are never absent."""

    def __init__(self, program: Program, present: Collection[int], careful: bool = False) -> None:
        super().__init__(program)
        self.careful = careful
        self.present = {f"i{at}" for at in present}
        self.uses: Counter[int] = Counter()
        self.by_kernels = False
        """Whether what is written is the body of a function value."""

    def begin(self, roots: Sequence[int]) -> None:
        """Count how often each node's value is asked for."""
        nodes, regions = self.program.nodes, self.program.regions
        self.uses.update(roots)
        for i in self.needed:
            self.uses.update(nodes[i].args)
            self.uses.update(regions[r].result for r in nodes[i].regions)

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

    def sure(self, name: str) -> bool:
        """Whether a value is never absent where the quick function goes on."""
        return name in self.present

    def note(self, target: str, sure: bool) -> None:
        """Keep whether a value is never absent."""
        if sure:
            self.present.add(target)

    def constant(self, name: str, value: Any) -> str:
        """A name for a value that is known before any row is."""
        self.note(name, value.__class__ is not Absent)
        return super().constant(name, value)

    def unpacked(self) -> list[str]:
        """All inputs are named in one statement."""
        names = {node.data: self.ref(node.id) for node in self.used("INPUT")}
        return [f"    {''.join(names.get(at, '_') + ', ' for at in range(len(self.program.inputs)))} = v"]

    def in_form(
        self, node: Node, args: Sequence[str], kinds: Sequence[str], lines: list[str], depth: int
    ) -> bool:
        """Write a call in its quick form, or leave it to the only call that uses it; whether it has one."""
        if self.by_kernels:
            return False
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

    def joined(self, node: Node, written: Sequence[Written], lines: list[str], depth: int) -> bool:
        """Write a connective of truths that are never absent as Python's own; whether it could be.

        That of a single truth with a name is another name for it.
        """
        if self.by_kernels or not all(truth.is_boolean and self.sure(truth.value) for truth in written):
            return False
        texts = [one_expression(truth.statements, truth.value) for truth in written]
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

    def nested(self, node: Node, lines: list[str], depth: int) -> bool:
        """Few branches, each within the `else` of the one before, or all in one expression."""
        if len(node.regions) > _NESTED or self.by_kernels:
            return False
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
            begun = [f"{expression} if {test} else " for expression, test in pairwise_of(expressions)]
            statements = [f"{'    ' * (depth - len(begun))}{target} = {''.join(begun)}{expressions[-1]}"]
        lines += statements
        return True

    def looped(self, node: Node, lines: list[str], depth: int) -> bool:
        """Write a filter or quantifier over a list in its place; whether it could be.

        A condition that is absent raises where it is tested.
        """
        if self.by_kernels:
            return False
        source, *more, body = node.regions
        region = self.program.regions[source]
        listed = self.program.nodes[region.result].kind.partition("<")[0] == "list"
        if node.name == "map" or more or not listed or not self.is_boolean(body) or depth >= DEEPEST // 2:
            return False
        self.loops = True
        target, item = f"n{node.id}", f"n{region.params[0]}"
        items = self.region(source, lines, depth)
        sure = self.sure(items) or not self.careful
        if not sure:
            pad = "    " * depth
            lines += [f"{pad}{target} = {items}", f"{pad}if {items}.__class__ is not Absent:"]
            depth += 1
        pad = "    " * depth
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
        self.note(target, sure)
        return True

    def function_body(self, region: int) -> list[str]:
        """By kernels: whoever calls the function may take what quick forms raise for an error of its own."""
        before, self.by_kernels = self.by_kernels, True
        body = super().function_body(region)
        self.by_kernels = before
        return body


def one_expression(statements: Sequence[str], value: str) -> str:
    """What assignments give as one expression, each within the next; empty where that cannot be."""
    if not statements:
        return value
    if len(statements) > _TOGETHER:
        return ""
    text, gone = "", list[str]()
    for statement in statements:
        name, assigned, right = statement.strip().partition(" = ")
        if not assigned or not name.isidentifier():
            return ""
        names = _NAME.findall(right)
        if gone:
            if [names.count(removed) for removed in gone] != [0] * (len(gone) - 1) + [1]:
                return ""
            right = _NAME.sub(lambda found: text if found[0] == gone[-1] else found[0], right)  # noqa: B023
        text = f"({right})"
        gone.append(name)
    return text if gone[-1] == value and nesting(text) < _DEEPEST_EXPRESSION else ""


def nesting(text: str) -> int:
    """How deep brackets stand within brackets."""
    depth = deepest = 0
    for character in text:
        if character in "([":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]":
            depth -= 1
    return deepest


def pairwise_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Values and their conditions, which alternate."""
    return list(zip(texts[:-1:2], texts[1::2], strict=True))
