"""What a caller gives to the inputs of a called policy: checked beforehand where it can be proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credit_engine.absent import Absent, Cause
from credit_engine.document_text import Path
from credit_engine.feel.check.errors import article
from credit_engine.feel.number_sets import EVERYTHING, covers, intersection, is_empty
from credit_engine.feel.types import Interval, Type, orders_clash, type_words
from credit_engine.ir import Builder
from credit_engine.limits import MAX_LIST_LENGTH
from credit_engine.parts.base import Checks
from credit_engine.parts.call import problems
from credit_engine.parts.called import Called
from credit_engine.parts.each import branch
from credit_engine.parts.reading import Written
from credit_engine.problems import Note
from credit_engine.run.arguments import unfit
from credit_engine.run.fields import NOT_GIVEN, Field
from credit_engine.source import Span
from credit_engine.wording import said

_ORDERED = ("number", "date", "time", "date and time", "days and time duration", "years and months duration")


def can_be_left_out(field: Field) -> bool:
    """Whether an input says what holds where it is not given."""
    return NOT_GIVEN in (field.missing or {})


def left_out(builder: Builder, field: Field, subject: str, cause: str = NOT_GIVEN) -> int:
    """The node of an input that no expression is given for, or of which a declared cause says why."""
    meaning: Any = (field.missing or {})[cause]
    if isinstance(meaning, dict):
        return builder.constant(meaning["value"], field.kind)
    return builder.constant(Absent((Cause(cause, subject, applicable=meaning == "undecided"),)), field.kind)


def check_arguments(
    checks: Checks,
    called: Called,
    here: Path,
    given: Mapping[str, Written | None],
    state: Mapping[str, Written | None],
) -> dict[str, Type]:
    """The types of what inputs and the prior state are given by the call that stands under `here`.

    Every input is one of the called policy's, and each that cannot be left out is given.
    """
    types, at = {}, (*here, "with")
    fields = {field.path: field for field in called.fields}
    for name, written in (*state.items(), *given.items()):
        if name in fields:
            wanted, place = called.types[name], called.declared[name]
            types[name] = _check_argument(checks, fields[name], wanted, written, place)
        else:
            checks.infer(written)
    for name in (name for name in given if name not in fields):
        key = checks.key((*at, name))
        checks.report(problems.unknown_input, key, policy=called.name, name=name, known=fields)
    lacking = [f"'{name}'" for name in fields if name not in given and not can_be_left_out(fields[name])]
    if lacking and not checks.damaged_below(at):
        checks.report(
            problems.inputs_not_given if len(lacking) > 1 else problems.input_not_given,
            checks.key(at if at in checks.document else here),
            inputs=", ".join(lacking),
            policy=called.name,
        )
    return types


def _check_argument(
    checks: Checks, field: Field, wanted: Type, written: Written | None, declared: Span
) -> Type:
    """The type of an expression, which an input of another policy can have as far as that can be proved."""
    before = len(checks.problems)
    actual = checks.infer(written)
    if written is None or len(checks.problems) > before or "any" in (actual.kind, wanted.kind):
        return actual
    notes = (Note(said("the input is declared here", "输入在此声明"), declared),)
    span = written.text.whole
    if actual.kind != wanted.kind:
        checks.report(
            problems.argument_of_other_type,
            span,
            name=field.path,
            wanted=article(wanted),
            given=article(actual),
            expected=type_words(wanted),
            notes=notes,
        )
    elif wanted.unit is not None and actual.unit is not None and wanted.unit != actual.unit:
        checks.report(
            problems.argument_of_other_unit,
            span,
            name=field.path,
            unit=wanted.unit,
            unit_2=actual.unit,
            expected=str(wanted.unit),
            notes=notes,
        )
    elif _never(field, actual):
        allowed = ", ".join(field.values) if field.values is not None else field.range_text
        checks.report(problems.argument_never_allowed, span, name=field.path, expected=allowed, notes=notes)
    elif orders_clash(actual, wanted):
        checks.same_order(field.path, actual, wanted, span, notes)
    elif field.kind in ("list", "context"):
        _entries(checks, field, wanted, actual, written, notes)
    return actual


def _never(field: Field, actual: Type) -> bool:
    """Whether no value of a type is one that an input can have."""
    if field.values is not None and actual.values is not None:
        return not set(field.values) & set(actual.values)
    if field.kind != "number" or actual.interval is None:
        return False
    return is_empty(intersection(_interval(field), actual.interval))


def _interval(field: Field) -> Interval:
    return Interval(field.low, field.high, field.low_closed, field.high_closed)


def _entries(
    checks: Checks, field: Field, wanted: Type, actual: Type, written: Written, notes: tuple[Note, ...]
) -> None:
    """The fields of a context, or of a list's items, are there and of their kinds."""
    inner = actual.item if actual.kind == "list" else actual
    expected = wanted.item if wanted.kind == "list" else wanted
    if inner is None or inner.fields is None or expected is None:
        return
    for below in field.fields or ():
        found, type_ = inner.field(below.name), expected.field(below.name)
        if found is None and not can_be_left_out(below):
            checks.report(
                problems.argument_lacks_field,
                written.text.whole,
                input=field.path,
                name=below.name,
                expected=type_words(Type(below.kind)),
                notes=notes,
            )
        elif found is not None and found.kind not in (below.kind, "any"):
            checks.report(
                problems.field_of_other_type,
                written.text.whole,
                name=below.name,
                found=article(found),
                expected=type_words(Type(below.kind)),
                notes=notes,
            )
        elif found is not None and type_ is not None and orders_clash(found, type_):
            checks.same_order(below.name, found, type_, written.text.whole, notes)
        elif (
            found is not None
            and type_ is not None
            and None not in (found.unit, type_.unit)
            and (found.unit != type_.unit)
        ):
            checks.report(
                problems.field_of_other_unit,
                written.text.whole,
                name=below.name,
                unit=found.unit,
                expected=str(type_.unit),
                notes=notes,
            )


def fits(field: Field, actual: Type | None) -> bool:
    """Whether every value of a type is one that an input can have."""
    if actual is None or actual.kind != field.kind:
        return False
    if field.kind in ("list", "context"):
        inner = actual.item if field.kind == "list" else actual
        same = inner is not None and inner.fields is not None and field.fields is not None
        same = same and field.at_most >= MAX_LIST_LENGTH
        return same and all(fits(below, inner.field(below.name)) for below in field.fields)  # type: ignore[union-attr]
    if field.kind == "number":
        integral = not field.integer or actual.integer
        return integral and covers([_interval(field)], actual.interval or EVERYTHING, actual.integer)
    if field.values is not None:
        return actual.values is not None and set(actual.values) <= set(field.values)
    return field.low is None and field.high is None


def lower_argument(builder: Builder, field: Field, actual: Type, node: int, subject: str) -> int:
    """The node of what an input has: the value itself, unknown where it does not fit."""
    if fits(field, actual):
        return node
    if actual.kind != field.kind or field.kind not in (*_ORDERED, "text"):
        return builder.call("argument", node, kind=field.kind, data=(field, subject))
    allowed = [_allowed(builder, field, node, sign) for sign in (">", "<")]
    if field.values is not None:
        allowed.append(builder.call("member", node, builder.constant(field.values), kind="boolean"))
    found = _guarded(
        builder, field, [test for test in allowed if test is not None], node, unfit(field, subject)
    )
    if field.integer and not actual.integer:
        floor = builder.call("fn:floor", node, kind="number", data=())
        equal = builder.call("=", floor, node, kind="boolean")
        found = _guarded(builder, field, [equal], found, unfit(field, subject, "not a whole number"))
    return found


def _allowed(builder: Builder, field: Field, node: int, sign: str) -> int | None:
    end, closed = (field.low, field.low_closed) if sign == ">" else (field.high, field.high_closed)
    if end is None:
        return None
    return builder.call(
        sign + ("=" if closed else ""), node, builder.constant(end, field.kind), kind="boolean"
    )


def _guarded(builder: Builder, field: Field, tests: list[int], node: int, otherwise: Absent) -> int:
    """A value where tests hold, else what stands for it."""
    if not tests:
        return node
    test = tests[0] if len(tests) == 1 else builder.call("both", *tests, kind="boolean")
    return branch(builder, field.kind, test, node, builder.constant(otherwise, field.kind))
