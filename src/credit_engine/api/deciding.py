"""What deciding many records needs of a policy."""

from __future__ import annotations

from typing import Any, Protocol

from credit_engine.api.decision import Decision
from credit_engine.api.given import Record, When
from credit_engine.policy.compiled import CompiledPolicy


class DecidingPolicy(Protocol):
    """A policy as tables are decided with it: its versions, and what it makes of one record."""

    versions: tuple[CompiledPolicy, ...]

    @property
    def name(self) -> str:
        """The policy's name."""

    def decide(
        self,
        record: Record,
        *,
        as_of: When,
        policy_as_of: When | None = None,
        data_as_of: When | None = None,
        interventions: Any = (),
    ) -> Decision:
        """The decision for a record."""

    def planned(
        self, as_of: When, policy_as_of: When | None, data_as_of: When | None
    ) -> tuple[CompiledPolicy, tuple[Any, Any, Any], dict[str, str]]:
        """The version in force, its today(), now() and data_as_of, and the three dates as texts."""
