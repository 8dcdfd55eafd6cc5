"""Runs the public DMN conformance cases that are single FEEL expressions, and scores them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from credit_engine import temporal
from credit_engine.feel import evaluate
from credit_engine.python_values import from_python

CASES = Path(__file__).parents[3] / "shared" / "conformance" / "feel_cases_open.jsonl"
_PARSERS = {
    "number": Decimal,
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "string": str,
    "boolean": lambda text: text == "true",
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "dateTime": temporal.parse_date_time,
    "duration": temporal.parse_duration,
    "days and time duration": temporal.parse_duration,
    "dayTimeDuration": temporal.parse_duration,
    "yearMonthDuration": temporal.parse_duration,
    "years and months duration": temporal.parse_duration,
}


def typed(value: Mapping[str, Any]) -> Any:
    """A value of the case files as a value of the engine."""
    if value.get("null") or value.get("value", "") is None:
        return None
    if "list" in value:
        return [typed(item) for item in value["list"]]
    if "context" in value:
        return {key: typed(item) for key, item in value["context"].items()}
    return _PARSERS[value["type"]](value["value"])


def same(expected: Any, actual: Any) -> bool:
    """Whether a result is the expected one; numbers within 1e-8 relative."""
    if expected is None or actual is None:
        return expected is None and actual is None
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, Decimal):
        number = isinstance(actual, Decimal | int)
        return number and abs(expected - actual) <= Decimal("1e-8") * max(abs(expected), Decimal("1e-300"))
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(same, expected, actual))
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(same(expected[key], actual[key]) for key in expected)
        )
    return str(expected) == str(from_python(actual))


def run(case: Mapping[str, Any]) -> Any:
    """The value of a case's expression after its prelude."""
    types = case["item_definitions"]
    context = {given["name"]: typed(given["value"]) for given in case["inputs"]}
    for decision in case["prelude"]:
        context[decision["name"]] = evaluate(
            decision["expr"], context, types=types, result_type=decision["type"], as_of="2026-11-23"
        )
    return evaluate(case["expr"], context, types=types, result_type=case["result_type"], as_of="2026-11-23")


@dataclass
class Score:
    """How many cases agree; `failures` holds (case id, expression, what came out)."""

    right: int
    total: int
    folders: dict[str, tuple[int, int]]
    failures: list[tuple[str, str, Any]]

    @property
    def share(self) -> float:
        return self.right / self.total

    @property
    def macro(self) -> float:
        return sum(right / total for right, total in self.folders.values()) / len(self.folders)


def score(cases: list[dict[str, Any]]) -> Score:
    """The score over cases; an exception counts as a failure."""
    folders: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    failures = []
    for case in cases:
        try:
            actual = run(case)
            good = same(typed(case["expected"]), actual)
        except Exception as error:
            actual, good = (
                f"{type(error).__name__}: {error}",
                typed(case["expected"]) is None and _syntax(error),
            )
        folders[case["folder"]][0] += good
        folders[case["folder"]][1] += 1
        if not good:
            failures.append((case["id"], case["expr"], actual))
    right = sum(r for r, _ in folders.values())
    return Score(right, len(cases), {name: (r, t) for name, (r, t) in folders.items()}, failures)


def _syntax(error: Exception) -> bool:
    """A diagnostic is how the engine reports an expression that is no FEEL; DMN's answer is null."""
    return type(error).__name__ == "PolicyError"


def load() -> list[dict[str, Any]]:
    """All cases."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    everything = load()
    solid = [case for case in everything if not case["expected"].get("null")]
    for label, cases in (("non-null", solid), ("all", everything)):
        result = score(cases)
        print(
            f"{label}: {result.right}/{result.total} = {result.share:.2%}, "
            f"mean over folders {result.macro:.2%}"
        )
    for name, expression, actual in result.failures:
        print(f"  {name}: {expression[:100]!r} -> {str(actual)[:160]!r}")
