"""Rule sets and checklists in a policy's book: every rule with its condition, its outcome and its reason."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.account.gaps import RuleItems
from credit_engine.account.steps import ChecklistStep, RuleLine, RulesStep
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Line, Paragraph, Table
from credit_engine.explain.book.policy import Told
from credit_engine.explain.book.words import BookSentences


def rule_set(step: RulesStep, told: Told, say: BookSentences) -> Iterator[Block]:
    """The rules in their order; whether the set counts by itself."""
    if step.counts is False:
        yield Paragraph((say.book("not_counted"),), "faint")
    yield Bullets(tuple(rule(named_rule, told, say) for named_rule in step.rules))


def rule(line: RuleLine, told: Told, say: BookSentences) -> Bullet:
    """A rule: what it asks for, when, with which reason, by which written rule, and who may waive it."""
    title = () if line.title is None else (" ", line.title.text(say.lang))
    asks = told.outcome(line.outcome).text(say.lang)
    items = line.items if isinstance(line.items, RuleItems) else None
    condition = line.condition if items is None else items.condition
    applies = line.applies_when if items is None else items.applies_when
    below = [say.tree(condition)]
    if applies is not None:
        inner = say.tree(applies)
        below.append(Bullet((say.book("applies_if"), *inner.text), below=inner.below))
    if line.reason:
        text = told.reason(line.reason)
        said = () if text is None else (" ", text.text(say.lang))
        below.append(Bullet((say.say("reason"), Code(line.reason), *said), "faint"))
    if line.clause is not None:
        below.append(Bullet((say.say("implements"), line.clause.text(say.lang)), "faint"))
    if line.waivable_by not in ((), ("nobody",)):
        who = say.roles(line.waivable_by, line.role_titles)
        below.append(Bullet((say.book("waivable", who=who),), "faint"))
    return Bullet((Code(line.id), *title, say.say("colon"), asks), below=tuple(below))


def checklist(step: ChecklistStep, told: Told, say: BookSentences) -> Iterator[Block]:
    """What has to be presented, when it is asked for, and what follows where it is missing."""
    lines = []
    for item, line in zip(step.items, step.rules, strict=True):
        applies = () if line.applies_when is None else say.inline(line.applies_when)
        who = say.roles(item.waivable_by, item.role_titles)
        dated = (say.book("yes"),) if item.valid_until is not None else ()
        outcome = told.outcome(item.outcome).text(say.lang)
        title = (item.title.text(say.lang),)
        lines.append(Line(((Code(item.id),), title, applies, dated, (outcome,), (who,) if who else ())))
    head = (
        say.say("item_id"),
        say.book("item"),
        say.book("when"),
        say.say("valid_until"),
        say.book("if_missing"),
        say.say("waivable_head"),
    )
    yield Table(head, tuple(lines))
