"""A process in stages on the page, and what is still to be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from credit_engine.account.lines import Tone
from credit_engine.account.processes import StageLine, StagesStep
from credit_engine.explain.blocks import Block, Bullet, Bullets, Code, Heading, Line, Paragraph, Phrase, Table
from credit_engine.explain.page.rules import RuleSets
from credit_engine.explain.sentences import Sentences
from credit_engine.explain.trace import Trace
from credit_engine.texts.causes import field_title

_TONES: Mapping[str, Tone] = {"passed": "plain", "stopped": "bad", "open": "doubt", "not_reached": "faint"}


def stages(trace: Trace, say: Sentences) -> Iterator[Block]:
    """Every process: its stages in order, with what each needs, where it stands and what its rules say."""
    titles = trace.title_of_inputs(say.lang)
    yield from processes(trace, {line.path: titles.get(line.path, line.path) for line in trace.inputs}, say)


def processes(trace: RuleSets, inputs: Mapping[str, str], say: Sentences) -> Iterator[Block]:
    """The processes of a decision, or of a called policy; `inputs` are the titles of its inputs by path."""
    for step in trace.steps:
        if isinstance(step, StagesStep):
            yield Heading(2, (*say.title(step.title, step.name),))
            head = tuple(map(say.say, ("stage", "stage_status", "rules", "stage_needs")))
            yield Table(head, tuple(_line(trace, stage, inputs, say) for stage in step.stages))
            if any(stage.status == "stopped" for stage in step.stages):
                stop = trace.title_of(step.stop_at).text(say.lang)
                yield Paragraph((say.say("stop_at", outcome=stop),), "faint")


def _line(trace: RuleSets, stage: StageLine, inputs: Mapping[str, str], say: Sentences) -> Line:
    named = {step.name: step.title for step in trace.steps}
    sets = [
        say.say("colon").join(
            ("".join(map(str, say.title(named.get(name), name))), trace.title_of(outcome).text(say.lang))
        )
        for name, outcome in stage.sets
    ]
    reached = stage.status != "not_reached"
    said = say.say("semicolon").join(sets) if reached else say.say("stage_not_counted")
    paths = [path for need in stage.needs for path in inputs if f"{path}.".startswith(f"{need}.")]
    needs = say.say("list_comma").join(inputs[path] for path in dict.fromkeys(paths))
    status = say.say(f"stage_{stage.status}")
    return Line((say.title(stage.title, stage.id), (status,), (said,), (needs,)), _TONES[stage.status])


def asks(trace: Trace, say: Sentences) -> Iterator[Block]:
    """The missing inputs that could still change the outcome."""
    if not trace.asks:
        return
    yield Heading(2, (say.say("asks"),))
    titles = trace.title_of_inputs(say.lang)
    yield Bullets(tuple(Bullet(_input(path, titles, say), "doubt") for path in trace.asks))


def _input(path: str, titles: Mapping[str, str], say: Sentences) -> Phrase:
    """The title of an input, on the page for an audit with its path, by which a system asks for it."""
    title = field_title(path, say.lang, titles)
    if title == path:
        return (Code(path),)
    return (title, *say.in_brackets(path)) if say.identifiers else (title,)
