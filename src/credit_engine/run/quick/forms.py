"""What a quick form is, and what it knows of the call that it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from credit_engine.ir import Node, Program
from credit_engine.operators.kinds import kind_of

LONGEST_CHAIN = 40
"""So many conditional expressions one within the other; Python's compiler refuses a few hundred."""
REMEMBERED = 1024
"""So many results a function of a few truths or texts remembers."""


class Form(NamedTuple):
    """An expression for the value of a call, whether it is never absent, and the statements before it."""

    text: str
    present: bool = True
    before: Sequence[str] = ()


class Writing(Protocol):
    """What writes the function around a call."""

    program: Program

    @property
    def constants(self) -> Mapping[str, Any]:
        """Names of constants with their values."""

    careful: bool
    """Whether absent values are passed on by kernels, too, where quick rows escape."""

    def ref(self, i: int) -> str:
        """The Python name of a node's value."""

    def bind(self, value: Any) -> str:
        """A name for an object that the generated code uses by reference."""

    def sure(self, name: str) -> bool:
        """Whether a value is never absent where the quick function goes on."""

    def user(self, node: Node) -> Node | None:
        """The call beside a node that alone uses its value, None where there is no such call."""


class Call(NamedTuple):
    """A call to be written: the names and kinds of its arguments, and which are never absent."""

    node: Node
    args: Sequence[str]
    kinds: Sequence[str]
    present: Sequence[bool]
    writing: Writing

    @property
    def known(self) -> Mapping[str, Any]:
        """Values of those names that are constants."""
        return self.writing.constants

    @property
    def nodes(self) -> Sequence[Node]:
        """The program's nodes."""
        return self.writing.program.nodes

    def bind(self, value: Any) -> str:
        """A name for an object that the generated code uses by reference."""
        return self.writing.bind(value)

    @property
    def data(self) -> Any:
        """The constant data of the call's kernel."""
        return self.node.data

    @property
    def all_present(self) -> bool:
        """Whether no argument is ever absent."""
        return all(self.present)

    @property
    def all_constant(self) -> bool:
        """Whether all arguments but the first are constants with a value."""
        return all(
            name in self.known and present
            for name, present in list(zip(self.args, self.present, strict=True))[1:]
        )


def kind_of_value(value: Any, kind: str) -> str:
    """The kind of a constant, where its static one is open."""
    return kind_of(value) if kind == "any" else kind


def unless_absent(call: Call, test: str) -> Form:
    """A test of the first argument, which is passed on where it is absent."""
    value = call.args[0]
    if call.present[0]:
        return Form(test)
    return Form(f"{value} if {value}.__class__ is Absent else {test}", False)


def or_escape(call: Call, text: str) -> Form:
    """An expression that raises by itself for an argument that is absent; with care, as `or_absent`."""
    return or_absent(call, text) if call.writing.careful else Form(text)


def or_absent(call: Call, text: str) -> Form:
    """An expression for arguments that are there; for others all their causes, as kernels have it."""
    open_ = [name for name, present in zip(call.args, call.present, strict=True) if not present]
    if not open_:
        return Form(text)
    tests = " or ".join(f"{name}.__class__ is Absent" for name in open_)
    absent = f"merge({', '.join(call.args)})" if len(call.args) > 1 else call.args[0]
    return Form(f"{absent} if {tests} else {text}", False)
