"""What a called policy is to the part that calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding
from credit_engine.feel.types import Type
from credit_engine.ir import Builder
from credit_engine.parts.base import AnyPart, Lowered
from credit_engine.parts.model import ReasonModel
from credit_engine.parts.rule_set import AnyRuleSet, LoweredRuleSet
from credit_engine.run.fields import PRIOR, Field
from credit_engine.run.outcomes import Outcomes
from credit_engine.source import Span


@dataclass(frozen=True)
class CalledOutput:
    """An output of a called policy: its nodes, and how it is rounded.

    `scale` are decimal digits and the way of rounding. `base_release` says whether the outcome of the rules
    alone would release it, `release` whether the final one does.
    """

    value: int
    base_release: int
    release: int
    scale: tuple[int, str] | None

    def rounded(self, builder: Builder) -> int:
        """The node of the value as the called policy gives it."""
        kind = builder.nodes[self.value].kind
        if self.scale is None or kind != "number":
            return self.value
        return builder.call("round", self.value, kind="number", data=tuple(self.scale))


@dataclass(frozen=True)
class Inlined:
    """A called policy within its caller's program; its outcome rests on `rule_sets`.

    `state` lowers the next state under an outcome, which is unknown where the called policy cannot decide.
    `sites` are the nodes of its syntax trees for this call.
    """

    parts: Mapping[str, Lowered[AnyPart]]
    rule_sets: Sequence[LoweredRuleSet[AnyRuleSet]]
    base: int
    outcome: int
    outputs: Mapping[str, CalledOutput]
    state: Callable[[int], Mapping[str, CalledOutput]]
    sites: Mapping[int, int]


@dataclass(frozen=True)
class Called:
    """A called policy, as it was checked by itself.

    `inline` lowers it with what its inputs stand for; `checked` is all that
    explanations read of it. `state` is what it declares under `prior:`, `next_state` the types of `next:`.
    """

    name: str
    version: str
    fields: tuple[Field, ...]
    types: Mapping[str, Type]
    declared: Mapping[str, Span]
    outcomes: Outcomes
    outputs: Mapping[str, Type]
    reasons: Mapping[str, ReasonModel]
    state: Mapping[str, Any]
    next_state: Mapping[str, Type]
    site_types: Mapping[int, Type]
    inline: Callable[[Lowering, Mapping[str, Binding]], Inlined]
    checked: Any

    @cached_property
    def prior(self) -> frozenset[str]:
        """The paths of the fields of its prior state."""
        return frozenset(f"{PRIOR}.{name}" for name in self.state)
