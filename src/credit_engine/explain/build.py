"""From a decision to its trace: a function of the program and the recorded slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from credit_engine import temporal
from credit_engine.explain.conditions import condition
from credit_engine.explain.evidence import Column, Figure, StandIn, Words
from credit_engine.explain.facts import (
    Decided,
    Facts,
    ReasonText,
    declared_unit,
    outcome_title,
    words,
)
from credit_engine.explain.stages import set_aside
from credit_engine.explain.steps import step
from credit_engine.explain.trace import (
    InputLine,
    OutcomeLine,
    OutputLine,
    ReasonLine,
    Step,
    Trace,
)
from credit_engine.explain.trace_lines import Dates, Identity, InterventionLine, ParameterLine, StateLine
from credit_engine.ir import reachable
from credit_engine.policy.compiled import DATES, CompiledPolicy, Output
from credit_engine.policy.document import InputModel
from credit_engine.python_values import from_python
from credit_engine.run.fields import PRIOR
from credit_engine.run.interventions import standing
from credit_engine.run.steps import has_no_value

UNMATCHED_ROWS = 20
"""How many unmatched rows of each table a trace lists unless more are asked for."""


def build_trace(decision: Decided, unmatched_rows: int | None = UNMATCHED_ROWS) -> Trace:
    """The trace of a decision; `unmatched_rows` of each table at most, None for all."""
    trace = _whole_trace(decision, unmatched_rows)
    if not decision.compiled.redacts:
        return trace
    from credit_engine.explain.redaction import without_values

    return without_values(trace, decision.compiled.fields, decision.given_inputs(StandIn))


def _whole_trace(decision: Decided, unmatched_rows: int | None) -> Trace:
    facts = Facts(decision)
    compiled = decision.compiled.whole
    steps = tuple(step(facts, part, unmatched_rows) for part in compiled.parts.values())
    return Trace(
        policy=_identity(compiled),
        dates=Dates(**decision.dates),
        outcome=decision.outcome,
        rules_outcome=decision.value(compiled.base_outcome),
        outcomes=tuple(OutcomeLine(name, outcome_title(compiled, name)) for name in compiled.outcomes.order),
        undecided_outcome=compiled.outcomes.undecided,
        outputs=tuple(_outputs(facts, steps)),
        reasons=tuple(_reasons(decision, compiled)),
        asks=decision.asks,
        steps=steps,
        parameters=tuple(_parameters(facts)),
        inputs=tuple(_inputs(facts)),
        fingerprint=decision.fingerprint,
        system_outcome=decision.system.outcome if decision.interventions else "",
        state=tuple(_state(facts)),
        set_aside=set_aside(facts),
        interventions=tuple(_intervention(decision, i) for i in range(len(decision.interventions))),
    )


def _intervention(decision: Decided, number: int) -> InterventionLine:
    """An intervention with what the policy said of its rule when it was made."""
    compiled, one = decision.compiled, decision.interventions[number]
    _, rule = compiled.rules_named(one.rule)[0]
    fired = decision.intervened_on(number) is True
    return InterventionLine(
        one.kind, one.rule, "fired" if fired else "undecided",
        rule.spec.then if fired else compiled.outcomes.undecided, one.by, one.authority, one.reason,
        one.expires, one.outcome, one.condition, words(rule.spec.title),
        not standing(decision.system.value(rule.status)),
    )  # fmt: skip


def _identity(compiled: CompiledPolicy) -> Identity:
    spec, (start, end) = compiled.spec, compiled.in_force
    return Identity(
        spec.policy, spec.version, compiled.fingerprint, str(start), "" if end is None else str(end),
        spec.effective.time_zone, words(spec.title),
    )  # fmt: skip


def _outputs(facts: Facts, steps: Sequence[Step]) -> Iterator[OutputLine]:
    """All outputs; the decision makes its released and withheld ones anew whenever it is asked."""
    results = {one.name: one.result for one in steps}
    released, withheld = facts.decided.outputs, facts.decided.withheld
    for output in facts.compiled.outputs:
        yield _output(facts, output, results, released, withheld)


def _output(
    facts: Facts,
    output: Output,
    results: Mapping[str, Figure],
    outputs: Mapping[str, Any],
    withheld: Mapping[str, str],
) -> OutputLine:
    """An output as it is released; what is withheld keeps its unrounded value, for the trace only."""
    name = output.name
    shown = None if output.of is None else facts.term(output.of.tree)
    known = results.get(name, Figure(None)) if shown is None else shown.figure
    title = facts.title(name) if shown is None else shown.title
    released = name in outputs
    computed = facts.is_computed(output.value) and output.spec.round is None
    value = facts.value(output.value)
    if released and outputs[name] is not None:
        value = from_python(outputs[name])
    figure = Figure(value, known.unit, computed, known.columns)
    when = None if output.when is None else condition(facts, output.when.tree)
    status: Any = "released" if released else withheld[name]
    return OutputLine(name, status, figure, words(output.spec.title) or title, when)


def _reasons(decision: Decided, compiled: CompiledPolicy) -> Iterator[ReasonLine]:
    """All reasons; those that rules take from a called policy are no scorecard's, which have points."""
    rules = (rule for rules in compiled.rule_sets.values() for rule in rules if rule.reason is not None)
    taken = {(rule.spec.id, rule.spec.because) for rule in rules}
    for one in decision.reasons:
        yield _reason(one, compiled, (one.rule, one.code) in taken)


def _reason(reason: ReasonText, compiled: CompiledPolicy, taken: bool) -> ReasonLine:
    internal = Words(reason.text("en", "internal"), reason.text("zh", "internal"))
    customer = (
        Words(reason.text("en", "customer"), reason.text("zh", "customer")) if reason.disclosed else None
    )
    own = reason.code in compiled.spec.reasons or bool(reason.causes) or taken
    points = None if own else reason.weight
    return ReasonLine(
        reason.code, reason.rule, reason.outcome, internal, customer, reason.causes, points, reason.items
    )  # fmt: skip


def _parameters(facts: Facts) -> Iterator[ParameterLine]:
    """Parameters that any step uses, with the value in force on the decision's day."""
    compiled = facts.compiled
    used = reachable(
        compiled.program, [n for part in compiled.parts.values() for n in part.recorded.values()]
    )
    used |= reachable(compiled.program, [one.release for one in compiled.outputs])
    used |= reachable(compiled.program, [one.value for one in compiled.state])
    for name, node in compiled.parameters.items():
        if node not in used:
            continue
        model = compiled.spec.parameters[name]
        figure = Figure(facts.value(node), declared_unit(model.unit))
        since = _since(model.dated, facts.decided.inputs[DATES.index("@today")])
        yield ParameterLine(name, figure, words(model.title), since, model.owner or "")


def _since(dated: dict[str, Any] | None, today: Any) -> Any:
    days = [day for text in dated or {} if (day := temporal.parse_date(text)) is not None and day <= today]
    return max(days) if days else None


def _inputs(facts: Facts) -> Iterator[InputLine]:
    values = facts.decided.given_inputs(StandIn)
    for path, model in facts.compiled.spec.declared.items():
        value = values[path]
        figure = Figure(value, declared_unit(model.unit), columns=_columns(model), given=True)
        yield InputLine(path, figure, words(model.title))


def _state(facts: Facts) -> Iterator[StateLine]:
    """The fields of the next state beside their values before the decision."""
    fields = [one.path for one in facts.compiled.fields]
    for one in facts.compiled.state:
        model, path = facts.compiled.spec.prior[one.name], f"{PRIOR}.{one.name}"
        before = facts.decided.inputs[len(DATES) + fields.index(path)]
        value = facts.value(one.value)
        if not has_no_value(value):
            value = facts.decided.state_values[one.name]
        unit = declared_unit(model.unit)
        yield StateLine(one.name, Figure(before, unit, given=True), Figure(value, unit), words(model.title))


def _columns(model: InputModel) -> tuple[Column, ...]:
    below = {**(model.items or {}), **(model.fields or {})}
    return tuple(Column(name, words(one.title), declared_unit(one.unit)) for name, one in below.items())
