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
from credit_engine.policy import problems
from credit_engine.policy.declarations import KINDS, Declarations
from credit_engine.policy.document import PriorModel
from credit_engine.run.fields import NO_PRIOR, PRIOR, Field
from credit_engine.run.inputs import read_value

_GROUP_WORDS = ("missing",)
"""What a mapping of a record means something by: no name of a field of the state."""


def prior_fields(declarations: Declarations, models: Mapping[str, PriorModel]) -> list[tuple[Field, Type]]:
    """The fields of the prior state, as inputs `prior.NAME`."""
    return [_field(declarations, name, model) for name, model in models.items()]


def _field(declarations: Declarations, name: str, model: PriorModel) -> tuple[Field, Type]:
    at = ("prior", name)
    document = declarations.document
    declarations.problems += unusable(name, declarations.key(at))
    if name in _GROUP_WORDS:
        declarations.report(problems.reserved_state, declarations.key(at), name=name)
    field, type_ = declarations.input(f"{PRIOR}.{name}", model.as_input(), at)
    meanings = dict(field.missing or {})
    if model.initially is not None and not document.is_damaged((*at, "initially")):
        value, wrong = read_value(replace(field, missing=None), model.initially)
        if wrong:
            declarations.not_a_value((*at, "initially"), model.initially, name, wrong[0])
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
            written = reader.expression(self.document.in_full(at, "value"))
            found[name] = written
            model = self.prior.get(name)
            if model is None:
                if self.complete:
                    self.checks.report(
                        problems.no_state_field, self.checks.key(at), name=name, known=self.prior
                    )
                self.checks.infer(written, names)
                continue
            self._typed(name, written, model, names)
        for name in self.prior if self.complete and named and named.keys() <= self.prior.keys() else ():
            if name not in named and not self.document.is_damaged(("next", name)):
                self.checks.report(problems.state_field_missing, self.checks.key(("next",)), name=name)
        return found

    def _typed(self, name: str, written: Written | None, model: PriorModel, names: Names) -> None:
        kind = model.as_input().type
        type_ = self.checks.expect(written, KINDS.get(kind, kind), f"'{name}'", names)
        declared_ = names.find(PRIOR)
        field = None if declared_ is None else declared_.type.field(name)
        if written is None or field is None:
            return
        if field.unit is not None and type_.unit is not None and field.unit != type_.unit:
            self.checks.report(
                problems.next_in_other_unit,
                written.text.whole,
                name=name,
                unit=field.unit,
                next_unit=type_.unit,
            )
        if orders_clash(type_, field):
            self.checks.same_order(name, type_, field, written.text.whole)
            return
        strange = [value for value in type_.values or () if model.values and value not in model.values]
        if strange:
            declared, span = ", ".join(model.values or ()), written.text.whole
            self.checks.report(
                problems.next_undeclared, span, name=name, strange=strange[0], expected=declared
            )
