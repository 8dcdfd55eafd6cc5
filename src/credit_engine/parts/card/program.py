"""A scorecard as nodes of a program: within a policy, and by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from credit_engine.ir import Builder, Program
from credit_engine.parts.card.reading import Card


def lower_total(builder: Builder, card: Card, attributes: Sequence[int]) -> dict[str, int]:
    """The nodes of points, PD and, with a master scale, grade, from those of the attributes."""
    points = builder.call("points", *attributes, kind="number", data=card.points_data)
    pd = builder.call("probability", points, kind="number", data=card.calibration)
    found = {"points": points, "pd": pd}
    if card.scale is not None:
        found["grade"] = builder.call("grade", pd, kind="text", data=card.scale)
    return found


@dataclass(frozen=True)
class CardProgram:
    """A card's own program: a value in for each characteristic; attributes and points, then PD and grade."""

    program: Program
    scored: tuple[int, ...]
    rated: tuple[int, ...]

    @property
    def points(self) -> int:
        """The node of the points."""
        return self.scored[-1]


def card_program(card: Card) -> CardProgram:
    """The program of a card by itself."""
    builder = Builder("policy", tuple(characteristic.name for characteristic in card.characteristics))
    attributes = [
        builder.call("bin", builder.input(i, characteristic.kind), data=characteristic.bins)
        for i, characteristic in enumerate(card.characteristics)
    ]
    total = lower_total(builder, card, attributes)
    rated = tuple(total[key] for key in ("pd", "grade") if key in total)
    return CardProgram(builder.finish((*attributes, *total.values())), (*attributes, total["points"]), rated)
