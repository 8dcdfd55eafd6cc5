"""What is known of a program's values without a decision: constants, and what has a title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from credit_engine.absent import Absent
from credit_engine.account.evidence import Entries, Ref, Words
from credit_engine.account.policy import PolicyAccount
from credit_engine.account.steps import Step
from credit_engine.ir import Program

_ACCEPTING = frozenset(("argument", "initially"))
"""Kernels that check a value, or put the first one in its place, before a called policy has it."""
OPEN: Final = object()
"""Stands for a value that only a decision gives."""


class Standing:
    """The constants of a program; the titles of its inputs, parameters and results, and wordings, by node."""

    def __init__(self, program: Program, account: PolicyAccount, wordings: Mapping[int, Words]) -> None:
        self.program = program
        self._titles: dict[int, Words] = dict(wordings)
        inputs = {program.inputs[node.data]: node.id for node in program.nodes if node.op == "INPUT"}
        for line in account.inputs:
            if line.title is not None and line.path in inputs:
                self._titles[inputs[line.path]] = line.title
        for parameter in account.parameters:
            if parameter.title is not None:
                self._titles[parameter.figure.value.node] = parameter.title
        for step in account.steps:
            self._titles.update(_results(step))

    def value(self, held: Any) -> Any:
        """The value of what stands in an account, OPEN where only a decision gives it."""
        if isinstance(held, Ref):
            node = self.program.nodes[held.node]
            if node.op != "CONST":
                return OPEN
            value = self.program.constants[node.data]
            return value[held.key] if held.key and isinstance(value, dict) else value
        if isinstance(held, tuple) and not isinstance(held, Words):
            return OPEN
        return held

    def title(self, held: Any) -> Words | None:
        """The title of what a node holds, if it has one."""
        node: int | None = held.node if isinstance(held, Ref) else None
        while node is not None and node not in self._titles:
            node = self._passed_on(node)
        return None if node is None else self._titles[node]

    def _passed_on(self, number: int) -> int | None:
        """The node whose value one passes on where a called policy accepts it."""
        node = self.program.nodes[number]
        if node.op == "CALL" and node.name in _ACCEPTING:
            return node.args[0]
        if node.op != "BRANCH" or len(node.regions) != 3:
            return None
        _, value, otherwise = (self.program.regions[region].result for region in node.regions)
        refused = self.program.nodes[otherwise]
        absent = refused.op == "CONST" and isinstance(self.program.constants[refused.data], Absent)
        return value if absent else None

    def data(self, held: Any) -> Any:
        """The constant data of a node."""
        return self.program.nodes[held.node].data if isinstance(held, Ref) else None


def _results(step: Step) -> Iterator[tuple[int, Words]]:
    """The nodes of a step's result, with its title, or that of an entry."""
    value = step.result.value
    if step.title is None:
        return
    if isinstance(value, Ref):
        yield value.node, step.title
    elif isinstance(value, Entries):
        titles = {
            column.name: column.title or Words(column.name, column.name) for column in step.result.columns
        }
        for name, entry in zip(value.names, value.values, strict=True):
            title = titles.get(name, Words(name, name))
            if isinstance(entry, Ref):
                yield entry.node, Words(f"{step.title.en}: {title.en}", f"{step.title.zh}：{title.zh}")
