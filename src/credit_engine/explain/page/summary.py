"""The summary, on one screen: why the outcome is what it is, what price and limit rest on, what is amiss."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure
from credit_engine.account.lines import LinesStep
from credit_engine.account.processes import CallStep, EachStep, OutputLine
from credit_engine.account.steps import RuleLine, Step
from credit_engine.account.sums import Constraint, LimitStep, PriceLine, PricingStep, RatingStep
from credit_engine.explain.blocks import Block, Bullet, Bullets, Heading, Paragraph, Phrase
from credit_engine.explain.page.interventions import effect, rule_name
from credit_engine.explain.page.lines import lines
from credit_engine.explain.page.reasons import UNDECIDED, not_waivable, rules_that, undecided_bullets
from credit_engine.explain.page.rules import who_may_waive
from credit_engine.explain.sentences import MOST_CAUSES, Sentences
from credit_engine.explain.trace import ReasonLine, Trace
from credit_engine.texts.causes import field_title, source_title

_OF_CALL = re.compile(r"(\w+)(?:\[1\])?\.(\w+)")
"""What an output shows of a called policy, or of the first of those for the items of a list."""
LINES, WIDTH = 40, 100
"""A summary is at most so many lines long where it is so wide."""


class Detail(NamedTuple):
    """How much a summary tells: so many points at most of each section, so many prices line by line.

    Fewer conditions than `fewest` stand among the outputs. Where it is `terse`, a price that only repeats an
    output is left out. Of each unknown output `causes` are named at most; of the outputs there are at most
    `outputs`, all where it is None.
    """

    reasons: int = 5
    figures: int = 5
    conditions: int = 5
    prices: int = 5
    fewest: int = 1
    terse: bool = False
    causes: int = MOST_CAUSES
    outputs: int | None = None


DETAILS = (
    Detail(),
    Detail(prices=1),
    # The lines of one price are kept before many conditions, reasons and figures.
    *(Detail(5, 5, conditions, 1, 3, True) for conditions in (5, 4, 3)),
    *(Detail(reasons, 4, 3, 1, 3, True) for reasons in (4, 3)),
    *(Detail(reasons, 4, 2, 1, 3, True) for reasons in (3, 2)),
    Detail(prices=0),
    *(Detail(5, 5, conditions, 0, 3, True) for conditions in (5, 4, 3)),
    *(Detail(reasons, 4, 3, 0, 3, True) for reasons in (4, 3)),
    *(Detail(reasons, 4, 2, 0, 3, True) for reasons in (3, 2)),
    *(Detail(most, most, 2, 0, 3, True) for most in (3, 2, 1)),
    *(Detail(most, most, 2, 0, 3, True, causes) for causes in (1, 0) for most in (3, 2)),
    *(Detail(3, 3, 2, 0, 3, True, 0, outputs) for outputs in (16, 12, 8)),
    *(Detail(1, 1, 1, 0, 3, True, 0, outputs) for outputs in (8, 5, 3)),
)
"""From all to little: what a summary leaves out first where it would be too long."""


def in_short(trace: Trace, say: Sentences, detail: Detail) -> list[OutputLine]:
    """The outputs of a summary: not those that the outcome withholds, nor what it tells by its lines."""
    told = {output.name for output, _, blocks in _told(trace, say) if len(blocks) >= detail.fewest}
    due = (output for output in trace.outputs if output.when is None or output.when.holds is not False)
    return [output for output in due if output.name not in told]


def most_important(outputs: Sequence[OutputLine], most: int | None) -> list[OutputLine]:
    """So many outputs at most, in their order: those that are released before those that are withheld."""
    places = sorted(range(len(outputs)), key=lambda at: outputs[at].status != "released")
    return [outputs[at] for at in sorted(places[:most])]


def told_in_short(trace: Trace, output: OutputLine) -> LinesStep | None:
    """The step that an output shows and that tells itself in short, an own one or a called policy's."""
    brief = _brief(trace.steps, output.name)
    found = _OF_CALL.fullmatch(output.of)
    if brief is not None or found is None:
        return brief or _brief(trace.steps, output.of)
    steps = [step for call in _calls(trace.steps) if call.name == found[1] for step in call.steps]
    return _brief(steps, found[2])


def _brief(steps: Sequence[Step], name: str) -> LinesStep | None:
    """The step of a name that tells itself in short."""
    found = (step for step in steps if isinstance(step, LinesStep) and step.name == name and step.brief)
    return next(found, None)


def _told(trace: Trace, say: Sentences) -> Iterator[tuple[OutputLine, LinesStep, list[Block]]]:
    """What of the outputs is told in lines."""
    for output in trace.outputs:
        step = None if output.status == "condition" else told_in_short(trace, output)
        if step is not None:
            yield output, step, list(lines(step._replace(blocks=step.brief), say))


def summary(trace: Trace, say: Sentences, detail: Detail, shown: Sequence[OutputLine]) -> Iterator[Block]:
    """What stands below the outcome and the outputs that are shown."""
    yield from _interventions(trace, say, detail)
    yield from _reasons(trace, say, detail)
    yield from _figures(trace, say, detail, shown)
    yield from _conditions(trace, say, detail)
    yield from _missing(trace, say, detail)


def _section(*text: str) -> Heading:
    """The heading of a section, which takes one line."""
    return Heading(2, text, close=True)


def _interventions(trace: Trace, say: Sentences, detail: Detail) -> Iterator[Block]:
    """What people changed, and the conditions that the decision rests on."""
    if not trace.interventions:
        return
    yield _section(say.say("interventions"))
    bullets = [
        Bullet(
            (*rule_name(line, say), say.say("colon"), *effect(trace, line, say)),
            "doubt",
            (Bullet((say.say("on_condition"), line.condition)),) if line.condition else (),
        )
        for line in trace.interventions
    ]
    yield from _first(bullets, detail.reasons, say)


def _reasons(trace: Trace, say: Sentences, detail: Detail) -> Iterator[Block]:
    """The reasons for the outcome, each with the tests that decided it; what is undecided by its causes."""
    found = [reason for reason in trace.reasons if reason.outcome == trace.outcome and reason.points is None]
    yield _section(say.say("decisive_reasons"))
    if not found:
        yield Paragraph((say.say("no_reasons"),))
        return
    rules = rules_that(trace, "fired")
    decided = [reason for reason in found if reason.code != UNDECIDED]
    bullets = [_reason(reason, rules.get(reason.rule), say) for reason in decided]
    bullets += undecided_bullets(trace, found, say)
    yield from _first([bullet._replace(number=i) for i, bullet in enumerate(bullets, 1)], detail.reasons, say)
    yield from not_waivable(trace, found, say)


def _first(bullets: Sequence[Bullet], most: int, say: Sentences) -> Iterator[Block]:
    """The first few points, and how many more there are."""
    yield Bullets(tuple(bullets[:most]))
    yield from more(len(bullets) - most, say)


def more(count: int, say: Sentences) -> Iterator[Block]:
    """How many there are beyond those that are shown, if any."""
    if count > 0:
        yield Paragraph((say.say("more", count=count),), "faint")


def _reason(reason: ReasonLine, rule: RuleLine | None, say: Sentences) -> Bullet:
    text: Phrase = (reason.internal.text(say.lang), *say.in_brackets(*say.rule(reason.rule)))
    if rule is None:
        return Bullet(text, "bad")
    return Bullet(text, "bad", (Bullet(_tests(rule, say)), *who_may_waive(rule, say)))


def _tests(rule: RuleLine, say: Sentences) -> Phrase:
    """The tests because of which a rule fired; of one for each item of a list for the first that decided."""
    item = next((item for item in rule.items if item.status == rule.status), None)
    if item is None:
        return say.decisive(rule.condition)
    return (item.identity, say.say("colon"), *say.decisive(item.condition))


def _figures(trace: Trace, say: Sentences, detail: Detail, above: Sequence[OutputLine]) -> Iterator[Block]:
    """What grades, and released prices and limits, rest on, those of called policies among them."""
    called = list(_calls(trace.steps, trace.set_aside))
    steps = [(step, trace.outputs, "") for step in trace.steps]
    steps += [
        (step, call.outputs, "".join(say.title(call.title, call.name)))
        for call in called
        for step in call.steps
    ]
    found = [(step, of) for step, outputs, of in steps if _counts(step, outputs)]
    alike = Counter(say.title(step.title, step.name) for step, _ in found)
    told = {say.figure(line.figure) for line in above} if detail.terse else set()
    bullets = []
    for kind, tell in _TOLD:
        for nth, (step, of) in enumerate([pair for pair in found if isinstance(pair[0], kind)]):
            own = say.title(step.title, step.name)
            title = "".join(own if not of or alike[own] == 1 else (of, say.say("colon"), *own))
            bullet = tell(step, title, say)
            if isinstance(step, PricingStep) and nth >= detail.prices:
                if say.figure(step.result) in told and not any(bound.applied for bound in step.bounds):
                    continue
                bullet = bullet._replace(below=())
            bullets.append((nth, bullet))
    if bullets:
        # Of each kind the first before the second of any.
        shown = sorted(range(len(bullets)), key=lambda at: bullets[at][0])[: detail.figures]
        yield _section(say.say("how_figures"))
        yield Bullets(tuple(bullets[at][1] for at in sorted(shown)))
        yield from more(len(bullets) - detail.figures, say)


def _counts(step: Step, outputs: Sequence[OutputLine]) -> bool:
    """Whether a step is a grade that could be given, or a price or a limit that is released."""
    if isinstance(step, RatingStep):
        return not isinstance(step.result.value["grade"], Absent)
    released = any(output.name == step.name and output.status == "released" for output in outputs)
    return released and isinstance(step, PricingStep | LimitStep)


def _conditions(trace: Trace, say: Sentences, detail: Detail) -> Iterator[Block]:
    """Conditions, and what is missing, with who supplies it, as outputs tell them."""
    for output, step, blocks in _told(trace, say):
        if blocks and len(blocks) >= detail.fewest:
            title = step.title if output.name == step.name else output.title
            yield _section(*say.title(title or step.title, step.name))
            yield from blocks[: detail.conditions]
            yield from more(len(blocks) - detail.conditions, say)


def _calls(steps: Sequence[Step], aside: Collection[str] = ()) -> Iterator[CallStep]:
    """The called policies of steps, those for items of a list among them."""
    for step in steps:
        if step.name in aside:
            continue
        if isinstance(step, CallStep):
            yield step
        elif isinstance(step, EachStep):
            yield from (item.step for item in step.items if isinstance(item.step, CallStep))


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
    bound = next((bound for bound in step.bounds if bound.applied), None)
    if bound is not None:
        text += say.say("price_bounded", bound=say.say(bound.name))
    counted = (line for line in step.lines if line.term.figure.value != 0)
    lines = (" ".join((_called(line, say), say.figure(line.term.figure))) for line in counted)
    return Bullet((text,), below=(Bullet((say.say("comma").join(lines),), "faint"),))


def _limit(step: LimitStep, title: str, say: Sentences) -> Bullet:
    """A limit with the constraint that binds, and the next one above it."""
    binding = next((constraint for constraint in step.constraints if constraint.binds), None)
    name = "" if binding is None else _called(binding, say)
    text = say.say("limit_of", title=title, value=say.figure(step.result), binding=name)
    others = [
        candidate
        for candidate in step.candidates
        if not candidate.binds and not isinstance(candidate.term.figure.value, Absent)
    ]
    following = min(others, key=lambda candidate: candidate.term.figure.value, default=None)
    if following is not None:
        value = say.figure(following.term.figure)
        text += say.say("limit_next", name=_called(following, say), value=value)
    return Bullet((text,))


def _called(line: PriceLine | Constraint, say: Sentences) -> str:
    """A line of a price or a constraint by its title, else by what it rests on."""
    return "".join(say.what(line.term)) if line.title is None else line.title.text(say.lang)


def _missing(trace: Trace, say: Sentences, detail: Detail) -> Iterator[Block]:
    """The missing fields that could still change the outcome, each with the source that supplies it."""
    if not trace.asks:
        return
    yield _section(say.say("asks"))
    titles = trace.title_of_inputs(say.lang)
    bullets = [Bullet(_asked(path, titles, say), "doubt") for path in trace.asks]
    yield from _first(bullets, detail.conditions, say)


def _asked(path: str, titles: Mapping[str, str], say: Sentences) -> Phrase:
    """A missing field with the source that supplies it; one that stands in no group is its own."""
    field, source = field_title(path, say.lang, titles), source_title(path, say.lang, titles)
    return (field,) if field == source else (field, say.say("supplied_by", source=source))


_TOLD: tuple[tuple[type[Step], Callable[..., Bullet]], ...] = (
    (RatingStep, _rating),
    (PricingStep, _price),
    (LimitStep, _limit),
)
"""What a summary tells of figures, in this order."""
