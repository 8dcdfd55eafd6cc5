"""A mutant: one small change of a policy, and how such changes are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.testing.expression_mutants import steps

OF_POLICY = ""


@dataclass(frozen=True)
class Mutant:
    """A change: its name (`place: before -> after`), its kind, the file (a card's name, or the policy)."""

    name: str
    kind: str
    file: str
    values: Mapping[Path, Any]
    removed: Path | None = None


def replaced(kind: str, place: str, path: Path, old: Any, new: Any, file: str = OF_POLICY) -> Mutant:
    """A mutant with another value at a path."""
    return Mutant(f"{place}: {text_of(old)} -> {text_of(new)}", kind, file, {path: new})


def dropped(kind: str, place: str, path: Path, file: str = OF_POLICY) -> Mutant:
    """A mutant without what stands at a path."""
    return Mutant(f"{place}: dropped", kind, file, {}, path)


def text_of(value: Any) -> str:
    """A value as the name of a mutant shows it."""
    return numbers.canonical_text(value) if numbers.is_number(value) else str(value)


def neighbours(value: str, order: Sequence[str]) -> list[str]:
    """The values next to one, better and worse."""
    at = order.index(value)
    return [order[i] for i in (at - 1, at + 1) if 0 <= i < len(order)]


def in_steps(kind: str, place: str, path: Path, value: Any, file: str = OF_POLICY) -> Iterator[Mutant]:
    """A number a step below and above."""
    for new in steps(value):
        yield replaced(kind, place, path, value, new, file)
