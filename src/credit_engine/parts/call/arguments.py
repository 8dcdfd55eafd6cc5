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


def can_be_left_out(one: Field) -> bool:
    """Whether an input says what holds where it is not given."""
    return NOT_GIVEN in (one.missing or {})


def left_out(builder: Builder, one: Field, subject: str, cause: str = NOT_GIVEN) -> int:
    """The node of an input that no expression is given for, or of which a declared cause says why."""
    meaning: Any = (one.missing or {})[cause]
    if isinstance(meaning, dict):
        return builder.constant(meaning["value"], one.kind)
    return builder.constant(Absent((Cause(cause, subject, applicable=meaning == "undecided"),)), one.kind)


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
    fields = {one.path: one for one in called.fields}
    for name, written in (*state.items(), *given.items()):
        if name in fields:
            wanted, place = called.types[name], called.declared[name]
            types[name] = _check_argument(checks, fields[name], wanted, written, place)
        else:
            checks.infer(written)
    for name in (one for one in given if one not in fields):
        key = checks.key((*at, name))
        checks.report(problems.unknown_input, key, policy=called.name, name=name, known=fields)
    lacking = [f"'{one}'" for one in fields if one not in given and not can_be_left_out(fields[one])]
    if lacking and not checks.damaged_below(at):
        checks.report(
            problems.inputs_not_given if len(lacking) > 1 else problems.input_not_given,
            checks.key(at if at in checks.document else here),
            inputs=", ".join(lacking),
            policy=called.name,
        )
    return types


def _check_argument(
    checks: Checks, one: Field, wanted: Type, written: Written | None, declared: Span
) -> Type:
    """The type of an expression, which an input of another policy can have as far as that can be proved."""
    before = len(checks.problems)
    given = checks.infer(written)
    if written is None or len(checks.problems) > before or "any" in (given.kind, wanted.kind):
        return given
    notes = (Note(said("the input is declared here", "输入在此声明"), declared),)
    whole = written.text.whole
    if given.kind != wanted.kind:
        checks.report(
            problems.argument_of_other_type,
            whole,
            name=one.path,
            wanted=article(wanted),
            given=article(given),
            expected=type_words(wanted),
            notes=notes,
        )
    elif wanted.unit is not None and given.unit is not None and wanted.unit != given.unit:
        checks.report(
            problems.argument_of_other_unit,
            whole,
            name=one.path,
            unit=wanted.unit,
            unit_2=given.unit,
            expected=str(wanted.unit),
            notes=notes,
        )
    elif _never(one, given):
        allowed = ", ".join(one.values) if one.values is not None else one.range_text
        checks.report(problems.argument_never_allowed, whole, name=one.path, expected=allowed, notes=notes)
    elif orders_clash(given, wanted):
        checks.same_order(one.path, given, wanted, whole, notes)
    elif one.kind in ("list", "context"):
        _entries(checks, one, wanted, given, written, notes)
    return given


def _never(one: Field, given: Type) -> bool:
    """Whether no value of a type is one that an input can have."""
    if one.values is not None and given.values is not None:
        return not set(one.values) & set(given.values)
    if one.kind != "number" or given.interval is None:
        return False
    return is_empty(intersection(_interval(one), given.interval))


def _interval(one: Field) -> Interval:
    return Interval(one.low, one.high, one.low_closed, one.high_closed)


def _entries(
    checks: Checks, one: Field, wanted: Type, given: Type, written: Written, notes: tuple[Note, ...]
) -> None:
    """The fields of a context, or of a list's items, are there and of their kinds."""
    inner = given.item if given.kind == "list" else given
    expected = wanted.item if wanted.kind == "list" else wanted
    if inner is None or inner.fields is None or expected is None:
        return
    for below in one.fields or ():
        found, type_ = inner.field(below.name), expected.field(below.name)
        if found is None and not can_be_left_out(below):
            checks.report(
                problems.argument_lacks_field,
                written.text.whole,
                input=one.path,
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


def fits(one: Field, given: Type | None) -> bool:
    """Whether every value of a type is one that an input can have."""
    if given is None or given.kind != one.kind:
        return False
    if one.kind in ("list", "context"):
        inner = given.item if one.kind == "list" else given
        same = inner is not None and inner.fields is not None and one.fields is not None
        same = same and one.at_most >= MAX_LIST_LENGTH
        return same and all(fits(below, inner.field(below.name)) for below in one.fields)  # type: ignore[union-attr]
    if one.kind == "number":
        whole = not one.integer or given.integer
        return whole and covers([_interval(one)], given.interval or EVERYTHING, given.integer)
    if one.values is not None:
        return given.values is not None and set(given.values) <= set(one.values)
    return one.low is None and one.high is None


def lower_argument(builder: Builder, one: Field, given: Type, node: int, subject: str) -> int:
    """The node of what an input has: the value itself, unknown where it does not fit."""
    if fits(one, given):
        return node
    if given.kind != one.kind or one.kind not in (*_ORDERED, "text"):
        return builder.call("argument", node, kind=one.kind, data=(one, subject))
    allowed = [_allowed(builder, one, node, sign) for sign in (">", "<")]
    if one.values is not None:
        allowed.append(builder.call("member", node, builder.constant(one.values), kind="boolean"))
    found = _guarded(builder, one, [test for test in allowed if test is not None], node, unfit(one, subject))
    if one.integer and not given.integer:
        floor = builder.call("fn:floor", node, kind="number", data=())
        equal = builder.call("=", floor, node, kind="boolean")
        found = _guarded(builder, one, [equal], found, unfit(one, subject, "not a whole number"))
    return found


def _allowed(builder: Builder, one: Field, node: int, sign: str) -> int | None:
    end, closed = (one.low, one.low_closed) if sign == ">" else (one.high, one.high_closed)
    if end is None:
        return None
    return builder.call(sign + ("=" if closed else ""), node, builder.constant(end, one.kind), kind="boolean")


def _guarded(builder: Builder, one: Field, tests: list[int], node: int, otherwise: Absent) -> int:
    """A value where tests hold, else what stands for it."""
    if not tests:
        return node
    test = tests[0] if len(tests) == 1 else builder.call("both", *tests, kind="boolean")
    return branch(builder, one.kind, test, node, builder.constant(otherwise, one.kind))
