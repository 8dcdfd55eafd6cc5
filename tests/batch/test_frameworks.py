"""Ray Data and Dask decide record batches as the how-to says; skipped where they are not installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from batch.loans import DAY, ROOT, loan_policy, loan_table

SOURCES = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))


@pytest.fixture(scope="module")
def loans() -> pa.Table:
    """Applications with lists, gaps and refused rows, and a number of their own."""
    table = loan_table(200, 4)
    return table.append_column("id", pa.array(range(table.num_rows)))


@pytest.fixture(scope="module")
def answers(loans: pa.Table) -> pa.Table:
    """What a batch in this process gives."""
    found: pa.Table = loan_policy().decide_batch(loans, as_of=DAY, keep=["id"]).to_arrow()
    assert "error" in found.column("outcome").to_pylist()
    return found


@pytest.fixture(scope="module")
def ray(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Ray on this machine, with one processor."""
    found = pytest.importorskip("ray", reason="Ray is not installed")
    pytest.importorskip("ray.data", reason="Ray Data is not installed")
    patch = pytest.MonkeyPatch()
    patch.setenv("RAY_AUTH_MODE", "disabled")
    patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    found.init(
        num_cpus=1,
        include_dashboard=False,
        log_to_driver=False,
        configure_logging=False,
        runtime_env={"env_vars": {"PYTHONPATH": SOURCES}},
        _temp_dir=str(tmp_path_factory.mktemp("ray")),
    )
    yield found
    found.shutdown()
    patch.undo()


def test_a_ray_dataset_is_decided_batch_by_batch(ray: Any, loans: pa.Table, answers: pa.Table) -> None:
    policy = loan_policy()
    decided = ray.data.from_arrow(loans).map_batches(
        lambda table: policy.decide_batch(table, as_of=DAY, keep=["id"]).to_arrow(),
        batch_format="pyarrow",
        batch_size=70,
    )
    assert sorted(decided.take_all(), key=lambda row: row["id"]) == answers.to_pylist()


def test_a_dask_frame_is_decided_by_partitions(loans: pa.Table, answers: pa.Table, tmp_path: Path) -> None:
    frames = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    pq.write_table(loans, tmp_path / "loans.parquet", row_group_size=80)
    policy = loan_policy()

    def decide(part: Any) -> Any:
        return policy.decide_batch(part, as_of=DAY, keep=["id"]).to_pandas()

    frame = frames.read_parquet(
        tmp_path, dtype_backend="pyarrow", split_row_groups=True, blocksize=None, aggregate_files=False
    )
    assert frame.npartitions > 1
    found = frame.map_partitions(decide, meta=decide(frame.head(0))).compute(scheduler="threads")
    assert pa.Table.from_pandas(found, schema=answers.schema, preserve_index=False).equals(answers)
