"""What the cases of a policy reach: rules, table rows, scorecard attributes, and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from credit_engine.api import Decision, Policy
from credit_engine.parts import (
    LimitPart,
    Part,
    RatingPart,
    RuleSetPart,
    ScorecardPart,
    StagesPart,
    TablePart,
    TreePart,
)
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.testing.running import binding_constraint, status_of

KINDS = ("rule", "intervention", "row", "attribute", "constraint", "step", "stage", "outcome")


class Element(NamedTuple):
    """Something that a case can reach: of a decision, by name, in one of its states."""

    kind: str
    decision: str
    name: str
    state: str = ""


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
    def unreached(self) -> list[Element]:
        """What no case reaches."""
        return [one for one in self.elements if one not in self.reached]


def _elements(compiled: CompiledPolicy) -> Iterator[Element]:
    for outcome in compiled.outcomes.order:
        yield Element("outcome", "", outcome)
    for part in compiled.parts.values():
        for of_part in _ALL:
            yield from of_part(part)


def _rules(part: Part) -> Iterator[Element]:
    if isinstance(part, StagesPart):
        return
    for rule in part.all_rules if isinstance(part, RuleSetPart) else ():
        for state in ("fired", "not_fired"):
            yield Element("rule", part.name, rule.spec.id, state)
        if rule.spec.authorities:
            yield Element("intervention", part.name, rule.spec.id)


def _rows(part: Part) -> Iterator[Element]:
    if isinstance(part, TablePart) and not isinstance(part, TreePart):
        for row in part.rows:
            yield Element("row", part.name, row.id)
        if part.default:
            yield Element("row", part.name, "default")


def _attributes(part: Part) -> Iterator[Element]:
    if isinstance(part, ScorecardPart):
        for scored in part.scored:
            for i, one in enumerate(scored.characteristic.spec.attributes):
                yield Element("attribute", part.name, scored.characteristic.name, attribute_text(i, one))


def _constraints(part: Part) -> Iterator[Element]:
    for name in part.constraints if isinstance(part, LimitPart) else ():
        yield Element("constraint", part.name, name)


def _steps(part: Part) -> Iterator[Element]:
    for step in part.steps if isinstance(part, RatingPart) else ():
        yield Element("step", part.name, step.spec.id)


def _stages(part: Part) -> Iterator[Element]:
    for stage in part.stages if isinstance(part, StagesPart) else ():
        yield Element("stage", part.name, stage.spec.id)


_ALL: tuple[Callable[[Part], Iterator[Element]], ...] = (
    _rules, _rows, _attributes, _constraints, _steps, _stages,
)  # fmt: skip


def attribute_text(number: int, attribute: Any) -> str:
    """An attribute as its card writes it."""
    if attribute.range is not None:
        return str(attribute.range)
    if attribute.values is not None:
        return ", ".join(map(str, attribute.values))
    if attribute.missing is not None:
        return f"missing {attribute.missing}"
    return "otherwise" if attribute.otherwise else str(number + 1)


def _reached(decision: Decision) -> Iterator[Element]:
    yield Element("outcome", "", decision.outcome)
    for one in decision.interventions:
        of, rule = decision.compiled.rules_named(one.rule)[0]
        yield Element("intervention", of, rule.spec.id)
    parts = decision.compiled.whole.parts.values()
    staged = {
        id(rule.spec): rule
        for part in parts if isinstance(part, StagesPart) for rule in part.all_rules
    }  # fmt: skip
    for part in parts:
        if isinstance(part, StagesPart):
            yield Element("stage", part.name, decision.value(part.recorded["stage"]))
        elif isinstance(part, RuleSetPart):
            for rule in part.all_rules:
                status = decision.value(staged.get(id(rule.spec), rule).status)
                yield Element("rule", part.name, rule.spec.id, status_of(status))
        elif isinstance(part, TablePart) and not isinstance(part, TreePart):
            yield from _hit(decision, part)
        elif isinstance(part, ScorecardPart):
            yield from _scored(decision, part)
        elif isinstance(part, RatingPart):
            yield from _moved(decision, part)
        elif isinstance(part, LimitPart):
            name = binding_constraint(decision, part.name)
            if name is not None:
                yield Element("constraint", part.name, name)


def _hit(decision: Decision, part: TablePart) -> Iterator[Element]:
    hit = decision.value(part.recorded["hit"])
    for row in hit if isinstance(hit, list) else [hit]:
        if isinstance(row, int):
            yield Element("row", part.name, "default" if row < 0 else part.rows[row].id)


def _scored(decision: Decision, part: ScorecardPart) -> Iterator[Element]:
    for scored in part.scored:
        found = decision.value(scored.attribute)
        if isinstance(found, int):
            text = attribute_text(found, scored.characteristic.spec.attributes[found])
            yield Element("attribute", part.name, scored.characteristic.name, text)


def _moved(decision: Decision, part: RatingPart) -> Iterator[Element]:
    """The steps that changed the grade."""
    for step in part.steps:
        before, after = decision.value(step.before), decision.value(step.after)
        if isinstance(after, str) and before != after:
            yield Element("step", part.name, step.spec.id)


def undecided(coverage: Coverage) -> Mapping[str, int]:
    """How often each rule was undecided."""
    return {
        one.name: count for one, count in coverage.reached.items()
        if one.kind == "rule" and one.state == "undecided"
    }  # fmt: skip
