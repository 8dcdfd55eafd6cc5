"""Slips of size: percentages written as fractions, units that nothing else uses, a year called a month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from credit_engine.analyse.problems import lonely_unit, period_clash
from credit_engine.document_text import Path
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.parts.sizes import PERIODS, large_range, large_values
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Problem
from credit_engine.texts.units import CURRENCIES
from credit_engine.wording import said, to_write

_YEARLY = re.compile(
    r"\b(annual|annually|yearly|per annum|per year)\b|每年|按年|年均|年度|年化|年(收入|薪|利率|营业|销售)"
)
_MONTHLY = re.compile(r"\b(monthly|per month)\b|每月|按月|月均|月度|月(收入|薪|供|付|还款|支出)")
"""`twelve months` and `6个月` are lengths of time, not what a quantity is counted by."""


@dataclass(frozen=True)
class _Quantity:
    """Something declared with a unit: what is called how, and where the unit stands."""

    name: str
    title: str
    unit: Unit
    at: Path


def size_doubts(compiled: CompiledPolicy) -> Iterator[Problem]:
    """What a careful reader would ask about the sizes of parameters, and about units."""
    quantities = list(_quantities(compiled))
    yield from _large_fractions(compiled)
    yield from _large_ranges(compiled, quantities)
    yield from _lonely_units(compiled, quantities)
    yield from (problem for quantity in quantities for problem in _period(compiled, quantity))


def _quantities(compiled: CompiledPolicy) -> Iterator[_Quantity]:
    """All that is declared with a unit."""
    declared: list[tuple[str, Any, Path]] = [
        *((path, model, ("inputs", path)) for path, model in compiled.spec.inputs.items()),
        *((name, model, ("prior", name)) for name, model in compiled.spec.prior.items()),
        *((name, model, ("parameters", name)) for name, model in compiled.spec.parameters.items()),
        *((name, lowered.part.decision, lowered.part.path) for name, lowered in compiled.parts.items()),
    ]
    while declared:
        name, model, at = declared.pop(0)
        for key in ("items", "fields"):
            inner = getattr(model, key, None)
            if isinstance(inner, Mapping):
                declared += [(below, nested, (*at, key, below)) for below, nested in inner.items()]
        unit = parse_unit(model.unit) if model.unit is not None else None
        if unit is not None and (*at, "unit") in compiled.document:
            title = "" if model.title is None else f"{model.title.en} {model.title.zh}"
            yield _Quantity(name, title, unit, (*at, "unit"))


def _large_fractions(compiled: CompiledPolicy) -> Iterator[Problem]:
    """Parameters that are fractions and above 1."""
    document = compiled.document
    for name, model in compiled.spec.parameters.items():
        unit = parse_unit(model.unit) if model.unit is not None else None
        at: Path = ("parameters", name)
        plain = at if (*at, "value") not in document else (*at, "value")
        values = [(value, (*at, "dated", day)) for day, value in (model.dated or {}).items()]
        yield from large_values(name, values or [(model.value, plain)], unit, document)


def _large_ranges(compiled: CompiledPolicy, quantities: list[_Quantity]) -> Iterator[Problem]:
    """Ranges of inputs, and of values of the state, that end where only percentages do."""
    for quantity in quantities:
        at = (*quantity.at[:-1], "range")
        if at in compiled.document:
            yield from large_range(quantity.name, compiled.document.text_at(at), quantity.unit)


def _lonely_units(compiled: CompiledPolicy, quantities: list[_Quantity]) -> Iterator[Problem]:
    """A word of a unit that stands once, beside one that is almost the same."""
    words = Counter(word for quantity in quantities for word, _ in quantity.unit.powers)
    known = {*CURRENCIES, *(word for word, count in words.items() if count > 1)}
    for quantity in quantities:
        for word, _ in quantity.unit.powers:
            near = () if word in known or word in PERIODS else get_close_matches(word, known, n=1)
            for meant in near:
                yield _lonely(compiled, quantity, word, meant)


def _lonely(compiled: CompiledPolicy, quantity: _Quantity, word: str, meant: str) -> Problem:
    span = compiled.document.span(quantity.at)
    text = compiled.document.text_at(quantity.at).value
    return lonely_unit(span, word=word, meant=meant, hint=to_write(text.replace(word, meant)))


def _period(compiled: CompiledPolicy, quantity: _Quantity) -> Iterator[Problem]:
    """A quantity that is called yearly and is per month, or the other way round."""
    per = [word for word, n in quantity.unit.powers if n < 0 and word in ("month", "year")]
    called = _called(quantity)
    if per and called and per != [called]:
        text = compiled.document.text_at(quantity.at).value
        written = " per ".join((text.split(" per ")[0], "annum" if called == "year" else called))
        yield period_clash(
            compiled.document.span(quantity.at),
            name=quantity.name,
            called=said("year", "年") if called == "year" else said("month", "月"),
            unit=quantity.unit,
            hint=to_write(written),
        )


def _called(quantity: _Quantity) -> str:
    """The period that a name or a title speaks of: `year`, `month`, nothing where it is neither or both."""
    text = f"{quantity.name} {quantity.title}".lower().replace("_", " ").replace(".", " ")
    yearly, monthly = (pattern.search(text) is not None for pattern in (_YEARLY, _MONTHLY))
    return "" if yearly == monthly else "year" if yearly else "month"
