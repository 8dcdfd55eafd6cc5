"""The step of a catalogue: the entries that fit the code, and which of them counts."""

from __future__ import annotations

from typing import Literal

from credit_engine.explain.evidence import Column, Figure
from credit_engine.explain.facts import Facts, column_of, decision_title, declared_unit, words
from credit_engine.explain.trace_lists import CatalogueStep, EntryLine
from credit_engine.parts.catalogue import CataloguePart
from credit_engine.policy.compiled import DATES

Status = Literal["chosen", "shorter", "not_in_force"]


def catalogue(facts: Facts, part: CataloguePart) -> CatalogueStep:
    """The step of a catalogue."""
    assert part.looked_up is not None
    unit = declared_unit(facts.compiled.spec.decisions[part.name].get("unit"))
    outputs = tuple(
        column_of(name, column, unit if len(part.spec.out) == 1 else "")
        for name, column in part.spec.out.items()
    )
    if len(outputs) == 1:
        result = Figure(facts.value(part.recorded["value"]), outputs[0].unit)
    else:
        values = {one.name: facts.value(part.recorded[f"out:{one.name}"]) for one in outputs}
        result = Figure(values, columns=outputs)
    return CatalogueStep(
        name=part.name, title=decision_title(facts.compiled, part.name), result=result,
        key=facts.term(part.looked_up.tree), match=part.spec.match, outputs=outputs,
        entries=_entries(facts, part, outputs), total=len(part.spec.entries),
    )  # fmt: skip


def _entries(facts: Facts, part: CataloguePart, outputs: tuple[Column, ...]) -> tuple[EntryLine, ...]:
    """The entries whose code fits, the longest code first, those of one code in the order of time."""
    code, chosen = facts.value(part.recorded["key"]), facts.value(part.recorded["entry"])
    if not isinstance(code, str):
        return ()
    found = part.catalogue
    rows = [row for candidate in found.candidates(code) for row in found.entries[candidate]]
    return tuple(_line(part, row, _status(facts, part, row, chosen), outputs) for row in rows)


def _status(facts: Facts, part: CataloguePart, row: int, chosen: object) -> Status:
    if isinstance(chosen, int) and row == chosen:
        return "chosen"
    today = facts.decided.inputs[DATES.index("@today")]
    return "shorter" if part.days[row].holds(today) else "not_in_force"


def _line(part: CataloguePart, row: int, status: Status, outputs: tuple[Column, ...]) -> EntryLine:
    entry, days = part.spec.entries[row], part.days[row]
    figures = tuple(Figure(value, one.unit) for value, one in zip(entry.then, outputs, strict=True))
    return EntryLine(entry.code, status, days.first, days.end, figures, words(entry.title))
