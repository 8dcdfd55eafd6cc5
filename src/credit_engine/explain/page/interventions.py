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


def _intervention(trace: Trace, line: InterventionLine, say: Sentences) -> Bullet:
    said = trace.title_of(line.system_outcome).text(say.lang)
    said_by = "others" if line.after_others else "system"
    below = [
        Bullet((say.say(f"{said_by}_{line.system_status}", outcome=said),)),
        Bullet(
            (
                say.say(
                    "by_authority",
                    by=line.by,
                    authority=say.roles((line.authority,), line.role_titles),
                    day=iso_text(line.expires, say.lang),
                ),
            )
        ),
        Bullet((say.say("intervention_reason"), line.reason)),
    ]
    if line.condition:
        below.append(Bullet((say.say("on_condition"), line.condition)))
    return Bullet((*rule_name(line, say), say.say("colon"), *effect(trace, line, say)), "doubt", tuple(below))


def rule_name(line: InterventionLine, say: Sentences) -> Phrase:
    """The rule's title with its id."""
    return (
        say.rule(line.rule)
        if line.title is None
        else (line.title.text(say.lang), *say.in_brackets(*say.rule(line.rule)))
    )


def effect(trace: Trace, line: InterventionLine, say: Sentences) -> Phrase:
    """What the intervention makes of the rule."""
    if not line.outcome:
        return (say.say(f"made_{line.kind}"),)
    return (
        say.say(
            "made_outcome",
            kind=say.say(f"kind_{line.kind}"),
            outcome=trace.title_of(line.outcome).text(say.lang),
        ),
    )
