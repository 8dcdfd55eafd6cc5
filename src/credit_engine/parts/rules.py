"""`rules`: a rule set; every rule is evaluated, the worst outcome counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Scope
from credit_engine.feel.types import Type
from credit_engine.parts.base import Checks, Part, Reader, Written
from credit_engine.parts.model import Bilingual, DecisionModel, Expression, Model
from credit_engine.parts.salvage import damaged_below
from credit_engine.problems import Note, suggestion
from credit_engine.run.steps import Outcomes


class RuleModel(Model):
    """One rule: when it fires, the outcome it asks for, and why."""

    id: str
    when: Expression
    then: str
    because: str
    weight: int = 0
    applies_when: Expression | None = None
    title: Bilingual | None = None
    waivable_by: str | list[str] = "nobody"
    reasons_from: str | None = None


class RulesDecision(DecisionModel):
    """`rules:` a list of rules."""

    rules: list[RuleModel]


@dataclass
class Rule:
    """A rule with its parsed expressions and, after lowering, its nodes."""

    spec: RuleModel
    when: Written | None
    applies_when: Written | None
    condition: int = -1
    status: int = -1


class RulesPart(Part):
    """A rule set of ordered outcomes."""

    key = "rules"
    model = RulesDecision

    def read(self, reader: Reader) -> None:
        """Parse the conditions."""
        self.rules = []
        for i, spec in enumerate(self.spec.rules):
            at = (*self.here, i)
            applies = reader.expression((*at, "applies_when")) if spec.applies_when is not None else None
            self.rules.append(Rule(spec, reader.expression((*at, "when")), applies))

    def trees(self) -> Iterator[syntax.Node]:
        """All conditions, and the scorecards whose reasons are taken over."""
        for rule in self.rules:
            yield from (w.tree for w in (rule.when, rule.applies_when) if w is not None)
            if rule.spec.reasons_from is not None:
                yield syntax.Name(rule.spec.reasons_from)

    def check(self, checks: Checks) -> Type:
        """Conditions are boolean; ids unique; outcomes and reasons declared."""
        self.outcomes: Outcomes = checks.outcomes
        seen: dict[str, int] = {}
        for i, rule in enumerate(self.rules):
            at = (*self.here, i)
            checks.expect(rule.when, "boolean", "'when'")
            checks.expect(rule.applies_when, "boolean", "'applies_when'")
            if not damaged_below(checks.document, at):
                self._own_id(checks, rule, seen, i)
            self._declared(checks, rule, i)
        return Type("text", values=checks.outcomes.order)

    def _own_id(self, checks: Checks, rule: Rule, seen: dict[str, int], i: int) -> None:
        first = seen.setdefault(rule.spec.id, i)
        if first != i:
            note = Note("the other rule", checks.document.span((*self.here, first, "id")))
            checks.add("duplicate-id", f"the rule id '{rule.spec.id}' is used twice",
                       checks.document.span((*self.here, i, "id")), hint="give every rule its own id",
                       notes=(note,))  # fmt: skip

    def _declared(self, checks: Checks, rule: Rule, i: int) -> None:
        order = checks.outcomes.order
        if order and rule.spec.then not in order and not checks.unread((*self.here, i, "then")):
            checks.add("unknown-outcome", f"unknown outcome '{rule.spec.then}'",
                       checks.document.span((*self.here, i, "then")), ", ".join(order),
                       suggestion(rule.spec.then, order))  # fmt: skip
        checks.used_reasons.add(rule.spec.because)
        if (
            checks.reasons is not None
            and rule.spec.because not in checks.reasons
            and not checks.unread((*self.here, i, "because"))
        ):
            checks.add("unknown-reason", f"unknown reason '{rule.spec.because}'",
                       checks.document.span((*self.here, i, "because")), "a reason declared under 'reasons'",
                       suggestion(rule.spec.because, checks.reasons))  # fmt: skip
        if rule.spec.reasons_from is not None:
            self._scorecard(checks, rule.spec.reasons_from, (*self.here, i, "reasons_from"))

    def _scorecard(self, checks: Checks, name: str, at: Path) -> None:
        known = checks.names.find(name)
        if checks.names.incomplete or (known is not None and known.type.kind == "any"):
            return
        if known is None or known.type.field("points") is None:
            cards = [key for key, one in checks.names.known.items() if one.type.field("points") is not None]
            checks.add(
                "unknown-name",
                f"'{name}' is not a scorecard decision",
                checks.document.span(at),
                ", ".join(cards) or "a decision with 'scorecard:'",
                suggestion(name, cards),
            )

    def lower(self, lowering: Lowering, scope: Scope) -> Binding:
        """One condition per rule and the outcome of them all."""
        for rule in self.rules:
            assert rule.when is not None
            rule.condition = rule.status = lowering.lower(rule.when.tree, scope)
            if rule.applies_when is not None:
                applies = lowering.lower(rule.applies_when.tree, scope)
                rule.status = lowering.builder.call("applicable", applies, rule.condition, kind="boolean")
        ranks = tuple(self.outcomes.rank(rule.spec.then) for rule in self.rules)
        statuses = [rule.status for rule in self.rules]
        outcome = lowering.builder.call("rules", *statuses, kind="text", data=(self.outcomes, ranks))
        self.recorded = {"value": outcome, **{f"rule:{r.spec.id}": r.status for r in self.rules}}
        return outcome
