"""A mutant: one small change of a policy, and how such changes are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Document, Path
from credit_engine.feel.types import Type
from credit_engine.parts.mutation.expressions import of_expression, of_order, steps
from credit_engine.parts.reading import Written

OF_POLICY = ""


@dataclass(frozen=True)
class Mutant:
    """A change: its name (`place: before -> after`), its kind, the file (a card's name, or the policy).

    Of a kind `mutant_...` says in `texts.cases`, or in the part's `phrases`, what it is.
    """

    name: str
    kind: str
    file: str
    values: Mapping[Path, Any]
    removed: Path | None = None


@dataclass(frozen=True)
class Original:
    """What mutants are made from: the policy as it is written, its outcomes from best to worst, all types."""

    document: Document
    outcomes: tuple[str, ...]
    types: Mapping[int, Type]


def replaced(kind: str, place: str, path: Path, old: Any, new: Any, file: str = OF_POLICY) -> Mutant:
    """A mutant with another value at a path."""
    return Mutant(f"{place}: {text_of(old)} -> {text_of(new)}", kind, file, {path: new})


def dropped(kind: str, place: str, path: Path, file: str = OF_POLICY) -> Mutant:
    """A mutant without what stands at a path."""
    return Mutant(f"{place}: dropped", kind, file, {}, path)


def text_of(value: Any) -> str:
    """A value as the name of a mutant shows it."""
    return numbers.canonical_text(value) if numbers.is_number(value) else str(value)


def place_of(path: Path) -> str:
    """A path as the names of mutants begin with it."""
    return ".".join(map(str, path))


def neighbours(value: str, order: Sequence[str]) -> list[str]:
    """The values next to one, better and worse."""
    at = order.index(value)
    return [order[i] for i in (at - 1, at + 1) if 0 <= i < len(order)]


def with_neighbours(kind: str, place: str, path: Path, value: str, order: Sequence[str]) -> Iterator[Mutant]:
    """A value of an ordered list exchanged for those next to it."""
    for new in neighbours(value, order):
        yield replaced(kind, place, path, value, new)


def in_steps(kind: str, place: str, path: Path, value: Any, file: str = OF_POLICY) -> Iterator[Mutant]:
    """A number a step below and above."""
    for new in steps(value):
        yield replaced(kind, place, path, value, new, file)


def of_points(place: str, path: Path, value: Any, file: str = OF_POLICY) -> Iterator[Mutant]:
    """Points one and ten units of their last digit higher and lower."""
    for step in (1, -1, 10, -10):
        new = value + step if isinstance(value, int) else Decimal(value) + step * _unit(value)
        yield replaced("points", f"{place}.points", path, value, new, file)


def _unit(value: Decimal) -> Decimal:
    """One unit of a number's last digit."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def of_written(
    place: str, written: Written | None, kind: str = "", types: Mapping[int, Type] = MappingProxyType({})
) -> Iterator[Mutant]:
    """Every change of an expression, all of one kind where that is given; `types` know its ordinals."""
    if written is None:
        return
    before = written.text.value
    changes = (*of_expression(before, written.tree), *of_order(before, written.tree, types))
    for found, old, new, text in changes:
        yield Mutant(f"{place}: {old} -> {new}", kind or found, OF_POLICY, {written.path: text})


def of_rounding(document: Document, path: Path) -> Iterator[Mutant]:
    """A digit more, one less, and the other ways of rounding; nothing where nothing is rounded at a path."""
    if path not in document:
        return
    value, place = document.value(path), place_of(path)
    digits = value["digits"] if isinstance(value, dict) else value
    at = (*path, "digits") if isinstance(value, dict) else path
    for new in (digits - 1, digits + 1):
        yield replaced("rounding", place, at, digits, new)
    mode = value.get("mode", "half_even") if isinstance(value, dict) else "half_even"
    for other in ("down", "up"):
        changed = {path: {"digits": digits, "mode": other}}
        yield Mutant(f"{place}: {mode} -> {other}", "rounding", OF_POLICY, changed)
