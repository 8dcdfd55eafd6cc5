"""`checklist`: what has to be presented, for whom, how long it is valid, and what follows where it is not.

Due diligence and conditions precedent are such lists. Every item is a rule that fires where the item is
missing or has expired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from credit_engine.account.evidence import Column, Condition, Figure, Ref, Term, Words
from credit_engine.account.gaps import ChecklistStatus, Why
from credit_engine.account.steps import ChecklistLine, ChecklistStep, RuleLine
from credit_engine.document_text import Path
from credit_engine.feel.check.errors import article
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import Type, context_of, ids_of
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Seen
from credit_engine.parts.checklist import problems
from credit_engine.parts.checklist.model import VALIDITY, ChecklistModel, Item, ItemNodes, Validity, as_rule
from credit_engine.parts.checklist.mutants import of_item
from credit_engine.parts.examined import Examined
from credit_engine.parts.items import ListedItem, item_doubts
from credit_engine.parts.model import decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.rule import NOBODY, LoweredRule, Rule
from credit_engine.parts.rule_set import LoweredRuleSet, RuleSetPart, lower_outcome
from credit_engine.parts.telling import Telling, negated
from credit_engine.problems import Problem
from credit_engine.run.steps import NOT_APPLICABLE_CODE
from credit_engine.texts.explanation import PHRASES

_ENTRIES = {key: Words(*PHRASES[key]) for key in ("complete", "missing", "expired", "outcome")}
_LENGTHS = ("number", "days and time duration", "years and months duration")
_LONGEST = 36_525
"""Days of a hundred years: no paper is asked for that is valid longer and not for ever."""
_SHOWN = ("date", "date and time", "time", "number", "text")
"""What is given where it is there at all. A list is none of them: it can be there and hold nothing."""


class ChecklistPart(RuleSetPart[ChecklistModel]):
    """A list of items, each of which is given, missing, expired, or does not apply."""

    key = "checklist"
    model = decided_by("checklist", ChecklistModel)

    items: Sequence[Item]

    @classmethod
    def read(cls, head: Head[ChecklistModel], reader: Reader) -> ChecklistPart:
        """Parse the conditions and dates of the items."""
        items = []
        for i, spec in enumerate(head.spec.items):
            at = (*head.here, "items", i)
            applies = reader.expression((*at, "applies_when")) if spec.applies_when is not None else None
            written = {
                key: reader.expression((*at, key)) for key in VALIDITY if getattr(spec, key) is not None
            }
            given = reader.expression((*at, "given"))
            items.append(Item(spec, Rule(as_rule(spec), applies_when=applies), given, written))
        return cls(head=head, items=items)

    def _at(self, i: int) -> Path:
        return (*self.here, "items", i)

    @property
    def own_rules(self) -> list[Rule]:
        """Every item as a rule."""
        return [item.rule for item in self.items]

    def written(self) -> Iterator[Written]:
        """Conditions and dates."""
        for item in self.items:
            yield from parsed(item.given, item.rule.applies_when, *item.written.values())

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """What a careful reader would ask about the conditions, and about the items beside each other."""
        yield from super().doubts(examined)
        yield from item_doubts(
            [self._compared(examined, i, item) for i, item in enumerate(self.items)], examined
        )

    def _compared(self, examined: Examined, i: int, item: Item) -> ListedItem:
        """Two items ask for the same where the same is to be given, valid for the same time."""
        asked = {"given": item.given, **item.written}
        texts = (
            (key, format_expression(written.tree)) for key, written in asked.items() if written is not None
        )
        return ListedItem(
            item.spec.id,
            self._at(i),
            item.rule.applies_when,
            None if item.of_value else item.given,
            frozenset((tuple(sorted(texts)),)),
            examined.outcomes.rank(item.spec.then),
        )

    def check(self, checks: Checks) -> Checked:
        """Conditions are boolean, dates are dates, ids are unique, outcomes and reasons declared."""
        all_items, items = (*self.here, "items"), []
        if not self.items and not checks.damaged_below(all_items):
            checks.report(problems.no_items, all_items)
        seen: dict[str, Path] = {}
        for i, item in enumerate(self.items):
            at = self._at(i)
            type_ = self._given(checks, item)
            checks.expect(item.rule.applies_when, "boolean", "'applies_when'")
            written = self._validity(checks, item, at, type_)
            items.append(item._replace(of_value=type_.kind in _SHOWN, written=written))
            if not checks.damaged_below(at):
                checks.own_id(item.spec.id, seen, at)
            checks.declared(item.spec.then, item.spec.because, at)
            checks.waivable(item.spec.waivable_by, at)
        value = context_of(
            {
                "complete": Type("boolean", optional=True),
                "missing": ids_of([item.spec.id for item in items]),
                "expired": ids_of([item.spec.id for item in items if item.is_dated]),
                "outcome": checks.outcome_type,
            }
        )
        return Checked(self._replace(items=items), value)

    def _given(self, checks: Checks, item: Item) -> Type:
        """A condition, or a value that is given where it is there; gives its type."""
        type_ = checks.infer(item.given)
        if item.given is not None and type_.kind not in (*_SHOWN, "boolean", "any"):
            checks.report(
                problems.given_of_other_type,
                item.given.text.whole,
                type=article(type_),
                hint=f"count({item.given.text.value}) > 0" if type_.kind == "list" else "",
            )
        return type_

    def _validity(self, checks: Checks, item: Item, at: Path, given: Type) -> Mapping[str, Written | None]:
        """What the validity is made from: a day, or a date and some time, or nothing for ever.

        What is given is that date, where it is one and no other is said.
        """
        written = item.written
        if given.kind == "date" and set(written) == {"valid_for"}:
            written = {"dated": item.given, **written}
        for key in ("valid_until", "dated"):
            checks.expect(written.get(key), "date", f"'{key}'")
        length = written.get("valid_for")
        type_ = checks.infer(length)
        if length is not None and type_.kind not in (*_LENGTHS, "any"):
            checks.report(problems.validity_of_other_type, length.text.whole, type=type_)
        low, high = (
            type_.interval[:2] if type_.kind == "number" and type_.interval is not None else (None, None)
        )
        if length is not None and high is not None and high < 0:
            checks.report(problems.negative_validity, length.text.whole)
        elif length is not None and high is not None and high == low and high > _LONGEST:
            checks.report(problems.endless_validity, length.text.whole)
        if checks.incomplete(at):
            return written
        keys = set(written)
        if "valid_until" in keys and len(keys) > 1:
            other = min(keys - {"valid_until"})
            checks.report(problems.two_validities, checks.key((*at, other)), other=other)
        elif len(keys & {"dated", "valid_for"}) == 1:
            lacking = min({"dated", "valid_for"} - keys)
            checks.report(problems.half_a_validity, at, lacking=lacking)
        return written

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredChecklist:
        """The status of every item, the outcome, and what is missing and expired."""
        builder = lowering.builder
        items = [_lowered(lowering, scope, item) for item in self.items]
        missing = _ids(lowering, {item.rule.spec.id: item.missing for item in items})
        expired = _ids(
            lowering,
            {item.rule.spec.id: item.validity.expired for item in items if item.validity is not None},
        )
        complete = builder.call("all met", *(item.rule.status for item in items), kind="boolean")
        rules = [self.waived(lowering, around, item.rule) for item in items]
        outcome = lower_outcome(lowering, around, rules)
        entries = {"complete": complete, "missing": missing, "expired": expired, "outcome": outcome}
        return LoweredChecklist(
            part=self,
            binding=Record(entries),
            rules=tuple(rules),
            outcome=outcome,
            items=items,
            entries=entries,
        )

    def reachable(self) -> Iterator[Element]:
        """The items that can expire; what is missing counts as their rule."""
        yield from super().reachable()
        for item in self.items:
            if item.is_dated:
                yield Element("item", self.name, item.spec.id, "expired")

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Items and their conditions dropped, outcomes and validities changed."""
        for i, item in enumerate(self.items):
            yield from of_item(item, self._at(i), f"{place}.{item.spec.id}", original.outcomes)

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of what a checklist comes to."""
        return _ENTRIES


def _ids(lowering: Lowering, statuses: Mapping[str, int]) -> int:
    """The node of the ids of the items that are missing, or that have expired."""
    if not statuses:
        return lowering.builder.constant([], "list")
    return lowering.builder.call("unmet", *statuses.values(), kind="list", data=tuple(statuses))


def _lowered(lowering: Lowering, scope: Scope, item: Item) -> ItemNodes:
    """Whether an item is missing, whether it has expired, and its status as a rule."""
    builder, rule = lowering.builder, item.rule
    assert item.given is not None
    given, absent = _lower_given(lowering, scope, item, item.given)
    missing = condition = absent
    last = over = expired = -1
    if item.is_dated:
        last, over = _last(lowering, scope, item)
        expired = builder.call("both", given, over, kind="boolean")
        # What is over need not be known to be given: it is not there, or no longer valid.
        condition = builder.call("either", missing, over, kind="boolean")
    status = condition
    if rule.applies_when is not None:
        applies = lowering.lower(rule.applies_when.tree, scope)
        status = builder.call("applicable", applies, condition, kind="boolean")
        missing = builder.call("applicable", applies, missing, kind="boolean")
        if item.is_dated:
            expired = builder.call("applicable", applies, expired, kind="boolean")
    validity = Validity(last, over, expired) if item.is_dated else None
    return ItemNodes(rule.lowered(condition, status), absent, missing, validity)


def _lower_given(lowering: Lowering, scope: Scope, item: Item, written: Written) -> tuple[int, int]:
    """The nodes of whether an item is given, and of whether it is not; an empty text is not there."""
    builder, value = lowering.builder, lowering.lower(written.tree, scope)
    if not item.of_value:
        return value, builder.call("not", value, kind="boolean")
    absent = builder.call("fn:is missing", value, kind="boolean", data=())
    if lowering.type_of(written.tree).kind == "text":
        empty = builder.call("=", value, builder.constant("", "text"), kind="boolean")
        absent = builder.call("either", absent, empty, kind="boolean")
    return builder.call("not", absent, kind="boolean"), absent


def _last(lowering: Lowering, scope: Scope, item: Item) -> tuple[int, int]:
    """The nodes of the last day of validity, and of whether it is over."""
    builder, today = lowering.builder, scope.names["@today"]
    assert isinstance(today, int)
    found = {key: written for key, written in item.written.items() if written is not None}
    nodes = {key: lowering.lower(written.tree, scope) for key, written in found.items()}
    subject = format_expression(found["valid_until" if "valid_until" in found else "dated"].tree)
    last = nodes.get("valid_until", -1)
    if last < 0:
        last = builder.call("last day", nodes["dated"], nodes["valid_for"], today, kind="date", data=subject)
    return last, builder.call("expired", last, today, kind="boolean", data=subject)


class LoweredChecklist(LoweredRuleSet[ChecklistPart]):
    """A checklist within a program: the nodes of its items, and of the entries of its value."""

    items: Sequence[ItemNodes]
    """`rule` is an item's before anybody waives it."""

    @property
    def slots(self) -> Iterable[int]:
        """The items, the outcome, and the entries of the value."""
        for item in self.items:
            yield item.missing
            if item.validity is not None:
                yield from (item.validity.expired, item.validity.last)
            yield item.rule.status
        yield from super().slots
        yield from self.entries.values()

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The items that have expired."""
        yield from super().reached(seen)
        for item in self.items:
            if item.validity is not None and seen.value(item.validity.expired) is True:
                yield Element("item", self.name, item.rule.spec.id, "expired")

    def tell(self, telling: Telling) -> ChecklistStep:
        """Every item as a rule, with its title and its validity."""
        titles = {"outcome": telling.titled(telling.outcome_titles)}
        columns = tuple(Column(key, title, titles=titles.get(key)) for key, title in _ENTRIES.items())
        items = tuple(zip(self.part.items, self.items, strict=True))
        rules = tuple(
            self._tell_rule(telling, rule, *item) for rule, item in zip(self.rules, items, strict=True)
        )
        return ChecklistStep(
            name=self.name,
            title=self.title,
            result=telling.figure(self.outcome)._replace(columns=columns),
            rules=rules,
            items=tuple(_tell_item(*item, rule) for item, rule in zip(items, rules, strict=True)),
            counts=self.name in telling.spec.decision.outcome,
        )

    def _tell_rule(self, telling: Telling, rule: LoweredRule, item: Item, nodes: ItemNodes) -> RuleLine:
        """The rule that an item is."""
        assert item.given is not None
        tested = _tell_missing(telling, item, nodes, item.given)
        if nodes.validity is not None:
            last, over = Ref(nodes.validity.last), Ref(nodes.validity.over)
            sides = (
                Term("today()", Figure(telling.today), "expression", Words(*PHRASES["day_of_decision"])),
                Term("valid until", Figure(last), "expression", Words(*PHRASES["valid_until"])),
            )
            expired = Condition("comparison", "today() > valid until", over, operator=">", sides=sides)
            tested = Condition("or", rule.spec.when, Ref(rule.condition), (tested, expired))
        return self.tell_rule(telling, rule, tested=tested)


def _tell_missing(telling: Telling, item: Item, nodes: ItemNodes, given: Written) -> Condition:
    """That an item is not given: without a negation of what is written as one."""
    absent = Ref(nodes.absent)
    if item.of_value:
        names = (telling.term(given.tree),)
        return Condition("test", f"is missing({telling.text(given.tree)})", absent, names=names)
    inner = negated(given.tree)
    if inner is not None:
        return telling.condition(inner)._replace(value=absent)
    condition = telling.condition(given.tree)
    return Condition("not", f"not({condition.text})", absent, (condition,))


def _tell_item(item: Item, nodes: ItemNodes, rule: RuleLine) -> ChecklistLine:
    status = nodes.rule.status
    return ChecklistLine(
        rule.id,
        Words(item.spec.title.en, item.spec.title.zh),
        ChecklistStatus(Ref(status), Ref(nodes.missing)),
        rule.outcome,
        None if nodes.validity is None else Ref(nodes.validity.last),
        tuple(role for role in rule.waivable_by if role != NOBODY),
        Why(Ref(status), NOT_APPLICABLE_CODE),
        rule.role_titles,
    )
