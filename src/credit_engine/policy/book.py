"""What a policy's book tells beside its account: declarations, and the wording of its expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from credit_engine.account.declared import (
    Declarations,
    InputDeclaration,
    MissingLine,
    ParameterDeclaration,
    ReasonDeclaration,
)
from credit_engine.account.evidence import NamedTitle
from credit_engine.parts.model import ReasonModel, Values
from credit_engine.parts.telling import clause_words, declared_unit, words
from credit_engine.policy.account import telling_of
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.document import CauseModel, InputModel, ParameterModel, PolicyModel
from credit_engine.run.fields import PRIOR


def declarations(compiled: CompiledPolicy) -> Declarations:
    """The inputs and the prior state, the parameters and the reasons of a policy compiled from its text."""
    spec, telling = compiled.spec, telling_of(compiled)
    parts = [written for lowered in compiled.parts.values() for written in lowered.part.worded()]
    expressions = [written.tree for written in (*parts, *compiled.next_state.values())]
    return Declarations(
        tuple(line for path, model in spec.declared.items() for line in _inputs(spec, path, model)),
        tuple(_parameter(name, model) for name, model in spec.parameters.items()),
        tuple(_reason(code, model) for code, model in spec.reasons.items()),
        spec.outcomes.nothing_fired,
        {
            compiled.sites[tree.number]: telling.worded(tree)
            for tree in expressions
            if tree.number in compiled.sites
        },
    )


def _inputs(spec: PolicyModel, path: str, model: InputModel) -> Iterator[InputDeclaration]:
    """An input, then what its items or its context hold."""
    prior = spec.prior.get(path.removeprefix(f"{PRIOR}.")) if path.startswith(f"{PRIOR}.") else None
    causes = {} if prior is not None else model.missing or {}
    yield InputDeclaration(
        path,
        model.type,
        words(model.title),
        declared_unit(model.unit),
        model.range or "",
        tuple(_values(model.values)),
        tuple(_missing(code, cause) for code, cause in causes.items()),
        None if prior is None else prior.initially,
        model.protected,
        model.redact,
    )
    for below, inner in (model.items or {}).items():
        yield from _inputs(spec, f"{path}[].{below}", inner)
    for below, inner in (model.fields or {}).items():
        yield from _inputs(spec, f"{path}.{below}", inner)


def _values(values: Values | None) -> Iterator[NamedTitle | str]:
    for name in values or ():
        title = None if values is None else values.titles.get(name)
        yield name if title is None else NamedTitle(name, title.words)


def _missing(cause: str, model: CauseModel) -> MissingLine:
    return MissingLine(cause, "" if model.has_value else str(model.then), model.value, words(model.title))


def _parameter(name: str, model: ParameterModel) -> ParameterDeclaration:
    values: tuple[tuple[str, Any], ...] = (
        tuple(sorted(model.dated.items())) if model.dated else (("", model.value),)
    )
    unit, owner = declared_unit(model.unit), model.owner or ""
    return ParameterDeclaration(name, values, words(model.title), unit, owner, clause_words(model.clause))


def _reason(code: str, model: ReasonModel) -> ReasonDeclaration:
    customer = model.customer or model.internal
    return ReasonDeclaration(
        code,
        model.internal.words,
        customer.words if model.disclose else None,
        model.disclose,
        clause_words(model.clause),
    )
