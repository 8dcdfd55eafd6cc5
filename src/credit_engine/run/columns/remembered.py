"""Functions of one number: called once for each different number, and remembered from chunk to chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.run.columns import tape
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, Domain, Tables, dense
from credit_engine.run.columns.number import Number, number_of, of_values
from credit_engine.run.columns.structure import Column
from credit_engine.run.columns.tape import Untraceable, tape_of

_MOST = 1 << 13
"""So many results of a function are kept for the chunks to come; of a chunk with more numbers none are."""
_READY = 1 << 11
"""Up to so many known results stand ready as a column, from which chunks take theirs."""


def of_whole_numbers(
    context: Context, args: Sequence[Column], function: Callable[..., Any], name: Any
) -> Column | None:
    """A function, known by a name, of one column of whole numbers and of constants; None for others."""
    varying = [at for at, arg in enumerate(args) if not isinstance(arg, Coded) or not arg.is_constant]
    column = args[varying[0]] if len(varying) == 1 else None
    if not isinstance(column, Number) or column.whole is None or not column.whole.size:
        return None
    if tape_of((column.whole,)) is not None:
        raise Untraceable("numbers")
    given = [arg.constant if isinstance(arg, Coded) and arg.is_constant else None for arg in args]

    def result(value: Any) -> Any:
        given[varying[0]] = value
        return function(*given)

    known: dict[str, _Results] = context.tables.known.setdefault((name, "of", column.scale), {})
    results = known.setdefault("results", _Results(column.scale))
    presence = (
        column.presence if column.presence is not None and column.presence.domain.absents.any() else None
    )
    return results.column(context.tables, column.whole, presence, result)


class _Ready(NamedTuple):
    """Numbers in their order; the column of results for them, then for the absent values of a domain."""

    numbers: Codes
    column: Column

    def places(self, wanted: Codes) -> Codes | None:
        """Where numbers stand; None if one does not."""
        found: Codes = self.numbers.searchsorted(wanted)
        return found if np.array_equal(self.numbers.take(found, mode="clip"), wanted) else None


@dataclass
class _Results:
    """What a function gives for whole numbers of a scale."""

    scale: int
    values: dict[int, Any] = field(default_factory=dict)
    ready: dict[Domain | None, _Ready] = field(default_factory=dict)
    """All of them as columns, by the domain of what is absent."""

    def column(
        self, tables: Tables, whole: Codes, presence: Coded | None, result: Callable[[Any], Any]
    ) -> Column:
        """The results for the numbers of a column."""
        domain = None if presence is None else presence.domain
        different, codes = _different(whole)
        ready = self.ready.get(domain)
        places = None if ready is None else ready.places(different)
        if ready is None or places is None:
            ready = self._made(tables, np.unique(different), domain, result)
            places = ready.numbers.searchsorted(different)
        rows = places if codes is None else places.take(codes)
        if presence is not None:
            rows = np.where(presence.codes != 0, len(ready.numbers) + presence.codes.astype(np.int64), rows)
        return ready.column.take(rows)

    def _made(
        self, tables: Tables, different: Codes, domain: Domain | None, result: Callable[[Any], Any]
    ) -> _Ready:
        """The results for some numbers at least; for all that are known, once none of these is new."""
        wanted: list[int] = different.tolist()
        if len(self.values) > _MOST:
            self.values.clear()
        values = self.values if len(wanted) <= _MOST else {}
        new = [n for n in wanted if n not in values]
        values.update((n, result(number_of(n, self.scale))) for n in new)
        if new:
            self.ready.clear()
        is_kept = not new and len(values) <= _READY
        if is_kept:
            wanted = sorted(values)
        found = [values[n] for n in wanted]
        if domain is not None:
            # The first value stands for what no row has: a number that is absent for being present.
            found += [result(value) if value.__class__ is Absent else found[0] for value in domain.values]
        ready = _Ready(np.array(wanted, dtype=np.int64), _column_of(tables, found))
        if is_kept:
            self.ready[domain] = ready
        return ready


def _different(whole: Codes) -> tuple[Codes, Codes | None]:
    """The different numbers of many, and which one each row has; few numbers as they are."""
    if whole.size < tape.FEW:
        return whole, None
    low = int(whole.min())
    codes, offsets = dense(whole - low, int(whole.max()) - low + 1)
    return low + np.array(offsets, dtype=np.int64), codes


def _column_of(tables: Tables, values: Sequence[Any]) -> Column:
    """A column of values: of numbers where all that are present are."""
    gone = [value.__class__ is Absent for value in values]
    if all(gone) or not all(is_gone or numbers.is_number(v) for v, is_gone in zip(values, gone, strict=True)):
        first = (False, True) if any(value is True or value is False for value in values) else ()
        return tables.encode(values, first)
    column = of_values([0 if is_gone else v for v, is_gone in zip(values, gone, strict=True)])
    if not any(gone):
        return column
    return column.of(
        tables.encode(
            [v if is_gone else PRESENT for v, is_gone in zip(values, gone, strict=True)], (PRESENT,)
        )
    )
