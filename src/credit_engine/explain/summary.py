"""The summary, on one screen: why the outcome is what it is, what price and limit rest on, what is amiss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure
from credit_engine.account.lines import LinesStep
from credit_engine.account.processes import CallStep, EachStep, OffersStep, OutputLine
from credit_engine.account.steps import RuleLine, RulesStep, Step
from credit_engine.account.sums import Constraint, LimitStep, PriceLine, PricingStep, RatingStep
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Paragraph, Phrase
from credit_engine.explain.page_interventions import effect, rule_name
from credit_engine.explain.page_lines import lines
from credit_engine.explain.page_reasons import UNDECIDED, undecided_bullets
from credit_engine.explain.page_rules import who_may_waive
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.trace import ReasonLine, Trace
from credit_engine.texts.causes import field_title, source_title

_MOST = 5
"""Points of which each section of a summary speaks: what fits on a screen of 40 lines."""


def in_short(trace: Trace) -> list[OutputLine]:
    """The outputs of a summary: not those that the outcome withholds, nor what it tells by its lines."""
    told = {step.name for step in trace.steps if isinstance(step, LinesStep) and step.brief}
    due = (one for one in trace.outputs if one.when is None or one.when.holds is not False)
    return [one for one in due if one.name not in told]


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
    rules: dict[str, RuleLine] = {}
    for name, rule in _counting_rules(trace.steps):
        if rule.status == "fired":
            rules.setdefault(name, rule)
    decided = [one for one in found if one.code != UNDECIDED]
    bullets = [_reason(one, rules.get(one.rule), say) for one in decided]
    bullets += undecided_bullets(trace, found, say)
    yield from _first([one._replace(number=i) for i, one in enumerate(bullets, 1)], say)


def _first(bullets: Sequence[Bullet], say: Sentences) -> Iterator[Block]:
    """The first few points, and how many more there are."""
    yield Bullets(tuple(bullets[:_MOST]))
    yield from _more(len(bullets), say)


def _more(count: int, say: Sentences) -> Iterator[Block]:
    if count > _MOST:
        yield Paragraph((say.say("more", count=count - _MOST),), "faint")


def _counting_rules(steps: Sequence[Step], within: str = "") -> Iterator[tuple[str, RuleLine]]:
    """All rules of steps and of the policies that they call, by their names in reasons; items in order."""
    for step in steps:
        if isinstance(step, RulesStep | OffersStep):
            yield from ((within + rule.id, rule) for rule in step.rules)
        elif isinstance(step, CallStep):
            yield from _counting_rules(step.steps, f"{within}{step.name}.")
        elif isinstance(step, EachStep):
            yield from _counting_rules([item.step for item in step.items], within)


def _reason(reason: ReasonLine, rule: RuleLine | None, say: Sentences) -> Bullet:
    text: Phrase = (reason.internal.text(say.lang), *say.in_brackets(say.rule(reason.rule)))
    if rule is None:
        return Bullet(text, "bad")
    return Bullet(text, "bad", (Bullet(_tests(rule, say)), *who_may_waive(rule, say)))


def _tests(rule: RuleLine, say: Sentences) -> Phrase:
    """The tests because of which a rule fired; of one for each item of a list for the first that decided."""
    item = next((one for one in rule.items if one.status == rule.status), None)
    if item is None:
        return say.decisive(rule.condition)
    return (item.identity, say.say("colon"), *say.decisive(item.condition))


def _figures(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What grades, and released prices and limits, rest on, those of called policies among them."""
    called = [one for one in trace.steps if isinstance(one, CallStep) and one.name not in trace.set_aside]
    steps = [(step, trace.outputs, "") for step in trace.steps]
    steps += [
        (one, call.outputs, "".join(say.title(call.title, call.name)))
        for call in called
        for one in call.steps
    ]
    found = [(step, of) for step, outputs, of in steps if _counts(step, outputs)]
    alike = Counter(say.title(step.title, step.name) for step, _ in found)
    bullets = []
    for kind, tell in _TOLD:
        for step, of in found:
            if isinstance(step, kind):
                own = say.title(step.title, step.name)
                title = "".join(own if not of or alike[own] == 1 else (of, say.say("colon"), *own))
                bullets.append(tell(step, title, say))
    if bullets:
        yield Heading(2, (say.say("how_figures"),))
        yield from _first(bullets, say)


def _counts(step: Step, outputs: Sequence[OutputLine]) -> bool:
    """Whether a step is a grade that could be given, or a price or a limit that is released."""
    if isinstance(step, RatingStep):
        return not isinstance(step.result.value["grade"], Absent)
    released = any(one.name == step.name and one.status == "released" for one in outputs)
    return released and isinstance(step, PricingStep | LimitStep)


def _briefs(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What steps say of themselves in short."""
    for step in trace.steps:
        if isinstance(step, LinesStep):
            blocks = list(lines(step._replace(blocks=step.brief), say))
            if blocks:
                yield Heading(2, say.title(step.title, step.name))
                yield from blocks[:_MOST]
                yield from _more(len(blocks), say)


def _rating(step: RatingStep, title: str, say: Sentences) -> Bullet:
    """A grade with the score that it began from, and what moved it from there."""
    titles = step.base_grade.titles
    text = say.say(
        "rating_of",
        title=title,
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


def _price(step: PricingStep, title: str, say: Sentences) -> Bullet:
    """A price with its lines that are not zero, and the bound that holds it."""
    text = say.say("colon").join((title, say.figure(step.result)))
    bound = next((one for one in step.bounds if one.applied), None)
    if bound is not None:
        text += say.say("price_bounded", bound=say.say(bound.name))
    counted = (line for line in step.lines if line.term.figure.value != 0)
    lines = (" ".join((_called(line, say), say.figure(line.term.figure))) for line in counted)
    return Bullet((text,), below=(Bullet((say.say("comma").join(lines),), "faint"),))


def _limit(step: LimitStep, title: str, say: Sentences) -> Bullet:
    """A limit with the constraint that binds, and the next one above it."""
    binding = next((one for one in step.constraints if one.binds), None)
    name = "" if binding is None else _called(binding, say)
    text = say.say("limit_of", title=title, value=say.figure(step.result), binding=name)
    others = [
        one for one in step.candidates if not one.binds and not isinstance(one.term.figure.value, Absent)
    ]
    following = min(others, key=lambda one: one.term.figure.value, default=None)
    if following is not None:
        value = say.figure(following.term.figure)
        text += say.say("limit_next", name=_called(following, say), value=value)
    return Bullet((text,))


def _called(line: PriceLine | Constraint, say: Sentences) -> str:
    """A line of a price or a constraint by its title, else by what it rests on."""
    return "".join(say.what(line.term)) if line.title is None else line.title.text(say.lang)


def _missing(trace: Trace, say: Sentences) -> Iterator[Block]:
    """The missing fields that could still change the outcome, each with the source that supplies it."""
    if not trace.asks:
        return
    yield Heading(2, (say.say("asks"),))
    titles = trace.title_of_inputs(say.lang)
    bullets = [
        Bullet(
            (
                field_title(path, say.lang, titles),
                say.say("supplied_by", source=source_title(path, say.lang, titles)),
            ),
            "doubt",
        )
        for path in trace.asks
    ]
    yield from _first(bullets, say)


_TOLD: tuple[tuple[type[Step], Callable[..., Bullet]], ...] = (
    (RatingStep, _rating),
    (PricingStep, _price),
    (LimitStep, _limit),
)
"""What a summary tells of figures, in this order."""
