"""Deciding again with interventions: which are refused, and what the others make of the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from credit_engine import temporal
from credit_engine.absent import Absent
from credit_engine.api.decision import Decision
from credit_engine.api.intervention import Intervention
from credit_engine.api.problems import (
    ambiguous_rule,
    beyond_authority,
    expired_intervention,
    rule_not_reached,
    rule_not_standing,
    second_intervention,
    unknown_outcome,
    unknown_rule,
    wrong_direction,
)
from credit_engine.api.standing import Standing, made_of
from credit_engine.parts.rule import LoweredRule
from credit_engine.policy.compiled import DATES, CompiledPolicy
from credit_engine.problems import InputError, Problem, shortened, suggestion
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.statuses import is_not_reached, standing
from credit_engine.texts.forms import Language, PageFormat
from credit_engine.wording import any_of, changed, said

_KINDS = {"override": said("override", "改判"), "waiver": said("waiver", "豁免")}
Found = tuple[str, LoweredRule]
"""A rule with the name of its set."""


class RefusedInterventions(InputError):
    """Interventions of which at least one is refused; nothing is decided.

    `refused` holds those that are, each with the code of its problem.
    """

    def __init__(
        self, problems: Sequence[Problem], refused: Sequence[tuple[Intervention, str]], system: Decision
    ) -> None:
        super().__init__(problems)
        self.refused = tuple(refused)
        self._system = system

    def __reduce__(self) -> tuple[Any, ...]:
        return RefusedInterventions, (self.problems, self.refused, self._system)

    def explain(self, lang: Language = "en", format: PageFormat = "text") -> str:
        """The refusal as a page for the person who asked, in English or Chinese."""
        from credit_engine.explain.refusal import refusal

        return refusal(self._system, self.refused, lang, format)


def intervened(
    system: Decision, interventions: Sequence[Intervention | None], run: Any, unread: Sequence[Problem] = ()
) -> Decision:
    """The decision under interventions, by `run` of the same program.

    Raises RefusedInterventions with everything because of which any of them is refused. `unread` says why
    some are None: then InputError, with what else is wrong; whether the other rules count is not asked,
    since those that cannot be read may have to do with it.
    """
    problems: list[Problem] = []
    refused: list[tuple[Intervention, str]] = []
    found = _found(system.compiled, interventions, problems, refused)
    made = made_of(system.compiled, [(intervention, rule) for _, intervention, rule in found])
    standings = Standing(system.compiled, system.inputs, system.slots, made, run)
    seen: dict[int, int] = {}
    for i, requested, rule in found:
        at = f"interventions[{i}]"
        wrong = [*_authority(rule, requested, at), *_expired(system, rule, requested, at)]
        if not unread:
            wrong += _standing(system.compiled.outcomes, rule, requested, standings.status(rule), at)
        first = seen.setdefault(id(rule), i)
        if first != i:
            wrong.append(second_intervention(first=first, rule=requested.rule, path=f"{at}.rule"))
        problems += wrong
        refused += [(requested, problem.code) for problem in wrong]
    if unread:
        raise InputError([*unread, *_told(system, problems)])
    if problems:
        raise RefusedInterventions(_told(system, problems), refused, system)
    inputs = [made.get(at, value) for at, value in enumerate(system.inputs)]
    return Decision(
        system.compiled,
        inputs,
        run(inputs),
        system.dates,
        system.undeclared,
        system=system,
        interventions=tuple(intervention for intervention in interventions if intervention is not None),
        stand_ins=system.stand_ins,
    )


def _told(system: Decision, problems: Sequence[Problem]) -> Sequence[Problem]:
    """The problems, without the values of redacted inputs that people wrote into interventions."""
    if not system.compiled.redacts:
        return problems
    from credit_engine.explain.refusal import shown_texts

    shown = shown_texts(system)
    return [
        replace(
            problem,
            message=changed(problem.message, shown),
            expected=changed(problem.expected, shown),
            hint=changed(problem.hint, shown),
            private=True,
        )
        for problem in problems
    ]


def _found(
    compiled: CompiledPolicy,
    interventions: Sequence[Intervention | None],
    problems: list[Problem],
    refused: list[tuple[Intervention, str]],
) -> list[tuple[int, Intervention, LoweredRule]]:
    """Interventions with their numbers and rules; of the others, why they have none."""
    found = []
    for i, intervention in enumerate(interventions):
        if intervention is None:
            continue
        rule, problem = _rule(compiled, intervention.rule, f"interventions[{i}].rule")
        if problem is not None:
            problems.append(problem)
            refused.append((intervention, problem.code))
        if rule is not None:
            found.append((i, intervention, rule[1]))
    return found


def _rule(compiled: CompiledPolicy, name: str, path: str) -> tuple[Found | None, Problem | None]:
    """The rule of an id, or of `set.id` where several sets use the id."""
    found = compiled.rules_named(name)
    if len(found) == 1:
        return found[0], None
    if found:
        names = ", ".join(f"{of}.{rule.spec.id}" for of, rule in found)
        return None, ambiguous_rule(name=name, expected=names, path=path)
    known = [rule.spec.id for rules in compiled.rule_sets.values() for rule in rules]
    return None, unknown_rule(name=shortened(name), hint=suggestion(shortened(name), known), path=path)


def _authority(rule: LoweredRule, intervention: Intervention, at: str) -> Iterator[Problem]:
    allowed = rule.spec.authorities
    if intervention.authority not in allowed:
        yield beyond_authority(
            id=rule.spec.id,
            allowed=any_of(allowed) if allowed else said("nobody", "（无人）"),
            authority=intervention.authority,
            expected=", ".join(allowed) or said("no intervention on this rule", "此规则不得干预"),
            path=f"{at}.authority",
        )


def _expired(system: Decision, rule: LoweredRule, intervention: Intervention, at: str) -> Iterator[Problem]:
    today = system.inputs[DATES.index("@today")]
    last = temporal.parse_date(intervention.expires)
    if last is not None and last < today:
        yield expired_intervention(
            id=rule.spec.id, expires=intervention.expires, today=today, path=f"{at}.expires"
        )


def _standing(
    outcomes: Outcomes, rule: LoweredRule, intervention: Intervention, status: Any, at: str
) -> Iterator[Problem]:
    """The rule counts when the intervention is made, and is asked for another outcome than its own."""
    if standing(status):
        if intervention.outcome:
            yield from _direction(outcomes, rule, intervention, status, f"{at}.outcome")
    elif is_not_reached(status):
        yield rule_not_reached(id=rule.spec.id, path=f"{at}.rule")
    else:
        yield rule_not_standing(id=rule.spec.id, path=f"{at}.rule")


def _direction(
    outcomes: Outcomes, rule: LoweredRule, intervention: Intervention, status: Any, path: str
) -> Iterator[Problem]:
    if intervention.outcome not in outcomes.order:
        yield unknown_outcome(outcome=shortened(intervention.outcome), known=outcomes.order, path=path)
        return
    asked = outcomes.undecided if isinstance(status, Absent) else rule.spec.then
    better = outcomes.order[: outcomes.rank(asked)]
    allowed = (
        tuple(name for name in outcomes.order if name != asked) if intervention.kind == "override" else better
    )
    if intervention.outcome not in allowed:
        what = (
            said("another outcome", "另一个结果")
            if intervention.kind == "override"
            else said("a better outcome", "更好的结果")
        )
        hint = (
            ""
            if intervention.kind == "override"
            else said("an override may ask for a worse outcome", "改判可以要求更差的结果")
        )
        yield wrong_direction(
            id=rule.spec.id,
            asked=asked,
            kind=_KINDS.get(intervention.kind, intervention.kind),
            what=what,
            expected=", ".join(allowed) or said("a waiver", "豁免"),
            hint=hint,
            path=path,
        )
