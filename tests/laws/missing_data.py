"""What a record may know less than another, and which steps of a program must then know less, too."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from credit_engine.absent import Absent
from credit_engine.ir import Program

OBSERVATIONS = frozenset(("fn:is missing", "fn:if missing"))
"""Functions that see an unknown value and give a known one."""
OUTCOMES = frozenset(("rules", "changed", "worst", "settled"))
"""Steps that turn undecided rules into the outcome that the policy declares for them."""
SCORES = frozenset(("bin",))
"""Steps that score a missing attribute."""
PROCESS = frozenset(("reached", "current stage"))
"""Steps that say how far a process has come: what is undecided in a stage leaves later ones aside."""


def knows_no_more(reduced: Any, complete: Any, rule: bool = False) -> bool:
    """Whether a value is unknown, or equal to the complete one as far as it is known.

    What is not applicable counts as known: only an unknown that is applicable leaves a rule undecided.
    A `rule` of which nobody knows whether it applies does not fire for certain where its condition is false.
    """
    if rule and reduced is False:
        return complete is False or (isinstance(complete, Absent) and not complete.applicable)
    if isinstance(reduced, Absent):
        return reduced.applicable or (isinstance(complete, Absent) and not complete.applicable)
    if isinstance(complete, Absent) or type(reduced) is not type(complete):
        return _same_number(reduced, complete)
    if isinstance(reduced, list):
        same_length = len(reduced) == len(complete)
        return same_length and all(knows_no_more(*pair, rule) for pair in zip(reduced, complete, strict=True))
    if isinstance(reduced, dict):
        same_keys = reduced.keys() == complete.keys()
        return same_keys and all(knows_no_more(value, complete[key]) for key, value in reduced.items())
    return bool(reduced == complete)


def _same_number(a: Any, b: Any) -> bool:
    return not isinstance(a, bool | Absent) and not isinstance(b, bool | Absent) and bool(a == b)


def plain_slots(program: Program) -> list[int]:
    """Recorded nodes between which and the inputs lies no observation, outcome or score."""
    seeing = {name for kind in (OBSERVATIONS, OUTCOMES, SCORES, PROCESS) for name in kind}
    touched: dict[int, bool] = {}

    def touches(node: int) -> bool:
        if node not in touched:
            found = program.nodes[node]
            below = [*found.args, *(program.regions[r].result for r in found.regions)]
            touched[node] = found.name in seeing or any(map(touches, below))
        return touched[node]

    return [node for node in program.slots if not touches(node)]


def without(record: Mapping[str, Any], *paths: tuple[str | int, ...]) -> dict[str, Any]:
    """A copy of the record without the fields at these paths."""
    reduced = copy.deepcopy(dict(record))
    for path in paths:
        here: Any = reduced
        for step in path[:-1]:
            here = here[step] if isinstance(here, list) else here.get(step, {})
        if isinstance(here, dict):
            here.pop(path[-1], None)
    return reduced


def item_fields(
    record: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str | int, ...]]:
    """Paths of the given fields of every item of the record's lists."""
    for name, fields in lists.items():
        items = record.get(name)
        for i, item in enumerate(items if isinstance(items, list) else ()):
            yield from ((name, i, field) for field in fields if field in item)
