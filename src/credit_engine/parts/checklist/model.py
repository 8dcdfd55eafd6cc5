"""`checklist`: how it is written, and its items once they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from credit_engine.parts.model import Bilingual, ClauseModel, Expression, Model
from credit_engine.parts.reading import Written
from credit_engine.parts.rule import LoweredRule, Rule, RuleModel

VALIDITY = ("valid_until", "dated", "valid_for")


class ItemModel(Model):
    """One item: when it is given, until when it is valid, what follows where it is missing or expired.

    `given` is a condition, or what has to be there, such as the document's date.
    """

    id: str
    title: Bilingual
    given: Expression
    then: str
    because: str
    applies_when: Expression | None = None
    valid_until: Expression | None = None
    dated: Expression | None = None
    valid_for: Expression | None = None
    weight: int = 0
    waivable_by: str | list[str] = "nobody"
    clause: ClauseModel | None = None


class ChecklistModel(Model):
    """`checklist:` the items in the order in which they are asked for."""

    items: list[ItemModel]


class Item(NamedTuple):
    """An item's parsed expressions."""

    spec: ItemModel
    rule: Rule
    given: Written | None
    written: Mapping[str, Written | None]
    """What its validity is made from, by key."""
    of_value: bool = False
    """Whether it is given where a value is there, not where a condition holds; after checking."""

    @property
    def is_dated(self) -> bool:
        """Whether it can expire."""
        return bool(self.written)


class Validity(NamedTuple):
    """The nodes of an item that can expire: its last day, whether that is over, and whether it has expired.

    `over` says so whether or not the item applies.
    """

    last: int
    over: int
    expired: int


class ItemNodes(NamedTuple):
    """The nodes of an item. `absent` says whether it is not given, whether or not it applies."""

    rule: LoweredRule
    absent: int
    missing: int
    validity: Validity | None


def as_rule(spec: ItemModel) -> RuleModel:
    """An item as a rule, for reasons and waivers."""
    validity = " or expired" if any(getattr(spec, key) is not None for key in VALIDITY) else ""
    return RuleModel.of(spec, when=f"not({spec.given}){validity}")
