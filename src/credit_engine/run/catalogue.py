"""The kernel of catalogues: the entry that lists a code on a day.

A catalogue is looked up by whole codes, or by the longest listed code with which a code begins, as the
codes of an industry classification are: the divisions of GB/T 4754 begin with the letter of their section.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from credit_engine.absent import Absent, absent
from credit_engine.temporal import Date

_SHOWN_CODE = 40
"""Characters of a code in a message; codes of catalogues have a dozen."""


class InForce(NamedTuple):
    """The days on which an entry counts: from the first (None: always) up to the last (None: open)."""

    first: Date | None
    end: Date | None
    """The first day on which it no longer counts."""

    def holds(self, day: Date | None) -> bool:
        """Whether it counts on a day."""
        if day is None:
            return True
        return (self.first is None or self.first <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Catalogue:
    """Codes by entry and when each counts; `subject` names what is looked up.

    Of one code no two entries count on the same day.
    """

    subject: str
    prefix: bool
    codes: tuple[str, ...]
    days: tuple[InForce, ...]

    @cached_property
    def entries(self) -> Mapping[str, tuple[int, ...]]:
        """The entries of each code, in the order of time."""
        found: dict[str, list[int]] = {}
        for row in sorted(range(len(self.codes)), key=lambda row: _begin(self.days[row])):
            found.setdefault(self.codes[row], []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.codes), default=0)

    def candidates(self, code: str) -> list[str]:
        """The listed codes that fit a code, the longest first."""
        if not self.prefix:
            return [code] if code in self.entries else []
        lengths = range(min(len(code), self._longest), 0, -1)
        return [code[:length] for length in lengths if code[:length] in self.entries]

    def find(self, code: str, day: Date | None) -> int | None:
        """The entry that lists a code on a day, the longest that fits; None where none does."""
        for candidate in self.candidates(code):
            rows = self.entries[candidate]
            at = (
                len(rows)
                if day is None
                else bisect_right(rows, day, key=lambda row: self.days[row].first or day)
            )
            if at and self.days[rows[at - 1]].holds(day):
                return rows[at - 1]
        return None


def _begin(days: InForce) -> tuple[bool, Any]:
    return (False, 0) if days.first is None else (True, days.first)


def listed(catalogue: Catalogue) -> Callable[..., Any]:
    """The function from a code, and the day where entries have dates, to the entry that lists it.

    What no entry lists is absent with the cause `not_listed`, never a best or a default entry.
    """

    def entry(code: Any, day: Any = None) -> Any:
        if code.__class__ is Absent:
            return code
        if code.__class__ is not str:
            return absent("wrong_type", catalogue.subject)
        found = catalogue.find(code, day)
        return absent("not_listed", catalogue.subject, _shown(code)) if found is None else found

    return entry


def _shown(code: str) -> str:
    return code if len(code) <= _SHOWN_CODE else f"{code[: _SHOWN_CODE - 1]}…"
