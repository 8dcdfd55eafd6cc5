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
from credit_engine.parts.call.model import CallModel
from credit_engine.parts.called import Called
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.salvage import damaged_below
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
        given = self.spec.prior
        if given is None:
            self._said()
        elif self.document.is_damaged(self.at):
            return {}
        elif not self.called.state:
            self.checks.add(
                "unexpected-key",
                said("the policy '{name}' keeps no state", "策略 '{name}' 不保存状态", name=self.called.name),
                self.document.key_span(self.at),
                hint=said("remove it", "请删除"),
            )
        elif isinstance(given, dict):
            self._by_field(given)
        elif given == INHERIT:
            return self._taken_over()
        elif given != NO_PRIOR:
            self.checks.add(
                "unknown-value",
                said("'{given}' is not allowed here", "此处不能写 '{given}'", given=given),
                self.document.span(self.at),
                _FORMS,
                suggestion(given, (INHERIT, NO_PRIOR)),
            )
        return {}

    def _said(self) -> None:
        """A call that says nothing of a state leaves it unknown for ever, which is hardly meant."""
        left = [name for name in self.called.state if f"{PRIOR}.{name}" not in self.spec.with_]
        if left and not damaged_below(self.document, self.at[:-1]):
            message = said(
                "the call says nothing of the state of '{name}': {left}",
                "调用未说明 '{name}' 的状态：{left}",
                name=self.called.name,
                left=", ".join(left),
            )
            self.checks.add(
                "state-not-given",
                message,
                self.document.span((*self.at[:-1], "policy")),
                said("'prior:' with {forms}", "'prior:'，取值为 {forms}", forms=_FORMS),
                said("what rests on an unknown state cannot be decided", "依赖未知状态的内容无法判定"),
                severity="warning",
            )

    def _by_field(self, given: Mapping[str, str]) -> None:
        for name in given:
            place = (*self.at, name)
            if name not in self.called.state and not self.document.is_damaged(place):
                self.checks.add(
                    "unknown-name",
                    said(
                        "the state of '{name}' has no '{name_2}'",
                        "'{name}' 的状态没有字段 '{name_2}'",
                        name=self.called.name,
                        name_2=name,
                    ),
                    self.document.key_span(place),
                    ", ".join(self.called.state),
                    suggestion(name, self.called.state),
                )
            elif f"{PRIOR}.{name}" in self.spec.with_:
                self.checks.add(
                    "duplicate-value",
                    said(
                        "'{prior}.{name}' is given under 'with', too",
                        "'{prior}.{name}' 在 'with' 下也已给出",
                        prior=PRIOR,
                        name=name,
                    ),
                    self.document.key_span(place),
                    said("one of the two", "二者取一"),
                )
        left = [name for name in self.called.state if name not in given]
        if left and not damaged_below(self.document, self.at):
            message = said(
                "of the state of '{name}' this lacks {left}",
                "'{name}' 的状态中缺少 {left}",
                name=self.called.name,
                left=", ".join(left),
            )
            self.checks.add(
                "missing-key",
                message,
                self.document.key_span(self.at),
                said("every field with its expression", "每个字段及其表达式"),
            )

    def _taken_over(self) -> dict[str, Written]:
        span, name = self.document.span(self.at), self.called.name
        twice = sorted(self.called.prior & self.spec.with_.keys())
        if twice:
            self.checks.add(
                "duplicate-value",
                said(
                    "'{twice}' is given under 'with', too", "'{twice}' 在 'with' 下也已给出", twice=twice[0]
                ),
                span,
                said("the whole state, or each field by itself", "整个状态，或逐个字段"),
            )
        if self.each:
            self.checks.add(
                "wrong-value",
                said("every item has a state of its own", "每一项有各自的状态"),
                span,
                said(
                    "each field with its expression, such as the item's field",
                    "每个字段及其表达式，如该项的字段",
                ),
            )
            return {}
        known = self.checks.names.find(PRIOR)
        own = {} if known is None or known.entries is None else known.entries
        lacking = [field for field in self.called.state if field not in own]
        if lacking and not self.checks.names.incomplete:
            message = said(
                "the state here has no {lacking}, which '{name}' keeps",
                "此处的状态没有 {lacking}，而 '{name}' 保存它",
                lacking=", ".join(lacking),
                name=name,
            )
            self.checks.add(
                "unknown-name",
                message,
                span,
                said(
                    "the same fields under 'prior:', or each field with its expression",
                    "在 'prior:' 下声明相同字段，或为每个字段写表达式",
                ),
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
            message = said(
                "'{field}' is initially {here} here, and {there} in '{name}'",
                "'{field}' 在此处的初始值是 {here}，在 '{name}' 中是 {there}",
                field=field,
                here=here,
                there=said("unknown", "未知") if there is None else there,
                name=self.called.name,
            )
            self.checks.add(
                "wrong-value",
                message,
                self.document.span(self.at),
                said(
                    "the same 'initially', or '{field}: {prior}.{field}'",
                    "相同的 'initially'，或 '{field}: {prior}.{field}'",
                    field=field,
                    prior=PRIOR,
                ),
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
