"""Lists of loans for people: the watch list, the list of limits and exits, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.chunks import reached

if TYPE_CHECKING:
    from credit_engine.portfolio.chunks import Chunk
    from credit_engine.portfolio.document import ListModel, ReviewModel
    from credit_engine.portfolio.steps import StepInForce

_RANK = "\0rank"


@dataclass
class Lists:
    """The lists of a review while a month is reviewed."""

    spec: ReviewModel
    steps: Sequence[StepInForce]
    parts: dict[str, list[Any]] = field(default_factory=dict)

    def take_up(self, chunk: Chunk) -> None:
        """Take up the loans of a chunk that belong to a list."""
        for name, model in self.spec.lists.items():
            listed, rank = reached(model.from_, self.steps, chunk.outcomes)
            rows = chunk.decisions.select(self._columns(model))
            for step in model.from_:
                at = rows.column_names.index(f"{step}.errors") + 1
                rows = rows.add_column(at, f"{step}.errors_zh", chunk.chinese[step])
            rows = rows.append_column(_RANK, rank).filter(listed)
            self.parts.setdefault(name, []).append(rows.combine_chunks())

    def _columns(self, model: ListModel) -> list[str]:
        names = [
            self.spec.book.loan,
            "balance",
            "days_past_due",
            "class_before",
            "class",
            *self.spec.concentration,
        ]
        for step in model.from_:
            names += [f"{step}.{name}" for name in ("outcome", "reasons", "causes", "errors")]
        return list(dict.fromkeys([*names, *model.show]))

    def tables(self) -> dict[str, Any]:
        """Each list, the worst first, then the greatest balance."""
        import pyarrow as pa

        found = {}
        for name, parts in self.parts.items():
            table = pa.concat_tables(parts)
            order = [(_RANK, "descending"), ("balance", "descending"), (self.spec.book.loan, "ascending")]
            found[name] = _taken(table, order).drop_columns([_RANK])
        return found


def _taken(table: Any, order: Sequence[tuple[str, str]]) -> Any:
    import pyarrow.compute as pc

    keys = table.select([name for name, _ in order])
    return table.take(pc.sort_indices(keys, sort_keys=list(order)))
