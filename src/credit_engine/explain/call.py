"""A called policy within its caller's explanation: what it was given, its steps, what it counts as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from credit_engine.absent import Absent
from credit_engine.explain.evidence import Column, Figure, Term
from credit_engine.explain.facts import (
    Facts,
    decision_title,
    input_unit,
    item_titles_of,
    outcome_title,
    titles_of,
    words,
)
from credit_engine.explain.inner_steps import CallStep
from credit_engine.explain.trace import OutcomeLine, OutputLine, Step
from credit_engine.explain.trace_lines import StateLine
from credit_engine.parts.base import Part
from credit_engine.parts.call import CallPart
from credit_engine.run.fields import PRIOR


class CalledFacts(Facts):
    """The facts of a called policy: its own titles, the values of its nodes in the caller's program."""

    def __init__(self, outer: Facts, part: CallPart) -> None:
        assert part.called is not None
        checked = part.called.checked
        self.__dict__.update(outer.__dict__)
        self.compiled = replace(
            outer.compiled, document=checked.document, spec=checked.spec, outcomes=checked.outcomes,
            fields=checked.fields, parts=checked.parts,
        )  # fmt: skip
        self._titles = dict(titles_of(self.compiled))
        self._item_titles = item_titles_of(self.compiled)


def call_step(
    facts: Facts, part: CallPart, outcome: int, result: Figure, step: Callable[[Facts, Part], Step]
) -> CallStep:
    """The step of one call; `outcome` is the node of what it counts as."""
    called = part.called
    assert called is not None
    inner = CalledFacts(facts, part)
    steps = tuple(step(inner, one) for one in called.checked.parts.values())
    compiled = inner.compiled
    answer = facts.value(part.answer)
    outcomes = tuple(OutcomeLine(name, outcome_title(compiled, name)) for name in called.outcomes.order)
    return CallStep(
        name=part.name, title=decision_title(facts.compiled, part.name), result=result,
        policy=called.name, version=called.version, policy_title=words(compiled.spec.title),
        inputs=tuple(
            Term(one.path, Figure(facts.value(part.arguments[one.path]), input_unit(compiled, one.path)),
                 "name", inner.title(one.path))
            for one in called.fields if one.path not in called.prior
        ),
        answer="" if isinstance(answer, Absent) else answer,
        causes=answer.causes if isinstance(answer, Absent) else (),
        counts_as=outcome_title(facts.compiled, facts.value(outcome)),
        outputs=tuple(_output(facts, inner, part, name, steps) for name in called.outputs),
        steps=steps, outcomes=outcomes, undecided_outcome=called.outcomes.undecided,
        state=tuple(_state(facts, inner, part)),
    )  # fmt: skip


def _state(facts: Facts, inner: Facts, part: CallPart) -> Iterator[StateLine]:
    """The fields of the prior state that the called policy was given, each with its next value, if any."""
    assert part.called is not None
    for name in part.called.state:
        path = f"{PRIOR}.{name}"
        unit, node = input_unit(inner.compiled, path), part.next_state.get(name)
        before = Figure(facts.value(part.arguments[path]), unit)
        after = None if node is None else Figure(facts.value(node), unit, inner.is_computed(node))
        yield StateLine(name, before, after, inner.title(path))


def _output(facts: Facts, inner: Facts, part: CallPart, name: str, steps: tuple[Step, ...]) -> OutputLine:
    """An output as the caller reads it."""
    one = part.inlined.outputs[name]
    known = next((step.result for step in steps if step.name == name), Figure(None))
    value = facts.value(part.answered_outputs[name])
    computed = one.round is None and inner.is_computed(one.value)
    figure = Figure(value, known.unit, computed, known.columns)
    released = facts.value(one.release)
    status = "released" if not isinstance(value, Absent) else "condition" if released is False else "unknown"
    return OutputLine(name, status, figure, inner.title(name))  # type: ignore[arg-type]


def call_result(facts: Facts, part: CallPart) -> Figure:
    """The outcome and the outputs of a single call."""
    assert part.called is not None
    values = {"outcome": facts.value(part.recorded["value"])}
    values |= {name: facts.value(part.recorded[f"out:{name}"]) for name in part.called.outputs}
    return Figure(values, computed=True, columns=tuple(Column(name) for name in values))
