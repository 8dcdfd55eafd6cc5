"""What an explanation reads of a decision, and of the program that decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from credit_engine.absent import Cause
from credit_engine.account.policy import PolicyAccount
from credit_engine.ir import Program
from credit_engine.run.fields import Field
from credit_engine.run.outcomes import Outcomes
from credit_engine.work import Work


class ReasonText(Protocol):
    """A reason of a decision."""

    @property
    def code(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def weight(self) -> Any: ...
    @property
    def causes(self) -> tuple[Cause, ...]: ...
    @property
    def disclosed(self) -> bool: ...
    @property
    def items(self) -> tuple[str, ...]: ...
    def text(self, lang: str = ..., audience: str = ...) -> str:
        """The reason for a language and an audience."""


class Intervened(Protocol):
    """An intervention applied to a decision."""

    @property
    def kind(self) -> Literal["waiver", "exception", "override", "condition"]: ...
    @property
    def rule(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def expires(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def condition(self) -> str: ...


class Explained(Protocol):
    """The parts of a compiled policy that explanations read."""

    @property
    def account(self) -> PolicyAccount: ...
    @property
    def program(self) -> Program: ...
    @property
    def outcomes(self) -> Outcomes: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def redacts(self) -> bool: ...


class Decided(Protocol):
    """The parts of a decision that its explanation reads."""

    @property
    def compiled(self) -> Explained: ...
    @property
    def slots(self) -> Sequence[Any]: ...
    @property
    def dates(self) -> Mapping[str, str]: ...
    @property
    def outcome(self) -> str: ...
    @property
    def outputs(self) -> Mapping[str, Any]: ...
    @property
    def withheld(self) -> Mapping[str, str]: ...
    @property
    def reasons(self) -> Sequence[ReasonText]: ...
    @property
    def asks(self) -> tuple[str, ...]: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def system(self) -> Decided: ...
    @property
    def state_values(self) -> Mapping[str, Any]: ...
    @property
    def interventions(self) -> Sequence[Intervened]: ...
    def value(self, node: int) -> Any:
        """The recorded value of a program node."""

    def given_inputs(self, instead: Callable[[Any, str], Any]) -> Mapping[str, Any]:
        """The inputs by path, with something instead of a value declared for a missing one's cause."""

    def intervened_on(self, number: int) -> Any:
        """The status of an intervention's rule when it was made."""

    def replay(
        self, nodes: Sequence[int], bound: Mapping[int, Any] | None = ..., work: Work | None = ...
    ) -> tuple[Any, ...]:
        """Values of nodes that were not recorded; what they take comes from a budget."""
