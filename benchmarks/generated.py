"""Policies of any size for the benchmarks: one large decision table, or one long rule set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

COLUMNS = 8
EDGES = 2000
_WIDTH = 1000
"""Every cell covers half of the range, so that about one row in 200 matches a record."""
INPUTS = 40


@dataclass(frozen=True)
class Table:
    """Rows of cells: each the numbers from the first (included) to the second, in hundredths, or None."""

    rows: tuple[tuple[tuple[int, int] | None, ...], ...]

    def as_policy(self) -> str:
        """The table as a policy with hit policy `first`; a row's output is its number."""
        return "\n".join([*self._lines(), ""])

    def _lines(self) -> Iterator[str]:
        yield from _head("big_table")
        yield from (f"  x{i}: {{type: number, missing: {{not_given: undecided}}}}" for i in range(COLUMNS))
        names = ", ".join(f"x{i}" for i in range(COLUMNS))
        yield from ("decisions:", "  row:", "    table:", "      hit: first", f"      in: [{names}]")
        yield from ("      out: {row: number}", "      rows:")
        for number, row in enumerate(self.rows):
            cells = ", ".join(f'"{_cell(cell)}"' for cell in row)
            yield f"        - {{if: [{cells}], then: [{number}]}}"
        yield from ("      default: [-1]", "decision: {outcome: [], outputs: {row: always}}")


def _cell(cell: tuple[int, int] | None) -> str:
    return "-" if cell is None else f"[{cell[0] / 100}..{cell[1] / 100})"


def _head(name: str) -> Iterator[str]:
    yield f"policy: {name}"
    yield 'version: "1"'
    yield "effective: {from: 2026-01-01, time_zone: Asia/Shanghai}"
    yield "outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}"
    yield "inputs:"


def table(rows: int) -> Table:
    """A table of so many rows; no row hides another. From 1,000 rows on every edge occurs in every column."""
    rng = Random(20261123)
    return Table(tuple(tuple(_drawn(rng) for _ in range(COLUMNS)) for _ in range(rows)))


def _drawn(rng: Random) -> tuple[int, int] | None:
    if rng.random() < 0.1:
        return None
    low = rng.randrange(EDGES - _WIDTH)
    return low, low + _WIDTH


def records(count: int) -> list[dict[str, float]]:
    """Records for the table, half of their numbers exactly on an edge."""
    rng = Random(7)
    return [
        {
            f"x{i}": rng.randrange(EDGES) / 100
            if rng.random() < 0.5
            else round(rng.uniform(0, EDGES / 100), 4)
            for i in range(COLUMNS)
        }
        for _ in range(count)
    ]


def rules(count: int) -> str:
    """A policy of so many rules over forty inputs, fifty reasons."""
    return "\n".join([*_rule_lines(count), ""])


def _rule_lines(count: int) -> Iterator[str]:
    yield from _head("many_rules")
    yield from (f"  a.f{i}: {{type: number, missing: {{not_given: undecided}}}}" for i in range(INPUTS))
    yield from ("decisions:", "  screening:", "    rules:")
    for r in range(count):
        one, two, three = r % INPUTS, (r * 7 + 3) % INPUTS, (r * 11 + 5) % INPUTS
        yield f"      - id: R-{r}"
        yield f"        when: a.f{one} > {r}.5 and a.f{two} + a.f{three} * 2 < {1000 + r}"
        yield "        then: decline"
        yield f"        because: reason_{r % 50}"
    yield from ("decision: {outcome: [screening]}", "reasons:")
    yield from (f"  reason_{r}: {{internal: {{en: Reason {r}, zh: 原因{r}}}}}" for r in range(50))
