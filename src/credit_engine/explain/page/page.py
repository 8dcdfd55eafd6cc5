"""The explanation as a page for a loan officer: the decision first, then how it came about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from credit_engine.absent import causes_of
from credit_engine.account.evidence import Condition, Figure, Words
from credit_engine.account.lines import Tone
from credit_engine.account.processes import CallStep, OutputLine, StagesStep
from credit_engine.account.steps import ChecklistStep, RulesStep
from credit_engine.account.sums import LimitStep
from credit_engine.explain.blocks import Block, Code, Heading, Line, Paragraph, Phrase, Table
from credit_engine.explain.figures import CONDITIONS
from credit_engine.explain.lines import styled_lines
from credit_engine.explain.page.checklist import checklist
from credit_engine.explain.page.interventions import interventions
from credit_engine.explain.page.lines import data_table
from credit_engine.explain.page.notes import notes
from credit_engine.explain.page.reasons import reasons
from credit_engine.explain.page.rules import rules
from credit_engine.explain.page.stages import asks, stages
from credit_engine.explain.page.state import state
from credit_engine.explain.page.steps import result_text, step_blocks
from credit_engine.explain.page.summary import (
    DETAILS,
    LINES,
    WIDTH,
    in_short,
    more,
    most_important,
    summary,
    told_in_short,
)
from credit_engine.explain.sentences import MOST_CAUSES, Sentences, asks_presence
from credit_engine.explain.trace import Trace
from credit_engine.temporal.reading import date_text, iso_text


def page(trace: Trace, lang: str, of: str = "full") -> list[Block]:
    """All blocks of an explanation in `en` or `zh`."""
    say = Sentences(lang, trace.input_titles(), of == "audit", trace.value_titles, trace.within)
    if of == "summary":
        return _summary(trace, say)
    return [
        *_head(trace, say),
        *_outputs(trace, trace.outputs, say),
        *notes(trace.notes_of(), say),
        *interventions(trace, say),
        *reasons(trace, say),
        *asks(trace, say),
        *stages(trace, say),
        *rules(trace, say),
        *_steps(trace, say),
        *_state(trace, say),
        *_parameters(trace, say),
        *_inputs(trace, say),
        *_identity(trace, say),
    ]


def _summary(trace: Trace, say: Sentences) -> list[Block]:
    """The summary with as much as fits on a screen."""
    for detail in DETAILS:
        due = in_short(trace, say, detail)
        shown = most_important(due, detail.outputs)
        outputs = [*_outputs(trace, shown, say, detail.causes), *more(len(due) - len(shown), say)]
        blocks = [*_head(trace, say), *outputs, *summary(trace, say, detail, shown)]
        if sum(1 for _ in styled_lines(blocks, WIDTH)) <= LINES:
            break
    return blocks


def _head(trace: Trace, say: Sentences) -> Iterator[Block]:
    policy = trace.policy
    yield Heading(
        1,
        (*say.title(policy.title, policy.policy), say.say("colon"), _outcome(trace, say)),
        outcome_tone(trace),
    )
    dates = {
        "start": iso_text(policy.effective_from, say.lang),
        "end": iso_text(policy.effective_to, say.lang),
    }
    key = "version_until" if policy.effective_to else "version_from"
    version = say.say(key, version=policy.version, day=dates["start"], end=dates["end"])
    as_of = trace.dates.as_of
    moments = [(say.say("as_of"), say.say("colon"), iso_text(as_of, say.lang))]
    for name in ("policy_as_of", "data_as_of"):
        day = getattr(trace.dates, name)
        if day != as_of:
            moments.append((say.say(name), say.say("colon"), iso_text(day, say.lang)))
    for moment in moments:
        yield Paragraph(moment)
    yield Paragraph(
        (say.say("policy"), say.say("colon"), Code(policy.policy), say.say("comma"), version), "faint"
    )


def _outcome(trace: Trace, say: Sentences) -> str:
    return trace.title_of(trace.outcome).text(say.lang)


def outcome_tone(trace: Trace) -> Tone:
    """Good for the best outcome, bad for the worst, doubt between."""
    if trace.outcome == trace.outcomes[0].name:
        return "good"
    return "bad" if trace.outcome == trace.outcomes[-1].name else "doubt"


def _outputs(
    trace: Trace, outputs: Sequence[OutputLine], say: Sentences, most: int = MOST_CAUSES
) -> Iterator[Block]:
    """The outputs with their values, or why they are withheld, by `most` causes at most."""
    if not outputs:
        return
    limits = {step.name: step for step in trace.steps if isinstance(step, LimitStep)}
    lines = [
        Line(
            (
                say.title(output.title, output.name),
                _output(trace, output, limits.get(output.name), say, most),
            ),
            "strong" if output.status == "released" else "faint",
        )
        for output in outputs
    ]
    yield Table((), tuple(lines))
    if trace.rules_outcome != trace.outcome:
        rules_only = trace.title_of(trace.rules_outcome).text(say.lang)
        yield Paragraph((say.say("settled", rules=rules_only),), "doubt")


def _output(trace: Trace, output: OutputLine, limit: LimitStep | None, say: Sentences, most: int) -> Phrase:
    if output.status == "released":
        binding = () if limit is None else tuple(_binding(limit, say))
        return (result_text(_titled(trace, output), say), *binding)
    causes = causes_of(output.figure.value)
    raised = trace.rules_outcome != trace.outcome and any(cause.applicable for cause in causes)
    if raised or (output.status == "unknown" and (output.when is None or output.when.holds is True)):
        named = say.in_brackets(say.causes(causes, most)) if causes and most else ()
        return (say.say("withheld_unknown"), *named)
    assert output.when is not None
    outcomes = _releasing(output.when)
    if outcomes and output.when.holds is False:
        titles = (trace.title_of(name).text(say.lang) for name in outcomes)
        return (say.say("only_for", outcomes=say.say("list_comma").join(titles)),)
    key = "withheld_condition" if output.when.holds is False else "withheld_undecided"
    presence = asks_presence(output.when) and not say.identifiers
    asked = say.inline(output.when) if presence else say.worded(output.when.text, output.when.wording)
    return (say.say(key), *asked)


def _titled(trace: Trace, output: OutputLine) -> Figure:
    """The value of an output: of a step told in short its result, conditions and outcomes by their titles."""
    told = told_in_short(trace, output)
    if told is not None:
        return told.result._replace(value=_conditions(output.figure.value, told.result.value))
    figure, steps = output.figure, (ChecklistStep, StagesStep, CallStep)
    known = {outcome.name for outcome in trace.outcomes}
    if not isinstance(figure.value, dict) or figure.value.get("outcome") not in known:
        return figure
    if not any(step.name == output.name and isinstance(step, steps) for step in trace.steps):
        return figure
    shown = trace.title_of(figure.value["outcome"])
    return figure._replace(value={**figure.value, "outcome": shown})


def _conditions(value: Any, ids: Any) -> Any:
    """The titles of the conditions that apply, in one text; what are no conditions, or none, as it is."""
    if not isinstance(value, dict) or value.keys() != CONDITIONS or not ids:
        return ids
    return Words("; ".join(value["en"]), "；".join(value["zh"]))


def _releasing(when: Condition) -> tuple[str, ...]:
    """The outcomes that release an output whose condition is `outcome in ("a", "b")` or `outcome = "a"`."""
    if not when.sides or when.sides[0].text != "outcome":
        return ()
    if when.kind == "in" and all(re.fullmatch(r'"\w+"', test) for test in when.tests):
        return tuple(test.strip('"') for test in when.tests)
    if when.operator == "=" and when.sides[1].kind == "literal":
        return (str(when.sides[1].figure.value),)
    return ()


def _binding(limit: LimitStep, say: Sentences) -> Phrase:
    """Which constraint a limit ends at, unless it is all that was asked for."""
    bound = next(
        (
            constraint
            for constraint in limit.constraints
            if constraint.binds and constraint.name != "requested"
        ),
        None,
    )
    if bound is None:
        return ()
    title = bound.title or bound.term.title
    return (say.say("bound_by", name=bound.name if title is None else title.text(say.lang)),)


def _steps(trace: Trace, say: Sentences) -> Iterator[Block]:
    shown = (step for step in trace.steps if not isinstance(step, StagesStep))
    steps = [step for step in shown if isinstance(step, ChecklistStep) or not isinstance(step, RulesStep)]
    if steps:
        yield Heading(2, (say.say("steps"),))
    aside = [step for step in steps if step.name in trace.set_aside]
    if aside:
        names = ("".join(map(str, say.title(step.title, step.name))) for step in aside)
        yield Paragraph((say.say("set_aside", names=say.say("list_comma").join(names)),), "faint")
    for step in steps:
        if step.name in trace.set_aside:
            continue
        if isinstance(step, ChecklistStep):
            outcome = trace.title_of(step.result.value).text(say.lang)
            yield Heading(3, (*say.title(step.title, step.name), say.say("colon"), outcome))
            yield from checklist(trace, step, say)
        else:
            yield from step_blocks(step, say)
        yield from notes(trace.notes_of(step.name), say)


def _state(trace: Trace, say: Sentences) -> Iterator[Block]:
    """What the decision hands to the next one, and what of it cannot be told."""
    if not trace.state:
        return
    yield Heading(2, (say.say("state"),))
    yield from state(trace.state, say)


def _parameters(trace: Trace, say: Sentences) -> Iterator[Block]:
    if not trace.parameters:
        return
    yield Heading(2, (say.say("parameters"),))
    implements = any(parameter.clause is not None for parameter in trace.parameters)
    lines = [
        Line(
            (
                say.title(parameter.title, parameter.name),
                *say.identifier(parameter.name),
                (say.figure(parameter.figure),),
                () if parameter.since is None else (date_text(parameter.since, say.lang),),
                *(
                    ((() if parameter.clause is None else (parameter.clause.text(say.lang),)),)
                    if implements
                    else ()
                ),
            )
        )
        for parameter in trace.parameters
    ]
    keys = ("parameter", *say.names("name"), "value", "since", *(("clause",) if implements else ()))
    head = tuple(map(say.say, keys))
    yield Table(head, tuple(lines), frozenset((keys.index("value"),)))


def _inputs(trace: Trace, say: Sentences) -> Iterator[Block]:
    yield Heading(2, (say.say("inputs"),))
    lines = [
        Line(
            (
                say.title(line.title, line.path),
                *say.identifier(line.path),
                (say.figure(line.figure, path=line.path),),
            ),
            "doubt" if line.missing else "plain",
        )
        for line in trace.inputs
    ]
    yield Table(tuple(map(say.say, ("input", *say.names("name"), "value"))), tuple(lines))
    for line in trace.inputs:
        table = data_table(line.figure, say, line.path)
        if table is not None:
            yield Paragraph((*say.title(line.title, line.path), say.say("colon")))
            yield table


def _identity(trace: Trace, say: Sentences) -> Iterator[Block]:
    yield Heading(2, (say.say("identity"),))
    yield Table(
        (),
        (
            Line(((say.say("policy_fingerprint"),), (Code(trace.policy.fingerprint),)), "faint"),
            Line(((say.say("decision_fingerprint"),), (Code(trace.fingerprint),)), "faint"),
        ),
    )
