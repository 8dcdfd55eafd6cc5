"""Mutants of scorecards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Document, Path
from credit_engine.parts.scorecard import ScorecardPart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.testing.column_mutants import of_column
from credit_engine.testing.expression_mutants import moved
from credit_engine.testing.mutant import Mutant, dropped, in_steps, replaced


def cards(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """Points, edges and values of every scorecard, its scaling and its initial points."""
    done: set[str] = set()
    for part in compiled.parts.values():
        if isinstance(part, ScorecardPart) and part.card is not None and part.spec.card not in done:
            done.add(part.spec.card)
            yield from _card(part.spec.card, part.card.document)


def _card(name: str, document: Document) -> Iterator[Mutant]:
    place = f"scorecard {name}"
    for key, value in (document.data.get("scaling") or {}).items():
        yield from in_steps("parameter", f"{place}.scaling.{key}", ("scaling", key), value, name)
    initial = document.data.get("initial_points")
    if numbers.is_number(initial):
        yield from in_steps("points", f"{place}.initial_points", ("initial_points",), initial, name)
    for key, model in document.data["characteristics"].items():
        here: Path = ("characteristics", key, "attributes")
        yield from of_column(f"{place}.{key}", list(moved(document, here, len(model["attributes"]))), name)
        for i, attribute in enumerate(model["attributes"]):
            if numbers.is_number(attribute.get("points")):
                yield from of_points(
                    f"{place}.{key}.{i + 1}", (*here, i, "points"), attribute["points"], name
                )
            values = attribute.get("values") or ()
            for k, value in enumerate(values if len(values) > 1 else ()):
                yield dropped("points", f"{place}.{key}.{i + 1}.{value}", (*here, i, "values", k), name)


def of_points(place: str, path: Path, value: Any, file: str) -> Iterator[Mutant]:
    """Points one and ten units of their last digit higher and lower."""
    for step in (1, -1, 10, -10):
        new = value + step if isinstance(value, int) else Decimal(value) + step * _unit(value)
        yield replaced("points", f"{place}.points", path, value, new, file)


def _unit(value: Decimal) -> Decimal:
    """One unit of a number's last digit."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
