"""Files that policies include: what they hold, checked by itself."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from credit_engine.document_text import Document
from credit_engine.parts.model import Bilingual, Model, ReasonModel, Values
from credit_engine.parts.name_forms import unusable
from credit_engine.parts.validation import validate
from credit_engine.policy.declarations import Declarations
from credit_engine.policy.document import InputModel, ParameterModel
from credit_engine.policy.naming import known_tree, role_names
from credit_engine.policy.parameters import parameter_type
from credit_engine.problems import Problem
from credit_engine.texts.forms import LANGUAGES, Language


class SharedModel(Model):
    """A file that policies include."""

    shared: str
    title: Bilingual | None = None
    languages: Annotated[list[Language], Field(min_length=1)] = Field(default_factory=lambda: [*LANGUAGES])
    include: str | list[str] | None = None
    inputs: dict[str, InputModel] = Field(default_factory=dict)
    parameters: dict[str, ParameterModel] = Field(default_factory=dict)
    reasons: dict[str, ReasonModel] = Field(default_factory=dict)
    roles: dict[str, Bilingual] = Field(default_factory=dict)
    sources: dict[str, Bilingual] = Field(default_factory=dict)
    values: dict[str, Values] = Field(default_factory=dict)


def check_shared(document: Document, problems: list[Problem]) -> None:
    """Find what is wrong with what a file of shared declarations holds itself."""
    spec: Any = validate(document, (), SharedModel, problems)
    if spec is None:
        return
    declarations = Declarations(document, problems)
    declared = declarations.inputs(spec.inputs)
    known_tree(document, declared, problems)
    problems += role_names(spec.roles, document)
    for name, model in spec.parameters.items():
        problems += unusable(name, document.key_span(("parameters", name)))
        parameter_type(declarations, name, model)
