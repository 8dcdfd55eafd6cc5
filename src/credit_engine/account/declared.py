"""What a policy declares and no step tells: types of inputs, all parameters, texts of reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from credit_engine.account.evidence import NamedTitle, Words


class MissingLine(NamedTuple):
    """What the absence of an input for one cause means: `then`, or the value that is taken instead."""

    cause: str
    then: str
    value: Any = None
    title: Words | None = None


class InputDeclaration(NamedTuple):
    """An input, a field of a list's items or of a context, or a field of the prior state.

    `range` is FEEL text. `values` are the allowed texts, each with its title if it has one; `initially` is
    the value of a field of the state before the first decision.
    """

    path: str
    type: str
    title: Words | None = None
    unit: str = ""
    range: str = ""
    values: tuple[NamedTitle | str, ...] = ()
    missing: tuple[MissingLine, ...] = ()
    initially: Any = None
    protected: bool = False
    redacted: bool = False


class ParameterDeclaration(NamedTuple):
    """A parameter: its values, each with the first day on which it holds, empty for one that always does."""

    name: str
    values: tuple[tuple[str, Any], ...]
    title: Words | None = None
    unit: str = ""
    owner: str = ""
    clause: Words | None = None


class ReasonDeclaration(NamedTuple):
    """A reason: what the bank reads, and what the customer reads if it is disclosed."""

    code: str
    internal: Words
    customer: Words | None = None
    disclosed: bool = True
    clause: Words | None = None


class Declarations(NamedTuple):
    """All that a policy declares beside its decisions, in the order of the file.

    `wordings` say the policy's expressions with titles instead of names, by the program node of each.
    """

    inputs: tuple[InputDeclaration, ...]
    parameters: tuple[ParameterDeclaration, ...]
    reasons: tuple[ReasonDeclaration, ...]
    nothing_fired: str
    wordings: Mapping[int, Words]
