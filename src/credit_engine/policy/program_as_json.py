"""A program as plain JSON and back: node by node, in order."""

from __future__ import annotations

from typing import Any, get_args

from credit_engine.ir import Node, Op, Program, Region
from credit_engine.policy.values_as_json import from_plain, to_plain

_OPS: tuple[str, ...] = get_args(Op)


def program_to_plain(program: Program) -> dict[str, Any]:
    """A program as JSON can hold it; raises NotStorableError."""
    return {
        "mode": program.mode,
        "inputs": program.inputs,
        "nodes": [
            [_OPS.index(n.op), n.region, n.kind, n.name, n.args, n.regions, to_plain(n.data)]
            for n in program.nodes
        ],
        "regions": [[r.parent, r.params, r.nodes, r.result] for r in program.regions],
        "constants": [to_plain(value) for value in program.constants],
        "slots": program.slots,
    }


def program_from_plain(plain: dict[str, Any]) -> Program:
    """The program of such JSON."""
    ops: Any = _OPS
    nodes = tuple(
        Node(i, ops[op], region, kind, name, tuple(args), tuple(regions), from_plain(data))
        for i, (op, region, kind, name, args, regions, data) in enumerate(plain["nodes"])
    )
    regions = tuple(
        Region(i, parent, tuple(params), tuple(inside), result)
        for i, (parent, params, inside, result) in enumerate(plain["regions"])
    )
    constants = tuple(map(from_plain, plain["constants"]))
    return Program(plain["mode"], tuple(plain["inputs"]), nodes, regions, constants, tuple(plain["slots"]))
