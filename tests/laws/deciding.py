"""Prints what the consumer loan policy decides for the examples and for random applications.

Run as `python deciding.py N [backwards]`: one line of canonical JSON for each of the examples and of
N random applications, or the problems of one that is refused; `backwards` turns the order of all
keys around.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261123


def records(count: int) -> Iterator[tuple[Any, Any]]:
    """Day and record of every example and of random applications."""
    from reference.applications import AS_OF, applications

    folder = ROOT / "examples" / "consumer_loan"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for name in sorted(expected):
        yield expected[name]["as_of"], json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    for record in applications(count, SEED):
        yield AS_OF, record


def backwards(value: Any) -> Any:
    """The value with the keys of all its mappings in the other order."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


def decisions(count: int, turned: bool = False, rounds: int = 1) -> list[str]:
    """The decision of every record as one text; `rounds` times over, with the last one's results."""
    from credit_engine import load_policy

    policy = load_policy(ROOT / "policies" / "origination" / "consumer_loan.yaml")
    found: list[str] = []
    for _ in range(rounds):
        found = [decided(policy, day, backwards(one) if turned else one) for day, one in records(count)]
    return found


def decided(policy: Any, day: Any, record: Any) -> str:
    """The canonical JSON of a decision, or the problems of the record in order of their paths."""
    from credit_engine import InputError

    try:
        return str(policy.decide(record, as_of=day).to_json())
    except InputError as error:
        return "refused: " + "; ".join(sorted(f"{p.path} {p.message}" for p in error.problems))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in decisions(int(sys.argv[1]), "backwards" in sys.argv[2:]):
        print(line)
