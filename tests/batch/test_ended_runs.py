"""Runs of `batch` that meet each other, or a signal at any moment: a whole result of their own, or none.

`ENDED_RUNS=100 pytest tests/batch/test_ended_runs.py` tries each of them so many times.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from batch.loans import POLICY_FILE, loan_table

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="a matter of POSIX"),
]

RUNS = int(os.environ.get("ENDED_RUNS", "4"))
LEFT_BY_A_KILL = re.compile(r"\.out\.parquet\.(lock|[0-9a-f]{32}\.part)")


def started(source: Path, output: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "credit_engine", "batch", str(POLICY_FILE), str(source), str(output)]
    return subprocess.Popen(
        [*command, "--as-of", "2026-11-23", "--keep", "run", "--quiet", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def applications(folder: Path, run: int, copies: int) -> Path:
    table = pa.concat_tables([loan_table(300, 2)] * copies)
    path = folder / f"applications_{run}.parquet"
    pq.write_table(table.append_column("run", pa.array([run] * table.num_rows)), path)
    return path


def runs_in(output: Path, rows: int) -> set[int]:
    """Whose result a whole file holds."""
    table = pq.read_table(output)
    assert table.num_rows == rows
    assert pc.all(table.column("outcome").is_valid()).as_py()
    return set(table.column("run").to_pylist())


def is_gone(session: int) -> bool:
    """Whether no process of a session runs any more; one that has ended may still have to be waited for."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        listed = subprocess.run(
            ["ps", "-o", "stat=", "-s", str(session)], capture_output=True, text=True, check=False
        )
        if all(state.startswith("Z") for state in listed.stdout.split()):
            return True
        time.sleep(0.05)
    return False


def test_two_runs_with_one_target_have_their_own_result_or_are_told(tmp_path: Path) -> None:
    sources = [applications(tmp_path, run, copies=5) for run in (0, 1)]
    rows = pq.read_metadata(sources[0]).num_rows
    (tmp_path / "out").mkdir()
    output, ended = tmp_path / "out" / "out.parquet", Counter[str]()
    for _ in range(RUNS):
        output.unlink(missing_ok=True)
        pair = [started(source, output, "--workers", "1") for source in sources]
        said = [run.communicate(timeout=120)[1] for run in pair]
        done = {number for number, run in enumerate(pair) if run.returncode == 0}
        assert all(run.returncode == 0 or "[output-in-use]" in said[n] for n, run in enumerate(pair)), said
        (own,) = runs_in(output, rows)
        assert own in done
        assert [path.name for path in output.parent.iterdir()] == ["out.parquet"]
        ended[f"{len(done)} of two succeeded"] += 1
    print(dict(ended))


@pytest.mark.parametrize(
    "options", [("--workers", "1"), ("--workers", "2", "--fingerprints")], ids=["one", "two"]
)
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name)
def test_a_signal_at_any_moment_leaves_a_whole_result_or_none(
    tmp_path: Path, sent: signal.Signals, options: tuple[str, ...]
) -> None:
    source = applications(tmp_path, 0, copies=40 if len(options) == 2 else 3)
    rows, rng = pq.read_metadata(source).num_rows, Random(f"{sent} {options}")
    (tmp_path / "out").mkdir()
    output, ended = tmp_path / "out" / "out.parquet", Counter[str]()
    begun = time.monotonic()
    assert started(source, output, *options).wait(120) == 0
    takes = time.monotonic() - begun
    for _ in range(max(1, RUNS // 2)):
        output.unlink()
        run = started(source, output, *options)
        time.sleep(rng.uniform(0.1, 1.1) * takes)
        run.send_signal(sent)
        _, said = run.communicate(timeout=60)
        assert is_gone(run.pid)
        left = [path.name for path in output.parent.iterdir() if path != output]
        whole = output.exists() and runs_in(output, rows) == {0}
        assert whole or not output.exists()
        assert whole or run.returncode != 0
        if sent == signal.SIGTERM:
            # Before the command has begun, the system's own way of ending a process is taken.
            assert run.returncode in (0, 143, -sent), said
            assert (left, "Traceback" in said) == ([], False), said
        else:
            assert all(LEFT_BY_A_KILL.fullmatch(name) for name in left)
        ended[f"{'whole' if whole else 'none'}, status {run.returncode}, {len(left)} left"] += 1
        assert started(source, output, "--workers", "1").wait(120) == 0
        assert [path.name for path in output.parent.iterdir()] == ["out.parquet"]
    print(dict(ended))


@pytest.mark.parametrize("planted", [".out.parquet.part", "out.parquet", ".out.parquet.lock"])
def test_a_planted_link_touches_no_foreign_file(tmp_path: Path, planted: str) -> None:
    source = applications(tmp_path, 0, copies=1)
    foreign = tmp_path / "foreign.parquet"
    foreign.write_bytes(b"foreign")
    (tmp_path / "out").mkdir()
    output = tmp_path / "out" / "out.parquet"
    (output.parent / planted).symlink_to(foreign)
    run = started(source, output, "--workers", "1")
    said = run.communicate(timeout=120)[1]
    assert foreign.read_bytes() == b"foreign"
    if planted == ".out.parquet.part":
        assert run.returncode == 0
        assert runs_in(output, pq.read_metadata(source).num_rows) == {0}
    else:
        assert (run.returncode, "[unwritable-file]" in said) == (1, True)
    assert {path.name for path in output.parent.iterdir()} <= {planted, "out.parquet"}
