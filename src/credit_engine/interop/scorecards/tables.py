"""Tables of other libraries as plain records, and their numbers exactly."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.problems import PolicyError, Problem
from credit_engine.wording import said

Record: TypeAlias = Mapping[str, Any]

_LARGEST = 10**15
"""A number of at most 15 digits comes back from the float that a table holds."""


def records(table: Any, what: str, columns: Sequence[str]) -> list[Record]:
    """The rows of a list of records, a data frame, or a mapping of frames (one after the other).

    Raises PolicyError where it is none of these, or a row lacks one of the columns.
    """
    rows = list(_rows(table, what))
    if not rows:
        raise PolicyError([say.not_a_table(path=what)])
    for row in rows:
        for column in columns:
            if column not in row:
                raise PolicyError([say.missing_column(what, column, row)])
    return rows


def _rows(table: Any, what: str) -> Iterable[Record]:
    if hasattr(table, "to_dict") and hasattr(table, "columns"):
        yield from table.to_dict("records")
    elif isinstance(table, Mapping):
        for part in table.values():
            yield from _rows(part, what)
    elif isinstance(table, Sequence) and not isinstance(table, str | bytes):
        for row in table:
            if not isinstance(row, Mapping):
                raise PolicyError([say.not_a_table(path=what)])
            yield row
    else:
        raise PolicyError([say.not_a_table(path=what)])


def grouped(rows: Iterable[Record], column: str) -> dict[str, list[Record]]:
    """The rows by the text of a column, in order of their first appearance."""
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(str(row[column]), []).append(row)
    return found


def exact(value: Any) -> numbers.Number | None:
    """A number exactly as it is written; floats by their shortest text. None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return numbers.normal(value) if value.is_finite() else None
    if isinstance(value, str):
        return numbers.read_number(value.strip())
    try:
        as_float = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    found = numbers.from_float(as_float) if math.isfinite(as_float) else None
    return None if found is None else plain(found)


def plain(value: numbers.Number) -> numbers.Number:
    """The number as an int where it is whole: `7`, not `7.0`; never minus zero."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**15:
        return int(value)
    return numbers.normal(value)


def required(row: Record, column: str, place: str, problems: list[Problem]) -> Decimal:
    """The number in a column; anything else is recorded as a problem and read as 0."""
    return Decimal(checked(exact(row[column]), row[column], place, column, problems) or 0)


def checked(
    found: numbers.Number | None, value: Any, place: str, column: str, problems: list[Problem]
) -> numbers.Number | None:
    """The number; None, and a problem, where it is none or beyond what a card can hold."""
    if found is None:
        problems.append(say.not_a_number(path=place, column=column, value=value))
    elif not -_LARGEST < found < _LARGEST:
        problems.append(say.too_large(path=place, column=column))
    else:
        return found
    return None


def is_absent(value: Any) -> bool:
    """Whether a cell holds nothing: None, an empty text, NaN."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


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
