"""Labels of bins that are intervals, closed below and open above: which are, and which only look so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.problems import Problem
from credit_engine.wording import said

_LIKE = re.compile(r"(?P<opening>[\[(]?)(?P<low>[^,;~]*)[,;~](?P<high>[^,;~]*?)(?P<closing>[\])]?)")


def looks_like_interval(label: str) -> bool:
    """Whether a label has a bracket and two ends of which one is a number: whoever wrote it meant numbers."""
    match = _LIKE.fullmatch(label.strip())
    if match is None or not (match["opening"] or match["closing"]):
        return False
    return any(_is_end(match[end].strip()) for end in ("low", "high"))


def any_interval(labels: Iterable[str]) -> bool:
    """Whether one of the labels looks like an interval: then all of them are to make a scale of numbers."""
    return any(map(looks_like_interval, labels))


def ends_of(match: re.Match[str] | None) -> tuple[Decimal | None, Decimal | None] | None:
    """The ends of an interval whose pattern has the groups `low` and `high`, None where it is open.

    None as a whole where a label is no interval: an end that is no number, or infinity on the wrong side.
    """
    if match is None:
        return None
    ends: list[Decimal | None] = []
    for text, infinite in ((match["low"], "-inf"), (match["high"], "inf")):
        number = numbers.read_number(text)
        if number is None and text != infinite:
            return None
        ends.append(None if number is None else Decimal(number))
    return ends[0], ends[1]


def scale_problems(variable: str, labels: Sequence[str], form: re.Pattern[str]) -> list[Problem]:
    """That a variable's intervals do not reach from -inf to inf; gaps between them the card finds.

    Nothing where a label is damaged: that is a problem of its own, and may be what lacks.
    """
    found = {label: ends_of(form.fullmatch(label)) for label in labels}
    if any(ends is None and looks_like_interval(label) for label, ends in found.items()):
        return []
    known = [ends for ends in found.values() if ends is not None]
    return [say.no_open_end(path=variable, where=where) for where in unbounded(known)] if known else []


def unbounded(intervals: Iterable[tuple[Decimal | None, Decimal | None]]) -> list[str]:
    """Where a scale does not reach: below its first interval, above its last. Nothing where it is whole."""
    lows, highs = zip(*intervals, strict=True)
    lacking = [] if None in lows else [f"below {numbers.canonical_text(min(lows))}"]
    return (
        lacking
        if None in highs
        else [*lacking, said("from {highs} on", "{highs} 及以上", highs=numbers.canonical_text(max(highs)))]
    )


def _is_end(text: str) -> bool:
    return numbers.read_number(text) is not None or text.lower().lstrip("+-") in ("inf", "infinity", "∞")
