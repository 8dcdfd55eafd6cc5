"""What is told of a called policy: what it is given, its own steps, its answer and what that counts as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from credit_engine.account.evidence import Figure, NamedTitle, Ref, Term, Words
from credit_engine.account.gaps import Known, Released, Titled, Why
from credit_engine.account.processes import CallStep, OutputLine, StateLine
from credit_engine.account.steps import Step
from credit_engine.parts.called import Called, Inlined
from credit_engine.parts.rule import LoweredRule
from credit_engine.parts.telling import Telling, declared_unit, titles_of_causes, words
from credit_engine.run.fields import PRIOR


class CallNodes(NamedTuple):
    """One call within a program: what the inputs are given, the answer, its outputs, the next state.

    `called_rules` are the rules of the called policy as they count here; `entries` are the nodes of all that
    an answer is made of, by name.
    """

    called: Called
    inlined: Inlined
    arguments: Mapping[str, int]
    answer: int
    outputs: Mapping[str, int]
    next_state: Mapping[str, int]
    called_rules: Sequence[LoweredRule]
    entries: Mapping[str, int]


class Given(Protocol):
    """The call, as it is read."""

    @property
    def name(self) -> str: ...
    @property
    def given(self) -> Mapping[str, object]: ...
    @property
    def title(self) -> Words | None: ...


def tell_call(
    part: Given, nodes: CallNodes, caller: Telling, here: Telling, counted: int, result: Figure
) -> CallStep:
    """The account of one call; `here` is where its nodes stand, `counted` the node of what it counts as."""
    called, parts = nodes.called, nodes.inlined.parts
    spec = called.checked.spec
    inner = here.called(spec, parts, called.outcomes, nodes.inlined.sites)
    steps = tuple(part.tell(inner) for part in parts.values())
    return CallStep(
        name=part.name,
        title=part.title,
        result=result,
        policy=called.name,
        version=called.version,
        policy_title=words(spec.title),
        inputs=tuple(_given(nodes, inner, field.path) for field in called.fields if field.path in part.given),
        answer=Known(Ref(nodes.answer)),
        counts_as=Titled(Ref(counted), caller.outcome_lines(caller.outcomes)),
        outputs=tuple(_answer(nodes, inner, name, steps) for name in called.outputs),
        steps=steps,
        outcomes=inner.outcome_lines(called.outcomes),
        undecided_outcome=called.outcomes.undecided,
        causes=Why(Ref(nodes.answer)),
        state=tuple(_state(nodes, inner)),
        titles=tuple(_titles(part, spec)),
    )


def _titles(part: Given, spec: Any) -> Iterator[NamedTitle]:
    """The titles of the called policy's inputs that are left out, and of the causes of all."""
    for path, model in spec.declared.items():
        if path not in part.given and model.title is not None:
            yield NamedTitle(path, model.title.words)
    yield from (NamedTitle(*cause) for cause in titles_of_causes(spec))


def _given(nodes: CallNodes, inner: Telling, path: str) -> Term:
    """What an input of the called policy is given; of those that are left out nothing is told."""
    values = inner.spec.declared[path].values
    titles = None if values is None else inner.titled(values.words)
    figure = Figure(Ref(nodes.arguments[path]), _unit(inner, path), titles=titles)
    return Term(path, figure, "name", inner.title(path))


def _unit(inner: Telling, path: str) -> str:
    return declared_unit(inner.spec.declared[path].unit)


def _state(nodes: CallNodes, inner: Telling) -> Iterator[StateLine]:
    """The fields of the prior state that the called policy is given, each with its next value, if any."""
    for name in nodes.called.state:
        path = f"{PRIOR}.{name}"
        node = nodes.next_state.get(name)
        before = _given(nodes, inner, path).figure
        after = None if node is None else before._replace(value=Ref(node), computed=inner.is_computed(node))
        yield StateLine(name, before, after, inner.title(path))


def output_title(called: Called, name: str) -> Words | None:
    """The title of an output of a called policy: its own, or that of the decision of its name."""
    part = called.checked.parts.get(name)
    title = words(called.checked.spec.decision.outputs[name].title)
    return title or (None if part is None else part.title)


def _answer(nodes: CallNodes, inner: Telling, name: str, steps: tuple[Step, ...]) -> OutputLine:
    """An output as the caller reads it."""
    output, called = nodes.inlined.outputs[name], nodes.called
    known = next((step.result for step in steps if step.name == name), Figure(None))
    typed = inner.figure(nodes.outputs[name], called.outputs[name], known.unit)
    computed = output.scale is None and inner.is_computed(output.value)
    figure = typed._replace(computed=computed, columns=known.columns or typed.columns)
    return OutputLine(
        name,
        Released(figure.value, Ref(output.release)),
        figure,
        output_title(called, name) or inner.title(name),
    )
