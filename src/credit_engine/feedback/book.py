"""A book of loans that were made: the inputs by which they were decided, and what became of them."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from credit_engine.argument_problems import out_of_range
from credit_engine.feedback import problems as errors
from credit_engine.feedback.results import Counts
from credit_engine.portfolio.columns import doubles
from credit_engine.portfolio.problems import book_column_missing
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.run.fields import MISSING, Field

if TYPE_CHECKING:
    import numpy as np

    from credit_engine.api.policy import Policy

BANDS = 5
"""Bands of equally many loans into which scores are cut."""
_ROWS = 65_536
"""Loans that are read at a time."""


@dataclass(frozen=True)
class Columns:
    """The columns of a book that are no inputs of the policy, by what they say."""

    bad: str
    balance: str | None = None
    cause: str | None = None
    score: str | None = None
    by: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    """Of each cause the share that it has in a loan's failure."""

    @property
    def numbers(self) -> dict[str, str]:
        """Columns of numbers by their role."""
        roles = {"bad": self.bad, "balance": self.balance, "score": self.score}
        found = {role: name for role, name in roles.items() if name is not None}
        return found | {f"cause share {name}": name for name in self.shares}

    def expanded(self, data: Any) -> Columns:
        """The columns with the names that patterns such as `*_share` stand for; InputError for none."""
        if not any("*" in name for name in self.shares):
            return self
        from credit_engine.api.batch.sources import source_of

        names = source_of(data, {}).schema.names
        found = {name: fnmatch.filter(names, name) if "*" in name else [name] for name in self.shares}
        problems = [errors.no_share_column(name=name, path=name) for name, some in found.items() if not some]
        if problems:
            raise InputError(problems)
        return replace(
            self, shares=tuple(dict.fromkeys(column for some in found.values() for column in some))
        )

    @property
    def all(self) -> dict[str, str]:
        """Every column by its role."""
        texts = {} if self.cause is None else {"cause": self.cause}
        return {**self.numbers, **texts, **{f"by {name}": name for name in self.by}}


@dataclass(frozen=True)
class Book:
    """The loans whose outcome is known, as a table that the policy reads, and what is known of each."""

    table: Any
    bad: np.ndarray[Any, Any]
    balance: np.ndarray[Any, Any]
    causes: Sequence[str | None]
    groups: Mapping[str, Sequence[str | None]]
    unknown: int
    shares: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    """The share of each cause; where the book has them they count, not the main cause alone."""

    def counts(self, chosen: np.ndarray[Any, Any]) -> Counts:
        """The loans of a mask."""
        bad = chosen & self.bad
        return Counts(
            int(chosen.sum()),
            int(bad.sum()),
            float(self.balance[chosen].sum()),
            float(self.balance[bad].sum()),
        )

    def causes_of(self, chosen: np.ndarray[Any, Any]) -> dict[str, float]:
        """Causes of the bad loans of a mask, the most frequent one first; by shares loans count in parts."""
        wanted = chosen & self.bad
        found: Mapping[str, float]
        if self.shares:
            sums = {name: round(float(share[wanted].sum()), 6) for name, share in self.shares.items()}
            found = {name: total for name, total in sums.items() if total}
        else:
            found = Counter(
                cause for cause, is_wanted in zip(self.causes, wanted, strict=True) if is_wanted and cause
            )
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def read_book(policy: Policy, data: Any, columns: Columns, day: str | None = None) -> Book:
    """The book of a file or table; raises InputError where a column is missing or of another kind.

    `day` is kept where it is a column: that of the days of decision.
    """
    import numpy as np
    import pyarrow as pa

    from credit_engine.api.batch.schema import all_fields
    from credit_engine.api.batch.sources import source_of

    columns = columns.expanded(data)
    inputs = all_fields(policy.versions)
    numbers = {name: Field(name, "number") for name in columns.numbers.values() if name not in inputs}
    source = source_of(data, {**inputs, **numbers}, [*columns.all.values(), *filter(None, (day,))])
    problems = list(_problems(source.schema, columns))
    if problems:
        raise InputError(problems)
    parts = list(source.chunks(_ROWS))
    if not parts:
        raise InputError([errors.no_outcomes(name=columns.bad, path=columns.bad)])
    table = pa.concat_tables(parts, promote_options="default")
    problems = list(_no_numbers(table, columns))
    if problems:
        raise InputError(problems)
    bad = doubles(table.column(columns.bad))
    wrong = [value for value in np.unique(bad[~np.isnan(bad)]) if value not in (0, 1)]
    if wrong:
        raise InputError([errors.outcome_value(name=columns.bad, value=f"{wrong[0]:g}", path=columns.bad)])
    balance = (
        np.ones(len(bad)) if columns.balance is None else np.nan_to_num(_balances(table, columns.balance))
    )
    known = ~np.isnan(bad)
    if not known.any():
        raise InputError([errors.no_outcomes(name=columns.bad, path=columns.bad)])
    table, bad, balance = table.filter(pa.array(known)), bad[known] == 1, balance[known]
    if bad.all() or not bad.any():
        value = int(bad.all())
        raise InputError([errors.one_kind(name=columns.bad, value=value, path=columns.bad)])
    shares = {_cause_of(name): _shares(table, name) for name in columns.shares}
    causes = [None] * len(bad) if columns.cause is None else _texts(table, columns.cause)
    groups: dict[str, Sequence[str | None]] = {name: _texts(table, name) for name in columns.by}
    if columns.score is not None:
        groups[columns.score] = banded(doubles(table.column(columns.score)))
    read = [name for name in table.column_names if name in inputs or name.removesuffix(MISSING) in inputs]
    read += [name for name in table.column_names if name == day and name not in inputs]
    return Book(table.select(read), bad, balance, causes, groups, int((~known).sum()), shares)


def _problems(schema: Any, columns: Columns) -> Iterator[Problem]:
    from credit_engine.api.batch.schema import repeated_columns

    yield from repeated_columns(schema.names)
    types = dict(zip(schema.names, schema.types, strict=True))
    for role, name in columns.all.items():
        if name not in types:
            yield book_column_missing(name=name, role=role, hint=suggestion(name, types), path=name)


def _no_numbers(table: Any, columns: Columns) -> Iterator[Problem]:
    """Columns of numbers that hold something else."""
    import pyarrow.compute as pc

    from credit_engine.api.batch.odd import as_given

    for name in columns.numbers.values():
        given = as_given(table, name)
        numbers = pc.is_valid(table.column(name))
        wrong = given.filter(pc.and_not(pc.is_valid(given), numbers))
        if not is_numeric(table.column(name).type) or len(wrong):
            value = wrong[0].as_py() if len(wrong) else next(iter(given.drop_null()), None)
            yield errors.column_type(name=name, value=value, path=name)


def is_numeric(kind: Any) -> bool:
    """Whether values of an Arrow type are numbers."""
    import pyarrow as pa

    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
    )


def _balances(table: Any, name: str) -> np.ndarray[Any, Any]:
    """What the loans weigh; InputError for a weight by which a loss would be a gain, or without end."""
    import numpy as np

    found: np.ndarray[Any, Any] = doubles(table.column(name))
    wrong = found[(found < 0) | np.isinf(found)]
    if len(wrong):
        raise InputError([out_of_range(name=name, value=f"{wrong[0]:g}", expected=">= 0", path=name)])
    return found


def _cause_of(column: str) -> str:
    """What a cause is called whose share a column holds: `fraud` for `causes.fraud_share`."""
    return column.rpartition(".")[2].removesuffix("_share")


def _shares(table: Any, name: str) -> np.ndarray[Any, Any]:
    """The shares of a cause, 0 where there is none; InputError for one that can be no share."""
    import numpy as np

    found: np.ndarray[Any, Any] = np.nan_to_num(doubles(table.column(name)))
    wrong = found[(found < 0) | (found > 1)]
    if len(wrong):
        raise InputError([out_of_range(name=name, value=f"{wrong[0]:g}", expected="[0..1]", path=name)])
    return found


def _texts(table: Any, name: str) -> list[str | None]:
    return [None if value is None else str(value) for value in table.column(name).to_pylist()]


def banded(scores: np.ndarray[Any, Any]) -> list[str | None]:
    """Scores as bands of equally many loans, named by their lowest and highest score."""
    import numpy as np

    known = scores[~np.isnan(scores)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BANDS + 1))) if len(known) else known
    if len(edges) < 2:
        return [None if np.isnan(score) else f"{score:g}" for score in scores]
    at = np.clip(np.searchsorted(edges, scores, side="right") - 1, 0, len(edges) - 2)
    names = [f"{low:g}–{high:g}" for low, high in pairwise(edges)]
    return [None if np.isnan(score) else names[band] for score, band in zip(scores, at, strict=True)]
