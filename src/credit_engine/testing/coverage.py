"""What the cases of a policy reach: rules, table rows, scorecard attributes, and so on."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy
from credit_engine.parts.allocate import AllocatePart
from credit_engine.parts.base import Part
from credit_engine.parts.catalogue.part import CataloguePart
from credit_engine.parts.checklist import ChecklistPart
from credit_engine.parts.limit.part import LimitPart
from credit_engine.parts.offers.part import OffersPart
from credit_engine.parts.rating.part import RatingPart
from credit_engine.parts.rule_set import RuleSetPart
from credit_engine.parts.scorecard import ScorecardPart
from credit_engine.parts.stages import StagesPart
from credit_engine.parts.table.part import TablePart
from credit_engine.parts.tree import TreePart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.statuses import status_of
from credit_engine.testing.running import binding_of

KINDS = (
    "rule",
    "intervention",
    "item",
    "row",
    "entry",
    "attribute",
    "constraint",
    "step",
    "stage",
    "offer",
    "allocation",
    "outcome",
)


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
    for rule in part.own_rules if isinstance(part, RuleSetPart) else ():
        for state in ("fired", "not_fired"):
            yield Element("rule", part.name, rule.spec.id, state)
        if rule.spec.authorities:
            yield Element("intervention", part.name, rule.spec.id)


def _items(part: Part) -> Iterator[Element]:
    """The items of a checklist that can expire; what is missing counts as their rule."""
    for item in part.items if isinstance(part, ChecklistPart) else ():
        if item.is_dated:
            yield Element("item", part.name, item.spec.id, "expired")


def _rows(part: Part) -> Iterator[Element]:
    if isinstance(part, TablePart) and not isinstance(part, TreePart):
        for row in part.rows:
            yield Element("row", part.name, row.id)
        if part.default:
            yield Element("row", part.name, "default")


def _entries(part: Part) -> Iterator[Element]:
    for entry in part.spec.entries if isinstance(part, CataloguePart) else ():
        yield Element("entry", part.name, entry_text(entry))


def _attributes(part: Part) -> Iterator[Element]:
    if isinstance(part, ScorecardPart):
        for scored in part.scored:
            for i, one in enumerate(scored.characteristic.spec.attributes):
                yield Element("attribute", part.name, scored.characteristic.name, attribute_text(i, one))


def _constraints(part: Part) -> Iterator[Element]:
    for name in part.names if isinstance(part, LimitPart) else ():
        yield Element("constraint", part.name, name)


def _steps(part: Part) -> Iterator[Element]:
    for step in part.steps if isinstance(part, RatingPart) else ():
        yield Element("step", part.name, step.spec.id)


def _stages(part: Part) -> Iterator[Element]:
    for stage in part.stages if isinstance(part, StagesPart) else ():
        yield Element("stage", part.name, stage.spec.id)


def entry_text(entry: Any) -> str:
    """An entry of a catalogue: its code, with its first day where it has one."""
    return entry.code if entry.from_ is None else f"{entry.code} {entry.from_}"


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
    staged = ChainMap(*(part.counted_rules() for part in parts if isinstance(part, StagesPart)))
    for part in parts:
        if isinstance(part, StagesPart):
            yield Element("stage", part.name, decision.value(part.recorded["stage"]))
        elif isinstance(part, RuleSetPart):
            for rule in part.all_rules:
                status = decision.value(staged.get(id(rule.spec), rule).status)
                yield Element("rule", part.name, rule.spec.id, status_of(status))
        for kind, reached in _REACHED.items():
            if isinstance(part, kind):
                yield from reached(decision, part)


def _expired(decision: Decision, part: ChecklistPart) -> Iterator[Element]:
    """The items of a checklist that have expired."""
    for item in part.items:
        if item.is_dated and decision.value(item.expired) is True:
            yield Element("item", part.name, item.spec.id, "expired")


def _listed(decision: Decision, part: CataloguePart) -> Iterator[Element]:
    """The entry of a catalogue that counts."""
    found = decision.value(part.recorded["entry"])
    if isinstance(found, int):
        yield Element("entry", part.name, entry_text(part.spec.entries[found]))


def _counted(decision: Decision, part: Part) -> Iterator[Element]:
    """The row of a table, or the constraint of a limit, that counted."""
    yield from reached_of(part, decision.value)


def reached_of(part: Part, value: Callable[[int], Any]) -> Iterator[Element]:
    """The row of a table, or the constraint of a limit, that counted; `value` gives those of nodes."""
    if isinstance(part, TablePart) and not isinstance(part, TreePart):
        hit = value(part.recorded["hit"])
        for row in hit if isinstance(hit, list) else [hit]:
            if isinstance(row, int):
                yield Element("row", part.name, "default" if row < 0 else part.rows[row].id)
    elif isinstance(part, LimitPart):
        name = binding_of(part.recorded, value)
        if name is not None:
            yield Element("constraint", part.name, name)


def _offers(part: Part) -> Iterator[Element]:
    """The offers of a grid, their conditions, and what is looked up or limited for each."""
    if not isinstance(part, OffersPart):
        return
    for number in range(1, len(part.offers) + 1):
        yield Element("offer", part.name, str(number))
    for one in part.conditions:
        for state in ("fired", "not_fired"):
            yield Element("rule", part.name, one.spec.id, state)
    for inner in part.inner.values():
        for of_part in (_rows, _constraints):
            yield from (within(part, element) for element in of_part(inner))


def _allocations(part: Part) -> Iterator[Element]:
    """An allocation that covers a facility in full, one that does not, one that leaves something."""
    for state in ("covered", "uncovered", "left") if isinstance(part, AllocatePart) else ():
        yield Element("allocation", part.name, "", state)


_ALL: tuple[Callable[[Part], Iterator[Element]], ...] = (
    _rules,
    _items,
    _rows,
    _entries,
    _attributes,
    _constraints,
    _steps,
    _stages,
    _offers,
    _allocations,
)


def _given_out(decision: Decision, part: AllocatePart) -> Iterator[Element]:
    value = decision.value(part.recorded["value"])
    if not isinstance(value, dict):
        return
    if any(one["amount"] and not one["uncovered"] for one in value["facilities"]):
        yield Element("allocation", part.name, "", "covered")
    for state in ("uncovered", "left"):
        if value[state]:
            yield Element("allocation", part.name, "", state)


def within(part: Part, element: Element) -> Element:
    """What belongs to a part of an offer, under the names of both."""
    return element._replace(decision=f"{part.name}.{element.decision}")


def reached_offers(decision: Decision, part: OffersPart) -> Iterator[Element]:
    """The offer that is chosen; of all offers what held and what counted, evaluated again."""
    best = decision.value(part.recorded["best"])
    if isinstance(best, int) and best >= 0:
        yield Element("offer", part.name, str(best + 1))
    parts = [inner for offer in part.offers for inner in offer.parts.values()]
    conditions = [node for offer in part.offers for node in offer.conditions]
    nodes = list(dict.fromkeys([*conditions, *(node for one in parts for node in one.recorded.values())]))
    values = dict(zip(nodes, decision.replay(nodes), strict=True))
    for offer in part.offers:
        for one, node in zip(part.conditions, offer.conditions, strict=True):
            yield Element("rule", part.name, one.spec.id, status_of(values[node]))
        for inner in offer.parts.values():
            yield from (within(part, element) for element in reached_of(inner, values.__getitem__))


def _scored(decision: Decision, part: ScorecardPart) -> Iterator[Element]:
    for attributes in _attributes_of(decision, part):
        for scored, found in zip(part.scored, attributes, strict=True):
            if isinstance(found, int):
                text = attribute_text(found, scored.characteristic.spec.attributes[found])
                yield Element("attribute", part.name, scored.characteristic.name, text)


def _attributes_of(decision: Decision, part: ScorecardPart) -> Iterator[Sequence[Any]]:
    """The attributes of a card; of one for each item of a list those of every item."""
    nodes = [scored.attribute for scored in part.scored]
    if part.each is None or part.items is None:
        yield [decision.value(node) for node in nodes]
        return
    items = decision.value(part.each.source)
    for item in items if isinstance(items, list) else ():
        yield decision.replay(nodes, {part.items.variable: item})


def _moved(decision: Decision, part: RatingPart) -> Iterator[Element]:
    """The steps that changed the grade."""
    for step in part.steps:
        before, after = decision.value(step.before), decision.value(step.after)
        if isinstance(after, str) and before != after:
            yield Element("step", part.name, step.spec.id)


_REACHED: Mapping[type[Part], Callable[[Decision, Any], Iterator[Element]]] = {
    TablePart: _counted,
    LimitPart: _counted,
    CataloguePart: _listed,
    ChecklistPart: _expired,
    ScorecardPart: _scored,
    RatingPart: _moved,
    OffersPart: reached_offers,
    AllocatePart: _given_out,
}


def undecided(coverage: Coverage) -> Mapping[str, int]:
    """How often each rule was undecided."""
    return {
        one.name: count
        for one, count in coverage.reached.items()
        if one.kind == "rule" and one.state == "undecided"
    }
