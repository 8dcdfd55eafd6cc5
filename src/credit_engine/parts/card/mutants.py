"""Mutants of a scorecard."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine import numbers
from credit_engine.document_text import Document, Path
from credit_engine.feel.parser import parse_unary_tests
from credit_engine.parts.mutation.columns import of_column
from credit_engine.parts.mutation.mutant import Mutant, dropped, in_steps, of_points
from credit_engine.parts.reading import WrittenTests


def of_card(name: str, document: Document) -> Iterator[Mutant]:
    """Points, edges and values of a scorecard, its scaling and its initial points."""
    place = f"scorecard {name}"
    for key, value in (document.data.get("scaling") or {}).items():
        yield from in_steps("parameter", f"{place}.scaling.{key}", ("scaling", key), value, name)
    initial = document.data.get("initial_points")
    if numbers.is_number(initial):
        yield from in_steps("points", f"{place}.initial_points", ("initial_points",), initial, name)
    for key, model in document.data["characteristics"].items():
        here: Path = ("characteristics", key, "attributes")
        yield from of_column(f"{place}.{key}", list(_ranges(document, here, len(model["attributes"]))), name)
        for i, attribute in enumerate(model["attributes"]):
            if numbers.is_number(attribute.get("points")):
                yield from of_points(
                    f"{place}.{key}.{i + 1}", (*here, i, "points"), attribute["points"], name
                )
            values = attribute.get("values") or ()
            for k, value in enumerate(values if len(values) > 1 else ()):
                yield dropped("points", f"{place}.{key}.{i + 1}.{value}", (*here, i, "values", k), name)


def _ranges(document: Document, here: Path, count: int) -> Iterator[WrittenTests]:
    """The ranges of a characteristic's attributes as cells."""
    for i in range(count):
        path = (*here, i, "range")
        if path in document:
            text = document.text_at(path)
            yield WrittenTests(path[:-1], path[-1], text, parse_unary_tests(text.value))
