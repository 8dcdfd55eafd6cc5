"""Growth of load time with rules, the cache of checked policies, and import time.

For 1,000, 2,000 and 4,000 rules: reading and checking, the first decision (which generates the program's
code), and the same for the unchanged policy from the cache, in a fresh process as in production. Beside
it, in the same run: only reading the same text by PyYAML, both its own and libyaml's reader. Seconds are
those of the processor, so that a busy machine changes little. `python benchmarks/loading.py [--repeat 5]`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

import yaml  # noqa: E402
from generated import rules  # noqa: E402

AS_OF = "2026-11-23"
TARGETS = {"load": 2.0, "reload": 0.150, "import": 0.050, "together": 0.150, "command": 0.35}
"""Seconds: a policy of 1,000 rules, the same unchanged from the cache, `import credit_engine`, and
`from credit_engine import load_policy` with a cached load of the consumer loan policy, by the processor; and
by the clock a whole `credit-engine decide` of it with its summary."""
_GROWTH = 6.0
"""Four times as many rules may take so many times as long."""
_CHILD = """
import json, sys, time
start = time.process_time()
from credit_engine import load_policy
imported = time.process_time()
policy = load_policy(sys.argv[1], cache=sys.argv[2] or None)
loaded = time.process_time()
decision = policy.decide({}, as_of=sys.argv[3])
decided = time.process_time()
decision.trace
explained = time.process_time()
print(json.dumps({
    "import": imported - start, "load": loaded - imported, "decide": decided - loaded,
    "trace": explained - decided, "json": decision.to_json(), "restored": type(policy.versions[0]).__name__,
}))
"""
_COMMAND = "import sys; from credit_engine.cli import main; sys.exit(main(sys.argv[1:]))"
_EMPTY = "import time; start = time.process_time(); {}; print(time.process_time() - start)"


def python(program: str, *arguments: str) -> str:
    """What a program prints in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def best(of: Callable[[], Any], repeat: int) -> float:
    """The least seconds that a call takes."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        of()
        times.append(time.process_time() - start)
    return min(times)


def children(path: Path, cache: str, repeat: int) -> dict[str, Any]:
    """The least seconds of each step, over so many processes; texts and classes of the last."""
    runs = [json.loads(python(_CHILD, str(path), cache, AS_OF)) for _ in range(repeat)]
    least = {key: min(run[key] for run in runs) for key in ("import", "load", "decide", "trace")}
    return {**runs[-1], **least}


def command(repeat: int) -> tuple[float, float]:
    """Seconds by the clock of `credit-engine decide`, its policy checked before: the least and the median."""
    example = ROOT / "examples" / "consumer_loan" / "approve_salaried.json"
    loan = ROOT / "policies" / "origination" / "consumer_loan.yaml"
    times = []
    for _ in range(1 + repeat):  # the first checks the policy
        start = time.perf_counter()
        python(_COMMAND, "decide", str(loan), str(example), "--as-of", AS_OF)
        times.append(time.perf_counter() - start)
    return min(times[1:]), statistics.median(times[1:])


def readers(text: str, repeat: int) -> dict[str, float]:
    """Seconds of reading a text, and nothing else, by PyYAML."""
    found = {"PyYAML": best(lambda: yaml.load(text, yaml.BaseLoader), repeat)}
    if yaml.__with_libyaml__:
        found["libyaml"] = best(lambda: yaml.load(text, yaml.CBaseLoader), repeat)
    return found


def main() -> int:
    """Print a line for each size; 1 where the cache decides otherwise."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rules", type=int, nargs="+", default=[1000, 2000, 4000])
    arguments.add_argument("--repeat", type=int, default=5)
    options = arguments.parse_args()
    print(f"Python {platform.python_version()}, PyYAML {yaml.__version__}, {platform.machine()}; seconds")
    print(
        f"{'rules':>7} {'load':>8} {'first':>8} {'trace':>8} {'reload':>8} {'first':>8} {'trace':>8}"
        f" {'cache KB':>9}   only reading"
    )
    loads, sound, reload = [], True, 0.0
    with TemporaryDirectory() as folder:
        for count in options.rules:
            path, cache = Path(folder) / f"rules_{count}.yaml", Path(folder) / f"cache_{count}"
            path.write_text(rules(count), encoding="utf-8")
            fresh = children(path, "", options.repeat)
            python(_CHILD, str(path), str(cache), AS_OF)
            kept = children(path, str(cache), options.repeat)
            sound &= kept["json"] == fresh["json"] and kept["restored"] == "RestoredPolicy"
            size = sum(file.stat().st_size for file in cache.iterdir()) / 1000
            steps = (fresh[key] for key in ("load", "decide", "trace"))
            again = (kept[key] for key in ("load", "decide", "trace"))
            reading = readers(path.read_text(encoding="utf-8"), options.repeat)
            print(
                f"{count:7} {' '.join(f'{x:8.3f}' for x in (*steps, *again))} {size:9.0f}  ",
                ", ".join(f"{name} {seconds:.3f}" for name, seconds in reading.items()),
            )
            loads.append(fresh["load"])
            reload = reload or kept["load"]
    nothing = min(float(python(_EMPTY.format("pass"))) for _ in range(options.repeat))
    package = min(float(python(_EMPTY.format("import credit_engine"))) for _ in range(options.repeat))
    face = min(
        float(python(_EMPTY.format("from credit_engine import load_policy"))) for _ in range(options.repeat)
    )
    print(f"import credit_engine {package - nothing:.3f}, with load_policy {face - nothing:.3f}")
    with TemporaryDirectory() as cache:
        loan = str(ROOT / "policies" / "origination" / "consumer_loan.yaml")
        load = f"from credit_engine import load_policy; load_policy({loan!r}, cache={cache!r})"
        python(load)
        together = min(float(python(_EMPTY.format(load))) for _ in range(options.repeat)) - nothing
    print(f"load_policy and the consumer loan policy from the cache {together:.3f}")
    least, median = command(2 * options.repeat)
    print(f"credit-engine decide, policy checked before {median:.3f} by the clock, at best {least:.3f}")
    growth = loads[-1] / loads[0]
    print(f"{options.rules[-1]:,} rules take {growth:.2f} times as long as {options.rules[0]:,}")
    met = loads[0] <= TARGETS["load"] and reload <= TARGETS["reload"] and package <= TARGETS["import"]
    met &= together <= TARGETS["together"] and median <= TARGETS["command"]
    print("the cache decides the same" if sound else "the cache DECIDES OTHERWISE")
    print(f"aims: {'met' if met and growth <= _GROWTH else 'MISSED'}")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
