"""Comments of a YAML text that a pattern finds, told from texts that look like them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from yaml.events import ScalarEvent

from credit_engine.yaml_text.events import EventReader, ReadOtherwiseError, quick_events
from credit_engine.yaml_text.odd_characters import without_odd_characters


def comments(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches that begin at the `#` of a comment, and not within a scalar.

    The text is only taken apart where the pattern matches somewhere in it.
    """
    matches = list(pattern.finditer(text))
    if not matches:
        return
    extents = _scalars(text)
    starts = [start for start, _ in extents]
    for match in matches:
        before = bisect_right(starts, match.start()) - 1
        if before < 0 or extents[before][1] <= match.start():
            yield match


def _scalars(text: str) -> list[tuple[int, int]]:
    """Where the scalars of a text begin and end, in order, as far as it can be read."""
    text = without_odd_characters(text)
    try:
        events: list[Any] = list(quick_events(text))
    except ReadOtherwiseError:
        events = list(EventReader(text))
    scalars: list[Any] = [event for event in events if isinstance(event, ScalarEvent)]
    return [(scalar.start_mark.index, scalar.end_mark.index) for scalar in scalars]
