"""The mutants of an item of a checklist: it or its conditions dropped, outcome and validity changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from credit_engine.document_text import Path
from credit_engine.parts.checklist.model import Item
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, dropped, of_written, with_neighbours
from credit_engine.parts.reading import Written

_KIND = "item"
_LENGTH = re.compile(r"P(\d+)([DMY])")


def of_item(item: Item, at: Path, place: str, outcomes: Sequence[str]) -> Iterator[Mutant]:
    """All mutants of the item that stands at a path."""
    yield dropped(_KIND, place, at)
    yield from with_neighbours("outcome", f"{place}.then", (*at, "then"), item.spec.then, outcomes)
    for key, written in (("given", item.given), ("applies_when", item.rule.applies_when)):
        yield from of_written(f"{place}.{key}", written)
    for key in ("applies_when", "valid_until"):
        if getattr(item.spec, key) is not None:
            yield dropped(_KIND, f"{place}.{key}", (*at, key))
    for key, written in item.written.items():
        if written is not None and written is not item.given:
            yield from of_written(f"{place}.{key}", written)
            yield from _lengths(f"{place}.{key}", written)


def _lengths(place: str, written: Written) -> Iterator[Mutant]:
    """Durations of so many days, months or years, one more and one less."""
    text = written.text.value
    for found in _LENGTH.finditer(text):
        for new in (int(found[1]) + 1, int(found[1]) - 1):
            length = f"P{new}{found[2]}"
            changed = text[: found.start()] + length + text[found.end() :]
            yield Mutant(f"{place}: {found[0]} -> {length}", "threshold", OF_POLICY, {written.path: changed})
