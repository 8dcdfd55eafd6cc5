"""The rules on the page: fired and undecided ones in full, the others in a line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from credit_engine.account.evidence import Condition, Words
from credit_engine.account.processes import OffersStep
from credit_engine.account.steps import ItemLine, RuleLine, RulesStep, Step
from credit_engine.explain.blocks import Block, Bullet, Bullets, Heading, Line, Phrase, Table, joined
from credit_engine.explain.page.notes import notes
from credit_engine.explain.sentences import MOST_ITEMS, Sentences
from credit_engine.texts.causes import why


class RuleSets(Protocol):
    """A decision with rule sets: a whole one, or that of a called policy."""

    @property
    def steps(self) -> tuple[Step, ...]: ...
    @property
    def undecided_outcome(self) -> str: ...
    def title_of(self, outcome: str) -> Words:
        """An outcome's title."""

    def notes_of(self, decision: str = "") -> Words | None:
        """The policy's notes on a decision."""


def rules(trace: RuleSets, say: Sentences) -> Iterator[Block]:
    """All rule sets: their outcomes, then the rules by status."""
    sets = [step for step in trace.steps if isinstance(step, RulesStep | OffersStep)]
    if not sets:
        return
    yield Heading(2, (say.say("rules"),))
    head = (say.say("rule_set"), say.say("outcome"), say.say("rules"))
    yield Table(head, tuple(_set(trace, rule_set, say) for rule_set in sets))
    for rule_set in sets:
        if type(rule_set) is RulesStep:  # what is shown step by step has its notes there
            yield from notes(trace.notes_of(rule_set.name), say)
    lines = [rule for rule_set in sets for rule in rule_set.rules]
    for status in ("fired", "undecided", "waived"):
        found = [rule for rule in lines if rule.status == status]
        if found:
            yield Heading(3, (say.say(f"{status}_rules"),))
            yield Bullets(tuple(_full(trace, rule, say) for rule in found))
    for status in ("not_fired", "not_applicable"):
        found = [rule for rule in lines if rule.status == status]
        if found:
            yield Heading(3, (say.say(f"{status}_rules"),))
            yield _compact(found, status, say)


def _set(trace: RuleSets, step: RulesStep | OffersStep, say: Sentences) -> Line:
    counts = {
        status: sum(rule.status == status for rule in step.rules)
        for status in ("fired", "undecided", "not_fired", "not_applicable")
    }
    summary: Phrase = (say.say("counted", **counts),)
    waived = sum(rule.status == "waived" for rule in step.rules)
    if waived:
        summary = (*summary, say.say("waived_count", waived=waived))
    if not step.counts:
        summary = (*summary, *say.in_brackets(say.say("not_counted")))
    found = step.outcome if isinstance(step, OffersStep) else step.result.value
    outcome = trace.title_of(found).text(say.lang)
    return Line((say.title(step.title, step.name), (outcome,), summary))


def _full(trace: RuleSets, rule: RuleLine, say: Sentences) -> Bullet:
    """A rule with its condition as a tree, its reason, and who may waive it."""
    outcome = trace.undecided_outcome if rule.status == "undecided" else rule.outcome
    said = trace.title_of(rule.changed or outcome).text(say.lang)
    text = (*_name(rule, say), say.say("colon"), said if rule.status != "waived" else why("waived", say.lang))
    below = list(_items(rule, say)) if rule.items else [say.tree(rule.condition)]
    below += _applies(rule.applies_when, say)
    if rule.clause is not None:
        below.append(Bullet((say.say("implements"), rule.clause.text(say.lang)), "faint"))
    if rule.status == "waived":
        return Bullet(text, "doubt", tuple(below))
    if not rule.items:
        below += _unknown(rule, say)
    below += who_may_waive(rule, say)
    return Bullet(text, "bad" if rule.status == "fired" else "doubt", tuple(below))


def _applies(condition: Condition | None, say: Sentences) -> Iterator[Bullet]:
    """The condition on which a rule applies at all."""
    if condition is not None:
        applies = say.tree(condition)
        yield Bullet((say.say("applies_only_if"), *applies.text), applies.tone, applies.below)


def _unknown(line: RuleLine | ItemLine, say: Sentences) -> Iterator[Bullet]:
    """Why a rule is undecided, where its condition does not show it."""
    if any(cause.subject not in _shown(line.condition) for cause in line.causes):
        yield Bullet((say.say("unknown_because", causes=say.causes(line.causes)),), "doubt")


def who_may_waive(rule: RuleLine, say: Sentences) -> Iterator[Bullet]:
    """A point with the roles that may waive a rule, where any may."""
    if rule.waivable_by not in ((), ("nobody",)):
        yield Bullet((say.say("waivable", who=say.roles(rule.waivable_by, rule.role_titles)),))


def _items(rule: RuleLine, say: Sentences) -> Iterator[Bullet]:
    """What became of a rule for each item that decided it, and how many others there are."""
    decisive = [item for item in rule.items if item.status == rule.status]
    for item in decisive:
        inner = (say.tree(item.condition), *_applies(item.applies_when, say), *_unknown(item, say))
        yield Bullet((item.identity,), "bad" if item.status == "fired" else "doubt", inner)
    others = len(rule.items) - len(decisive) + (rule.omitted_items or 0)
    if others:
        yield Bullet((say.say("items_omitted", count=others),), "faint")


def _of_items(rule: RuleLine, say: Sentences) -> Phrase:
    """Why a rule did not fire for the first few items of a list."""
    shown = rule.items[:MOST_ITEMS]
    pieces = [
        (
            candidate.identity,
            say.say("colon"),
            *(
                say.decisive(candidate.applies_when)
                if candidate.applies_when is not None and candidate.applies_when.holds is False
                else say.decisive(candidate.condition)
            ),
        )
        for candidate in shown
    ]
    more = len(rule.items) - len(shown) + (rule.omitted_items or 0)
    pieces += [(say.say("items_omitted", count=more),)] if more else []
    return joined(pieces, say.say("semicolon"))


def _shown(condition: Condition) -> set[str]:
    """The names whose values a condition shows."""
    parts = [condition]
    for part in parts:
        parts += part.parts
    return {term.text for part in parts for term in (*part.sides, *part.names)}


def _name(rule: RuleLine, say: Sentences) -> Phrase:
    return (*say.rule(rule.id), *((" ", rule.title.text(say.lang)) if rule.title is not None else ()))


def _compact(found: list[RuleLine], status: str, say: Sentences) -> Table:
    """One line per rule: the tests that failed, with their values."""
    lines = []
    implements = any(rule.clause is not None for rule in found)
    for rule in found:
        why = _of_items(rule, say) if rule.items else say.decisive(rule.condition)
        if status == "not_applicable" and not rule.items:
            why = _not_applicable(rule, say)
        title: Phrase = () if rule.title is None else (rule.title.text(say.lang),)
        clause: Phrase = () if rule.clause is None else (rule.clause.text(say.lang),)
        lines.append(Line((say.rule(rule.id), title, why, *((clause,) if implements else ()))))
    keys = ("rule", "title", f"why_{status}", *(("clause",) if implements else ()))
    return Table(tuple(map(say.say, keys)), tuple(lines))


def _not_applicable(rule: RuleLine, say: Sentences) -> Phrase:
    if rule.applies_when is not None and rule.applies_when.holds is False:
        return say.decisive(rule.applies_when)
    return (say.causes(rule.causes),)
