"""Twelve months of a made-up book of a million loans, reviewed month by month by the policies after the loan.

`python benchmarks/loan_review.py FOLDER [--loans 1000000] [--months 12] [--workers 2]` writes books (those
there stay), reviews them in a process of its own, and prints rows a second, processor time and peak memory;
decides a sample of 10,000 loans of the last month one by one, from their records and the states that the
month before wrote. Then a run goes on from a copy of the first six months, is ended with SIGKILL in the
seventh, and another one goes on: every file has to be as it is without that. It exits with status 1 where
anything differs. Needs the extra `batch`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from credit_engine.api.batch.records import nested  # noqa: E402
from credit_engine.portfolio import Review, load_review  # noqa: E402
from reviews.loan_books import write_books  # noqa: E402

REVIEW = ROOT / "policies" / "post_loan" / "review.yaml"
FIRST = "2026-01"
"""All shipped policies are in force from then on."""
KILLED_IN = 7
SAMPLE = 10_000


def command(review: Path, books: Path, folder: Path, workers: int) -> list[str]:
    """The command that reviews all months."""
    program = "import sys; from credit_engine.cli import main; sys.exit(main())"
    paths = [str(review), str(books), str(folder)]
    return [sys.executable, "-c", program, "portfolio", *paths, "--workers", str(workers), "--quiet"]


def environment() -> dict[str, str]:
    """That of this process, with the package of this clone."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def run(review: Path, books: Path, folder: Path, workers: int) -> None:
    """Review without a stop; print what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command(review, books, folder, workers), env=environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"the review ended with status {status}")
    results = load_review(review).results(folder)
    rows = sum(counts["loans"] for counts in results.counts.values())
    spent = used.ru_utime + used.ru_stime
    steps = len(results.steps)
    print(f"{rows:,} rows of {len(results.names)} months, {steps} policies, in {seconds:.0f} s", end=": ")
    print(f"{rows / seconds:,.0f} rows a second, {rows * steps / seconds:,.0f} decisions a second")
    peak = used.ru_maxrss / 1024
    print(f"processor time {spent:.0f} s, {spent / rows * 1e6:.1f} us a row; peak memory {peak:.0f} MB")
    print(f"refused {sum(counts['refused'] for counts in results.counts.values()):,}")


def killed(review: Path, books: Path, whole: Path, folder: Path, workers: int) -> None:
    """Go on from six months, end that with SIGKILL while it writes the seventh, and let another run go on."""
    names = sorted(one.name for one in whole.iterdir())
    folder.mkdir()
    for name in names[: KILLED_IN - 1]:
        shutil.copytree(whole / name, folder / name)
    process = subprocess.Popen(command(review, books, folder, workers), env=environment())
    while process.poll() is None and not list(folder.glob(".*.files/decisions.parquet")):
        time.sleep(0.02)
    time.sleep(1)
    process.send_signal(signal.SIGKILL)
    status = process.wait()
    left = sorted(one.name for one in folder.iterdir())
    print(f"ended with status {status} in {names[KILLED_IN - 1]}; there stand {', '.join(left)}")
    subprocess.run(command(review, books, folder, workers), check=True, env=environment())


def same(first: Path, second: Path) -> bool:
    """Whether two folders hold the same files with the same bytes, and nothing else."""
    both = [dict(digests(folder)) for folder in (first, second)]
    print(f"{len(both[0])} files, all alike: {both[0] == both[1]}")
    return both[0] == both[1]


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                yield str(path.relative_to(folder)), hashlib.file_digest(file, "sha256").hexdigest()


def sampled(file: Path, books: Path, folder: Path) -> bool:
    """Whether 10,000 loans of the last month are decided alone as they were in the review."""
    review = load_review(file)
    results = review.results(folder)
    before, now = results.names[-2:]
    decisions = results.decisions(now)
    rows = [row * (decisions.num_rows - 1) // (SAMPLE - 1) for row in range(SAMPLE)]
    chosen = decisions.take(rows).to_pylist()
    keys = [row["loan.number"] for row in chosen]
    book = pq.read_table(books / f"{now}.parquet").take(rows).to_pylist()
    states = [
        {step.name: by_loan(results.state(step.name, month), keys) for step in review.steps}
        for month in (before, now)
    ]
    last = by_loan(results.decisions(before), keys)
    wrong: Counter[str] = Counter()
    for told, record in zip(chosen, book, strict=True):
        key = record["loan.number"]
        held = ({step: of_loans.get(key) for step, of_loans in some.items()} for some in states)
        known = Known(told, last.get(key, {}), record, *held)
        for step in review.steps:
            if not alike(review, step, known, now):
                wrong[step.name] += 1
    decided = f"{SAMPLE:,} loans decided alone by {len(review.steps)} policies"
    print(f"{decided}: {sum(wrong.values())} differ {dict(wrong)}")
    return not wrong


def by_loan(table: Any, keys: list[str]) -> dict[str, Any]:
    """The rows of some loans, by loan."""
    mine = table.filter(pa.compute.is_in(table.column("loan.number"), value_set=pa.array(keys)))
    return {row["loan.number"]: row for row in mine.to_pylist()}


@dataclass(frozen=True)
class Known:
    """What is known of a loan: what was told of it now and a month ago, its row, its states around them."""

    told: dict[str, Any]
    last: dict[str, Any]
    record: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]

    def value(self, review: Review, source: Any) -> Any:
        """What a source gives of the loan."""
        if not source.step:
            return self.record.get(source.name)
        if source.name.startswith("prior."):
            return prior_of(review, source, self.before[source.step])
        if source.name.startswith("next."):
            return self.after[source.step][source.name.replace("next.", "prior.")]
        column = f"{source.step}.{source.output}"
        found = self.last.get(column) if source.is_last else self.told[column]
        return None if found == "error" else found


def alike(review: Review, step: Any, known: Known, month: str) -> bool:
    """Whether a loan is decided by a step as it was in the review: outcome, outputs and reasons."""
    from credit_engine.api.stateful.months import last_day

    told, record = known.told, known.record
    only = review.spec.steps[step.name].only
    if only and not any(
        told[f"{name}.outcome"] in one.order[one.order.index(only[name]) :]
        for name, one in ((one.name, one) for one in review.steps)
        if name in only
    ):
        return told[f"{step.name}.outcome"] is None
    as_of = last_day(month)
    compiled = step.policy.in_force(as_of)
    flat: dict[str, Any] = {}
    for path in step.inputs:
        values = (known.value(review, source) for source in step.sources_of(path))
        flat[path] = next((value for value in values if value is not None), None)
        for column in step.columns_of(path) if flat[path] is None else ():
            flat[f"{path}.missing"] = record.get(f"{column}.missing")
    state = known.before[step.name]
    whole = nested({name: value for name, value in (flat | fields_of(state)).items() if value is not None})
    if compiled.spec.prior and (state is None or state["decided"] is None):
        whole["prior"] = {"missing": "no_prior"}
    decision = step.policy.decide(whole, as_of=as_of)
    outputs = {one.name: decision.outputs.get(one.name) for one in compiled.outputs}
    numbers = all(same_value(told[f"{step.name}.{name}"], value) for name, value in outputs.items())
    reasons = [reason.code for reason in decision.reasons] == told[f"{step.name}.reasons"]
    return decision.outcome == told[f"{step.name}.outcome"] and numbers and reasons


def prior_of(review: Review, source: Any, state: dict[str, Any] | None) -> Any:
    """A field of a state before; of a new loan as it is initially."""
    if state is not None and state["decided"] is not None:
        return state[source.name]
    step = next(one for one in review.steps if one.name == source.step)
    return step.in_force("2027-01-31", "loan.number").initial.get(source.name.removeprefix("prior."))


def fields_of(state: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (state or {}).items() if name.startswith("prior.")}


def same_value(told: Any, value: Any) -> bool:
    """Whether a cell of the table is a value of a decision."""
    from datetime import date
    from decimal import Decimal

    if isinstance(told, float):
        return value is not None and Decimal(repr(told)) == value
    if isinstance(told, date):
        return str(value) == told.isoformat()
    if isinstance(told, str) and not isinstance(value, str):
        return True  # a list or context, as JSON
    return bool(told == value)


def main() -> int:
    """Review without and with a kill, compare, and decide a sample alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--loans", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--review", type=Path, default=REVIEW)
    given = parser.parse_args()
    books, whole, ended = (given.folder / name for name in ("books", "whole", "ended"))
    # A process begins with the memory of the one that starts it, and that counts in its peak: so the books,
    # which take 2 GB, are written in another one.
    writer = get_context("spawn").Process(target=write_books, args=(books, given.loans, given.months, FIRST))
    writer.start()
    writer.join()
    if writer.exitcode:
        raise SystemExit(f"writing the books ended with status {writer.exitcode}")
    shutil.rmtree(ended, ignore_errors=True)
    run(given.review, books, whole, given.workers)
    sound = sampled(given.review, books, whole)
    killed(given.review, books, whole, ended, given.workers)
    return int(not (same(whole, ended) and sound))


if __name__ == "__main__":
    sys.exit(main())
