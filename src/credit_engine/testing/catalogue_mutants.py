"""The mutants of a catalogue: entries dropped, their values and their days changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.document_text import Path
from credit_engine.parts.catalogue.part import CataloguePart
from credit_engine.testing.expression_mutants import of_expression, steps
from credit_engine.testing.mutant import OF_POLICY, Mutant, dropped, neighbours, replaced

_KIND = "entry"


def catalogue(part: CataloguePart, place: str) -> Iterator[Mutant]:
    """All mutants of a catalogue, in the order of its entries."""
    if part.looked_up is not None:
        written = part.looked_up
        for kind, before, after, text in of_expression(written.text.value, written.tree):
            yield Mutant(f"{place}.key: {before} -> {after}", kind, OF_POLICY, {written.path: text})
    match, other = part.spec.match, {"exact": "longest_prefix", "longest_prefix": "exact"}[part.spec.match]
    yield replaced(_KIND, f"{place}.match", (*part.here, "match"), match, other)
    for i, entry in enumerate(part.spec.entries):
        at: Path = (*part.here, "entries", i)
        here = f"{place}.{entry.code}"
        yield dropped(_KIND, here, at)
        for column, (name, value) in enumerate(zip(part.spec.out, entry.then, strict=True)):
            for new in _others(part.spec.out[name].values, value):
                yield replaced(_KIND, f"{here}.{name}", (*at, "then", column), value, new)
    for code, rows in part.catalogue.entries.items():
        yield from _days(part, f"{place}.{code}", rows)


def _others(values: list[str] | None, value: Any) -> list[Any]:
    """What a value is changed to: a neighbour in order, a number near it, the other truth."""
    if values is not None:
        return list(neighbours(value, values))
    if isinstance(value, bool):
        return [not value]
    return list(steps(value)) if numbers.is_number(value) else []


def _days(part: CataloguePart, place: str, rows: tuple[int, ...]) -> Iterator[Mutant]:
    """Every day on which the entries of a code change, a day later and earlier for both that meet there."""
    found: dict[temporal.Date, list[Path]] = {}
    for row in rows:
        for key, day in zip(("from", "to"), part.days[row], strict=True):
            if day is not None:
                found.setdefault(day, []).append((*part.here, "entries", row, key))
    for day, paths in found.items():
        for new in (day.plus_days(1), day.plus_days(-1)):
            yield Mutant(f"{place}: {day} -> {new}", "threshold", OF_POLICY, dict.fromkeys(paths, str(new)))
