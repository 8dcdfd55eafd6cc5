"""From a decision table to nodes: a condition for each row, or, for a large table, its index."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.feel import syntax, unary
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Order, Type
from credit_engine.parts.table import index as table_index
from credit_engine.parts.table.model import OutputColumn, ReadTable, Row, RowNodes, TableNodes
from credit_engine.run.lookup import Outputs
from credit_engine.run.steps import Hits


def lower_table(part: ReadTable, lowering: Lowering, scope: Scope) -> TableNodes:
    """The nodes of a table."""
    nodes = [lowering.lower(w.tree, scope) for w in part.inputs if w is not None]
    types = [lowering.type_of(w.tree) for w in part.inputs if w is not None]
    hits = Hits(part.spec.hit, bool(part.default), _priorities(part))
    cells = [[cell.tree for cell in row.cells if cell is not None] for row in part.rows]
    lookup = table_index.lookup(hits, cells, types)
    conditional = range(len(part.rows)) if lookup is None else lookup.conditional
    rows = {r: _match(part.rows[r], lowering, nodes, types, scope) for r in conditional}
    matches = [row.match for row in rows.values()]
    if lookup is None:
        hit = lowering.builder.call("hit", *matches, data=hits)
    else:
        hit = lowering.builder.add("CALL", *nodes, *matches, name="lookup", data=lookup)
    outputs = {
        name: _output(part, lowering, scope, hit, i, lookup is not None)
        for i, name in enumerate(part.spec.out)
    }
    return TableNodes(hit, nodes, rows, outputs, lookup)


def _match(row: Row, lowering: Lowering, nodes: list[int], types: list[Type], scope: Scope) -> RowNodes:
    """The node that says whether a row matches, and those of its cells."""
    regions, tests = [], []
    for cell, node, type_ in zip(row.cells, nodes, types, strict=True):
        assert cell is not None
        if not cell.tree.tests:
            tests.append(-1)
            continue
        region, _ = lowering.builder.open_region()
        tests.append(lowering.tests(cell.tree, node, scope, type_))
        lowering.builder.close_region(tests[-1])
        regions.append(region)
    if not regions:
        return RowNodes(lowering.builder.constant(True, "boolean"), tests)
    return RowNodes(lowering.builder.add("AND", kind="boolean", regions=tuple(regions)), tests)


def _priorities(part: ReadTable) -> tuple[int, ...]:
    """Ranks of the rows by the order of the declared output values."""
    if part.spec.hit not in ("priority", "output_order"):
        return ()
    columns: list[Sequence[str]] = [column.values or [] for column in part.spec.out.values()]
    keys = [
        tuple(
            values.index(o.tree.value)
            for values, o in zip(columns, row.outputs, strict=True)
            if o is not None and isinstance(o.tree, syntax.Text)
        )
        for row in part.rows
    ]
    ranks = [0] * len(keys)
    for rank, row in enumerate(sorted(range(len(keys)), key=lambda r: (keys[r], r))):
        ranks[row] = rank
    return tuple(ranks)


def _output(part: ReadTable, lowering: Lowering, scope: Scope, chosen: int, i: int, indexed: bool) -> int:
    """The node of one output."""
    written = [row.outputs[i] for row in part.rows] + ([part.default[i]] if part.default else [])
    sides = [(w.tree, lowering.lower(w.tree, scope)) for w in written if w is not None]
    name, column = list(part.spec.out.items())[i]
    order = _aggregated_order(part, column)
    kind = part.value_kinds[name] if order is None else "number"
    values = [side[1] if order is None else unary.rank(lowering.builder, order, side) for side in sides]
    if indexed:
        found = _taken(part, lowering, chosen, values, kind)
    else:
        data = (part.spec.hit, part.spec.aggregate or "")
        found = lowering.builder.call("pick", chosen, *values, kind=kind, data=data)
    return found if order is None else unary.at_rank(lowering.builder, order, found)


def _aggregated_order(part: ReadTable, column: OutputColumn) -> Order | None:
    """The order by which the least or greatest value of several rows is found."""
    if column.type != "ordinal" or part.spec.aggregate not in ("min", "max"):
        return None
    return Order(tuple(column.values or ()), column.best_first)


def _taken(part: ReadTable, lowering: Lowering, chosen: int, values: list[int], kind: str) -> int:
    """The output of the chosen row; constants stand in the node, so that a decision passes none of them."""
    nodes, constants = lowering.builder.nodes, lowering.builder.constants
    computed = tuple(row for row, node in enumerate(values) if nodes[node].op != "CONST")
    found = tuple(constants[nodes[node].data] if nodes[node].op == "CONST" else None for node in values)
    data = Outputs(part.spec.hit, part.spec.aggregate or "", found, computed)
    arguments = (values[row] for row in computed)
    return lowering.builder.add("CALL", chosen, *arguments, name="take", kind=kind, data=data)
