"""The rows of a large table that match known values, as one generated function of these values.

For each column it finds the masks at the value: an edge, and a listed value, by hashing; any other number by
a bisection of floats, ten times as fast as one of decimals. Rounding to floats keeps the order, so where the
float lies strictly between those of two edges, the number lies between the edges; where it is that of an
edge, the numbers themselves are compared. Then the masks are joined, a block of rows at a time.

As in all generated code, names are generated, and what stands in the table is bound by reference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.run.index import BLOCK, IndexedColumn, TableIndex


def first_row(index: TableIndex, otherwise: Callable[..., Any], nothing: Any) -> Callable[..., Any]:
    """The function from values to the first row that matches, `nothing` where none does.

    Where a value is unknown, `otherwise` answers for them. The first block is looked at before the coarse
    masks: of rows that overlap, one of the first matches most values.
    """
    in_first = [
        f"    rows = {_joined(index, '[1]')}",
        "    if rows:",
        "        return (rows & -rows).bit_length() - 1",
    ]
    matched = [f"            return low.bit_length() * {BLOCK} - {BLOCK + 1} + (rows & -rows).bit_length()"]
    lines = [*in_first, *_blocks(index, matched, " & -2"), "    return nothing"]
    return _compiled(index, otherwise, lines, {"nothing": nothing})


def all_blocks(index: TableIndex) -> Callable[..., list[tuple[int, int]] | None]:
    """The function from values to the blocks with rows that match: the number of the first row, and the mask.

    None where a value is unknown.
    """
    matched = [f"            found.append((low.bit_length() * {BLOCK} - {BLOCK}, rows))"]
    lines = ["    found = []", *_blocks(index, matched), "    return found"]
    return _compiled(index, lambda *_: None, lines, {})


def _joined(index: TableIndex, place: str) -> str:
    """The rows at a place of the masks that all columns leave; conditional ones stand in no column's mask."""
    return " & ".join(f"m{i}{place}" for i in range(len(index.columns))) or f"every{place}"


def _blocks(index: TableIndex, matched: Sequence[str], but: str = "") -> Iterator[str]:
    """The lines that go through the blocks with rows that may match, `but` for some."""
    yield f"    alive = {_joined(index, '[0]')}{but}"
    yield "    while alive:"
    yield "        low = alive & -alive"
    yield "        block = low.bit_length()"
    yield f"        rows = {_joined(index, '[block]')}"
    yield "        if rows:"
    yield from matched
    yield "        alive ^= low"


def _compiled(
    index: TableIndex, otherwise: Callable[..., Any], lines: Sequence[str], space: dict[str, Any]
) -> Callable[..., Any]:
    """The function that finds the masks of all columns, and goes on with some lines."""
    space |= {"Absent": Absent, "otherwise": otherwise, "bisect_left": bisect_left, "every": index.every}
    names = ", ".join(f"v{i}" for i in range(len(index.columns)))
    found = [line for i, column in enumerate(index.columns) for line in _masks(i, column, names, space)]
    text = "\n".join([f"def probe({names}):", *found, *lines])
    exec(compile(text, "<probe>", "exec"), space)  # noqa: S102 - holds generated names only
    probe: Callable[..., Any] = space["probe"]
    return probe


def _masks(i: int, column: IndexedColumn, names: str, space: dict[str, Any]) -> Iterator[str]:
    """The lines that find the masks of one column at its value."""
    masks, positions = column.masks, column.positions
    known = positions.places
    if positions.edges is not None:
        known = {edge: 2 * at + 1 for at, edge in enumerate(positions.edges)}
    space[f"at{i}"] = {value: masks[place] for value, place in known.items()}.get
    yield f"    m{i} = at{i}(v{i})"
    yield f"    if m{i} is None:"
    yield f"        if v{i}.__class__ is Absent:"
    yield f"            return otherwise({names})"
    if positions.edges is None:
        space[f"others{i}"] = masks[-1]
        yield f"        m{i} = others{i}"
        return
    edges = space[f"edges{i}"] = positions.edges
    space[f"between{i}"] = masks[::2]
    floats = _floats(edges)
    if floats is None:
        yield f"        m{i} = between{i}[bisect_left(edges{i}, v{i})]"
        return
    space[f"floats{i}"] = floats
    yield f"        x = float(v{i})"
    yield f"        p = bisect_left(floats{i}, x)"
    yield f"        m{i} = between{i}[p if floats{i}[p] != x else bisect_left(edges{i}, v{i})]"


def _floats(edges: list[Any]) -> list[float] | None:
    """The edges as floats and an end; None where they are no numbers, or floats do not tell them apart.

    Without edges it is not known of what kind the values are.
    """
    if not edges or not all(map(numbers.is_number, edges)):
        return None
    found = [float(edge) for edge in edges]
    return [*found, float("inf")] if all(low < high for low, high in pairwise(found)) else None
