"""From a checked policy to its program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from credit_engine import temporal
from credit_engine.credit.reference_data import READ_REFERENCE, shipped_texts
from credit_engine.document_text import Document
from credit_engine.feel.check import Known
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Scope, bound
from credit_engine.feel.types import Type
from credit_engine.ir import Builder
from credit_engine.parts.base import AnyPart, Around, Lowered
from credit_engine.parts.card import Card
from credit_engine.parts.reading import Written
from credit_engine.policy.account import tell_policy
from credit_engine.policy.compiled import DATES, CompiledPolicy, Output, scale_of
from credit_engine.policy.document import PolicyModel
from credit_engine.policy.fingerprint import fingerprint, language_version
from credit_engine.policy.frame import InForce
from credit_engine.run.fields import Field
from credit_engine.run.outcomes import Outcomes


@dataclass(frozen=True)
class Release:
    """An output's condition (None: always) and its own expression (None: the decision of its name)."""

    when: Written | None
    value: Written | None


@dataclass(frozen=True)
class Checked:
    """A policy without errors; `parts` stand in order of use."""

    document: Document
    spec: PolicyModel
    outcomes: Outcomes
    in_force: InForce
    fields: tuple[Field, ...]
    names: Mapping[str, Known]
    parts: Mapping[str, AnyPart]
    types: Mapping[int, Type]
    released: Mapping[str, Release]
    cards: Mapping[str, Card | None]
    called: Mapping[str, str] = field(default_factory=dict)
    """The fingerprints of the policies that it calls, by their names."""
    state: Mapping[str, Written | None] = field(default_factory=dict)
    """The expressions of the next state."""


@dataclass(frozen=True)
class LoweredPolicy:
    """The nodes of a policy's parameters, outputs and outcomes, those that are recorded, and all names.

    `base_releases` says of each output whether the outcome of the rules alone would release it.
    """

    parts: Mapping[str, Lowered[AnyPart]]
    parameters: Mapping[str, int]
    outputs: tuple[Output, ...]
    base_releases: tuple[int, ...]
    base: int
    outcome: int
    slots: list[int]
    scope: Scope


def lower_policy(checked: Checked) -> CompiledPolicy:
    """The compiled policy: one program whose slots are every part's recorded nodes."""
    builder = Builder("policy", (*DATES, *(field.path for field in checked.fields)))
    lowering = Lowering(builder, checked.types)
    lowered = lower_checked(checked, lowering, _inputs(builder, checked.fields))
    state = lower_state(checked, lowering, lowered.scope, lowered.outcome)
    slots = [*lowered.slots, *(node for field in state for node in (field.value, field.release))]
    return CompiledPolicy(
        checked.document,
        checked.spec,
        checked.outcomes,
        checked.fields,
        lowered.parts,
        builder.finish(slots),
        lowering.sites,
        checked.types,
        lowered.outputs,
        lowered.base,
        lowered.outcome,
        _fingerprint(checked, builder),
        checked.in_force,
        parameters=lowered.parameters,
        state=state,
        next_state={name: written for name, written in checked.state.items() if written is not None},
        tell=tell_policy,
    )


def lower_checked(
    checked: Checked, lowering: Lowering, names: Mapping[str, Binding], is_called: bool = False
) -> LoweredPolicy:
    """A policy's parts within a program, where its dates and inputs have what the names stand for."""
    known = dict(names)
    parameters = {name: _parameter(lowering, known, checked, name) for name in checked.spec.parameters}
    known |= parameters
    slots = list(parameters.values())
    parts: dict[str, Lowered[AnyPart]] = {}
    for name, part in checked.parts.items():
        parts[name] = part.lower(lowering, Scope(known), Around(checked.outcomes, parts, is_called))
        known[name] = parts[name].binding
        slots += parts[name].slots
    sets = [node for name in checked.spec.decision.outcome if (node := parts[name].value) is not None]
    outputs, base_releases, base, outcome = _outputs(checked, lowering, Scope(known), sets)
    slots += [base, outcome, *(node for output in outputs for node in (output.value, output.release))]
    return LoweredPolicy(parts, parameters, outputs, base_releases, base, outcome, slots, Scope(known))


def _inputs(builder: Builder, fields: tuple[Field, ...]) -> dict[str, Binding]:
    """Dates and declared inputs; dotted paths become records of records."""
    today, now, data = (builder.input(i, kind) for i, kind in enumerate(("date", "date and time", "date")))
    inputs = {field.path: builder.input(i, field.kind) for i, field in enumerate(fields, len(DATES))}
    return bound({"@today": today, "@now": now, "data_as_of": data, **inputs})


def _parameter(lowering: Lowering, known: Mapping[str, Binding], checked: Checked, name: str) -> int:
    """A constant, or the value in force on the day of the decision."""
    builder = lowering.builder
    model = checked.spec.parameters[name]
    kind = checked.names[name].type.kind
    if model.dated is None:
        return builder.constant(model.value, kind)
    series = sorted((temporal.parse_date(day), value) for day, value in model.dated.items())
    data = (name, tuple(day for day, _ in series), tuple(value for _, value in series))
    return builder.call("dated", lowering.pack(known["@today"]), kind=kind, data=data)


def _outputs(
    checked: Checked, lowering: Lowering, scope: Scope, sets: Sequence[int]
) -> tuple[tuple[Output, ...], tuple[int, ...], int, int]:
    """Release conditions under the rules' outcome, the settled outcome, and the conditions under it."""
    builder = lowering.builder
    always = builder.constant(True, "boolean")
    base = builder.call("worst", *sets, kind="text", data=checked.outcomes)

    def released(when: Written | None, outcome: int) -> int:
        return always if when is None else lowering.lower(when.tree, scope.with_names({"outcome": outcome}))

    values = {
        name: lowering.pack(scope.names[name])
        if release.value is None
        else lowering.lower(release.value.tree, scope)
        for name, release in checked.released.items()
    }
    base_releases = {name: released(release.when, base) for name, release in checked.released.items()}
    pairs = [node for name in checked.released for node in (base_releases[name], values[name])]
    outcome = builder.call("settled", base, *pairs, kind="text", data=checked.outcomes)
    outputs = tuple(
        Output(
            name,
            scale_of(checked.spec.decision.outputs[name].round),
            values[name],
            released(release.when, outcome),
            release.when,
            release.value,
        )
        for name, release in checked.released.items()
    )
    return outputs, tuple(base_releases.values()), base, outcome


def lower_state(checked: Checked, lowering: Lowering, scope: Scope, outcome: int) -> tuple[Output, ...]:
    """The fields of the next state under an outcome, each given in every decision."""
    always = lowering.builder.constant(True, "boolean")
    after = scope.with_names({"outcome": outcome})
    return tuple(
        Output(name, scale_of(checked.spec.next[name].round), lowering.lower(written.tree, after), always)
        for name, written in checked.state.items()
        if written is not None
    )


def _fingerprint(checked: Checked, builder: Builder) -> str:
    cards = [[name, card.document.data] for name, card in sorted(checked.cards.items()) if card is not None]
    called = [[name, found] for name, found in sorted(checked.called.items())]
    asks = any(node.name in READ_REFERENCE for node in builder.nodes)
    further = [*([called] if called else []), *([shipped_texts()] if asks else [])]
    return fingerprint([language_version(), checked.document.data, cards, *further])
