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
from credit_engine.parts.call.model import Called, CallModel
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.salvage import damaged_below
from credit_engine.problems import suggestion
from credit_engine.run.fields import NO_PRIOR, PRIOR, Field

INHERIT = "inherit"
NEXT = "next"
"""The entry of a call's value that holds the next state."""
_FORMS = f"{INHERIT}, {NO_PRIOR}, or each field of the state with its expression"


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
        given = self.spec.prior
        if given is None:
            self._said()
        elif self.document.is_damaged(self.at):
            return {}
        elif not self.called.state:
            self.checks.add(
                "unexpected-key",
                f"the policy '{self.called.name}' keeps no state",
                self.document.key_span(self.at),
                hint="remove it",
            )
        elif isinstance(given, dict):
            self._by_field(given)
        elif given == INHERIT:
            return self._taken_over()
        elif given != NO_PRIOR:
            self.checks.add(
                "unknown-value",
                f"'{given}' is not allowed here",
                self.document.span(self.at),
                _FORMS,
                suggestion(given, (INHERIT, NO_PRIOR)),
            )
        return {}

    def _said(self) -> None:
        """A call that says nothing of a state leaves it unknown for ever, which is hardly meant."""
        left = [name for name in self.called.state if f"{PRIOR}.{name}" not in self.spec.with_]
        if left and not damaged_below(self.document, self.at[:-1]):
            message = f"the call says nothing of the state of '{self.called.name}': {', '.join(left)}"
            self.checks.add(
                "state-not-given",
                message,
                self.document.span((*self.at[:-1], "policy")),
                f"'prior:' with {_FORMS}",
                "what rests on an unknown state cannot be decided",
                severity="warning",
            )

    def _by_field(self, given: Mapping[str, str]) -> None:
        for name in given:
            place = (*self.at, name)
            if name not in self.called.state and not self.document.is_damaged(place):
                self.checks.add(
                    "unknown-name",
                    f"the state of '{self.called.name}' has no '{name}'",
                    self.document.key_span(place),
                    ", ".join(self.called.state),
                    suggestion(name, self.called.state),
                )
            elif f"{PRIOR}.{name}" in self.spec.with_:
                self.checks.add(
                    "duplicate-value",
                    f"'{PRIOR}.{name}' is given under 'with', too",
                    self.document.key_span(place),
                    "one of the two",
                )
        left = [name for name in self.called.state if name not in given]
        if left and not damaged_below(self.document, self.at):
            message = f"of the state of '{self.called.name}' this lacks {', '.join(left)}"
            self.checks.add(
                "missing-key", message, self.document.key_span(self.at), "every field with its expression"
            )

    def _taken_over(self) -> dict[str, Written]:
        span, name = self.document.span(self.at), self.called.name
        twice = sorted(self.called.prior & self.spec.with_.keys())
        if twice:
            self.checks.add(
                "duplicate-value",
                f"'{twice[0]}' is given under 'with', too",
                span,
                "the whole state, or each field by itself",
            )
        if self.each:
            self.checks.add(
                "wrong-value",
                "every item has a state of its own",
                span,
                "each field with its expression, such as the item's field",
            )
            return {}
        known = self.checks.names.find(PRIOR)
        own = {} if known is None or known.entries is None else known.entries
        lacking = [field for field in self.called.state if field not in own]
        if lacking and not self.checks.names.incomplete:
            message = f"the state here has no {', '.join(lacking)}, which '{name}' keeps"
            self.checks.add(
                "unknown-name",
                message,
                span,
                "the same fields under 'prior:', or each field with its expression",
            )
        for field in self.called.state:
            self._initially(field)
        text = self.document.text_at(self.at)
        return {
            f"{PRIOR}.{field}": Written(self.at, text, syntax.Path(syntax.Name(PRIOR), field))
            for field in self.called.state
            if field in own
        }

    def _initially(self, field: str) -> None:
        """Where nothing was decided before, the state of both is the same."""
        place = (PRIOR, field, "initially")
        if place not in self.document or self.document.is_damaged(place):
            return
        here, there = self.document.value(place), self.called.state[field].initially
        if here != there:
            said = f"'{field}' is initially {here} here, and {'unknown' if there is None else there} in "
            self.checks.add(
                "wrong-value",
                f"{said}'{self.called.name}'",
                self.document.span(self.at),
                f"the same 'initially', or '{field}: {PRIOR}.{field}'",
            )


def with_first_value(builder: Builder, one: Field, node: int) -> int:
    """A field of the state, as it is initially where its value says that nothing was decided before."""
    meaning: Any = (one.missing or {}).get(NO_PRIOR)
    if not isinstance(meaning, dict) or builder.nodes[node].op == "CONST":
        return node
    return builder.call("initially", node, kind=one.kind, data=meaning["value"])


def next_type(called: Called) -> dict[str, Type]:
    """The entry of a call's value with the next state; none where the called policy gives no such state."""
    return {NEXT: context_of(dict(called.next_state))} if called.next_state else {}


def next_records(nodes: Mapping[str, int]) -> Iterator[tuple[str, Record]]:
    """The next state as an entry of a call's value."""
    if nodes:
        yield NEXT, Record(dict(nodes))
