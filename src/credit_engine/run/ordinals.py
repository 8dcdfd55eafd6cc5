"""Kernels of ordinals: the place of a value in its order, and the value at a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.run.kernels import weighed

OUTSIDE = absent("not_comparable", "<", "a text that the order does not list")
"""The place of a text that is none of the values, which no checked policy compares."""


def ranking(values: Sequence[str]) -> Callable[[Any], Any]:
    """The function from a value, or a list of values, to its place or places from 0."""
    places = {value: place for place, value in enumerate(values)}

    def place(value: Any) -> Any:
        if value.__class__ is Absent:
            return value
        return places.get(value, OUTSIDE) if value.__class__ is str else OUTSIDE

    def rank(value: Any) -> Any:
        return [place(item) for item in value] if value.__class__ is list else place(value)

    return weighed(rank, "rank")


def unranking(values: Sequence[str]) -> Callable[[Any], Any]:
    """The function from a place to its value."""

    def at_rank(place: Any) -> Any:
        return place if place.__class__ is Absent else values[int(place)]

    return at_rank


MADE: Mapping[str, Callable[[Any], Callable[..., Any]]] = {"rank": ranking, "at rank": unranking}
