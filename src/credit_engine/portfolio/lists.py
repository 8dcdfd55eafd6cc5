"""Lists of loans for people: the watch list, the list of limits and exits, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
            listed, rank = self._listed(model, chunk)
            rows = chunk.decisions.select(self._columns(model))
            rows = rows.append_column(_RANK, rank).filter(listed)
            self.parts.setdefault(name, []).append(rows.combine_chunks())

    def _listed(self, model: ListModel, chunk: Chunk) -> tuple[Any, Any]:
        """Whether each loan is listed, and how bad it is: the ranks of its outcomes, the first step's
        first."""
        import numpy as np
        import pyarrow as pa

        size = len(chunk.loans.keys)
        listed, rank = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int64)
        by_name = {step.name: step for step in self.steps}
        for name, first in model.from_.items():
            step = by_name[name]
            order = step.compiled.outcomes.order
            codes = chunk.outcomes[step.name].dictionary_encode()
            ranks = np.array([order.index(name) for name in codes.dictionary.to_pylist()] or [0])
            of = codes.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            ranked = np.where(of >= 0, ranks[np.maximum(of, 0)], 0)
            listed |= ranked >= order.index(first)
            rank = rank * 100 + ranked
        return pa.array(listed), pa.array(rank)

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
            whole = pa.concat_tables(parts)
            order = [(_RANK, "descending"), ("balance", "descending"), (self.spec.book.loan, "ascending")]
            found[name] = _taken(whole, order).drop_columns([_RANK])
        return found


def _taken(table: Any, order: Sequence[tuple[str, str]]) -> Any:
    import pyarrow.compute as pc

    keys = table.select([name for name, _ in order])
    return table.take(pc.sort_indices(keys, sort_keys=list(order)))
