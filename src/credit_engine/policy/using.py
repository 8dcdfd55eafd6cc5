"""What a policy uses of the files that it includes: nothing else is asked for or part of its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from copy import copy

from credit_engine.document_text import Document
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.parts.base import AnyPart
from credit_engine.parts.name_forms import groups
from credit_engine.parts.references import References
from credit_engine.policy.document import DISCLOSE, PolicyModel
from credit_engine.policy.including import ADDED


def using_inputs(spec: PolicyModel, document: Document, parts: Mapping[str, AnyPart]) -> PolicyModel:
    """The policy with those included inputs and parameters alone that its expressions name.

    Of a list or a group that an expression names, all that lies below counts as used. A group among the
    needs of a stage means those of its inputs that are used; an input that is needed by its path is used.
    """
    if not document.included:
        return spec
    names = set(_named(spec, parts.values()))
    names |= {need for part in parts.values() for need in part.first_needs | part.later_needs} & {
        *spec.inputs
    }
    above = {group for name in names for group in groups(name)}
    roots = {name.partition(".")[0] for name in names}
    inputs = {
        path: model
        for path, model in spec.inputs.items()
        if ("inputs", path) not in document.included
        or path in above
        or any(group in names for group in groups(path))
    }
    parameters = {
        name: model
        for name, model in spec.parameters.items()
        if ("parameters", name) not in document.included or name in roots
    }
    used_sources = {path.partition(".")[0] for path in inputs}
    sources = {
        name: title
        for name, title in spec.sources.items()
        if ("sources", name) not in document.included or name in used_sources
    }
    return spec.model_copy(update={"inputs": inputs, "parameters": parameters, "sources": sources})


def using_reasons(spec: PolicyModel, document: Document, used: Set[str], roles: Set[str]) -> PolicyModel:
    """The policy with those included reasons alone that a rule gives, and roles that may intervene."""
    if not document.included:
        return spec
    kept = {
        section: {
            name: model
            for name, model in declared.items()
            if (section, name) not in document.included or name in names
        }
        for section, declared, names in (("reasons", spec.reasons, used), ("roles", spec.roles, roles))
    }
    return spec.model_copy(update=kept)


def with_used(document: Document, spec: PolicyModel) -> Document:
    """The document as if what the policy uses of included files were written in it."""
    if not document.included and document.data.keys().isdisjoint(ADDED):
        return document
    kept: Mapping[str, Mapping[str, object]] = {
        "inputs": spec.inputs,
        "parameters": spec.parameters,
        "reasons": spec.reasons,
        "roles": spec.roles,
        "sources": spec.sources,
    }
    sections = {
        section: {
            name: value
            for name, value in document.data[section].items()
            if name in models or (section, name) == ("reasons", DISCLOSE)
        }
        for section, models in kept.items()
        if section in document.data
    }
    found = copy(document)
    found.data = {key: value for key, value in {**document.data, **sections}.items() if key not in ADDED}
    return found


def _named(spec: PolicyModel, parts: Iterable[AnyPart]) -> Iterator[str]:
    """The names in the expressions of a policy, each as far as it is dotted."""
    for part in parts:
        yield from part.references().dotted
    for name, output in spec.decision.outputs.items():
        yield name
        yield from _in_text(output.when)
        yield from _in_text(output.of or "")
    for following in spec.next.values():
        yield from _in_text(following.value)


def _in_text(text: str) -> set[str]:
    references = References()
    with suppress(FeelSyntaxError):
        references.collect(parse_expression(text))
    return references.dotted
