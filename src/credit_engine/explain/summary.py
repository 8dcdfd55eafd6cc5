"""The summary, on one screen: why the outcome is what it is, what price and limit rest on, what is amiss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure
from credit_engine.account.lines import LinesStep
from credit_engine.account.processes import OffersStep
from credit_engine.account.steps import RuleLine, RulesStep
from credit_engine.account.sums import LimitStep, PricingStep, RatingStep
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Paragraph, Phrase
from credit_engine.explain.page_interventions import effect, rule_name
from credit_engine.explain.page_lines import lines
from credit_engine.explain.page_reasons import UNDECIDED, undecided_bullets
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.trace import ReasonLine, Trace
from credit_engine.texts.causes import field_title, source_title

_MOST = 5
"""Reasons, and missing fields, of which a summary speaks: what fits on a screen of 40 lines."""


def summary(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What stands below the outcome and the outputs."""
    yield from _interventions(trace, say)
    yield from _reasons(trace, say)
    yield from _figures(trace, say)
    yield from _briefs(trace, say)
    yield from _missing(trace, say)
    yield Paragraph((say.say("decision_fingerprint"), say.say("colon"), Code(trace.fingerprint)), "faint")


def _interventions(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What people changed, and the conditions that the decision rests on."""
    if not trace.interventions:
        return
    yield Heading(2, (say.say("interventions"),))
    yield Bullets(
        tuple(
            Bullet(
                (*rule_name(one, say), say.say("colon"), *effect(trace, one, say)),
                "doubt",
                (Bullet((say.say("on_condition"), one.condition)),) if one.condition else (),
            )
            for one in trace.interventions
        )
    )


def _reasons(trace: Trace, say: Sentences) -> Iterator[Block]:
    """The reasons for the outcome, each with the tests that decided it; what is undecided by its causes."""
    found = [one for one in trace.reasons if one.outcome == trace.outcome and one.points is None]
    yield Heading(2, (say.say("decisive_reasons"),))
    if not found:
        yield Paragraph((say.say("no_reasons"),))
        return
    rules = {rule.id: rule for step in trace.steps for rule in _rules_of(step)}
    decided = [one for one in found if one.code != UNDECIDED]
    bullets = [_reason(one, rules.get(one.rule), say) for one in decided]
    bullets += undecided_bullets(trace, found, say)
    yield Bullets(tuple(one._replace(number=i) for i, one in enumerate(bullets[:_MOST], 1)))
    if len(bullets) > _MOST:
        yield Paragraph((say.say("more_reasons", count=len(bullets) - _MOST),), "faint")


def _rules_of(step: object) -> Sequence[RuleLine]:
    return step.rules if isinstance(step, RulesStep | OffersStep) else ()


def _reason(reason: ReasonLine, rule: RuleLine | None, say: Sentences) -> Bullet:
    text: Phrase = (reason.internal.text(say.lang), *say.in_brackets(Code(reason.rule)))
    return Bullet(text, "bad", () if rule is None else (Bullet(_tests(rule, say)),))


def _tests(rule: RuleLine, say: Sentences) -> Phrase:
    """The tests because of which a rule fired; of one for each item of a list for the first that decided."""
    item = next((one for one in rule.items if one.status == rule.status), None)
    if item is None:
        return say.decisive(rule.condition)
    return (item.identity, say.say("colon"), *say.decisive(item.condition))


def _figures(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What grades, and released prices and limits, rest on."""
    released = {one.name for one in trace.outputs if one.status == "released"}
    steps = [step for step in trace.steps if step.name in released]
    bullets = [
        *(_rating(step, say) for step in trace.steps if isinstance(step, RatingStep) and _is_rated(step)),
        *(_price(step, say) for step in steps if isinstance(step, PricingStep)),
        *(_limit(step, say) for step in steps if isinstance(step, LimitStep)),
    ]
    if bullets:
        yield Heading(2, (say.say("how_figures"),))
        yield Bullets(tuple(bullets))


def _briefs(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What steps say of themselves in short."""
    for step in trace.steps:
        if isinstance(step, LinesStep):
            blocks = list(lines(step._replace(blocks=step.brief), say))
            if blocks:
                yield Heading(2, say.title(step.title, step.name))
                yield from blocks


def _is_rated(step: RatingStep) -> bool:
    return not isinstance(step.result.value["grade"], Absent)


def _rating(step: RatingStep, say: Sentences) -> Bullet:
    """A grade with the score that it began from, and what moved it from there."""
    titles = step.base_grade.titles
    text = say.say(
        "rating_of",
        title="".join(say.title(step.title, step.name)),
        grade=say.figure(Figure(step.result.value["grade"], titles=titles)),
        base=say.figure(step.base_grade),
        score=say.figure(step.score),
    )
    moves = (
        say.say(
            "rating_move",
            name="".join(say.title(move.title, move.id)),
            before=say.figure(Figure(move.before, titles=titles)),
            after=say.figure(Figure(move.after, titles=titles)),
        )
        for move in step.moves
        if move.before != move.after
    )
    return Bullet((text,), below=tuple(Bullet((move,), "faint") for move in moves))


def _price(step: PricingStep, say: Sentences) -> Bullet:
    """A price with its lines, and the bound that holds it."""
    title = "".join(say.title(step.title, step.name))
    text = say.say("colon").join((title, say.figure(step.result)))
    bound = next((one for one in step.bounds if one.applied), None)
    if bound is not None:
        text += say.say("price_bounded", bound=say.say(bound.name))
    lines = (" ".join(("".join(say.what(line.term)), say.figure(line.term.figure))) for line in step.lines)
    return Bullet((text,), below=(Bullet((say.say("comma").join(lines),), "faint"),))


def _limit(step: LimitStep, say: Sentences) -> Bullet:
    """A limit with the constraint that binds, and the next one above it."""
    title = "".join(say.title(step.title, step.name))
    binding = next((one for one in step.constraints if one.binds), None)
    name = "" if binding is None else "".join(say.what(binding.term))
    text = say.say("limit_of", title=title, value=say.figure(step.result), binding=name)
    others = [
        one for one in step.constraints if not one.binds and not isinstance(one.term.figure.value, Absent)
    ]
    following = min(others, key=lambda one: one.term.figure.value, default=None)
    if following is not None:
        value = say.figure(following.term.figure)
        text += say.say("limit_next", name="".join(say.what(following.term)), value=value)
    return Bullet((text,))


def _missing(trace: Trace, say: Sentences) -> Iterator[Block]:
    """The missing fields that could still change the outcome, each with the source that supplies it."""
    if not trace.asks:
        return
    yield Heading(2, (say.say("asks"),))
    titles = trace.title_of_inputs(say.lang)
    yield Bullets(
        tuple(
            Bullet(
                (
                    field_title(path, say.lang, titles),
                    say.say("supplied_by", source=source_title(path, say.lang, titles)),
                ),
                "doubt",
            )
            for path in islice(trace.asks, _MOST)
        )
    )
    if len(trace.asks) > _MOST:
        yield Paragraph((say.say("more_reasons", count=len(trace.asks) - _MOST),), "faint")
