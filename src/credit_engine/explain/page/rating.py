"""A rating on the page: a table of its score, and one of the steps that moved the grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure
from credit_engine.account.lines import Tone
from credit_engine.account.sums import IndicatorLine, MoveLine, RatingStep
from credit_engine.explain.blocks import Block, Bullets, Line, Paragraph, Phrase, Table
from credit_engine.explain.figures import number_text, scale_free
from credit_engine.explain.sentences import Sentences

_TONES: Mapping[str, Tone] = {
    "moved": "strong",
    "clipped": "strong",
    "unknown": "doubt",
    "not_applicable": "faint",
}


def rating(step: RatingStep, say: Sentences) -> Iterator[Block]:
    """The score line by line with PD and base grade, then the steps in order."""
    grade = step.result.value["grade"]
    if isinstance(grade, Absent) and grade.causes:
        yield Paragraph((say.say("unknown_because", causes=say.causes(grade.causes)),), "doubt")
    head = map(say.say, ("indicator", "value", "score", "weight", "contribution"))
    lines = [_line(line, say) for line in step.lines]
    for key, figure in (("score", step.score), ("pd", step.pd), ("base_grade", step.base_grade)):
        lines.append(Line(((say.say(key),), (), (), (), (say.figure(figure),)), "strong"))
    yield Table(tuple(head), tuple(lines), frozenset((2, 3, 4)))
    if not step.moves:
        yield Paragraph((say.say("no_steps"),), "faint")
        return
    columns = ("step", "move", "value", "before", "after", "result")
    yield Table(
        tuple(map(say.say, columns)), tuple(_move(move, step, say) for move in step.moves), frozenset()
    )
    for move in step.moves:
        yield from _grounds(move, say)


def _line(line: IndicatorLine, say: Sentences) -> Line:
    return Line(
        (
            say.title(line.title, line.name),
            (say.figure(scale_free(line.figure)),),
            (say.figure(line.score),),
            (number_text(line.weight),),
            (say.figure(Figure(line.contribution)),),
        ),
        "doubt" if isinstance(line.score.value, Absent) else "plain",
    )


def _move(move: MoveLine, step: RatingStep, say: Sentences) -> Line:
    titles = step.base_grade.titles
    before, after = (say.figure(Figure(grade, titles=titles)) for grade in (move.before, move.after))
    value = say.figure(move.term.figure)
    cells = (
        _name(move, say),
        move_with_bounds(move, say),
        (value,),
        (before,),
        (after,),
        (_said(move, say),),
    )
    return Line(cells, _TONES.get(move.status, "plain"))


def _name(move: MoveLine, say: Sentences) -> Phrase:
    return say.title(move.title, move.id)


def move_with_bounds(move: MoveLine, say: Sentences) -> Phrase:
    """The move with its bounds."""
    what = say.say(f"move_{move.move}")
    if move.move == "support":
        return (
            (what, *say.in_brackets(say.say("support_bound", up=move.up))) if move.up is not None else (what,)
        )
    if move.up is None:
        return (what,)
    return (what, *say.in_brackets(say.say("notch_bounds", up=move.up, down=move.down)))


def _said(move: MoveLine, say: Sentences) -> str:
    """What became of the step; an override that was refused says why."""
    causes = move.after.causes if isinstance(move.after, Absent) else ()
    if not isinstance(move.before, Absent) and any(cause.code == "override_refused" for cause in causes):
        return say.causes(causes)
    return say.say(f"move_{move.status}")


def _grounds(move: MoveLine, say: Sentences) -> Iterator[Block]:
    """The condition of a step, and the analyst's reason."""
    if move.condition is not None:
        yield Paragraph((*_name(move, say), say.say("colon"), say.say("applies_only_if")))
        yield Bullets((say.tree(move.condition),))
    if isinstance(move.reason, str) and move.reason:
        reason = say.value(move.reason)
        yield Paragraph((*_name(move, say), say.say("colon"), say.say("override_reason"), reason))
