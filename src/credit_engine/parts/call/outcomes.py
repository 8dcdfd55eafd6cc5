"""What the outcomes of a called policy count as: each is mapped, and no worse one counts as a better one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from credit_engine.parts.base import Checks, Head
from credit_engine.parts.call import problems
from credit_engine.parts.call.model import CallModel, MappedModel
from credit_engine.parts.called import Called
from credit_engine.parts.rule import Rule, RuleModel
from credit_engine.problems import Note
from credit_engine.wording import said


class OutcomeChecks:
    """The outcomes of one call, as rules; without `called` the policy that is called could not be read."""

    def __init__(self, checks: Checks, head: Head[CallModel], called: Called | None) -> None:
        self.checks = checks
        self.name = head.name
        self.spec = head.spec
        self.at = (*head.here, "outcomes")
        self.known = None if called is None else called.outcomes

    def mapped(self) -> dict[str, Rule]:
        """Every outcome is mapped, to a declared one, with a reason where the called policy has none."""
        found, policy = {}, self.spec.policy
        for name, model in self.spec.outcomes.items():
            if self.known is not None and name not in self.known.order:
                key, order = self.checks.key((*self.at, name)), self.known.order
                self.checks.report(
                    problems.unknown_outcome_of_policy, key, name=name, policy=policy, known=order
                )
                continue
            rule = self._rule(name, model)
            if rule is not None:
                found[name] = rule
        if self.known is None or self.checks.damaged_below(self.at):
            return found
        self._in_order({name: found[name] for name in self.known.order if name in found})
        lacking = ", ".join(name for name in self.known.order if name not in self.spec.outcomes)
        if lacking:
            key, expected = self.checks.key(self.at), ", ".join(self.known.order)
            self.checks.report(
                problems.outcomes_not_mapped, key, policy=policy, outcomes=lacking, expected=expected
            )
        return found

    def _in_order(self, mapped: Mapping[str, Rule]) -> None:
        """A worse outcome of the called policy never counts as a better one here."""
        order = self.checks.outcomes.order
        for better, worse in pairwise(mapped if order else ()):
            here, there = mapped[better].spec.then, mapped[worse].spec.then
            if order.index(there) < order.index(here):
                counts = said(
                    "'{better}' counts as '{here}'", "'{better}' 对应 '{here}'", better=better, here=here
                )
                self.checks.report(
                    problems.outcomes_out_of_order,
                    (*self.at, worse),
                    worse=worse,
                    better=better,
                    mapped=there,
                    here=here,
                    notes=(Note(counts, self.checks.document.span((*self.at, better))),),
                )

    def _rule(self, name: str, model: MappedModel) -> Rule | None:
        """An outcome of the called policy as a rule; None for one that counts as none that is declared."""
        at = (*self.at, name)
        place = self.checks.document.in_full(at, "then")
        if not self.checks.is_outcome(model.then, place):
            return None
        if model.because is not None:
            self.checks.declared(model.then, model.because, at)
        elif self._needs_reason(name, model.then):
            form = f"{{then: {model.then}, because: ...}}"
            self.checks.report(
                problems.outcome_without_reason, place, name=name, then=model.then, expected=form
            )
        spec = RuleModel(
            id=f"{self.name}.{name}",
            when=f'{self.spec.policy} = "{name}"',
            then=model.then,
            because=model.because or "",
            weight=model.weight,
        )
        return Rule(spec, silent=model.because is None)

    def _needs_reason(self, name: str, then: str) -> bool:
        """Whether an outcome that needs no rule to fire counts as more than nothing here."""
        order, nothing = self.checks.outcomes.order, self.checks.outcomes.nothing_fired
        if self.known is None or name != self.known.nothing_fired or not order:
            return False
        return nothing in order and order.index(then) > order.index(nothing)
