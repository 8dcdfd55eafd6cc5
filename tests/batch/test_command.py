"""`credit-engine batch`: files in, files out, what it says, and what it refuses."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from batch.loans import POLICY_FILE, loan_table
from cli.calling import call

AS_OF = ("--as-of", "2026-11-23")


@pytest.fixture
def applications(tmp_path: Path) -> str:
    path = tmp_path / "applications.parquet"
    pq.write_table(loan_table(200, 1).append_column("id", pa.array(range(len(loan_table(200, 1))))), path)
    return str(path)


def test_a_file_is_decided_into_a_file(applications: str, tmp_path: Path) -> None:
    output = tmp_path / "decisions.parquet"
    done = call(
        "batch", str(POLICY_FILE), applications, str(output), *AS_OF, "--keep", "id", "--workers", "1"
    )
    assert (done.status, done.out) == (0, "")
    assert "rows" in done.err
    found = pq.read_table(output)
    assert found.column_names[:2] == ["id", "outcome"]
    assert found.column("id").to_pylist() == list(range(found.num_rows))


def test_nothing_is_said_where_nothing_shall_be(applications: str, tmp_path: Path) -> None:
    done = call("batch", str(POLICY_FILE), applications, str(tmp_path / "out.csv"), *AS_OF, "--keep", "id",
                "--workers", "1", "--quiet")  # fmt: skip
    assert (done.status, done.out, done.err) == (0, "", "")


def test_what_does_not_fit_is_refused(applications: str, tmp_path: Path) -> None:
    output = str(tmp_path / "out.parquet")
    done = call("batch", str(POLICY_FILE), applications, output, *AS_OF)
    assert done.status == 1
    assert "the column 'id' is not an input of this policy [unknown-field]" in done.err
    assert call("batch", str(POLICY_FILE), applications, applications, *AS_OF).status == 2
    assert call("batch", str(POLICY_FILE), applications, output).status == 2
    assert not Path(output).exists()


def test_a_run_that_is_killed_leaves_no_half_file_and_can_be_run_again(tmp_path: Path) -> None:
    table = pa.concat_tables([loan_table(300, 2)] * 40)
    source, output = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(table, source)
    command = [
        sys.executable,
        "-m",
        "credit_engine",
        "batch",
        str(POLICY_FILE),
        str(source),
        str(output),
        *AS_OF,
    ]
    run = subprocess.Popen([*command, "--workers", "1", "--quiet"])
    aside = tmp_path / ".out.parquet.part"
    deadline = time.monotonic() + 60
    while not aside.exists() and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    killed = run.wait() != 0
    assert output.exists() is not killed
    assert subprocess.run([*command, "--workers", "2", "--quiet"], check=False).returncode == 0
    once = tmp_path / "once.parquet"
    command[6] = str(once)
    assert subprocess.run([*command, "--workers", "1", "--quiet"], check=False).returncode == 0
    assert pq.read_table(output).equals(pq.read_table(once))
    assert not aside.exists()
