"""One consumer loan decided and explained in every format, beside zen-engine's decision with its trace.

All candidates run in one process, in turn, so that a busy machine slows all alike; before that they must
agree on the decision. Each of the first rows decides and explains; the rows of layouts only write a page
that was made before. The first explanation is timed in fresh processes, of a policy that comes from the
cache of checked policies. Needs the extra `benchmarks`;
`python benchmarks/explaining.py [--example approve_salaried] [--rounds 31] [--batch 4]`.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from single_decision import (
    BY_HAND,
    ENGINE,
    ZEN_SINGLE,
    ZEN_STEPS,
    Candidate,
    Example,
    candidates,
    disagreements,
    measure,
    read_examples,
)

from credit_engine.explain import FORMATS, PAGE_FORMATS
from credit_engine.explain.layouts import laid_out
from credit_engine.explain.page.page import page

VALUES = "decide, values as a dict"
TIMES_ZEN = 4
"""At most so many times zen's decision with trace may a decision with its trace as JSON take."""
MILLISECONDS = {"text": 15.0, "markdown": 5.0, "html": 5.0}
"""At most so long may a decision with its page take, on the machine of the table in README.md."""
VALUES_MILLISECONDS = 0.1
FIRST_MILLISECONDS = 50
"""At most so long may the first explanation of a process take, of a policy from the cache."""
_FIRST = """
import json, sys, time
import credit_engine
policy, record, form = sys.argv[1:]
decision = credit_engine.load_policy(policy).decide(json.load(open(record)), as_of="2026-11-23")
start = time.perf_counter()
decision.explain(format=form)
print(1000 * (time.perf_counter() - start))
"""


def ways_to_explain(example: Example) -> dict[str, Candidate]:
    """Deciding alone and with each explanation, writing a page that exists, and zen with its trace."""
    known = candidates()
    engine = known[ENGINE]
    found = {ENGINE: engine}
    if hasattr(engine.decide(example), "values"):
        found[VALUES] = _then(engine, lambda decision: decision.values())
    for form in FORMATS:
        found[_named(form)] = _then(engine, lambda decision, form=form: decision.explain(format=form))
    blocks = page(engine.decide(example).trace, "en")
    for form in PAGE_FORMATS:
        found[f"layout alone, {form}"] = Candidate(
            lambda _, form=form: laid_out(blocks, "en", form), engine.summary
        )
    return found | {name: known[name] for name in (ZEN_STEPS, ZEN_SINGLE)}


def _named(form: str) -> str:
    return f"decide and explain, {form}"


def _then(engine: Candidate, explain: Callable[[Any], Any]) -> Candidate:
    return Candidate(lambda example: explain(engine.decide(example)), engine.summary)


def report(times: Mapping[str, list[float]]) -> None:
    """Print medians with quartiles, in milliseconds and in multiples of zen's, beside the targets."""
    medians = {name: statistics.median(values) / 1000 for name, values in times.items()}
    zen = medians[ZEN_STEPS]
    print(f"  {'':32} {'median ms':>10} {'quartiles':>17} {'x zen':>8}")
    for name, median in medians.items():
        low, _, high = (quarter / 1000 for quarter in statistics.quantiles(times[name], n=4))
        print(f"  {name:32} {median:10.3f} {low:8.3f}-{high:8.3f} {median / zen:8.1f}")
    if VALUES not in medians:
        print(f"  {VALUES:32} not there yet")
    print(f"  JSON: {medians[_named('json')] / zen:.1f} x zen with trace (target: at most {TIMES_ZEN})")
    for form, most in MILLISECONDS.items():
        print(f"  {form}: {medians[_named(form)]:.1f} ms (target: at most {most:.0f})")
    if VALUES in medians:
        print(f"  values: {medians[VALUES] - medians[ENGINE]:.3f} ms (target: at most {VALUES_MILLISECONDS})")


def report_first(example: str, processes: int = 5) -> None:
    """Print what the first explanation of a process takes; the processes before those fill the caches."""
    root = Path(__file__).resolve().parent.parent
    files = (
        root / "policies/origination/consumer_loan.yaml",
        root / f"examples/consumer_loan/{example}.json",
    )
    with TemporaryDirectory() as folder:
        surroundings = {**os.environ, "CREDIT_ENGINE_CACHE": folder, "PYTHONPYCACHEPREFIX": folder}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        for form in ("json", "text"):
            command = [sys.executable, "-c", _FIRST, *map(str, files), form]
            times = [
                float(subprocess.run(command, env=surroundings, capture_output=True, check=True).stdout)
                for _ in range(processes + 2)
            ][2:]
            print(f"  first, {form}: {min(times):.0f} ms (target: at most {FIRST_MILLISECONDS})")


def main() -> int:
    """Check that all decide alike, measure, print; 1 where they do not."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--example", default="approve_salaried")
    arguments.add_argument("--rounds", type=int, default=31)
    arguments.add_argument("--batch", type=int, default=4)
    options = arguments.parse_args()
    examples = [example for example in read_examples() if example.name == options.example]
    if not examples:
        arguments.error(f"there is no example {options.example}")
    print(f"Python {platform.python_version()}, zen-engine {version('zen-engine')}, {platform.machine()}")
    known = candidates()
    compared = {name: known[name] for name in (ENGINE, BY_HAND, ZEN_STEPS, ZEN_SINGLE)}
    found = disagreements(compared, examples)
    print("\n".join(found), end="\n" if found else "")
    report(measure(ways_to_explain(examples[0]), examples, options.rounds, options.batch))
    report_first(options.example)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
