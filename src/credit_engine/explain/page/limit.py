"""A limit on the page: its levels, its constraints, the one that binds."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.absent import Absent
from credit_engine.account.evidence import Term
from credit_engine.account.sums import LimitLevelLine, LimitStep
from credit_engine.explain.blocks import Block, Line, Paragraph, Phrase, Table
from credit_engine.explain.sentences import Sentences


def limit(step: LimitStep, say: Sentences) -> Iterator[Block]:
    """The levels, all constraints, the smallest of them, step and minimum."""
    if any(not level.apart for level in step.levels):
        yield _levels(step, say)
    for level in step.levels:
        if level.applies_when is not None and level.apart:
            why = say.in_brackets(*say.decisive(level.applies_when))
            name = say.title(level.title, level.name)
            yield Paragraph((*name, say.say("colon"), say.say("item_not_applicable"), *why), "faint")
    lines = []
    for constraint in step.candidates:
        name, what = say.line(constraint.title, constraint.name, constraint.term)
        if constraint.name == "requested":
            name, what = (say.say("requested"),), say.what(constraint.term)
        amount, binds = (say.figure(constraint.term.figure),), (say.say("binds"),) if constraint.binds else ()
        lines.append(Line((name, what, amount, binds), "strong" if constraint.binds else "plain"))
    yield Table(
        (say.say("constraint"), say.say("expression"), say.say("amount"), ""), tuple(lines), frozenset((2,))
    )
    if isinstance(step.smallest.value, Absent):
        yield Paragraph((say.say("no_limit_known"),), "doubt")
        return
    text = [
        say.figure(step.smallest),
        say.say("step_size", step=say.figure(step.step)),
        say.say("minimum", minimum=say.figure(step.minimum)),
    ]
    if step.below_minimum:
        text.append(say.say("below_minimum"))
    yield Paragraph((say.say("comma").join(text), say.say("colon"), say.figure(step.result)))


def _levels(step: LimitStep, say: Sentences) -> Table:
    """What every level has left of its limit."""
    head = ("level", "level_limit", "drawn", "undrawn", "conversion_factor", "headroom")
    binding = {constraint.name for constraint in step.constraints if constraint.binds}
    lines = [_level(line, say, line.name in binding) for line in step.levels if not line.apart]
    return Table(tuple(map(say.say, head)), tuple(lines), frozenset(range(1, len(head))))


def _level(line: LimitLevelLine, say: Sentences, binds: bool) -> Line:
    def amount(term: Term | None) -> Phrase:
        return () if term is None else (say.figure(term.figure),)

    return Line(
        (
            say.title(line.title, line.name),
            amount(line.limit),
            amount(line.drawn),
            amount(line.undrawn),
            amount(line.conversion_factor),
            (say.figure(line.headroom),),
        ),
        "strong" if binds else "plain",
    )
