"""The mutants of a grid of offers and of its ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credit_engine.document_text import Path
from credit_engine.parts.mutation.mutant import Mutant, dropped, replaced
from credit_engine.parts.offers.model import RankKey

_KIND = "offer"


def of_axis(place: str, path: Path, count: int) -> Iterator[Mutant]:
    """Every amount or term left out, of several."""
    for i in range(count if count > 1 else 0):
        yield dropped(_KIND, f"{place}.{i + 1}", (*path, i))


def of_ranking(place: str, keys: Sequence[RankKey]) -> Iterator[Mutant]:
    """Every key left out, of several, and turned round."""
    for i, key in enumerate(keys):
        if len(keys) > 1:
            yield dropped(_KIND, f"{place}.{i + 1}", key.path)
        if key.written is not None:
            old = key.written.text.value
            yield replaced(_KIND, f"{place}.{i + 1}", key.written.path, old, f"-({old})")
