"""Text that a writer gives, with what it could not carry over; and what all writers read of a card."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.files.output import write_text
from credit_engine.interop.scorecards import problems as say
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard
    from credit_engine.parts.card.attributes import Characteristic


class Exported(str):
    """A text in another format; `warnings` say what of the card is not in it."""

    __slots__ = ("warnings",)
    warnings: tuple[Problem, ...]

    def __new__(cls, text: str, warnings: Iterable[Problem] = ()) -> Exported:
        """The text with its warnings."""
        made = super().__new__(cls, text)
        made.warnings = tuple(warnings)
        return made

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the text to a file, whole or not at all; raises InputError where that fails."""
        write_text(os.fspath(path), self)


@dataclass(frozen=True)
class Bound:
    """A stretch of numbers up to an edge (None: without end), the edge itself within it or not."""

    edge: Decimal | None
    closed: bool
    found: int | None


def stretches(edges: Sequence[Any], cells: Sequence[int | None]) -> list[Bound]:
    """The stretches of a line of numbers from the lowest to the highest, neighbours that are alike as one."""
    bounds: list[Bound] = []
    for i, cell in enumerate(cells):
        last = i == len(cells) - 1
        bound = Bound(None if last else Decimal(edges[i // 2]), i % 2 == 1, cell)
        if bounds and bounds[-1].found == cell:
            bounds[-1] = bound
        else:
            bounds.append(bound)
    return bounds


def points_of(characteristic: Characteristic) -> tuple[Decimal, ...]:
    """The points of a characteristic's attributes, as the card adds them up."""
    return tuple(Decimal(points) for points in characteristic.points)


def codes_by_attribute(characteristic: Characteristic) -> dict[int, list[Any]]:
    """The raw values that stand for a cause of absence, by the attribute that the cause falls into."""
    found: dict[int, list[Any]] = {}
    numeric = characteristic.kind == "number"
    for code, cause in characteristic.spec.codes.items():
        attribute = characteristic.bins.special.get(cause, characteristic.bins.missing)
        if attribute is not None:
            found.setdefault(attribute, []).append(numbers.read_number(code) if numeric else code)
    return found


def unreachable_causes(card: Scorecard) -> list[str]:
    """Causes of absence without a raw value: other formats know one missing value only."""
    found = []
    for characteristic in card.card.characteristics:
        coded = set(characteristic.spec.codes.values())
        found += [
            f"{characteristic.name}: {cause}" for cause in characteristic.bins.special if cause not in coded
        ]
    return found


def tell_causes(card: Scorecard, notes: list[Problem]) -> None:
    """Note the causes that cannot be told apart there."""
    causes = unreachable_causes(card)
    if causes:
        notes.append(
            say.not_carried(
                said(
                    "these causes of absence have no raw value: "
                    "a null scores as 'missing: any', or not at all",
                    "这些缺失原因没有对应的原始取值：空值按 'missing: any' 计分，或不计分",
                ),
                path=say.listed(causes),
                hint=said("give each cause a raw value under 'codes'", "在 'codes' 下为每个原因给出原始取值"),
            )
        )


def is_double(number: Decimal) -> bool:
    """Whether a double shows just this number: then doubles compare with it as decimals do."""
    return Decimal(repr(float(number))) == number


def tell_edges(card: Scorecard, notes: list[Problem], what: str) -> None:
    """Note the edges that no double shows."""
    found = []
    for characteristic in card.card.characteristics:
        inexact = [edge for edge in characteristic.bins.edges if not is_double(Decimal(edge))]
        found += [f"{characteristic.name}: {numbers.canonical_text(edge)}" for edge in inexact]
    if found:
        notes.append(say.not_carried(what, path=say.listed(found)))


def refuse(problems: Sequence[Problem]) -> None:
    """Raise what was found, if anything."""
    if problems:
        raise PolicyError(problems)
