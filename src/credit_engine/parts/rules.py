"""`rules`: a rule set; every rule is evaluated, the worst outcome counts; several can escalate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

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


class EscalationModel(Model):
    """So many fired rules of one outcome count as a worse one: two oranges make red."""

    id: str
    fired: int
    of: str
    then: str
    because: str
    weight: int = 0
    title: Bilingual | None = None


class RulesDecision(DecisionModel):
    """`rules:` a list of rules, and what several of them escalate to."""

    rules: list[RuleModel]
    escalation: list[EscalationModel] = Field(default_factory=list)


@dataclass
class Rule:
    """A rule with its parsed expressions and, after lowering, its nodes; an escalation has no `when`."""

    spec: RuleModel
    when: Written | None
    applies_when: Written | None
    condition: int = -1
    status: int = -1


def escalated(spec: EscalationModel) -> RuleModel:
    """An escalation as a rule, for what reasons and explanations say of it."""
    return RuleModel(
        id=spec.id, when=f'fired("{spec.of}") >= {spec.fired}', then=spec.then, because=spec.because,
        weight=spec.weight, title=spec.title,
    )  # fmt: skip


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
        self.escalations = [Rule(escalated(spec), None, None) for spec in self.spec.escalation]

    @property
    def all_rules(self) -> list[Rule]:
        """The rules, then the escalations."""
        return [*self.rules, *self.escalations]

    def trees(self) -> Iterator[syntax.Node]:
        """All conditions, and the scorecards whose reasons are taken over."""
        for rule in self.rules:
            yield from (w.tree for w in (rule.when, rule.applies_when) if w is not None)
            if rule.spec.reasons_from is not None:
                yield syntax.Name(rule.spec.reasons_from)

    def check(self, checks: Checks) -> Type:
        """Conditions are boolean; ids unique; outcomes and reasons declared."""
        self.outcomes: Outcomes = checks.outcomes
        seen: dict[str, Path] = {}
        for i, rule in enumerate(self.rules):
            at = (*self.here, i)
            checks.expect(rule.when, "boolean", "'when'")
            checks.expect(rule.applies_when, "boolean", "'applies_when'")
            if not damaged_below(checks.document, at):
                self._own_id(checks, rule.spec.id, seen, at)
            self._declared(checks, rule, at)
        for i, spec in enumerate(self.spec.escalation):
            at = (*self.path, "escalation", i)
            if not damaged_below(checks.document, at):
                self._own_id(checks, spec.id, seen, at)
                self._escalation(checks, spec, at)
            self._declared(checks, self.escalations[i], at)
        return Type("text", values=checks.outcomes.order)

    def _own_id(self, checks: Checks, name: str, seen: dict[str, Path], at: Path) -> None:
        first = seen.setdefault(name, at)
        if first != at:
            note = Note("the other rule", checks.document.span((*first, "id")))
            checks.add("duplicate-id", f"the rule id '{name}' is used twice",
                       checks.document.span((*at, "id")), hint="give every rule its own id",
                       notes=(note,))  # fmt: skip

    def _escalation(self, checks: Checks, spec: EscalationModel, at: Path) -> None:
        """It counts at least two rules, not more than there are, and leads to a worse outcome."""
        order = checks.outcomes.order
        if order and spec.of not in order:
            checks.add("unknown-outcome", f"unknown outcome '{spec.of}'", checks.document.span((*at, "of")),
                       ", ".join(order), suggestion(spec.of, order))  # fmt: skip
            return
        if spec.then in order and order.index(spec.then) <= order.index(spec.of):
            checks.add("wrong-value", f"'{spec.then}' is not worse than '{spec.of}'",
                       checks.document.span((*at, "then")),
                       ", ".join(order[order.index(spec.of) + 1 :]))  # fmt: skip
        count = sum(rule.spec.then == spec.of for rule in self.rules)
        if not 2 <= spec.fired <= count and not damaged_below(checks.document, self.here):
            checks.add("wrong-value", f"{count} rules ask for '{spec.of}', but {spec.fired} should count",
                       checks.document.span((*at, "fired")), f"a whole number from 2 to {max(2, count)}",
                       "a single rule asks for its outcome itself" if spec.fired < 2 else "")  # fmt: skip

    def _declared(self, checks: Checks, rule: Rule, at: Path) -> None:
        order = checks.outcomes.order
        if order and rule.spec.then not in order and not checks.unread((*at, "then")):
            checks.add("unknown-outcome", f"unknown outcome '{rule.spec.then}'",
                       checks.document.span((*at, "then")), ", ".join(order),
                       suggestion(rule.spec.then, order))  # fmt: skip
        checks.used_reasons.add(rule.spec.because)
        if (
            checks.reasons is not None
            and rule.spec.because not in checks.reasons
            and not checks.unread((*at, "because"))
        ):
            checks.add("unknown-reason", f"unknown reason '{rule.spec.because}'",
                       checks.document.span((*at, "because")), "a reason declared under 'reasons'",
                       suggestion(rule.spec.because, checks.reasons))  # fmt: skip
        if rule.spec.reasons_from is not None:
            self._scorecard(checks, rule.spec.reasons_from, (*at, "reasons_from"))

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
        for rule, spec in zip(self.escalations, self.spec.escalation, strict=True):
            counted = [one.status for one in self.rules if one.spec.then == spec.of]
            node = lowering.builder.call("enough", *counted, kind="boolean", data=spec.fired)
            rule.condition = rule.status = node
        ranks = tuple(self.outcomes.rank(rule.spec.then) for rule in self.all_rules)
        statuses = [rule.status for rule in self.all_rules]
        outcome = lowering.builder.call("rules", *statuses, kind="text", data=(self.outcomes, ranks))
        self.recorded = {"value": outcome, **{f"rule:{r.spec.id}": r.status for r in self.all_rules}}
        return outcome
