"""The names of a policy: inputs, parameters, decisions, each declared once."""

from __future__ import annotations

from credit_engine.document_text import Document
from credit_engine.feel.check import Known
from credit_engine.feel.types import DATE, Type
from credit_engine.feel.units import Unit
from credit_engine.parts import Part
from credit_engine.policy.declarations import Declarations, known_tree
from credit_engine.policy.document import PolicyModel
from credit_engine.problems import Note, Problem
from credit_engine.run.fields import Field


class Naming:
    """Declares inputs and parameters, and keeps the names of decisions free for them."""

    def __init__(self, document: Document, spec: PolicyModel, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems
        self.declarations = Declarations(document, problems)
        declared = self.declarations.inputs(spec.inputs)
        self.fields: list[Field] = [field for field, _ in declared]
        self.names: dict[str, Known] = known_tree(document, declared, problems)
        for name, model in spec.parameters.items():
            span = document.key_span(("parameters", name))
            known = Known(self.declarations.parameter(name, model), span, what="parameter")
            if self._free("parameters", name):
                self.names[name] = known
        for name in spec.decisions:
            self.declarations.name(name, ("decisions", name))
        self.decisions = [name for name in spec.decisions if self._free("decisions", name)]
        self.names.setdefault("data_as_of", Known(DATE, what="date"))

    def _free(self, section: str, name: str) -> bool:
        span = self.document.key_span((section, name))
        if name in self.names:
            other = self.names[name]
            notes = (Note(f"the {other.what}", other.span),) if other.span else ()
            self.problems.append(Problem("duplicate-name", f"'{name}' is already the name of another {other.what}", span,
                                         hint="every name stands for one thing", notes=notes))  # fmt: skip
        else:
            return True
        return False

    def unit(self, part: Part) -> Unit | None:
        """The declared unit of a decision."""
        return self.declarations.unit(part.decision.unit, (*part.path, "unit"))

    def decided(self, part: Part, type_: Type) -> None:
        """Make a checked decision known to those that follow."""
        if part.name in self.decisions:
            span = self.document.key_span(part.path)
            self.names[part.name] = part.known(type_, span)

    def open(self, name: str) -> None:
        """Let a decision that could not be read stand for anything, so that nothing follows from it."""
        if name in self.decisions:
            span = self.document.key_span(("decisions", name))
            self.names.setdefault(name, Known(Type("any"), span, what="decision"))
