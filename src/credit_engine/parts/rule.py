"""A rule with its outcome and reason, as it is written and as it is known after lowering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credit_engine.parts.model import Bilingual, ClauseModel, Expression, Model, ReasonModel
from credit_engine.run.items import OfItems

if TYPE_CHECKING:
    from credit_engine.parts.reading import Written

NOBODY = "nobody"


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

    @property
    def authorities(self) -> tuple[str, ...]:
        """The roles that may intervene; none where the policy says nobody, or nothing."""
        named = (self.waivable_by,) if isinstance(self.waivable_by, str) else tuple(self.waivable_by)
        return tuple(one for one in named if one != NOBODY)


@dataclass
class Rule:
    """A rule with its parsed expressions and, after lowering, its nodes; an escalation has no `when`.

    Of a rule for each item of a list the status is that of all of them together; `variable` is the item.
    A `silent` rule gives no reason; `reason` are the texts of one that the policy does not declare itself.
    """

    spec: RuleModel
    when: Written | None
    applies_when: Written | None
    condition: int = -1
    status: int = -1
    items: OfItems | None = None
    variable: int = -1
    silent: bool = False
    reason: ReasonModel | None = None
    intervention: int = -1
    """The node of the input by which a person intervenes; -1 where nobody may."""
    counted: int = -1
    """Of an escalation, the node of the ids of the rules that it counts and that fired."""
    count: int = -1
    """The node of their number."""
    of_name: bool = False
    """Whether it is one of those that stand for a rule whose outcome is a name."""
