"""The mutants of a checklist: items and their conditions dropped, outcomes and validities changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from credit_engine.parts.checklist import ChecklistPart
from credit_engine.parts.reading import Written
from credit_engine.testing.expression_mutants import of_expression
from credit_engine.testing.mutant import OF_POLICY, Mutant, dropped, neighbours, replaced

_KIND = "item"
_LENGTH = re.compile(r"P(\d+)([DMY])")


def checklist(part: ChecklistPart, place: str, order: Sequence[str]) -> Iterator[Mutant]:
    """All mutants of a checklist, item by item."""
    for i, item in enumerate(part.items):
        at, here = (*part.here, "items", i), f"{place}.{item.spec.id}"
        yield dropped(_KIND, here, at)
        for new in neighbours(item.spec.then, order):
            yield replaced("outcome", f"{here}.then", (*at, "then"), item.spec.then, new)
        for key, written in (("given", item.given), ("applies_when", item.rule.applies_when)):
            if written is not None:
                yield from _expression(f"{here}.{key}", written)
        for key in ("applies_when", "valid_until"):
            if getattr(item.spec, key) is not None:
                yield dropped(_KIND, f"{here}.{key}", (*at, key))
        for key, written in item.written.items():
            if written is not None and written is not item.given:
                yield from _expression(f"{here}.{key}", written)
                yield from _lengths(f"{here}.{key}", written)


def _expression(place: str, written: Written) -> Iterator[Mutant]:
    for kind, before, after, text in of_expression(written.text.value, written.tree):
        yield Mutant(f"{place}: {before} -> {after}", kind, OF_POLICY, {written.path: text})


def _lengths(place: str, written: Written) -> Iterator[Mutant]:
    """Durations of so many days, months or years, one more and one less."""
    text = written.text.value
    for found in _LENGTH.finditer(text):
        for new in (int(found[1]) + 1, int(found[1]) - 1):
            length = f"P{new}{found[2]}"
            changed = text[: found.start()] + length + text[found.end() :]
            yield Mutant(f"{place}: {found[0]} -> {length}", "threshold", OF_POLICY, {written.path: changed})
