"""The order of decisions: what uses what, and cycles as a path."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from credit_engine.document_text import Document, Path
from credit_engine.parts.problems.declared import circle_of_decisions
from credit_engine.problems import Note, Problem
from credit_engine.wording import said

_SHOWN_STEPS = 8
"""Decisions of a cycle that a message names; a longer one is found from any of them."""


def order(certain: Mapping[str, set[str]], possible: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
    """Decisions so that each stands after those it uses, and a cycle as a path (empty if there is none).

    `possible` uses count as far as they make no cycle.
    """
    places = {name: place for place, name in enumerate(certain)}
    both = {name: _known(certain[name] | (possible[name] - {name}), places) for name in certain}
    ordered, cycle = _sorted(both)
    if cycle:
        ordered, cycle = _sorted({name: _known(certain[name], places) for name in certain})
    return ordered, cycle


def _known(used: set[str], places: Mapping[str, int]) -> list[str]:
    """The used names of decisions, in the declared order."""
    return sorted(used & places.keys(), key=places.__getitem__)


def _sorted(uses: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
    """Depth-first order without recursion; stays as near to the declared order as it can."""
    done: dict[str, None] = {}
    for root in uses:
        path = {} if root in done else {root: iter(uses[root])}
        while path:
            name = next(reversed(path))
            waiting = next((used for used in path[name] if used not in done), None)
            if waiting is None:
                done[name] = None
                del path[name]
            elif waiting in path:
                way = list(path)
                return [], [*way[way.index(waiting) :], waiting]
            else:
                path[waiting] = iter(uses[waiting])
    return list(done), []


def circle(document: Document, section: Path, cycle: list[str]) -> Problem:
    """A cycle as a path, shown at its first decision in the file, with the place of the others."""
    start = min(range(len(cycle) - 1), key=lambda i: document.key_span((*section, cycle[i])).start)
    path = [*cycle[start:-1], *cycle[:start], cycle[start]]
    notes = [
        Note(
            said("'{user}' uses '{used}'", "'{user}' 使用 '{used}'", user=user, used=used),
            document.key_span((*section, user)),
        )
        for user, used in pairwise(path)
    ][:_SHOWN_STEPS]
    return circle_of_decisions(
        document.key_span((*section, path[0])), name=" -> ".join(path), notes=tuple(notes)
    )
