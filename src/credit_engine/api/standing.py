"""Whether a rule counts when somebody intervenes on it: after the interventions on earlier stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from credit_engine.api.intervention import Intervention
from credit_engine.parts.rule import LoweredRule
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.statuses import WAIVED, standing


@dataclass(frozen=True)
class Standing:
    """What becomes of rules when the interventions of one call are made one after the other.

    `inputs` and `slots` are those of the policy alone; `made` is what the inputs of rules hold under the
    interventions, by their positions; `run` gives the slots for other inputs.
    """

    compiled: CompiledPolicy
    inputs: Sequence[Any]
    slots: Sequence[Any]
    made: Mapping[int, int]
    run: Callable[[Sequence[Any]], Sequence[Any]]

    def status(self, rule: LoweredRule) -> Any:
        """The status of a rule after the interventions on rules of earlier stages.

        Where it does not count so, its status under all other interventions of the call: another decision
        may have made the rule fire. Neither depends on the order in which interventions were given.
        """
        own = {position(self.compiled, rule)}
        after = self._under(rule, self._before(rule) - own)
        return after if standing(after) else self._under(rule, self.made.keys() - own)

    def _before(self, rule: LoweredRule) -> set[int]:
        """The inputs of the rules that decide whether the stage of a rule is reached."""
        program = self.compiled.program
        node = program.nodes[rule.status]
        if node.name != "reached":
            return set()
        return program.inputs_of(node.args[:1]) & self.made.keys()

    def _under(self, rule: LoweredRule, positions: Set[int]) -> Any:
        inputs = [self.made[at] if at in positions else value for at, value in enumerate(self.inputs)]
        slots = self.run(inputs) if positions else self.slots
        return slots[self.compiled.slot[rule.status]]


def position(compiled: CompiledPolicy, rule: LoweredRule) -> int | None:
    """Where a program has the input by which somebody intervenes on a rule; None where nobody may."""
    return None if rule.intervention < 0 else compiled.program.nodes[rule.intervention].data


def made_of(compiled: CompiledPolicy, found: Iterable[tuple[Intervention, LoweredRule]]) -> dict[int, int]:
    """What the inputs of rules hold under interventions, by position; the first on a rule counts."""
    made: dict[int, int] = {}
    for intervention, rule in found:
        at = position(compiled, rule)
        if at is not None and (not intervention.outcome or intervention.outcome in compiled.outcomes.order):
            made.setdefault(
                at, compiled.outcomes.rank(intervention.outcome) if intervention.outcome else WAIVED
            )
    return made
