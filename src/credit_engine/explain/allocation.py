"""The step of an allocation: the value's lists and totals with their units and titles."""

from __future__ import annotations

from typing import Any

from credit_engine.explain.evidence import Column, Figure, Words
from credit_engine.explain.facts import Facts, part_title, part_unit, words
from credit_engine.explain.trace_offers import AllocateStep
from credit_engine.feel.format import format_expression
from credit_engine.parts.allocate import AllocatePart
from credit_engine.run.allocation import FACILITY, ITEM, SHARE, TOTALS
from credit_engine.texts.explanation import PHRASES

_NO_AMOUNT = ("id", "facility", "collateral")
_LISTS = {"facilities": FACILITY, "collateral": ITEM, "allocations": SHARE}


def allocation(facts: Facts, part: AllocatePart) -> AllocateStep:
    """The step of an allocation."""
    unit = part_unit(facts, part, *part.written())
    value = facts.value(part.recorded["value"])
    known = isinstance(value, dict)
    lists = {}
    for key, names in _LISTS.items():
        titled = tuple(_column(part, key, name, unit) for name in names)
        lists[key] = Figure(value[key] if known else [], columns=titled)
    totals = {name: Figure(value[name] if known else value, unit) for name in TOTALS}
    columns = tuple(Column(name, Words(*PHRASES[f"share_{name}"]), unit) for name in TOTALS)
    result = Figure({name: value[name] for name in TOTALS} if known else value, columns=columns)
    secures: Any = part.secures
    return AllocateStep(
        name=part.name, title=part_title(part), result=result, **lists, **totals,
        secures="" if secures is None else format_expression(secures.tree),
    )  # fmt: skip


def _column(part: AllocatePart, key: str, name: str, unit: str) -> Column:
    """A column with its title; that of an identity is the title of its list."""
    side = {"facility": "facilities", "collateral": "collateral"}.get(name, key if name == "id" else "")
    if side:
        title = words(getattr(part.spec, side).title)
        return Column(name, title or Words(*PHRASES[f"share_{side}"]))
    if name == "haircut":
        return Column(name, Words(*PHRASES["share_haircut"]), "fraction")
    return Column(name, Words(*PHRASES[f"share_{name}"]), unit)
