"""Records made from other records: values laid over a base by dotted paths or nesting, fields removed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)(?:\.|$)")
Step = str | int


class NoSuchPlaceError(Exception):
    """A path that does not lead into the record."""


def steps_of(path: str) -> tuple[Step, ...]:
    """The keys and item numbers (from 0) of a path such as `debts[0].balance`."""
    steps: list[Step] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            raise NoSuchPlaceError(path)
        steps += [found[1], *(int(number) for number in re.findall(r"\d+", found[2]))]
        at = found.end()
    return tuple(steps)


def overlaid(base: Any, over: Mapping[str, Any]) -> Any:
    """A copy of the base in which the values stand; mappings are merged, everything else is replaced.

    `{missing: cause}` replaces what was there. Raises NoSuchPlaceError for an item that the base lacks.
    """
    record = deepcopy(base)
    for path, value in over.items():
        _put(record, steps_of(path), value, path)
    return record


def _put(record: Any, steps: tuple[Step, ...], value: Any, path: str) -> None:
    here = record
    for step in steps[:-1]:
        if isinstance(step, int) or isinstance(here, list):
            here = _item(here, step, path)
        else:
            below = here.get(step) if isinstance(here, dict) else None
            if not isinstance(below, list) and (not isinstance(below, dict) or is_absence(below)):
                below = here[step] = {}
            here = below
    last = steps[-1]
    if isinstance(last, int) or isinstance(here, list):
        _item(here, last, path)
        here[last] = deepcopy(value)
    elif isinstance(value, Mapping) and not is_absence(value):
        if not isinstance(here.get(last), dict) or is_absence(here[last]):
            here[last] = {}
        for key, inner in value.items():
            _put(here[last], steps_of(key), inner, f"{path}.{key}")
    else:
        here[last] = deepcopy(value)


def _item(here: Any, step: Step, path: str) -> Any:
    if not isinstance(here, list) or not isinstance(step, int) or step >= len(here):
        raise NoSuchPlaceError(path)
    return here[step]


def is_absence(value: Mapping[str, Any]) -> bool:
    """Whether a value says why a field is missing."""
    return value.keys() == {"missing"}


def removed(record: Any, path: str) -> None:
    """Take a field, a group of fields or an item away; raises NoSuchPlaceError where it is not there."""
    steps = steps_of(path)
    here = record
    try:
        for step in steps[:-1]:
            here = here[step]
        del here[steps[-1]]
    except (KeyError, IndexError, TypeError):
        raise NoSuchPlaceError(path) from None
