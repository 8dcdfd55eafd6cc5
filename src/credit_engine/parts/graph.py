"""The order of decisions: what uses what, and cycles as a path."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from credit_engine.document_text import Document, Path
from credit_engine.problems import Note, Problem

_SHOWN_STEPS = 8


def order(certain: Mapping[str, set[str]], possible: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
    """Decisions so that each stands after those it uses, and a cycle as a path (empty if there is none).

    `possible` uses count as far as they make no cycle.
    """
    names = list(certain)
    both = {name: _known(certain[name] | possible[name], certain, name) for name in names}
    ordered, cycle = _sorted(both)
    if cycle:
        ordered, cycle = _sorted({name: [n for n in names if n in certain[name]] for name in names})
    return ordered, cycle


def _known(used: set[str], all_names: Mapping[str, set[str]], name: str) -> list[str]:
    return [n for n in all_names if n in used and (n != name or n in all_names[name])]


def _sorted(uses: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
    """Depth-first order without recursion; stays as near to the declared order as it can."""
    done: dict[str, None] = {}
    for root in uses:
        path: list[str] = []
        stack = [root]
        while stack:
            name = stack[-1]
            if name in done:
                stack.pop()
                continue
            if not path or path[-1] != name:
                path.append(name)
            waiting = [used for used in uses[name] if used not in done]
            if not waiting:
                done[name] = None
                path.pop()
                stack.pop()
            elif waiting[0] in path:
                return [], [*path[path.index(waiting[0]) :], waiting[0]]
            else:
                stack.append(waiting[0])
    return list(done), []


def circle(document: Document, section: Path, cycle: list[str]) -> Problem:
    """A cycle as a path, shown at its first decision in the file, with the place of the others."""
    start = min(range(len(cycle) - 1), key=lambda i: document.key_span((*section, cycle[i])).start)
    path = [*cycle[start:-1], *cycle[:start], cycle[start]]
    notes = [
        Note(f"'{user}' uses '{used}'", document.key_span((*section, user)))
        for user, used in pairwise(path)
    ][:_SHOWN_STEPS]  # fmt: skip
    return Problem("cycle", f"decisions use each other: {' -> '.join(path)}",
                   document.key_span((*section, path[0])), notes=tuple(notes),
                   hint="break the circle, for instance by an input or a parameter")  # fmt: skip
