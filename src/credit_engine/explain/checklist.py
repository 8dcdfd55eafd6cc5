"""The step of a checklist: every item with what became of it, its validity, and who may waive it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from credit_engine.absent import Absent, Cause
from credit_engine.explain.conditions import condition
from credit_engine.explain.evidence import Column, Condition, Figure, Term, Words
from credit_engine.explain.facts import Facts, causes_of, decision_title
from credit_engine.explain.trace import RuleLine
from credit_engine.explain.trace_lists import ChecklistLine, ChecklistStep
from credit_engine.parts.checklist import ChecklistPart, Item
from credit_engine.parts.rule import Rule
from credit_engine.policy.compiled import DATES
from credit_engine.texts.explanation import PHRASES

_COLUMNS = tuple(
    Column(name, Words(*PHRASES[name])) for name in ("complete", "missing", "expired", "outcome")
)


def checklist(facts: Facts, part: ChecklistPart, rule: Callable[[Facts, Rule], RuleLine]) -> ChecklistStep:
    """The step of a checklist; `rule` gives the line of a rule."""
    return ChecklistStep(
        name=part.name, title=decision_title(facts.compiled, part.name),
        result=Figure(facts.value(part.recorded["value"]), columns=_COLUMNS),
        rules=tuple(replace(rule(facts, one.rule), condition=_condition(facts, one)) for one in part.items),
        counts=part.name in facts.compiled.spec.decision.outcome,
        items=tuple(_item(facts, item) for item in part.items),
    )  # fmt: skip


def _item(facts: Facts, item: Item) -> ChecklistLine:
    spec, value = item.spec, facts.value(item.status)
    last = facts.value(item.last) if item.is_dated else None
    return ChecklistLine(
        spec.id, Words(spec.title.en, spec.title.zh), _status(facts, item), spec.then, last,
        item.rule.spec.authorities, _causes(value),
    )  # fmt: skip


def _status(
    facts: Facts, item: Item
) -> Literal["given", "missing", "expired", "undecided", "not_applicable"]:
    value = facts.value(item.status)
    if isinstance(value, Absent):
        return "undecided" if value.applicable else "not_applicable"
    if value is False:
        return "given"
    return "missing" if facts.value(item.missing) is True else "expired"


def _causes(value: object) -> tuple[Cause, ...]:
    return tuple(cause for cause in causes_of(value) if cause.code != "applies_when")


def _condition(facts: Facts, item: Item) -> Condition:
    assert item.given is not None
    given = condition(facts, item.given.tree)
    opposite = not given.value if isinstance(given.value, bool) else given.value
    missing = Condition("not", f"not({given.text})", opposite, (given,))
    if not item.is_dated:
        return missing
    today = facts.decided.inputs[DATES.index("@today")]
    last = facts.value(item.last)
    over = last < today if not isinstance(last, Absent) else last
    dates = (
        Term("today()", Figure(today), "expression", Words(*PHRASES["day_of_decision"])),
        Term("valid until", Figure(last), "expression", Words(*PHRASES["valid_until"])),
    )
    expired = Condition("comparison", "today() > valid until", over, operator=">", sides=dates)
    return Condition("or", item.rule.spec.when, facts.value(item.rule.condition), (missing, expired))
