"""A decision made for every item of a list, item by item: what its nodes gave for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from credit_engine.absent import Absent
from credit_engine.explain.conditions import MAX_ITEMS, condition
from credit_engine.explain.evidence import Figure, Words
from credit_engine.explain.facts import Facts, causes_of, decision_title
from credit_engine.explain.inner_steps import EachStep, ItemStep
from credit_engine.explain.trace import ItemLine, RuleLine, Step
from credit_engine.parts.base import Part
from credit_engine.parts.each import Each
from credit_engine.parts.rule import Rule
from credit_engine.run.interventions import WAIVED_CODE
from credit_engine.run.items import item_name

_FIRST = ("fired", "undecided")

Status = Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]


class ItemFacts(Facts):
    """The facts of one item: what depends on the loops' variables has the value that it has for this item."""

    def __init__(self, outer: Facts, each: Each, variables: Iterable[int], number: int, value: Any) -> None:
        self.__dict__.update(outer.__dict__)
        self.bound = {**outer.bound, **dict.fromkeys(variables, value)}
        self._each, self.number = each, number
        inner = [i for i, own in enumerate(self._variables) if own and own <= self.bound.keys()]
        self._own = dict(zip(inner, self.replay(inner, {}), strict=True))

    @property
    def identity(self) -> str:
        """The item's identity, `#2` for the second where it has none."""
        named = self._each.identities
        return item_name(None if named is None else self._own.get(named.result), self.number)

    def title(self, name: str) -> Words | None:
        """The title of a name; of the item's fields that of the list's."""
        head, _, below = name.partition(".")
        return self.item_title(below) if head == self._each.name and below else super().title(name)


def items_of(facts: Facts, each: Each, variables: Iterable[int]) -> Iterator[ItemFacts]:
    """The facts of every item of the list."""
    items = facts.value(each.source)
    named = () if each.identities is None else (each.identities.variable,)
    for number, value in enumerate(items if isinstance(items, list) else (), 1):
        yield ItemFacts(facts, each, (*variables, *named), number, value)


def with_items(facts: Facts, each: Each, rules: list[Rule], lines: list[RuleLine]) -> Iterator[RuleLine]:
    """The lines of rules with what became of them for every item, those that decided first."""
    items = list(items_of(facts, each, [rule.variable for rule in rules if rule.items is not None]))
    for rule, line in zip(rules, lines, strict=True):
        if rule.items is None:
            yield line
            continue
        statuses = facts.value(rule.items.statuses)
        found = [_item_line(one, rule, statuses[one.number - 1]) for one in items]
        found.sort(key=lambda one: one.status not in _FIRST)
        yield line.with_items(tuple(found[:MAX_ITEMS]), len(found[MAX_ITEMS:]))


def status_of(value: Any) -> Status:
    """What became of a rule, by its value."""
    if isinstance(value, Absent):
        if any(cause.code == WAIVED_CODE for cause in value.causes):
            return "waived"
        return "undecided" if value.applicable else "not_applicable"
    return "fired" if value is True else "not_fired"


def _item_line(facts: ItemFacts, rule: Rule, status: Any) -> ItemLine:
    assert rule.when is not None
    applies = None if rule.applies_when is None else condition(facts, rule.applies_when.tree)
    causes = tuple(cause for cause in causes_of(status) if cause.code != "applies_when")
    return ItemLine(
        facts.number, facts.identity, status_of(status), condition(facts, rule.when.tree), applies, causes
    )


def each_step(
    facts: Facts, part: Part, each: Each, variable: int, result: Figure, step: Callable[[ItemFacts], Step]
) -> EachStep:
    """A decision that is made for each item as the steps of the items."""
    items = list(items_of(facts, each, [variable]))
    shown = tuple(ItemStep(one.number, one.identity, step(one)) for one in items[:MAX_ITEMS])
    return EachStep(
        name=part.name, title=decision_title(facts.compiled, part.name), result=result,
        items=shown, omitted=len(items) - len(shown),
    )  # fmt: skip
