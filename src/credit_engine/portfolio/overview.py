"""The months side by side: classes, ratios, roll rates, and what deserves a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from credit_engine.portfolio.results import Results
from credit_engine.portfolio.whole import table_name

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """Something that deserves a look: the key of its phrase, the values in it, whether it is grave."""

    key: str
    values: Mapping[str, Any]
    grave: bool = False


@dataclass(frozen=True)
class Overview:
    """What all months of a review have in common, as plain rows by month."""

    results: Results

    @property
    def last(self) -> str:
        """The last month."""
        return self.results.names[-1]

    @property
    def before(self) -> str | None:
        """The month before it."""
        return self.results.names[-2] if len(self.results.names) > 1 else None

    def rows(self, table: str, month: str | None = None) -> list[Row]:
        """The rows of a table of a month; none where the month has no such table."""
        name = month or self.last
        return self.results.table(table, name).to_pylist() if table in self.results.tables(name) else []

    @cached_property
    def outcomes(self) -> dict[str, list[Row]]:
        """The outcomes of every step by month."""
        return {month: self.rows("outcomes", month) for month in self.results.names}

    @cached_property
    def ratios(self) -> dict[str, dict[str, Row]]:
        """The ratios by month and name."""
        return {
            month: {row["ratio"]: row for row in self.rows("ratios", month)} for month in self.results.names
        }

    @cached_property
    def rolls(self) -> dict[str, dict[str, Row]]:
        """The roll rates by month and bucket, of all months but the first."""
        return {
            month: {row["bucket"]: row for row in self.rows("rolls", month)}
            for month in self.results.names[1:]
        }

    def step_rows(self, step: str, month: str | None = None) -> list[Row]:
        """The outcomes of a step in a month."""
        return [row for row in self.outcomes.get(month or self.last, []) if row["step"] == step]

    def amount(self, name: str, month: str | None = None) -> Decimal | None:
        """An amount over the whole book, or `balance`; None in a month that has no such amount."""
        rows = self.step_rows(self.results.spec.class_.step, month)
        found = [row[name] for row in rows if name in row]
        return sum(found, Decimal(0)) if found else None

    @cached_property
    def amounts(self) -> list[str]:
        """The amounts that the tables of the last month have."""
        columns = self.results.table("outcomes").column_names
        return [name for name in self.results.spec.amounts if name in columns]

    def of_balance(self, name: str, month: str) -> float | None:
        """An amount as a share of the balance; None in a month without the amount or without a balance."""
        amount, balance = self.amount(name, month), self.amount("balance", month)
        return None if amount is None or not balance else float(amount / balance)

    def shares(self, step: str) -> dict[str, list[float]]:
        """The share of each outcome of a step, month by month, in the order of the outcomes."""
        order = next(candidate.order for candidate in self.results.steps if candidate.name == step)
        by_month = [
            {row["outcome"]: row["share"] or 0.0 for row in self.step_rows(step, month)}
            for month in self.results.names
        ]
        return {name: [found.get(name, 0.0) for found in by_month] for name in order}

    def findings(self) -> Iterator[Finding]:
        """What deserves a look in the last month, the gravest kinds first."""
        for name, row in self.ratios[self.last].items():
            if row["met"] is False:
                values = {"ratio": name, "value": row["value"], "minimum": row["minimum"]}
                yield Finding("ratio_not_met", values, grave=True)
        yield from self._beyond()
        yield from self._whole()
        counts = self.results.counts[self.last]
        if counts.get("incomplete"):
            yield Finding("incomplete_loans", {"number": counts["incomplete"]}, grave=True)
        if counts["refused"]:
            yield Finding("refused_loans", {"number": counts["refused"]}, grave=True)
        yield from self._without_class()
        if counts["late"]:
            yield Finding("late_loans", {"number": counts["late"]}, grave=True)
        yield from self._left_bad()
        yield from self._changed()

    def _beyond(self) -> Iterator[Finding]:
        for name in self.results.spec.concentration:
            rows = [
                row
                for row in self.rows("concentration")
                if row["division"] == name and row["within"] is False
            ]
            if rows:
                values = {"division": name, "number": len(rows), "value": rows[0]["value"]}
                yield Finding("limit_beyond", {**values, "share": rows[0]["of_base"]}, grave=True)

    def _whole(self) -> Iterator[Finding]:
        """What policies of the whole book decided, where that is not the best."""
        for step in self.results.whole:
            for row in self.rows(table_name(step.name)):
                outcome = row["outcome"]
                if outcome != step.order[0]:
                    is_worst = outcome not in step.order[:-1]
                    yield Finding("whole_outcome", {"step": step.name, "outcome": outcome}, grave=is_worst)

    def _without_class(self) -> Iterator[Finding]:
        rows = [row for row in self.step_rows(self.results.spec.class_.step) if row["outcome"] is None]
        for row in rows:
            values = {"number": row["loans"], "balance": f"{row['balance']:,.2f}"}
            yield Finding("loans_without_class", values, grave=True)

    def _left_bad(self) -> Iterator[Finding]:
        spec = self.results.spec.class_
        order = next(candidate.order for candidate in self.results.steps if candidate.name == spec.step)
        bad = order[order.index(spec.bad_from) :]
        number = sum(
            row["loans"]
            for row in self.rows("migration")
            if row["step"] == spec.step and row["movement"] == "left" and row["before"] in bad
        )
        if number:
            yield Finding("left_bad", {"number": number})

    def _changed(self) -> Iterator[Finding]:
        if self.before is None:
            return
        earlier, now = (month.manifest["policies"] for month in self.results.months[-2:])
        for step in now:
            if step in earlier and earlier[step]["version"] != now[step]["version"]:
                versions = {"before": earlier[step]["version"], "now": now[step]["version"]}
                yield Finding("policy_changed", {"step": step, **versions})
