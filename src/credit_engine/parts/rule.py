"""A rule with its outcome and reason: as it is written, and with its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credit_engine.parts.model import Bilingual, ClauseModel, Expression, Model, ReasonModel
from credit_engine.run.items import OfItems

if TYPE_CHECKING:
    from credit_engine.parts.reading import Written

NOBODY = "nobody"
NO_ITEMS = Bilingual(en="The list has no items", zh="列表为空")
"""What the rule says that stands for an empty list."""


class RuleModel(Model):
    """One rule: when it fires, the outcome it asks for, and why."""

    id: str
    when: Expression
    then: str
    because: str
    weight: int = 0
    applies_when: Expression | None = None
    title: Bilingual | None = None
    waivable_by: str | list[str] = NOBODY
    reasons_from: str | None = None
    clause: ClauseModel | None = None

    @classmethod
    def of(cls, spec: Model, **own: Any) -> RuleModel:
        """Something else with an outcome as a rule: its `own` fields, the others as `spec` has them."""
        shared = cls.model_fields.keys() & type(spec).model_fields.keys()
        return cls(**{**{name: getattr(spec, name) for name in shared}, **own})

    @property
    def authorities(self) -> tuple[str, ...]:
        """The roles that may intervene; none where the policy says nobody, or nothing."""
        named = (self.waivable_by,) if isinstance(self.waivable_by, str) else tuple(self.waivable_by)
        return tuple(role for role in named if role != NOBODY)


@dataclass(frozen=True)
class Rule:
    """A rule with its parsed expressions; an escalation has no `when`.

    A `silent` rule gives no reason; `reason` are the texts of one that the policy does not declare itself.
    """

    spec: RuleModel
    when: Written | None = None
    applies_when: Written | None = None
    silent: bool = False
    reason: ReasonModel | None = None
    of_name: bool = False
    """Whether it is one of those that stand for a rule whose outcome is a name."""

    def lowered(self, condition: int, status: int | None = None, **nodes: Any) -> LoweredRule:
        """The rule with its nodes; its status is its condition, unless something else is given."""
        status = condition if status is None else status
        written = (self.spec, self.when, self.applies_when, self.silent, self.reason, self.of_name)
        return LoweredRule(*written, condition=condition, status=status, **nodes)


@dataclass(frozen=True, kw_only=True)
class LoweredRule(Rule):
    """A rule within a program; of one for each item of a list the status is that of all of them together."""

    condition: int
    status: int
    items: OfItems | None = None
    variable: int = -1
    """The node of the item, of a rule for each item of a list."""
    intervention: int = -1
    """The node of the input by which a person intervenes; -1 where nobody may."""
    counted: int = -1
    """Of an escalation, the node of the ids of the rules that it counts and that fired."""
    count: int = -1
    """The node of their number."""
    least: int = -1
    """The node of the parameter that says how many it asks for; -1 where none does."""
