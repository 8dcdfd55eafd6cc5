"""A Spark frame is decided as the table that it holds; skipped where there is no Spark or no Java."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from batch.loans import DAY, loan_policy, loan_table
from credit_engine import InputError
from credit_engine.interop.spark import decide

pyspark = pytest.importorskip("pyspark.sql", reason="Spark is not installed")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("there is no Java")
    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    patch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "src"))
    session = (
        pyspark.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield session
    session.stop()
    patch.undo()


def test_a_frame_is_decided_as_the_table_that_it_holds(spark: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    table = loan_table(300, 6)  # so many that one is refused
    table = table.append_column("id", pa.array(range(table.num_rows)))
    pq.write_table(table, tmp_path / "loans.parquet")
    frame = spark.read.parquet(str(tmp_path / "loans.parquet")).repartition(3)
    found = decide(frame, loan_policy(), as_of=DAY, keep=["id"], fingerprints=True)
    rows = sorted((row.asDict() for row in found.collect()), key=lambda row: row["id"])
    expected = loan_policy().decide_batch(table, as_of=DAY, keep=["id"], fingerprints=True)
    assert rows == expected.to_arrow().to_pylist()
    assert {row["outcome"] for row in rows} >= {"decline", "refer", "error"}


def test_columns_that_do_not_fit_are_refused_before_anything_runs(spark: Any) -> None:
    frame = spark.createDataFrame([(1,)], ["income"])
    with pytest.raises(InputError, match="missing-input"):
        decide(frame, loan_policy(), as_of=DAY)
