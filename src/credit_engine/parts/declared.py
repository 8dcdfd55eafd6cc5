"""A decision as it is declared: the one part that it is written as, and its type with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pydantic import BaseModel

from credit_engine.document_text import Document, Path
from credit_engine.feel.types import Order
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.parts.base import AnyPart, Checked, Checks, Head
from credit_engine.parts.model import DecisionModel
from credit_engine.parts.name_forms import UNIT_WORDS, slip_in_unit, unit_meant
from credit_engine.parts.problems.declared import (
    best_first_without_order,
    declared_unit_differs,
    no_part,
    ordinal_without_values,
    reason_without_unit,
    several_parts,
    unknown_part,
    unknown_unit,
)
from credit_engine.parts.reading import Reader
from credit_engine.parts.validation import cut_off, validate, written_twice
from credit_engine.problems import Problem, suggestion
from credit_engine.wording import said, to_write


def read_part(reader: Reader, path: Path, kinds: Mapping[str, type[AnyPart]]) -> AnyPart | None:
    """The part that a decision at a path is written as, one of some kinds; None with its problems."""
    document, problems = reader.document, reader.problems
    value = document.value(path)
    if document.is_damaged(path):
        return None
    keys = [key for key in kinds if isinstance(value, dict) and key in value]
    if len(keys) != 1:
        if not cut_off(document, path, problems) and not written_twice(document, path, problems):
            problems.append(_not_one_part(document, path, kinds, keys))
        return None
    kind = kinds[keys[0]]
    decision = validate(document, path, kind.model, problems)
    if decision is None:
        return None
    inner = getattr(decision, kind.key)
    spec = inner if isinstance(inner, BaseModel) else decision
    return kind.read(Head(str(path[-1]), path, kind.key, decision, spec), reader)


def _not_one_part(
    document: Document, path: Path, kinds: Mapping[str, type[AnyPart]], keys: list[str]
) -> Problem:
    """A decision without a part, or with several."""
    name, value = path[-1], document.value(path)
    if keys:
        return several_parts(
            document.key_span((*path, keys[1])), name=name, count=len(keys), keys=", ".join(keys)
        )
    others = (
        [key for key in value if key not in DecisionModel.model_fields] if isinstance(value, dict) else []
    )
    if not others:
        hint = (
            said("write 'formula: {value}'", "写作 'formula: {value}'", value=value)
            if isinstance(value, str | int | Decimal)
            else ""
        )
        return no_part(document.key_span(path), name=name, expected=", ".join(kinds), hint=hint)
    return unknown_part(document.key_span((*path, others[0])), key=others[0], known=kinds)


def read_unit(document: Document, at: Path, text: str | None, problems: list[Problem]) -> Unit | None:
    """A declared unit; one that is close to a common one is taken for a slip."""
    if text is None or document.is_damaged(at):
        return None
    unit = parse_unit(text)
    slip, right = slip_in_unit(text), unit_meant(text)
    if unit is not None and not slip and not right:
        return unit
    hint = to_write(right) if right else suggestion(slip, UNIT_WORDS)
    problems.append(unknown_unit(document.span(at), text=text, hint=hint))
    return None


def read_order(
    document: Document,
    at: Path,
    type_: str | None,
    values: Sequence[str] | None,
    best_first: bool | None,
    problems: list[Problem],
) -> Order | None:
    """The order of a declared ordinal: its values as they are listed; None for other types."""
    if type_ != "ordinal":
        if best_first is not None and not document.is_damaged((*at, "best_first")):
            problems.append(_only_ordinals(document, at, type_))
        return None
    if not values:
        if not document.is_damaged((*at, "values")) and not cut_off(document, at, problems):
            problems.append(ordinal_without_values(document.key_span(at)))
        return None
    return Order(tuple(values), best_first)


def _only_ordinals(document: Document, at: Path, type_: str | None) -> Problem:
    """A direction of what has no order."""
    return best_first_without_order(document.key_span((*at, "best_first")), type=type_ or "text")


def checked(part: AnyPart, checks: Checks, unit: Unit | None) -> Checked:
    """A part after checking, its value in the unit that is declared for it; its problems are collected.

    With a reason a decision states its unit anew: a product of fractions is a rate per annum where the
    mathematics says so, which no unit of its factors shows.
    """
    found = part.check(checks)
    type_ = found.type
    because = part.decision.unit_because
    if because is not None and (unit is None or type_.kind not in ("number", "any")):
        _without_unit(checks, part, unit)
    if unit is None or type_.kind != "number":
        return found
    if type_.unit is not None and type_.unit != unit and because is None:
        checks.report(
            declared_unit_differs,
            (*part.path, "unit"),
            name=part.name,
            unit=unit,
            unit_2=type_.unit,
            expected=str(type_.unit),
        )
        unit = None
    return found._replace(type=replace(type_, unit=unit))


def _without_unit(checks: Checks, part: AnyPart, unit: Unit | None) -> None:
    """A reason for a unit that is not there, or of what has none."""
    at = (*part.path, "unit_because")
    if not checks.unread((*part.path, "unit")) and not checks.unread(at):
        hint = said("add 'unit:'", "请加上 'unit:'") if unit is None else said("remove it", "请删除")
        checks.report(reason_without_unit, checks.key(at), hint=hint)
