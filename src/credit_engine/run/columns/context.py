"""What one columnar evaluation of a chunk keeps: which rows are left to the row evaluation, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from credit_engine.run.columns.domain import Codes, Mask, Tables
from credit_engine.run.columns.tape import spread, taken


class Unsupported(Exception):
    """A node, or values, that the columnar evaluation has no kernel for."""


@dataclass
class Counts:
    """Values that went through each stage, by program node."""

    filtered: Counter[int] = field(default_factory=Counter)
    """Values compared or rounded as floats with a bound."""
    flagged: Counter[int] = field(default_factory=Counter)
    """Those that their bound left open: looked at again as whole numbers."""
    open: Counter[int] = field(default_factory=Counter)
    """Those that stayed open: their rows went to the row evaluation."""
    by_rows: Counter[int] = field(default_factory=Counter)
    """Values of nodes that have no kernel, computed row by row."""

    def add(self, other: Counts) -> None:
        """Add the counts of another evaluation."""
        for mine, others in (
            (self.filtered, other.filtered),
            (self.flagged, other.flagged),
            (self.open, other.open),
            (self.by_rows, other.by_rows),
        ):
            if others:
                mine.update(others)


@dataclass(slots=True)
class Narrowed:
    """Rows that a condition leaves of others, worked out when somebody asks for them."""

    before: Mask | Narrowed | None
    condition: Callable[[], Any]
    size: int
    found: Mask | None = None

    def mask(self) -> Mask:
        """The rows."""
        if self.found is None:
            before, here = _mask(self.before), spread(self.condition(), self.size)
            self.found = here if before is None else before & here
        return self.found


def _mask(asking: Mask | Narrowed | None) -> Mask | None:
    return asking.mask() if isinstance(asking, Narrowed) else asking


class Context:
    """The rows of a chunk, or the items of all its lists, while nodes are evaluated over them."""

    def __init__(
        self, tables: Tables, size: int, outer: Context | None = None, rows: Codes | None = None
    ) -> None:
        self.tables = tables
        self.size = size
        self.outer = outer
        self.rows = rows
        self.asking: Mask | Narrowed | None = None if outer is None else outer.within(rows)
        """In which rows the value of what is evaluated counts (None: in all), or what works that out."""
        self.node: int = -1 if outer is None else outer.node
        self.entries: frozenset[str] | None = None
        """The entries of what is evaluated that anything reads; None for all."""
        self.left: Mask = np.zeros(size, dtype=np.bool_) if outer is None else outer.left
        self.factors: dict[tuple[int, int], Any] = {}
        """Columns that lending mathematics shares between nodes, by what they are computed from."""
        self.counts: Counts = Counts() if outer is None else outer.counts

    @property
    def active(self) -> Mask | None:
        """In which rows the value of what is evaluated counts; None for all.

        Most nodes never ask, so that it is only worked out for those that do.
        """
        return _mask(self.asking)

    @active.setter
    def active(self, mask: Mask | None) -> None:
        self.asking = mask

    def narrow(self, before: Mask | Narrowed | None, condition: Callable[[], Any]) -> None:
        """Let values count only where a condition holds, of the rows in which they counted before."""
        self.asking = Narrowed(before, condition, self.size)

    def within(self, rows: Codes | None) -> Mask | None:
        """Which of the items of some rows are active."""
        return None if self.active is None or rows is None else taken(self.active, rows)

    def asked(self, mask: Any, presence: Any) -> Mask:
        """The rows of a mask in which the node's value counts and its operands are present."""
        found: Mask = spread(mask, self.size)
        if presence is not True:
            found = found & presence
        return found if self.active is None else found & self.active

    def of_items(self, offsets: Codes, rows: Codes) -> Context:
        """The context of the items of all rows."""
        return Context(self.tables, int(offsets[-1]), self, rows)

    def count_filtered(self) -> None:
        """Count the node's values as compared or rounded as floats with a bound."""
        self.counts.filtered[self.node] += self.size

    def decided_exactly(
        self, ambiguous: Any, present: Any, found: Any, function: Callable[..., Any], *args: Any
    ) -> Any:
        """What was found for the node, with the rows settled that its bounds leave open.

        `function` takes the context, the arguments, what was found, and the open rows whose values are
        `present` and count; it gives what was found with the right values there.
        """
        if not np.any(ambiguous):
            return found
        asked = self.asked(ambiguous, present)
        return function(self, *args, found, asked) if asked.any() else found

    def leave(self, mask: Mask) -> None:
        """Leave rows to the row evaluation."""
        where = mask if self.active is None else mask & self.active
        self.counts.open[self.node] += int(np.count_nonzero(where))
        self._leave(where)

    def leave_rows(self, rows: Codes) -> None:
        """Leave rows given by number."""
        if len(rows):
            mask = np.zeros(self.size, dtype=np.bool_)
            mask[rows] = True
            self.leave(mask)

    def _leave(self, where: Mask) -> None:
        if self.outer is None or self.rows is None:
            self.left |= where
        else:
            above = np.zeros(self.outer.size, dtype=np.bool_)
            above[self.rows[where]] = True
            self.outer._leave(above)
