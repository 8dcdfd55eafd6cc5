"""Interventions on the page: the rule, what the policy said, who changed it, by what authority, why."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.explain.blocks import Block, Bullet, Bullets, Heading, Paragraph, Phrase
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.trace import InterventionLine, Trace
from credit_engine.temporal.reading import iso_text


def interventions(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What the policy alone says, each intervention, and the conditions that the decision rests on."""
    if not trace.interventions:
        return
    yield Heading(2, (say.say("interventions"),))
    system, final = (trace.title_of(name).text(say.lang) for name in (trace.system_outcome, trace.outcome))
    key = "same_outcome" if trace.system_outcome == trace.outcome else "changed_outcome"
    yield Paragraph((say.say(key, system=system, final=final),), "strong")
    yield Bullets(tuple(_intervention(trace, intervention, say) for intervention in trace.interventions))
    conditions = [intervention.condition for intervention in trace.interventions if intervention.condition]
    if conditions:
        yield Heading(2, (say.say("conditions"),))
        yield Bullets(
            tuple(Bullet((text,), "strong", (), number) for number, text in enumerate(conditions, 1))
        )


def _intervention(trace: Trace, one: InterventionLine, say: Sentences) -> Bullet:
    said = trace.title_of(one.system_outcome).text(say.lang)
    said_by = "others" if one.after_others else "system"
    below = [
        Bullet((say.say(f"{said_by}_{one.system_status}", outcome=said),)),
        Bullet(
            (
                say.say(
                    "by_authority",
                    by=one.by,
                    authority=say.roles((one.authority,), one.role_titles),
                    day=iso_text(one.expires, say.lang),
                ),
            )
        ),
        Bullet((say.say("intervention_reason"), one.reason)),
    ]
    if one.condition:
        below.append(Bullet((say.say("on_condition"), one.condition)))
    return Bullet((*rule_name(one, say), say.say("colon"), *effect(trace, one, say)), "doubt", tuple(below))


def rule_name(one: InterventionLine, say: Sentences) -> Phrase:
    """The rule's title with its id."""
    return (
        say.rule(one.rule)
        if one.title is None
        else (one.title.text(say.lang), *say.in_brackets(*say.rule(one.rule)))
    )


def effect(trace: Trace, one: InterventionLine, say: Sentences) -> Phrase:
    """What the intervention makes of the rule."""
    if not one.outcome:
        return (say.say(f"made_{one.kind}"),)
    return (
        say.say(
            "made_outcome",
            kind=say.say(f"kind_{one.kind}"),
            outcome=trace.title_of(one.outcome).text(say.lang),
        ),
    )
