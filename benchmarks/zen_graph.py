"""The consumer loan policy as decision graphs for zen-engine, in its two forms.

`python benchmarks/zen_graph.py` writes `zen_consumer_loan.json` (one node a step) and
`zen_consumer_loan_single.json` (everything in one expression node).

Zen has neither unknown values nor causes of missing data, so both are spelt out: an absent value is
null, `NAME_na` says that the question does not arise, and a rule gives 0 (not fired), 1 to 3 (fired:
counter-offer, refer, decline) or -1 (undecided). It has no sorting either: reasons come unranked.
Input is not validated here, which is work that the other two candidates do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from zen_form import Expressions, Table
from zen_steps import STEPS

HERE = Path(__file__).resolve().parent
STEPS_FILE = HERE / "zen_consumer_loan.json"
SINGLE_FILE = HERE / "zen_consumer_loan_single.json"
REFERENCE = re.compile(r"@(\w+)")
INPUT = re.compile(r"(?<![\w.#'])(applicant|bureau|registry|fraud|customer|exposure|debts|loan|as_of)\b")


def _qualified(text: str, step: str, owners: Mapping[str, str]) -> str:
    """`text` with each name addressed by the node that computed it, which is faster than passing through."""

    def result(match: re.Match[str]) -> str:
        name = match[1]
        return f"$.{name}" if owners[name] == step else f"$nodes.{owners[name]}.{name}"

    return REFERENCE.sub(result, INPUT.sub(r"$nodes.request.\1", text))


def _expression_node(step: Expressions, owners: Mapping[str, str]) -> dict[str, Any]:
    entries = [
        {"id": f"{step.name}.{key}", "key": key, "value": _qualified(text, step.name, owners)}
        for key, text in step.entries
    ]
    return _node(step.name, "expressionNode", {"expressions": entries})


def _table_node(step: Table, owners: Mapping[str, str]) -> dict[str, Any]:
    inputs = [
        {"id": f"i{n}", "name": text.replace("@", ""), "field": _qualified(text, step.name, owners)}
        for n, text in enumerate(step.inputs)
    ]
    outputs = [{"id": f"o{n}", "name": key, "field": key} for n, key in enumerate(step.outputs)]
    rules = [
        {"_id": f"{step.name}.{number}"}
        | {f"i{n}": cell for n, cell in enumerate(row.cells)}
        | {f"o{n}": text for n, text in enumerate(row.results)}
        for number, row in enumerate(step.rows)
    ]
    content = {"hitPolicy": step.hit, "inputs": inputs, "outputs": outputs, "rules": rules}
    return _node(step.name, "decisionTableNode", content, path=step.collected_as)


def _node(name: str, kind: str, content: Mapping[str, Any], path: str | None = None) -> dict[str, Any]:
    common = {"passThrough": False, "inputField": None, "outputPath": path, "executionMode": "single"}
    return {"id": name, "name": name, "type": kind, "content": {**content, **common}}


def _graph(nodes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    chain = [
        {"id": "request", "name": "request", "type": "inputNode", "content": {}},
        *nodes,
        {"id": "response", "name": "response", "type": "outputNode", "content": {}},
    ]
    placed = [{**node, "position": {"x": 220 * n, "y": 120}} for n, node in enumerate(chain)]
    names = [node["id"] for node in chain]
    edges = [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in pairwise(names)
    ]
    return {"nodes": placed, "edges": edges}


def _owners(steps: Sequence[Expressions | Table]) -> dict[str, str]:
    owners: dict[str, str] = {}
    for step in steps:
        collected = isinstance(step, Table) and step.collected_as
        keys = (collected,) if collected else tuple(key for key, _ in step.entries)
        owners.update(dict.fromkeys(keys, step.name))
    return owners


def _of_steps(steps: Sequence[Expressions | Table]) -> dict[str, Any]:
    owners = _owners(steps)
    return _graph(
        [
            _expression_node(step, owners) if isinstance(step, Expressions) else _table_node(step, owners)
            for step in steps
        ]
    )


def step_graph() -> dict[str, Any]:
    """One node a step."""
    return _of_steps(STEPS)


def single_graph() -> dict[str, Any]:
    """The same computation in one expression node, tables as conditional expressions."""
    entries = tuple(entry for step in STEPS for entry in step.entries)
    return _of_steps([Expressions("decision", entries)])


if __name__ == "__main__":
    for file, graph in ((STEPS_FILE, step_graph()), (SINGLE_FILE, single_graph())):
        file.write_text(json.dumps(graph, indent=1) + "\n", encoding="utf-8")
