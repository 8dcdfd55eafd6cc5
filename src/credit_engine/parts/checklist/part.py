"""`checklist`: what has to be presented, for whom, how long it is valid, and what follows where it is not.

Due diligence and conditions precedent are such lists. Every item is a rule that fires where the item is
missing or has expired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from credit_engine.account.evidence import Column, Condition, Figure, Ref, Term, Words
from credit_engine.account.gaps import ChecklistStatus, Why
from credit_engine.account.steps import ChecklistLine, ChecklistStep, RuleLine
from credit_engine.document_text import Path
from credit_engine.feel.check.errors import article
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Record, Scope
from credit_engine.feel.types import Type, context_of, ids_of
from credit_engine.parts.aspects import Element, Seen
from credit_engine.parts.base import Checks
from credit_engine.parts.checklist.model import VALIDITY, ChecklistDecision, ChecklistModel, Item, as_rule
from credit_engine.parts.checklist.mutants import of_item
from credit_engine.parts.checklist.problems import (
    endless_validity,
    given_of_other_type,
    half_a_validity,
    negative_validity,
    no_items,
    two_validities,
    validity_of_other_type,
)
from credit_engine.parts.examined import Examined
from credit_engine.parts.items import ListedItem, item_doubts
from credit_engine.parts.model import DecisionModel
from credit_engine.parts.mutation.mutant import Mutant, Original
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.rule import NOBODY, Rule
from credit_engine.parts.rule_set import RuleSetPart
from credit_engine.parts.salvage import damaged_below
from credit_engine.parts.telling import Telling, negated
from credit_engine.parts.validation import cut_off
from credit_engine.problems import Problem
from credit_engine.run.steps import NOT_APPLICABLE_CODE
from credit_engine.texts.explanation import PHRASES

_ENTRIES = {key: Words(*PHRASES[key]) for key in ("complete", "missing", "expired", "outcome")}
_LENGTHS = ("number", "days and time duration", "years and months duration")
_LONGEST = 36_525
"""Days of a hundred years: no paper is asked for that is valid longer and not for ever."""
_SHOWN = ("date", "date and time", "time", "number", "text")
"""What is given where it is there at all. A list is none of them: it can be there and hold nothing."""


class ChecklistPart(RuleSetPart):
    """A list of items, each of which is given, missing, expired, or does not apply."""

    key = "checklist"
    model: ClassVar[type[DecisionModel]] = ChecklistDecision
    spec: ChecklistModel

    def read(self, reader: Reader) -> None:
        """Parse the conditions and dates of the items."""
        self.items = []
        for i, spec in enumerate(self.spec.items):
            at = self._at(i)
            applies = reader.expression((*at, "applies_when")) if spec.applies_when is not None else None
            written = {
                key: reader.expression((*at, key)) for key in VALIDITY if getattr(spec, key) is not None
            }
            given = reader.expression((*at, "given"))
            self.items.append(Item(spec, Rule(as_rule(spec), None, applies), given, written))

    def _at(self, i: int) -> Path:
        return (*self.here, "items", i)

    @property
    def all_rules(self) -> list[Rule]:
        """Every item as a rule."""
        return [item.rule for item in self.items]

    def written(self) -> Iterator[Written]:
        """Conditions and dates."""
        for item in self.items:
            found = (item.given, item.rule.applies_when, *item.written.values())
            yield from (one for one in found if one is not None)

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """What a careful reader would ask about the conditions, and about the items beside each other."""
        yield from super().doubts(examined)
        yield from item_doubts(
            [self._compared(examined, i, item) for i, item in enumerate(self.items)], examined
        )

    def _compared(self, examined: Examined, i: int, item: Item) -> ListedItem:
        """Two items ask for the same where the same is to be given, valid for the same time."""
        asked = {"given": item.given, **item.written}
        texts = ((key, format_expression(one.tree)) for key, one in asked.items() if one is not None)
        return ListedItem(
            item.spec.id,
            self._at(i),
            item.rule.applies_when,
            None if item.of_value else item.given,
            frozenset((tuple(sorted(texts)),)),
            examined.outcomes.rank(item.spec.then),
        )

    def check(self, checks: Checks) -> Type:
        """Conditions are boolean, dates are dates, ids are unique, outcomes and reasons declared."""
        self.outcomes = checks.outcomes
        items = (*self.here, "items")
        if not self.items and not damaged_below(checks.document, items):
            checks.problems.append(no_items(checks.document.span(items)))
        seen: dict[str, Path] = {}
        for i, item in enumerate(self.items):
            at = self._at(i)
            given = self._given(checks, item)
            checks.expect(item.rule.applies_when, "boolean", "'applies_when'")
            self._validity(checks, item, at, given)
            if not damaged_below(checks.document, at):
                self.own_id(checks, item.spec.id, seen, at)
            self.declared(checks, item.spec.then, item.spec.because, at)
            self.waivable(checks, item.spec.waivable_by, at)
        unknown = Type("boolean", optional=True)
        return context_of(
            {
                "complete": unknown,
                "missing": ids_of([item.spec.id for item in self.items]),
                "expired": ids_of([item.spec.id for item in self.items if item.is_dated]),
                "outcome": checks.outcome_type,
            }
        )

    def _given(self, checks: Checks, item: Item) -> Type:
        """A condition, or a value that is given where it is there; gives its type."""
        type_ = checks.infer(item.given)
        item.of_value = type_.kind in _SHOWN
        if item.given is not None and type_.kind not in (*_SHOWN, "boolean", "any"):
            checks.problems.append(
                given_of_other_type(
                    item.given.text.whole,
                    type=article(type_),
                    hint=f"count({item.given.text.value}) > 0" if type_.kind == "list" else "",
                )
            )
        return type_

    def _validity(self, checks: Checks, item: Item, at: Path, given: Type) -> None:
        """An item is valid until a day, or from a date for some time, or for ever.

        What is given is that date, where it is one and no other is said.
        """
        if given.kind == "date" and set(item.written) == {"valid_for"}:
            item.written = {"dated": item.given, **item.written}
        for key in ("valid_until", "dated"):
            checks.expect(item.written.get(key), "date", f"'{key}'")
        length = item.written.get("valid_for")
        type_ = checks.infer(length)
        if length is not None and type_.kind not in (*_LENGTHS, "any"):
            checks.problems.append(validity_of_other_type(length.text.whole, type=type_))
        low, high = (
            type_.interval[:2] if type_.kind == "number" and type_.interval is not None else (None, None)
        )
        if length is not None and high is not None and high < 0:
            checks.problems.append(negative_validity(length.text.whole))
        elif length is not None and high is not None and high == low and high > _LONGEST:
            checks.problems.append(endless_validity(length.text.whole))
        if damaged_below(checks.document, at) or cut_off(checks.document, at, checks.problems):
            return
        keys = set(item.written)
        if "valid_until" in keys and len(keys) > 1:
            other = min(keys - {"valid_until"})
            checks.problems.append(two_validities(checks.document.key_span((*at, other)), other=other))
        elif len(keys & {"dated", "valid_for"}) == 1:
            lacking = min({"dated", "valid_for"} - keys)
            checks.problems.append(half_a_validity(checks.document.span(at), lacking=lacking))

    def lower(self, lowering: Lowering, scope: Scope) -> Binding:
        """The status of every item, the outcome, and what is missing and expired."""
        builder = lowering.builder
        for item in self.items:
            self._item(lowering, scope, item)
        missing = self._ids(lowering, "missing", self.items)
        expired = self._ids(lowering, "expired", [item for item in self.items if item.is_dated])
        complete = builder.call("all met", *(item.status for item in self.items), kind="boolean")
        outcome = self.lower_outcome(lowering, self.all_rules)
        entries = {"complete": complete, "missing": missing, "expired": expired, "outcome": outcome}
        self.recorded |= entries
        return Record(entries)

    def _ids(self, lowering: Lowering, key: str, items: list[Item]) -> int:
        """The node of the ids of the items that are missing, or that have expired."""
        if not items:
            return lowering.builder.constant([], "list")
        ids = tuple(item.spec.id for item in items)
        statuses = (getattr(item, key) for item in items)
        return lowering.builder.call("unmet", *statuses, kind="list", data=ids)

    def _item(self, lowering: Lowering, scope: Scope, item: Item) -> None:
        """Whether an item is missing, whether it has expired, and its status as a rule."""
        builder, rule = lowering.builder, item.rule
        assert item.given is not None
        given, item.absent = self._lower_given(lowering, scope, item, item.given)
        item.missing = rule.condition = item.absent
        if item.is_dated:
            item.last, item.over = self._last(lowering, scope, item)
            item.expired = builder.call("both", given, item.over, kind="boolean")
            # What is over need not be known to be given: it is not there, or no longer valid.
            rule.condition = builder.call("either", item.missing, item.over, kind="boolean")
        rule.status = rule.condition
        if rule.applies_when is not None:
            applies = lowering.lower(rule.applies_when.tree, scope)
            rule.status = builder.call("applicable", applies, rule.condition, kind="boolean")
            item.missing = builder.call("applicable", applies, item.missing, kind="boolean")
            if item.is_dated:
                item.expired = builder.call("applicable", applies, item.expired, kind="boolean")
        item.status = rule.status
        for key in ("missing", "expired", "last", "status"):
            if getattr(item, key) >= 0:
                self.recorded[f"{key}:{item.spec.id}"] = getattr(item, key)

    def _lower_given(self, lowering: Lowering, scope: Scope, item: Item, written: Written) -> tuple[int, int]:
        """The nodes of whether an item is given, and of whether it is not; an empty text is not there."""
        builder, value = lowering.builder, lowering.lower(written.tree, scope)
        if not item.of_value:
            return value, builder.call("not", value, kind="boolean")
        absent = builder.call("fn:is missing", value, kind="boolean", data=())
        if lowering.type_of(written.tree).kind == "text":
            empty = builder.call("=", value, builder.constant("", "text"), kind="boolean")
            absent = builder.call("either", absent, empty, kind="boolean")
        return builder.call("not", absent, kind="boolean"), absent

    def _last(self, lowering: Lowering, scope: Scope, item: Item) -> tuple[int, int]:
        """The nodes of the last day of validity, and of whether it is over."""
        builder, today = lowering.builder, scope.names["@today"]
        assert isinstance(today, int)
        found = {key: one for key, one in item.written.items() if one is not None}
        nodes = {key: lowering.lower(one.tree, scope) for key, one in found.items()}
        subject = format_expression(found["valid_until" if "valid_until" in found else "dated"].tree)
        last = nodes.get("valid_until", -1)
        if last < 0:
            last = builder.call(
                "last day", nodes["dated"], nodes["valid_for"], today, kind="date", data=subject
            )
        return last, builder.call("expired", last, today, kind="boolean", data=subject)

    def reachable(self) -> Iterator[Element]:
        """The items that can expire; what is missing counts as their rule."""
        yield from super().reachable()
        for item in self.items:
            if item.is_dated:
                yield Element("item", self.name, item.spec.id, "expired")

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The items that have expired."""
        yield from super().reached(seen)
        for item in self.items:
            if item.is_dated and seen.value(item.expired) is True:
                yield Element("item", self.name, item.spec.id, "expired")

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Items and their conditions dropped, outcomes and validities changed."""
        for i, item in enumerate(self.items):
            yield from of_item(item, self._at(i), f"{place}.{item.spec.id}", original.outcomes)

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of what a checklist comes to."""
        return _ENTRIES

    def tell(self, telling: Telling) -> ChecklistStep:
        """Every item as a rule, with its title and its validity."""
        titles = {"outcome": telling.titled(telling.outcome_titles)}
        columns = tuple(Column(key, title, titles=titles.get(key)) for key, title in _ENTRIES.items())
        rules = tuple(self._tell_rule(telling, item) for item in self.items)
        items = map(_tell_item, self.items, rules)
        return ChecklistStep(
            name=self.name,
            title=self.title,
            result=telling.figure(self.recorded["value"])._replace(columns=columns),
            rules=rules,
            items=tuple(items),
            counts=self.name in telling.spec.decision.outcome,
        )

    def _tell_rule(self, telling: Telling, item: Item) -> RuleLine:
        """The rule that an item is."""
        assert item.given is not None
        tested = self._tell_missing(telling, item, item.given)
        if item.is_dated:
            sides = (
                Term("today()", Figure(telling.today), "expression", Words(*PHRASES["day_of_decision"])),
                Term("valid until", Figure(Ref(item.last)), "expression", Words(*PHRASES["valid_until"])),
            )
            over = Condition("comparison", "today() > valid until", Ref(item.over), operator=">", sides=sides)
            tested = Condition("or", item.rule.spec.when, Ref(item.rule.condition), (tested, over))
        return self.tell_rule(telling, item.rule)._replace(condition=tested)

    def _tell_missing(self, telling: Telling, item: Item, given: Written) -> Condition:
        """That an item is not given: without a negation of what is written as one."""
        if item.of_value:
            names = (telling.term(given.tree),)
            return Condition("test", f"is missing({telling.text(given.tree)})", Ref(item.absent), names=names)
        inner = negated(given.tree)
        if inner is not None:
            return telling.condition(inner)._replace(value=Ref(item.absent))
        condition = telling.condition(given.tree)
        return Condition("not", f"not({condition.text})", Ref(item.absent), (condition,))


def _tell_item(item: Item, rule: RuleLine) -> ChecklistLine:
    return ChecklistLine(
        rule.id,
        Words(item.spec.title.en, item.spec.title.zh),
        ChecklistStatus(Ref(item.status), Ref(item.missing)),
        rule.outcome,
        Ref(item.last) if item.is_dated else None,
        tuple(one for one in rule.waivable_by if one != NOBODY),
        Why(Ref(item.status), NOT_APPLICABLE_CODE),
    )
