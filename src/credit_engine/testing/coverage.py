"""What the cases of a policy reach: rules, table rows, scorecard attributes, and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy
from credit_engine.parts.aspects import Element
from credit_engine.parts.rule import LoweredRule
from credit_engine.policy.compiled import CompiledPolicy

_OUTCOME = "outcome"


@dataclass
class Coverage:
    """How often each element was reached, in declared order."""

    reached: Counter[Element] = field(default_factory=Counter)
    elements: dict[Element, None] = field(default_factory=dict)

    def declare(self, policy: Policy) -> None:
        """Enter what there is to reach in every version of a policy."""
        for version in policy.versions:
            self.elements |= dict.fromkeys(_elements(version.whole))

    def add(self, decision: Decision) -> None:
        """Count what a decision reached."""
        self.reached.update(_reached(decision))

    def of(self, kind: str) -> tuple[int, int]:
        """How many elements of a kind were reached, and how many there are."""
        found = [one for one in self.elements if one.kind == kind]
        return sum(one in self.reached for one in found), len(found)

    @property
    def kinds(self) -> list[str]:
        """The kinds of elements that there are, the outcomes last."""
        found = dict.fromkeys(one.kind for one in self.elements if one.kind != _OUTCOME)
        return [*found, _OUTCOME]

    @property
    def unreached(self) -> list[Element]:
        """What no case reaches."""
        return [one for one in self.elements if one not in self.reached]


def _elements(compiled: CompiledPolicy) -> Iterator[Element]:
    for outcome in compiled.outcomes.order:
        yield Element(_OUTCOME, "", outcome)
    for part in compiled.parts.values():
        yield from part.part.reachable()


def _reached(decision: Decision) -> Iterator[Element]:
    yield Element(_OUTCOME, "", decision.outcome)
    for one in decision.interventions:
        of, rule = decision.compiled.rules_named(one.rule)[0]
        yield Element("intervention", of, rule.spec.id)
    seen = _Seen(decision)
    for part in decision.compiled.whole.parts.values():
        yield from part.reached(seen)


class _Seen:
    """A decision as its parts look at it."""

    def __init__(self, decision: Decision) -> None:
        self.value = decision.value
        self._decision = decision
        parts = decision.compiled.whole.parts.values()
        sets = (found for part in parts for found in part.counted_sets.items())
        self._counted = {(name, rule.spec.id): rule for name, rules in sets for rule in rules}

    def replay(self, nodes: Sequence[int], given: Mapping[int, Any] | None = None) -> Sequence[Any]:
        """The values of nodes, evaluated again."""
        return self._decision.replay(nodes, given or {})

    def counted(self, name: str, rule: LoweredRule) -> LoweredRule:
        """A rule of a set as far as it counts."""
        return self._counted.get((name, rule.spec.id), rule)


def undecided(coverage: Coverage) -> Mapping[str, int]:
    """How often each rule that is to be reached was undecided: not those of called policies."""
    own = {one.name for one in coverage.elements if one.kind == "rule"}
    return {
        one.name: count
        for one, count in coverage.reached.items()
        if one.kind == "rule" and one.state == "undecided" and one.name in own
    }
