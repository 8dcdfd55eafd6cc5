"""Slips of size within parts: percentages for fractions, bounds that can never bind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeGuard

from credit_engine.document_text import Document, Path, ScalarText
from credit_engine.feel import syntax
from credit_engine.feel.number_sets import EVERYTHING, constant_value
from credit_engine.feel.parser import parse_unary_tests
from credit_engine.feel.types import Interval
from credit_engine.feel.units import Unit
from credit_engine.feel.walk import walk
from credit_engine.numbers import canonical_text, is_number
from credit_engine.parts.examined import Examined
from credit_engine.parts.problems import sizes as problems
from credit_engine.parts.reading import Written
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.texts.units import MULTIPLE
from credit_engine.wording import said, to_write

PERIODS = ("day", "week", "month", "quarter", "year")
_HIGHEST_RATIO = 10
"""Growth and coverage may well be 2 or 5; a declared range that reaches above this is one of percentages."""
_HUNDREDFOLD = 5
"""A ratio is compared with 1.2 or 2 on purpose, as of coverage; from here on a percentage is meant."""


def is_fraction(unit: Unit | None) -> TypeGuard[Unit]:
    """Whether a unit is that of a share, or of a rate per period."""
    if unit is None or unit.name.startswith(MULTIPLE):
        return False
    return all(word in PERIODS and n < 0 for word, n in unit.powers)


def large_fraction(name: str, value: Any, unit: Unit, span: Span) -> Problem:
    """A number above 1 in a unit of fractions: most often a percentage."""
    right = canonical_text(Decimal(value).scaleb(-2))
    shown = canonical_text(value)
    return problems.fraction_above_one(
        span,
        name=name,
        unit=unit,
        value=shown,
        percent=canonical_text(Decimal(value).scaleb(2)),
        right=right,
        hint=to_write(right),
    )


def large_amounts(named: Iterable[tuple[str, Written]], unit: Unit | None) -> Iterator[Problem]:
    """Numbers above 1 that are written where a fraction is meant, with what each is called."""
    if not is_fraction(unit):
        return
    for name, expression in named:
        for node in _chosen(expression.tree):
            value = constant_value(node)
            if is_number(value) and value > 1:
                text = expression.text
                span = text.whole if node is expression.tree else text.span(*node.span)
                yield large_fraction(name, value, unit, span)


def large_values(
    name: str, values: Iterable[tuple[Any, Path]], unit: Unit | None, document: Document
) -> Iterator[Problem]:
    """Numbers above 1 that stand as data, no expressions, where a fraction is meant, by their places."""
    if not is_fraction(unit):
        return
    for value, at in values:
        if is_number(value) and value > 1:
            yield large_fraction(name, value, unit, document.span(at))


def large_range(name: str, text: ScalarText, unit: Unit) -> Iterator[Problem]:
    """The ends of a declared range of fractions, where no ratio comes so high."""
    if not is_fraction(unit):
        return
    for node in walk(parse_unary_tests(text.value)):
        if isinstance(node, syntax.Number) and node.value > _HIGHEST_RATIO:
            yield large_fraction(name, node.value, unit, text.span(*node.span))


def _chosen(tree: syntax.Expression) -> Iterator[syntax.Expression]:
    """An expression, or what the branches of an `if` give."""
    if not isinstance(tree, syntax.If):
        yield tree
        return
    for _, value in tree.branches:
        yield from _chosen(value)
    yield from _chosen(tree.otherwise)


def large_thresholds(written: Iterable[Written], examined: Examined) -> Iterator[Problem]:
    """Numbers as of percentages with which fractions are compared."""
    for expression in written:
        for node in walk(expression.tree):
            if not isinstance(node, syntax.Comparison):
                continue
            for side, other in ((node.left, node.right), (node.right, node.left)):
                value, type_ = constant_value(other), examined.types.get(side.number)
                unit = None if type_ is None else type_.unit
                if not is_fraction(unit):
                    continue
                if is_number(value) and value >= _HUNDREDFOLD and constant_value(side) is None:
                    name = expression.text.value[slice(*side.span)]
                    yield large_fraction(name, value, unit, expression.text.span(*other.span))


def reach(written: Written, examined: Examined) -> Interval:
    """The known lower and upper bounds of an expression."""
    if isinstance(written.tree, syntax.Name) and is_number(examined.parameters.get(written.tree.name)):
        value = examined.parameters[written.tree.name]
        return Interval(value, value)
    type_ = examined.types.get(written.tree.number)
    return EVERYTHING if type_ is None or type_.interval is None else type_.interval


def never_binding(upper: Mapping[str, Written], examined: Examined) -> Iterator[Problem]:
    """Upper bounds that are always above another one."""
    reached = {name: reach(expression, examined) for name, expression in upper.items()}
    for name, size in reached.items():
        for other, bound in reached.items():
            if name != other and size.low is not None and bound.high is not None and size.low > bound.high:
                note = Note(said("'{other}'", "“{other}”", other=other), upper[other].text.whole)
                high, span = canonical_text(bound.high), upper[name].text.whole
                yield problems.never_binds(span, notes=(note,), name=name, other=other, high=high)
                break


def idle_bounds(
    lines: Iterable[Written], bounds: Mapping[str, Written], examined: Examined
) -> Iterator[Problem]:
    """A floor or a cap that no sum of its lines can reach, for any values of the parameters."""
    examined = replace(examined, parameters={})
    reached = [reach(line, examined) for line in lines]
    low = None if any(size.low is None for size in reached) else sum(size.low or 0 for size in reached)
    high = None if any(size.high is None for size in reached) else sum(size.high or 0 for size in reached)
    for name, bound in bounds.items():
        possible = reach(bound, examined)
        end, beyond = (high, possible.low) if name == "cap" else (low, possible.high)
        if end is not None and beyond is not None and (beyond > end if name == "cap" else beyond < end):
            which = said("at most", "最多") if name == "cap" else said("at least", "至少")
            yield problems.end_never_binds(bound.text.whole, name=name, which=which, end=canonical_text(end))


def minimum_above(minimum: Written, upper: Mapping[str, Written], examined: Examined) -> Iterator[Problem]:
    """A minimum that no amount can reach, since some upper bound is always below it."""
    least = reach(minimum, examined).low
    for name, expression in upper.items():
        high = reach(expression, examined).high
        if least is not None and high is not None and high < least:
            yield problems.minimum_above_cap(
                minimum.text.whole,
                notes=(Note(said("'{name}'", "“{name}”", name=name), expression.text.whole),),
                least=canonical_text(least),
                name=name,
                high=canonical_text(high),
                hint=to_write(canonical_text(high)),
            )
            return
