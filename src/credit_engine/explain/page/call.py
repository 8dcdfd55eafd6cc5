"""A called policy on the page: what it was given, its answer, and its own rules and steps below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from credit_engine.absent import Absent
from credit_engine.account.processes import CallStep, OutputLine
from credit_engine.explain.blocks import Block, Heading, Line, Paragraph, Table
from credit_engine.explain.page.state import state
from credit_engine.explain.sentences import Sentences

_DEEPEST = 6
"""HTML and Markdown have six levels of headings."""


def head(step: CallStep, say: Sentences) -> Iterator[Block]:
    """Which policy was asked, with what, and what it answered."""
    policy = say.title(step.policy_title, step.policy)
    yield Paragraph(
        (say.say("called"), *policy, say.say("comma"), say.say("version_only", version=step.version))
    )
    if step.answer:
        answer = step.title_of(step.answer).text(say.lang)
        yield Paragraph((say.say("answered", answer=answer, outcome=step.counts_as.text(say.lang)),))
    else:
        text = say.say("answer_open", causes=say.causes(step.causes), outcome=step.counts_as.text(say.lang))
        yield Paragraph((text,), "doubt")
    lines = tuple(
        Line(
            (say.title(figure.title, figure.text), (say.figure(figure.figure),)),
            "doubt" if isinstance(figure.figure.value, Absent) else "plain",
        )
        for figure in step.inputs
    )
    if lines:
        yield Table((say.say("input"), say.say("value")), lines)
    if step.outputs:
        yield Table(
            (say.say("output"), say.say("value")), tuple(_output(output, say) for output in step.outputs)
        )
    if step.state:
        yield Paragraph((say.say("state_of_called"), say.say("colon")))
        yield from state(step.state, say)


def _output(output: OutputLine, say: Sentences) -> Line:
    value = output.figure.value
    if isinstance(value, Absent):
        return Line((say.title(output.title, output.name), (say.causes(value.causes),)), "doubt")
    return Line((say.title(output.title, output.name), (say.figure(output.figure),)))


def deeper(blocks: Iterable[Block], by: int) -> Iterator[Block]:
    """Blocks that stand below others: their headings so many levels down."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block._replace(level=min(_DEEPEST, block.level + by))
        else:
            yield block
