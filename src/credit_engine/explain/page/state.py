"""The state on the page: what it was before a decision, what it is after, and what of it cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credit_engine.absent import Absent
from credit_engine.account.lines import Tone
from credit_engine.account.processes import StateLine
from credit_engine.explain.blocks import Block, Line, Paragraph, Table
from credit_engine.explain.sentences import Sentences


def state(fields: Sequence[StateLine], say: Sentences) -> Iterator[Block]:
    """Every field before and, where there is a next state, after; then those that nobody can tell."""
    emitted = any(field.after is not None for field in fields)
    head = [*map(say.say, ("state_field", *say.names("name"), "state_before"))]
    yield Table(
        (*head, *((say.say("state_after"),) if emitted else ())), tuple(_line(field, say) for field in fields)
    )
    unknown = ["".join(say.title(field.title, field.name)) for field in fields if _is_unknown(field)]
    if unknown:
        yield Paragraph((say.say("state_unknown", names=say.say("list_comma").join(unknown)),), "doubt")


def _line(variable: StateLine, say: Sentences) -> Line:
    figures = [variable.before, *(() if variable.after is None else (variable.after,))]
    cells = ((say.figure(figure),) for figure in figures)
    tone: Tone = "doubt" if isinstance(figures[-1].value, Absent) else "plain"
    return Line((say.title(variable.title, variable.name), *say.identifier(variable.name), *cells), tone)


def _is_unknown(variable: StateLine) -> bool:
    return variable.after is not None and isinstance(variable.after.value, Absent)
