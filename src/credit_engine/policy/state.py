"""The state that a policy takes over from its last decision, and the one that it hands to the next.

A policy remembers nothing: `prior:` declares what a record brings along under the key `prior`, `next:` says
what the decision gives as the next record's `prior`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from credit_engine.document_text import Document
from credit_engine.feel.check import Names
from credit_engine.feel.types import Type, orders_clash
from credit_engine.parts.base import Checks
from credit_engine.parts.name_forms import unusable
from credit_engine.parts.reading import Reader, Written
from credit_engine.policy.declarations import KINDS, Declarations
from credit_engine.policy.document import PriorModel
from credit_engine.policy.problems import reserved_state
from credit_engine.problems import suggestion
from credit_engine.run.fields import NO_PRIOR, PRIOR, Field
from credit_engine.run.input_problems import shown
from credit_engine.run.inputs import read_value
from credit_engine.wording import said

_GROUP_WORDS = ("missing",)
"""What a mapping of a record means something by: no name of a field of the state."""


def prior_fields(declarations: Declarations, models: Mapping[str, PriorModel]) -> list[tuple[Field, Type]]:
    """The fields of the prior state, as inputs `prior.NAME`."""
    return [_field(declarations, name, model) for name, model in models.items()]


def _field(declarations: Declarations, name: str, model: PriorModel) -> tuple[Field, Type]:
    at = ("prior", name)
    document, problems = declarations.document, declarations.problems
    problems += unusable(name, document.key_span(at))
    if name in _GROUP_WORDS:
        problems.append(reserved_state(document.key_span(at), name=name))
    field, type_ = declarations.input(f"{PRIOR}.{name}", model.as_input(), at)
    meanings = dict(field.missing or {})
    if model.initially is not None and not document.is_damaged((*at, "initially")):
        value, wrong = read_value(replace(field, missing=None), model.initially)
        if wrong:
            message = said(
                "{initially} is not a value that {name} can have",
                "{initially} 不是 {name} 可取的值",
                initially=shown(model.initially),
                name=name,
            )
            declarations.add("wrong-value", message, (*at, "initially"), wrong[0].expected, wrong[0].hint)
        meanings[NO_PRIOR] = {"value": value}
    return replace(field, missing=meanings), type_


@dataclass
class NextState:
    """Reads and checks `next:` against the declared prior state."""

    document: Document
    prior: Mapping[str, PriorModel]
    checks: Checks
    complete: bool
    """Whether the declarations of the prior state could all be read."""

    def read(self, named: Mapping[str, object], names: Names) -> dict[str, Written | None]:
        """The expressions of the next state; everything wrong is collected."""
        reader = Reader(self.document, self.checks.problems)
        found: dict[str, Written | None] = {}
        for name in named:
            at = ("next", name)
            short = not isinstance(self.document.value(at), dict)
            written = reader.expression(at if short else (*at, "value"))
            found[name] = written
            model = self.prior.get(name)
            if model is None:
                if self.complete:
                    self.checks.add(
                        "unknown-name",
                        said("the prior state has no '{name}'", "此前状态没有 '{name}'", name=name),
                        self.document.key_span(at),
                        ", ".join(self.prior)
                        or said("a field declared under 'prior:'", "在 'prior:' 下声明的字段"),
                        suggestion(name, self.prior),
                    )
                self.checks.infer(written, names)
                continue
            self._typed(name, written, model, names)
        for name in self.prior if self.complete and named and named.keys() <= self.prior.keys() else ():
            if name not in named and not self.document.is_damaged(("next", name)):
                self.checks.add(
                    "missing-key",
                    said("the next state has no '{name}'", "下一状态没有 '{name}'", name=name),
                    self.document.key_span(("next",)),
                    said(
                        "{name}: an expression; '{name}: prior.{name}' keeps it as it is",
                        "{name}: 表达式；'{name}: prior.{name}' 表示保持不变",
                        name=name,
                    ),
                )
        return found

    def _typed(self, name: str, written: Written | None, model: PriorModel, names: Names) -> None:
        kind = model.as_input().type
        type_ = self.checks.expect(written, KINDS.get(kind, kind), f"'{name}'", names)
        declared_ = names.find(PRIOR)
        field = None if declared_ is None else declared_.type.field(name)
        if written is None or field is None:
            return
        if field.unit is not None and type_.unit is not None and field.unit != type_.unit:
            self.checks.add(
                "unit-clash",
                said(
                    "'{name}' is declared in '{unit}', its next value is in '{next_unit}'",
                    "'{name}' 声明的单位是 '{unit}'，其下一个值的单位是 '{next_unit}'",
                    name=name,
                    unit=field.unit,
                    next_unit=type_.unit,
                ),
                written.text.whole,
                str(field.unit),
            )
        if orders_clash(type_, field):
            self.checks.one_order(name, type_, field, written.text.whole)
            return
        strange = [one for one in type_.values or () if model.values and one not in model.values]
        if strange:
            self.checks.add(
                "wrong-value",
                said(
                    "'{name}' can become '{strange}', which is not declared",
                    "'{name}' 可能变为未声明的 '{strange}'",
                    name=name,
                    strange=strange[0],
                ),
                written.text.whole,
                ", ".join(model.values or ()),
            )
