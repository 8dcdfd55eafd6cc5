"""The mutants of a catalogue: entries dropped, their values and their days changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.document_text import Path
from credit_engine.parts.catalogue.model import CatalogueModel
from credit_engine.parts.mutation.expressions import steps
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, dropped, neighbours, replaced
from credit_engine.run.catalogue import InForce

_KIND = "entry"
_OTHER_MATCH = {"exact": "longest_prefix", "longest_prefix": "exact"}


def of_entries(spec: CatalogueModel, here: Path, place: str) -> Iterator[Mutant]:
    """The other way of matching, each entry dropped, each of its values changed."""
    yield replaced(_KIND, f"{place}.match", (*here, "match"), spec.match, _OTHER_MATCH[spec.match])
    for i, entry in enumerate(spec.entries):
        at: Path = (*here, "entries", i)
        yield dropped(_KIND, f"{place}.{entry.code}", at)
        for column, (name, value) in enumerate(zip(spec.out, entry.then, strict=True)):
            for new in _others(spec.out[name].values, value):
                yield replaced(_KIND, f"{place}.{entry.code}.{name}", (*at, "then", column), value, new)


def _others(values: list[str] | None, value: Any) -> list[Any]:
    """What a value is changed to: a neighbour in order, a number near it, the other truth."""
    if values is not None:
        return list(neighbours(value, values))
    if isinstance(value, bool):
        return [not value]
    return list(steps(value)) if numbers.is_number(value) else []


def of_days(
    entries: Mapping[str, tuple[int, ...]], days: Sequence[InForce], here: Path, place: str
) -> Iterator[Mutant]:
    """Every day on which the entries of a code change, a day later and earlier for both that meet there."""
    for code, rows in entries.items():
        found: dict[temporal.Date, list[Path]] = {}
        for row in rows:
            for key, day in zip(("from", "to"), days[row], strict=True):
                if day is not None:
                    found.setdefault(day, []).append((*here, "entries", row, key))
        for day, paths in found.items():
            for new in (day.plus_days(1), day.plus_days(-1)):
                name = f"{place}.{code}: {day} -> {new}"
                yield Mutant(name, "threshold", OF_POLICY, dict.fromkeys(paths, str(new)))
