"""The state that a call hands to a policy which keeps one, and the next state that it takes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.scope import Record
from credit_engine.feel.types import Type, context_of
from credit_engine.ir import Builder
from credit_engine.parts.base import Checks
from credit_engine.parts.call import problems
from credit_engine.parts.call.model import CallModel
from credit_engine.parts.called import Called
from credit_engine.parts.reading import Reader, Written
from credit_engine.problems import suggestion
from credit_engine.run.fields import NO_PRIOR, PRIOR, Field
from credit_engine.wording import said

INHERIT = "inherit"
NEXT = "next"
"""The entry of a call's value that holds the next state."""
_FORMS = said(
    "{inherit}, {no_prior}, or each field of the state with its expression",
    "{inherit}、{no_prior}，或为状态的每个字段写表达式",
    inherit=INHERIT,
    no_prior=NO_PRIOR,
)


def read_state(reader: Reader, spec: CallModel, at: Path) -> dict[str, Written | None]:
    """The expressions of the fields that `prior:` gives, by their paths in the called policy."""
    fields = spec.prior if isinstance(spec.prior, dict) else {}
    return {f"{PRIOR}.{name}": reader.expression((*at, name)) for name in fields}


class StateChecks:
    """Whether a call says what the state of the called policy is; `at` is where `prior:` stands."""

    def __init__(self, checks: Checks, spec: CallModel, called: Called, at: Path, each: bool) -> None:
        self.checks = checks
        self.document: Document = checks.document
        self.spec = spec
        self.called = called
        self.at = at
        self.each = each

    def inherited(self) -> dict[str, Written]:
        """The caller's own fields for those that the called policy inherits; all mistakes are collected."""
        prior = self.spec.prior
        if prior is None:
            self._said()
        elif self.document.is_damaged(self.at):
            return {}
        elif not self.called.state:
            self.checks.report(problems.policy_without_state, self.checks.key(self.at), name=self.called.name)
        elif isinstance(prior, dict):
            self._by_field(prior)
        elif prior == INHERIT:
            return self._taken_over()
        elif prior != NO_PRIOR:
            self.checks.report(
                problems.unknown_form_of_prior,
                self.document.span(self.at),
                given=prior,
                expected=_FORMS,
                hint=suggestion(prior, (INHERIT, NO_PRIOR)),
            )
        return {}

    def _said(self) -> None:
        """A call that says nothing of a state leaves it unknown for ever, which is hardly meant."""
        missing = [name for name in self.called.state if f"{PRIOR}.{name}" not in self.spec.with_]
        if missing and not self.checks.damaged_below(self.at[:-1]):
            self.checks.report(
                problems.state_not_given,
                self.document.span((*self.at[:-1], "policy")),
                name=self.called.name,
                fields=", ".join(missing),
                forms=_FORMS,
            )

    def _by_field(self, given: Mapping[str, str]) -> None:
        for name in given:
            place = (*self.at, name)
            if name not in self.called.state and not self.document.is_damaged(place):
                key, policy = self.checks.key(place), self.called.name
                self.checks.report(
                    problems.unknown_state_field, key, policy=policy, name=name, known=self.called.state
                )
            elif f"{PRIOR}.{name}" in self.spec.with_:
                self.checks.report(
                    problems.state_field_given_twice, self.checks.key(place), prior=PRIOR, name=name
                )
        missing = [name for name in self.called.state if name not in given]
        if missing and not self.checks.damaged_below(self.at):
            self.checks.report(
                problems.state_incomplete,
                self.checks.key(self.at),
                name=self.called.name,
                fields=", ".join(missing),
            )

    def _taken_over(self) -> dict[str, Written]:
        span, name = self.document.span(self.at), self.called.name
        twice = sorted(self.called.prior & self.spec.with_.keys())
        if twice:
            self.checks.report(problems.state_given_twice, span, twice=twice[0])
        if self.each:
            self.checks.report(problems.state_of_every_item, span)
            return {}
        known = self.checks.names.find(PRIOR)
        fields = {} if known is None or known.entries is None else known.entries
        lacking = [field for field in self.called.state if field not in fields]
        if lacking and not self.checks.names.incomplete:
            self.checks.report(problems.own_state_lacks, span, lacking=", ".join(lacking), name=name)
        for field in self.called.state:
            self._initially(field)
        text = self.document.text_at(self.at)
        return {
            f"{PRIOR}.{field}": Written(self.at, text, syntax.Path(syntax.Name(PRIOR), field))
            for field in self.called.state
            if field in fields
        }

    def _initially(self, field: str) -> None:
        """Where nothing was decided before, the state of both is the same."""
        place = (PRIOR, field, "initially")
        if place not in self.document or self.document.is_damaged(place):
            return
        here, there = self.document.value(place), self.called.state[field].initially
        if here != there:
            self.checks.report(
                problems.other_initial_state,
                self.document.span(self.at),
                field=field,
                here=here,
                there=said("unknown", "未知") if there is None else there,
                name=self.called.name,
                prior=PRIOR,
            )


def with_first_value(builder: Builder, field: Field, node: int) -> int:
    """A field of the state, as it is initially where its value says that nothing was decided before."""
    meaning: Any = (field.missing or {}).get(NO_PRIOR)
    if not isinstance(meaning, dict) or builder.nodes[node].op == "CONST":
        return node
    return builder.call("initially", node, kind=field.kind, data=meaning["value"])


def next_type(called: Called) -> dict[str, Type]:
    """The entry of a call's value with the next state; none where the called policy gives no such state."""
    return {NEXT: context_of(dict(called.next_state))} if called.next_state else {}


def next_records(nodes: Mapping[str, int]) -> Iterator[tuple[str, Record]]:
    """The next state as an entry of a call's value."""
    if nodes:
        yield NEXT, Record(dict(nodes))
