"""Running cases: the decision of each, and where it differs from what was expected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy
from credit_engine.problems import InputError, Problem
from credit_engine.python_values import to_python
from credit_engine.run.statuses import status_of
from credit_engine.testing.document import Case

NOTHING = "nothing"
"""What a withheld output, or a value that is unknown, is compared as."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as expected: its kind, its name, and both values as text."""

    kind: str
    name: str
    expected: str
    actual: str


@dataclass(frozen=True)
class CaseResult:
    """What came of a case; `refused` holds the problems of a record that the policy refuses."""

    case: Case
    decision: Decision | None
    differences: tuple[Difference, ...]
    refused: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences


def run_case(policy: Policy, case: Case) -> CaseResult:
    """Decide a case and compare."""
    try:
        decision = _decided(policy, case)
    except InputError as error:
        found = _refused(case, sorted({problem.path for problem in error.problems}))
        return CaseResult(case, None, tuple(found), error.problems)
    found = differences(case, decision)
    return CaseResult(case, decision, tuple(map(_shown(decision), found)))


def _shown(decision: Decision) -> Callable[[Difference], Difference]:
    """How a difference is shown: without the values of redacted inputs, which outputs may hold."""
    if not decision.compiled.redacts:
        return lambda difference: difference
    from credit_engine.account.evidence import StandIn
    from credit_engine.explain.redaction import hidden_texts

    hidden = hidden_texts(decision.compiled.fields, decision.given_inputs(StandIn))
    return lambda difference: replace(
        difference, expected=hidden(difference.expected), actual=hidden(difference.actual)
    )


def _decided(policy: Policy, case: Case) -> Decision:
    return policy.decide(case.record, **case.dates, interventions=case.interventions)


def is_as_expected(policy: Policy, case: Case) -> bool:
    """Whether a case passes, found out as soon as possible."""
    try:
        decision = _decided(policy, case)
    except InputError as error:
        return not any(_refused(case, sorted({problem.path for problem in error.problems})))
    return next(differences(case, decision), None) is None


def _refused(case: Case, paths: list[str]) -> Iterator[Difference]:
    expected = case.expect.refused
    if expected is None or sorted(expected) != paths:
        yield Difference("refused", "", _list(sorted(expected or ())), _list(paths))


def differences(case: Case, decision: Decision) -> Iterator[Difference]:
    """Everything in which a decision is not as expected."""
    if case.expect.refused:
        yield Difference("refused", "", _list(sorted(case.expect.refused)), NOTHING)
    for compare in _COMPARISONS:
        yield from compare(case, decision)


def _outcome(case: Case, decision: Decision) -> Iterator[Difference]:
    expected = case.expect.outcome
    if expected is not None and expected != decision.outcome:
        yield Difference("outcome", "", expected, decision.outcome)
    system = case.expect.system_outcome
    if system is not None and system != decision.system_outcome:
        yield Difference("system outcome", "", system, decision.system_outcome)
    asks = case.expect.asks
    if asks is not None and asks != list(decision.asks):
        yield Difference("asks", "", _list(asks), _list(list(decision.asks)))
    conditions = case.expect.conditions
    if conditions is not None and conditions != list(decision.conditions):
        yield Difference("conditions", "", _list(conditions), _list(list(decision.conditions)))


def _outputs(case: Case, decision: Decision) -> Iterator[Difference]:
    if not case.expect.outputs:
        return
    outputs = decision.outputs
    for name, expected in case.expect.outputs.items():
        actual = outputs.get(name)
        if not agrees(expected, actual):
            yield Difference("output", name, text_of(expected), text_of(actual))


def _withheld(case: Case, decision: Decision) -> Iterator[Difference]:
    for name in case.expect.withheld:
        if name not in decision.withheld:
            yield Difference("output", name, NOTHING, text_of(decision.outputs[name]))


def _reasons(case: Case, decision: Decision) -> Iterator[Difference]:
    expect = case.expect
    if expect.reasons is None and not expect.reasons_include and not expect.reasons_exclude:
        return
    codes = [reason.code for reason in decision.reasons]
    if expect.reasons is not None and expect.reasons != codes:
        yield Difference("reasons", "", _list(expect.reasons), _list(codes))
    for code in expect.reasons_include:
        if code not in codes:
            yield Difference("reason present", code, code, _list(codes))
    for code in expect.reasons_exclude:
        if code in codes:
            yield Difference("reason absent", code, NOTHING, _list(codes))


def _rules(case: Case, decision: Decision) -> Iterator[Difference]:
    for name, expected in case.expect.rules.items():
        actual = rule_status(decision, name)
        if actual != expected:
            yield Difference("rule", name, expected, actual)


def rule_status(decision: Decision, name: str) -> str:
    """What became of a rule: fired, not_fired, undecided, not_applicable; nothing where there is none."""
    for part in decision.compiled.with_sources.parts.values():
        for rule in part.rules:
            if rule.spec.id == name:
                return status_of(decision.value(rule.status))
    return NOTHING


def _values(case: Case, decision: Decision) -> Iterator[Difference]:
    for name, expected in case.expect.values.items():
        actual = value_of(decision, name)
        if not agrees(expected, actual):
            yield Difference("value", name, text_of(expected), text_of(actual))


def value_of(decision: Decision, name: str) -> Any:
    """The value of a decision, or of an entry of one, as Python data; numbers at 12 significant digits."""
    head, _, entry = name.partition(".")
    part = decision.compiled.with_sources.parts.get(head)
    node = None if part is None else part.entries.get(entry) if entry else part.value
    value = None if node is None else decision.value(node)
    return None if isinstance(value, Absent) else _canonical(to_python(value))


def _canonical(value: Any) -> Any:
    return numbers.significant(value) if numbers.is_number(value) else value


def _state(case: Case, decision: Decision) -> Iterator[Difference]:
    state = decision.state if case.expect.state else {}
    for name, expected in case.expect.state.items():
        actual = state.get(name)
        if isinstance(actual, dict):
            actual = None
        if not agrees(expected, actual):
            yield Difference("state", name, text_of(expected), text_of(actual))


def _binding(case: Case, decision: Decision) -> Iterator[Difference]:
    for name, expected in case.expect.binding.items():
        actual = binding_constraint(decision, name) or NOTHING
        if actual != expected:
            yield Difference("binding", name, expected, actual)


def binding_constraint(decision: Decision, name: str) -> str | None:
    """The first constraint that a limit ends at; None where the limit is unknown."""
    part = decision.compiled.with_sources.parts.get(name)
    return None if part is None else part.binds(decision.value)


_COMPARISONS: tuple[Callable[[Case, Decision], Iterator[Difference]], ...] = (
    _outcome,
    _outputs,
    _withheld,
    _reasons,
    _rules,
    _values,
    _binding,
    _state,
)


def agrees(expected: Any, actual: Any) -> bool:
    """Whether a value is the expected one: exactly, or within a tolerance where one is written."""
    if isinstance(expected, dict) and expected.keys() == {"value", "within"}:
        both = numbers.is_number(actual) and numbers.is_number(expected["value"])
        return both and abs(actual - expected["value"]) <= expected["within"]
    if expected is None or actual is None:
        return expected is actual
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(agrees, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(
            agrees(expected[key], actual[key]) for key in expected
        )
    if isinstance(expected, str) and not isinstance(actual, str):
        return expected == str(actual)
    return bool(expected == actual)


def text_of(value: Any) -> str:
    """A value as a report shows it."""
    if value is None:
        return NOTHING
    if isinstance(value, dict) and value.keys() == {"value", "within"}:
        return f"{text_of(value['value'])} within {text_of(value['within'])}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return numbers.canonical_text(value) if numbers.is_number(value) else str(value)


def _list(texts: list[str]) -> str:
    return ", ".join(texts) or NOTHING
