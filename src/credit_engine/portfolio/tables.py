"""The tables of a month: outcomes, migration, arrears, concentration, vintages, ratios, lists, refused
rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.api.stateful.months import last_day, month_number
from credit_engine.portfolio.chunks import is_bad_or_unknown
from credit_engine.portfolio.concentration import concentration_tables
from credit_engine.portfolio.history import outcome_column
from credit_engine.portfolio.lists import Lists
from credit_engine.portfolio.loans import UNKNOWN_BUCKET, bucket_names, in_cents
from credit_engine.portfolio.rates import (
    Row,
    migration_table,
    outcomes_table,
    ratios_table,
    rolls_table,
)
from credit_engine.portfolio.refusals import any_refused, refused_rows, refused_table
from credit_engine.portfolio.totals import COUNT, Sums
from credit_engine.portfolio.vintages import vintage_table
from credit_engine.portfolio.whole import Totals, decided, table_name
from credit_engine.run.columns.inputs import one_array

if TYPE_CHECKING:
    from credit_engine.portfolio.chunks import Chunk
    from credit_engine.portfolio.document import ReviewModel
    from credit_engine.portfolio.steps import StepInForce

FOLDER = "tables"
_MOVEMENTS = ("stayed", "new", "late", "back", "left")


def table_file(name: str) -> str:
    """The file of a table in the folder of a month."""
    return f"{FOLDER}/{name}.parquet"


class Findings:
    """What is found in a month, put together from chunks of loans."""

    def __init__(
        self, spec: ReviewModel, steps: Sequence[StepInForce], whole: Sequence[StepInForce], month: str
    ) -> None:
        self.spec = spec
        self.steps = steps
        self.whole = whole
        self.month = month
        self.outcomes = Sums(["step", "outcome"])
        self.moves = Sums(["step", "movement", "before", "after"])
        self.arrears = Sums(["movement", "before", "after"])
        self.divisions = Sums(["division", "value"])
        self.history: list[Any] = []
        self.refused: list[Any] = []
        self.lists = Lists(spec, steps)
        self.counts: dict[str, int] = dict.fromkeys((COUNT, *_MOVEMENTS, "refused", "incomplete"), 0)

    def take_up(self, chunk: Chunk, history: Any) -> None:
        """Add up the loans of a chunk that is decided."""
        import pyarrow.compute as pc

        loans, kept, movement = chunk.loans, chunk.history, chunk.movement
        moved = {"balance_before": pc.fill_null(kept.column("cents"), 0), "balance": loans.cents}
        amounts = {name: self._amount(model.of, chunk) for name, model in self.spec.amounts.items()}
        for step in self.steps:
            after = chunk.outcomes[step.name]
            name = _repeated(step.name, len(loans.keys))
            asked = chunk.asked[step.name]
            self.outcomes.count({"step": name, "outcome": after}, {"balance": loans.cents, **amounts}, asked)
            before = one_array(kept.column(outcome_column(step.name)))
            keys = {"step": name, "movement": movement, "before": before, "after": after}
            self.moves.count(keys, moved, None if asked is None else pc.or_(asked, pc.is_valid(before)))
        buckets = {"movement": movement, "before": kept.column("bucket"), "after": loans.buckets}
        self.arrears.count(buckets, moved)
        bad = is_bad_or_unknown(self.spec, self.steps, chunk)
        sums = {"balance": loans.cents, "bad_balance": pc.if_else(bad, loans.cents, 0), **amounts}
        for name, values in loans.divisions.items():
            self.divisions.count({"division": _repeated(name, len(values)), "value": values}, sums)
        self._keep(history)
        self._count(movement, len(loans.keys))
        self.refused += refused_rows(self.steps, chunk)
        self.counts["refused"] += pc.sum(any_refused(chunk)).as_py() or 0
        if loans.gaps:
            self.counts["incomplete"] += reduce(pc.or_, loans.gaps.values()).true_count
        self.lists.take_up(chunk)

    def _amount(self, of: str, chunk: Chunk) -> Any:
        """An amount of each loan in cents; 0 where there is none."""
        import pyarrow.compute as pc

        if of in chunk.loans.money:
            return chunk.loans.money[of]
        column = chunk.values[of]
        return pc.fill_null(in_cents(column), 0)

    def _count(self, movement: Any, rows: int) -> None:
        import pyarrow.compute as pc

        self.counts[COUNT] += rows
        for name in _MOVEMENTS:
            self.counts[name] += pc.sum(pc.equal(movement, name)).as_py() or 0

    def _keep(self, rows: Any) -> None:
        self.history.append(rows.select(["booked", "bad_since", "amount", "first"]))

    def add_left(self, rows: Any, before: int | None) -> None:
        """Add loans that are not in the book this month; those of last month have left it now."""
        import pyarrow as pa
        import pyarrow.compute as pc

        self._keep(rows)
        gone = rows.filter(pc.equal(rows.column("seen"), before or 0))
        if not gone.num_rows:
            return
        left, nothing = _repeated("left", gone.num_rows), pa.nulls(gone.num_rows, pa.string())
        moved = {"balance_before": gone.column("cents"), "balance": pa.array([0] * gone.num_rows, pa.int64())}
        for step in self.steps:
            name = _repeated(step.name, gone.num_rows)
            keys = {"step": name, "movement": left, "before": gone.column(outcome_column(step.name))}
            self.moves.count({**keys, "after": nothing}, moved)
        self.arrears.count({"movement": left, "before": gone.column("bucket"), "after": nothing}, moved)
        self.counts["left"] += gone.num_rows

    def write(self, folder: Path) -> None:
        """Write every table of the month."""
        import pyarrow.parquet as pq

        for name, table in self._tables().items():
            path = folder / table_file(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table, path, compression="zstd")

    def _tables(self) -> dict[str, Any]:
        orders = {step.name: step.compiled.outcomes.order for step in self.steps}
        outcomes = outcomes_table(self.outcomes.table(), orders, ["balance", *self.spec.amounts])
        classes = [row for row in outcomes.to_pylist() if row["step"] == self.spec.class_.step]
        order = orders[self.spec.class_.step]
        bad = [*order[order.index(self.spec.class_.bad_from) :], None]  # None: refused, and never classed
        whole = self._whole(classes, bad)
        buckets = [*bucket_names(self.spec.arrears.bounds), UNKNOWN_BUCKET]
        found = {
            "outcomes": outcomes,
            "migration": migration_table(self.moves.table(), orders),
            "arrears": migration_table(self.arrears.table(), {"": buckets}),
            "rolls": rolls_table(self.arrears.table(), self.spec.arrears.bounds),
            "vintages": vintage_table(self.history, month_number(self.month), self.spec.vintages.by),
            "ratios": ratios_table(self.spec, classes, bad, self._minima(whole)),
            "refused": refused_table(self.refused, self.spec.book.loan),
        }
        found |= concentration_tables(self.spec, self.divisions.table())
        found |= {table_name(name): table for name, table in whole.items()}
        return found | {f"list_{name}": table for name, table in self.lists.tables().items()}

    def _whole(self, classes: Sequence[Row], bad: Sequence[str | None]) -> dict[str, Any]:
        """What each policy of the whole book decided of the month, by its name."""
        buckets: dict[str, int] = {}
        for row in self.arrears.table().to_pylist():
            if row["after"] is not None:
                buckets[row["after"]] = buckets.get(row["after"], 0) + row["balance"]
        totals, day = Totals(self.spec, classes, bad, buckets), last_day(self.month)
        return {
            step.name: decided(step, totals, self.spec.whole[step.name].with_, day) for step in self.whole
        }

    def _minima(self, whole: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked of each ratio: a number of the file, or what a policy of the whole book gave."""
        asked = self.spec.ratios
        found: dict[str, Any] = {"coverage": None, "loan_provision": None}
        if asked is not None:
            found = {"coverage": asked.coverage, "loan_provision": asked.loan_provision}
        for ratio, value in found.items():
            if isinstance(value, str):
                name, _, output = value.partition(".")
                table = whole[name]
                given = table.column(output)[0].as_py() if output in table.column_names else None
                found[ratio] = None if given is None else Decimal(repr(given))
        return found


def _repeated(text: str, rows: int) -> Any:
    import pyarrow as pa

    return pa.repeat(pa.scalar(text, pa.string()), rows)
