"""From a decision to its trace: a function of the policy's account and the recorded slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from credit_engine.account.evidence import StandIn, Words
from credit_engine.account.lines import LinesStep
from credit_engine.account.policy import PolicyAccount
from credit_engine.account.processes import StagesStep, StateLine
from credit_engine.explain.as_json import as_json
from credit_engine.explain.decided import Decided, ReasonText
from credit_engine.explain.fill import Case, Fill, JsonFill
from credit_engine.explain.trace import Dates, InterventionLine, ReasonLine, Trace
from credit_engine.explain.values import Values
from credit_engine.run.statuses import standing
from credit_engine.run.steps import has_no_value

UNMATCHED_ROWS = 20
"""How many unmatched rows of each table a trace lists unless more are asked for."""


def build_trace(decision: Decided, unmatched_rows: int | None = UNMATCHED_ROWS) -> Trace:
    """The trace of a decision; `unmatched_rows` of each table at most, None for all."""
    trace = _filled(decision, unmatched_rows, Fill)
    if not decision.compiled.redacts:
        return trace
    from credit_engine.explain.redaction import without_values

    return without_values(trace, decision.compiled.fields, decision.given_inputs(StandIn))


def json_trace(decision: Decided, unmatched_rows: int | None) -> str:
    """The trace as JSON; where something is redacted, it is looked for in the trace as objects first."""
    redacts = decision.compiled.redacts
    return as_json(
        build_trace(decision, unmatched_rows) if redacts else _filled(decision, unmatched_rows, JsonFill)
    )


def _filled(decision: Decided, unmatched_rows: int | None, kind: type[Fill]) -> Trace:
    compiled, account = decision.compiled, decision.compiled.account
    values = Values(decision, compiled.program, account.nodes, account.prepared)
    today, given = values.of(account.today), decision.given_inputs(StandIn)
    fill = kind(values, Case(unmatched_rows, today, given, decision.outputs, decision.withheld))
    return Trace(
        policy=account.identity,
        dates=Dates(**decision.dates),
        outcome=decision.outcome,
        rules_outcome=fill(account.rules_outcome),
        outcomes=account.outcomes,
        undecided_outcome=account.undecided_outcome,
        outputs=fill(account.outputs),
        reasons=tuple(_reasons(decision, account)),
        asks=decision.asks,
        steps=tuple(_steps(account, fill)),
        parameters=fill(account.parameters),
        inputs=fill(account.inputs),
        fingerprint=decision.fingerprint,
        system_outcome=decision.system.outcome if decision.interventions else "",
        state=tuple(_state(decision, fill, variable) for variable in account.state),
        set_aside=_set_aside(account, fill),
        interventions=tuple(_interventions(decision, account)),
        value_titles=fill(account.value_titles),
        notes=fill(account.notes),
        sources=fill(account.sources),
    )


def _steps(account: PolicyAccount, fill: Fill) -> Iterator[Any]:
    """All steps; those told in short are so where an output tells them: a refusal has no conditions."""
    withheld = fill.case.withheld
    told = {
        name for output, uses in account.output_uses if withheld.get(output) != "condition" for name in uses
    }
    for step in account.steps:
        found = fill(step)
        untold = isinstance(found, LinesStep) and found.name not in told
        yield found._replace(brief=()) if untold else found


def _interventions(decision: Decided, account: PolicyAccount) -> Iterator[InterventionLine]:
    """Each intervention with what the policy said of its rule when it was made."""
    rules = {rule.name: rule for rule in account.rules}
    for number, intervention in enumerate(decision.interventions):
        rule, fired = rules[intervention.rule], decision.intervened_on(number) is True
        yield InterventionLine(
            intervention.kind,
            intervention.rule,
            "fired" if fired else "undecided",
            rule.outcome if fired else account.undecided_outcome,
            intervention.by,
            intervention.authority,
            intervention.reason,
            intervention.expires,
            intervention.outcome,
            intervention.condition,
            rule.title,
            not standing(decision.system.value(rule.status.node)),
            rule.role_titles,
        )


def _reasons(decision: Decided, account: PolicyAccount) -> Iterator[ReasonLine]:
    """All reasons; those that rules take from a called policy are no scorecard's, which have points."""
    own, taken = frozenset(account.own_reasons), frozenset(account.taken)
    clauses = dict(account.reason_clauses)
    for reason in decision.reasons:
        is_own = reason.code in own or bool(reason.causes) or (reason.rule, reason.code) in taken
        line = _reason(reason, None if is_own else reason.weight)
        yield line._replace(clause=clauses.get(reason.code)) if reason.code in own else line


def _reason(reason: ReasonText, points: Any) -> ReasonLine:
    internal = Words(reason.text("en", "internal"), reason.text("zh", "internal"))
    customer = (
        Words(reason.text("en", "customer"), reason.text("zh", "customer")) if reason.disclosed else None
    )
    return ReasonLine(
        reason.code, reason.rule, reason.outcome, internal, customer, reason.causes, points, reason.items
    )


def _state(decision: Decided, fill: Fill, account: StateLine) -> StateLine:
    """A field of the next state beside its value before the decision."""
    assert account.after is not None
    after = fill(account.after)
    if not has_no_value(fill.value(account.after)):
        after = account.after._replace(value=decision.state_values[account.name])
    return StateLine(account.name, fill(account.before), after, account.title)


def _set_aside(account: PolicyAccount, fill: Fill) -> tuple[str, ...]:
    """The decisions that only rule sets of stages need that the process did not reach.

    They are worked out all the same, partly from data that nobody has asked for, and would only mislead.
    """
    processes = [
        step for step in account.steps if isinstance(step, StagesStep) and step.name in account.counting
    ]
    stages = [stage for process in processes for stage in process.stages]
    beyond = {name for stage in stages if fill.of(stage.status.before) is not False for name, _ in stage.sets}
    if not beyond:
        return ()
    roots = {name for stage in stages for name, _ in stage.sets} - beyond
    roots |= {process.name for process in processes}
    roots |= {name for output, uses in account.output_uses if output in fill.case.released for name in uses}
    uses = dict(account.uses)
    found = _used(uses, beyond) - _used(uses, roots)
    return tuple(name for name in uses if name in found)


def _used(uses: Mapping[str, tuple[str, ...]], names: Iterable[str]) -> set[str]:
    """The decisions that these use, at any distance, with themselves."""
    found: set[str] = set()
    stack = [name for name in names if name in uses]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += uses[name]
    return found
