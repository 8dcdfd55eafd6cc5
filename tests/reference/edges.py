"""Random records around the edges of a policy, held against a function written by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from credit_engine import load_policy

ROOT = Path(__file__).parents[2]
DAY = "2026-11-29"
Edges = Mapping[str, Sequence[Any]]
ByHand = Callable[[Mapping[str, Any], str], Mapping[str, Any]]


def example(name: str, folder: str = "origination") -> dict[str, Any]:
    """A shipped example, of origination unless another folder is named."""
    text = (ROOT / "examples" / folder / f"{name}.json").read_text("utf-8")
    record: dict[str, Any] = json.loads(text)
    return record


def put_on_edges(
    record: dict[str, Any],
    edges: Edges,
    random: Random,
    required: Collection[str] = (),
    number: int | None = None,
) -> None:
    """Put some fields on an edge, a few unless said how many; now and then take one away, none required."""
    several = random.choice((1, 2, 3, 8)) if number is None else number
    for path in random.sample(list(edges), several):
        group, field = path.split(".")
        record.setdefault(group, {})[field] = random.choice(edges[path])
    if random.random() < 0.15:
        group, field = random.choice([path for path in edges if path not in required]).split(".")
        record[group].pop(field, None)


def disagreements(
    name: str, make: Callable[[Random], dict[str, Any]], by_hand: ByHand, outputs: Sequence[str], number: int
) -> tuple[list[Any], set[str]]:
    """Records that a shipped policy decides otherwise than by hand; the outcomes and codes that were met."""
    policy = load_policy(ROOT / "policies" / "origination" / f"{name}.yaml")
    random, different, met = Random(20261129), [], set()
    for _ in range(number):
        record = make(random)
        decision, expected = policy.decide(record, as_of=DAY), by_hand(record, DAY)
        fired = sorted({reason.code for reason in decision.reasons if reason.code != "undecided"})
        told = [decision.outputs.get(output) for output in outputs]
        hoped = [expected[output] for output in outputs]
        if (decision.outcome, fired, told) != (expected["outcome"], expected["fired"], hoped):
            different.append((record, decision.outcome, fired, told, expected))
        met |= {decision.outcome, *fired}
    return different, met
