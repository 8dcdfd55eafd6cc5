"""`credit-engine batch`: files in, files out, what it says, and what it refuses."""

from __future__ import annotations

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
    done = call(
        "batch",
        str(POLICY_FILE),
        applications,
        str(tmp_path / "out.csv"),
        *AS_OF,
        "--keep",
        "id",
        "--workers",
        "1",
        "--quiet",
    )
    assert (done.status, done.out, done.err) == (0, "", "")


def test_what_does_not_fit_is_refused(applications: str, tmp_path: Path) -> None:
    output = str(tmp_path / "out.parquet")
    done = call("batch", str(POLICY_FILE), applications, output, *AS_OF)
    assert done.status == 1
    assert "the column 'id' is not an input of this policy [unknown-field]" in done.err
    assert call("batch", str(POLICY_FILE), applications, applications, *AS_OF).status == 2
    assert call("batch", str(POLICY_FILE), applications, output).status == 2
    assert not Path(output).exists()
