"""One consumer loan decision from a dict: this engine, a hand-written function, and zen-engine.

All candidates run in one process, their batches interleaved, and must first agree on every example:
outcome and grade exactly, rate and limit within a float's tolerance. The engine's decision has its
trace (rendering it is not measured), zen runs precompiled by its static loader. Needs the extra
`benchmarks`; `python benchmarks/single_decision.py [--rounds 41] [--batch 200]`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import zen  # noqa: E402
from zen_graph import SINGLE_FILE, STEPS_FILE  # noqa: E402

from credit_engine import load_policy  # noqa: E402
from reference.consumer_loan import decide as decide_by_hand  # noqa: E402

EXAMPLES = ROOT / "examples" / "consumer_loan"
ENGINE, BY_HAND = "credit_engine", "hand-written"
ZEN_STEPS, ZEN_SINGLE = "zen, one node a step", "zen, a single node"


class Example(NamedTuple):
    """An application, the date of its decision, and the same for zen, which has no dates of its own."""

    name: str
    record: dict[str, Any]
    as_of: dt.date
    zen_record: dict[str, Any]


class Summary(NamedTuple):
    """What all candidates are compared on."""

    outcome: str
    grade: str
    rate: float | None
    limit: float | None

    def agrees_with(self, other: Summary) -> bool:
        """Texts equal, numbers within a float's tolerance."""
        return self[:2] == other[:2] and _close(self.rate, other.rate) and _close(self.limit, other.limit)


def _close(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9)


def _float(number: Any) -> float | None:
    return None if number is None else float(number)


Decide = Callable[[Example], Any]


class Candidate(NamedTuple):
    """A way to decide, and how to read its decision."""

    decide: Decide
    summary: Callable[[Any], Summary]


def read_examples() -> list[Example]:
    """The shipped example applications."""
    expected = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
    examples = []
    for name, case in expected.items():
        record = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        as_of = case["as_of"]
        examples.append(Example(name, record, dt.date.fromisoformat(as_of), {**record, "as_of": as_of}))
    return examples


def _engine() -> Candidate:
    policy = load_policy(ROOT / "policies" / "origination" / "consumer_loan.yaml")

    def summary(decision: Any) -> Summary:
        outputs = decision.outputs
        rate, limit = _float(outputs.get("rate")), _float(outputs.get("limit"))
        return Summary(decision.outcome, outputs["grade"], rate, limit)

    return Candidate(lambda example: policy.decide(example.record, as_of=example.as_of), summary)


def _by_hand() -> Candidate:
    def summary(decision: Mapping[str, Any]) -> Summary:
        rate, limit = _float(decision["rate"]), _float(decision["limit"])
        return Summary(decision["outcome"], decision["grade"], rate, limit)

    return Candidate(lambda example: decide_by_hand(example.record, example.as_of), summary)


def _zen(file: Path, trace: bool) -> Candidate:
    graph = json.loads(file.read_text(encoding="utf-8"))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"loan": graph}}})
    options = {"trace": trace}

    def summary(response: Mapping[str, Any]) -> Summary:
        result = response["result"]
        rate, limit = _float(result.get("offered_rate")), _float(result.get("offered_limit"))
        return Summary(result["outcome"], result["final_grade"], rate, limit)

    return Candidate(lambda example: engine.evaluate("loan", example.zen_record, options), summary)


def candidates() -> dict[str, Candidate]:
    """Every way to decide, by name; those of zen with and without its trace."""
    return {
        ENGINE: _engine(),
        BY_HAND: _by_hand(),
        ZEN_STEPS: _zen(STEPS_FILE, trace=True),
        ZEN_SINGLE: _zen(SINGLE_FILE, trace=True),
        f"{ZEN_STEPS}, no trace": _zen(STEPS_FILE, trace=False),
        f"{ZEN_SINGLE}, no trace": _zen(SINGLE_FILE, trace=False),
    }


def disagreements(ways: Mapping[str, Candidate], examples: list[Example]) -> list[str]:
    """Each example that a candidate decides otherwise than the hand-written function."""
    found = []
    for example in examples:
        expected = ways[BY_HAND].summary(ways[BY_HAND].decide(example))
        for name, way in ways.items():
            got = way.summary(way.decide(example))
            if not got.agrees_with(expected):
                found.append(f"{example.name}: {name} gives {got}, by hand {expected}")
    return found


def measure(
    ways: Mapping[str, Candidate], examples: list[Example], rounds: int, batch: int
) -> dict[str, list[float]]:
    """Microseconds a decision of each round; the candidates take turns, each round in another order."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    work = [examples[n % len(examples)] for n in range(batch)]
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            decide = ways[name].decide
            start = time.perf_counter()
            for example in work:
                decide(example)
            times[name].append((time.perf_counter() - start) / batch * 1e6)
    return times


def report(title: str, times: Mapping[str, list[float]]) -> None:
    """Print medians with quartiles, and each candidate's time in multiples of the others'."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"\n{title}")
    print(f"  {'':32} {'median us':>10} {'quartiles':>17} {'x by hand':>10} {'x engine':>10}")
    for name, median in medians.items():
        low, _, high = statistics.quantiles(times[name], n=4)
        ratios = f"{median / medians[BY_HAND]:10.2f} {median / medians[ENGINE]:10.2f}"
        print(f"  {name:32} {median:10.1f} {low:8.1f}-{high:8.1f} {ratios}")
    faster = min(medians[ZEN_STEPS], medians[ZEN_SINGLE])
    print(f"  engine: {medians[ENGINE] / medians[BY_HAND]:.2f} x hand-written (target: at most 1)")
    print(f"  engine: {faster / medians[ENGINE]:.1f} x faster than zen's faster form (target: at least 4.5)")


def main() -> int:
    """Check that all agree, measure, print; 1 where they do not agree."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rounds", type=int, default=41)
    arguments.add_argument("--batch", type=int, default=200)
    options = arguments.parse_args()
    ways, examples = candidates(), read_examples()
    print(f"Python {platform.python_version()}, zen-engine {version('zen-engine')}, {platform.machine()}")
    found = disagreements(ways, examples)
    print(f"{len(examples)} examples, {len(ways)} candidates: " + ("all agree" if not found else "DISAGREE"))
    print("\n".join(found[:20]), end="")
    approved = [example for example in examples if example.name == "approve_salaried"]
    for title, chosen in (("approve_salaried", approved), ("all examples in turn", examples)):
        report(title, measure(ways, chosen, options.rounds, options.batch))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
