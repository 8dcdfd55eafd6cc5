"""The names of a policy: inputs, parameters, decisions, each declared once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from credit_engine.document_text import Document, Path
from credit_engine.feel.check import Known
from credit_engine.feel.types import DATE, Type
from credit_engine.feel.units import Unit
from credit_engine.parts.base import AnyPart
from credit_engine.parts.name_forms import unusable
from credit_engine.parts.problems.rules import blank_role, role_named_nobody
from credit_engine.parts.rule import NOBODY
from credit_engine.policy.declarations import Declarations
from credit_engine.policy.document import PolicyModel
from credit_engine.policy.parameters import parameter_type
from credit_engine.policy.problems import declared_otherwise_above, name_taken, no_source
from credit_engine.policy.state import prior_fields
from credit_engine.problems import Note, Problem
from credit_engine.run.fields import PRIOR, Field
from credit_engine.wording import Said, said

_CHINESE = {"parameter": "参数", "date": "日期", "decision": "决策", "input": "输入", "outcome": "结论"}
"""What a name can stand for."""


class Naming:
    """Declares inputs and parameters, and keeps the names of decisions free for them."""

    def __init__(self, document: Document, spec: PolicyModel, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems
        self.declarations = Declarations(document, problems, spec.effective.time_zone)
        declared = self.declarations.inputs(spec.inputs) + prior_fields(self.declarations, spec.prior)
        self.fields: list[Field] = [field for field, _ in declared]
        problems += role_names(spec.roles, document)
        problems += source_names(spec, document)
        self.names: dict[str, Known] = known_tree(document, declared, problems)
        for name, model in spec.parameters.items():
            span = document.key_span(("parameters", name))
            problems += unusable(name, span)
            known = Known(parameter_type(self.declarations, name, model), span, what="parameter")
            if self._free("parameters", name):
                self.names[name] = known
        for name in spec.decisions:
            problems += unusable(name, document.key_span(("decisions", name)))
        self.decisions = {name for name in spec.decisions if self._free("decisions", name)}
        self.names.setdefault("data_as_of", Known(DATE, what="date"))

    def _free(self, section: str, name: str) -> bool:
        span, other = self.document.key_span((section, name)), self.names.get(name)
        if other is None:
            return True
        what = Said(other.what, _CHINESE.get(other.what, other.what))
        notes = (Note(said("the {what}", "该{what}", what=what), other.span),) if other.span else ()
        self.problems.append(name_taken(span, notes=notes, name=name, what=what))
        return False

    def unit(self, part: AnyPart) -> Unit | None:
        """The declared unit of a decision."""
        return self.declarations.unit(part.decision.unit, (*part.path, "unit"))

    def decided(self, part: AnyPart, type_: Type) -> None:
        """Make a checked decision known to those that follow."""
        if part.name in self.decisions:
            span = self.document.key_span(part.path)
            self.names[part.name] = part.known(type_, span)

    def open(self, name: str) -> None:
        """Declare a decision that could not be read with any type, so that it causes no further problems."""
        if name in self.decisions:
            span = self.document.key_span(("decisions", name))
            self.names.setdefault(name, Known(Type("any"), span, what="decision"))


def role_names(roles: Iterable[str], document: Document) -> Iterator[Problem]:
    """The problems of names that no rule could mean as a role: a blank one, and `nobody`."""
    for name in roles:
        at = ("roles", name)
        if document.is_damaged(at):
            continue
        if not name.strip():
            yield blank_role(document.key_span(at), name=name)
        elif name == NOBODY:
            yield role_named_nobody(document.key_span(at), name=name)


def source_names(spec: PolicyModel, document: Document) -> Iterator[Problem]:
    """The problems of titles that the policy itself gives to sources from which no input comes.

    Where some of the file could not be read, its inputs may stand there.
    """
    if document.damaged or document.incomplete:
        return
    groups = sorted({path.partition(".")[0] for path in spec.inputs if "." in path})
    for name in spec.sources:
        at = ("sources", name)
        if name not in groups and at not in document.included:
            yield no_source(document.key_span(at), name=name, known=groups)


def known_tree(
    document: Document, declared: list[tuple[Field, Type]], problems: list[Problem]
) -> dict[str, Known]:
    """The names of dotted inputs as nested entries, each with the place of its declaration."""
    root: dict[str, Any] = {}
    for field, type_ in declared:
        span = document.key_span(place_of(document, field.path))
        *groups, last = field.path.split(".")
        here = root
        for group in groups:
            here = here.setdefault(group, {})
            if isinstance(here, Known):
                break
        if isinstance(here, Known) or last in here:
            problems.append(declared_otherwise_above(span, at=field.path))
            continue
        here[last] = Known(type_, span, what="input", causes=tuple(field.missing or ()))
    return {name: _known(below) for name, below in root.items()}


def place_of(document: Document, path: str) -> Path:
    """Where what a record holds under a path is declared."""
    head, _, name = path.partition(".")
    if head == PRIOR and ("inputs", path) not in document:
        return ("prior", name)
    return ("inputs", path)


def _known(below: Known | dict[str, Any]) -> Known:
    if isinstance(below, Known):
        return below
    entries = {name: _known(inner) for name, inner in below.items()}
    fields = tuple((name, entry.type) for name, entry in entries.items())
    first = next(iter(entries.values()))
    return Known(Type("context", fields=fields), first.span, entries, "input")
