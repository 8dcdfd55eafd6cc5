"""Where records come from and where decisions go: every kind of table, files, dates, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

from credit_engine import InputError
from credit_engine.api.batch.sources import ParquetSource
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.wording import in_language

POLICY = """
policy: small
version: "{version}"
effective: {{from: {start}, time_zone: Asia/Shanghai{end}}}
outcomes: {{order: [approve, decline], undecided: decline, nothing_fired: approve}}
inputs:
  person.age: {{type: integer, range: "[0..130]", codes: {{-9: no_record}}, missing: {{no_record: not_applicable, not_given: undecided}}}}
  person.since: {{type: date, missing: {{not_given: undecided}}}}
  income: {{type: number, range: ">= 0"}}
decisions:
  tenth: {{formula: income / 10}}
  days: {{formula: today() - person.since}}
  final:
    rules:
      - {{id: R1, when: person.age < {age}, then: decline, because: young}}
      - {{id: R2, when: income < 0.3, then: decline, because: poor}}
decision: {{outcome: [final], outputs: {{tenth: always, days: {{when: not(is missing(person.since))}}}}}}
reasons: {{young: {{en: Young, zh: 年轻}}, poor: {{en: Poor, zh: 低收入}}}}
"""  # noqa: E501


def policy(*ages: int) -> Policy:
    """Versions of the policy from year to year, each with its own lowest age."""
    versions = []
    for i, age in enumerate(ages or (18,)):
        end = f", to: {2021 + i}-01-01" if i + 1 < len(ages) else ""
        text = POLICY.format(version=i, start=f"{2020 + i}-01-01", end=end, age=age)
        versions.append(compile_policy(Source("small.yaml", text), lambda kind, name: Source(name, "")))
    return Policy(tuple(versions))


COLUMNS: dict[str, Any] = {
    "person.age": [17, 18, None, -9, 131],
    "person.since": ["2026-11-22", None, "2026-11-23", "2026-11-23", "2026-11-23"],
    "income": [0.30000000000000004, 0.3, 0.29999999999999993, 1.0, 2.0],
}
OUTCOMES = ["decline", "approve", "decline", "approve", "error"]


def outcomes(data: Any, **options: Any) -> list[str]:
    options.setdefault("as_of", "2026-11-23")
    found: list[str] = policy().decide_batch(data, **options).to_arrow().column("outcome").to_pylist()
    return found


def arrow() -> pa.Table:
    return pa.table(COLUMNS)


def test_an_arrow_table_and_its_batches_are_decided() -> None:
    assert outcomes(arrow()) == OUTCOMES
    assert outcomes(arrow().to_batches(max_chunksize=2)) == OUTCOMES
    assert outcomes(arrow().to_reader(max_chunksize=2)) == OUTCOMES
    assert outcomes(arrow().to_batches()[0]) == OUTCOMES


def test_frames_of_pandas_and_polars_are_decided() -> None:
    assert outcomes(pd.DataFrame(COLUMNS)) == OUTCOMES
    assert outcomes(polars.DataFrame(COLUMNS)) == OUTCOMES


def test_arrays_of_numpy_are_decided_and_nan_is_missing() -> None:
    columns = {
        "person.age": np.array([17, 18, np.nan, -9, 131]),
        "person.since": np.array(COLUMNS["person.since"], object),
        "income": np.array(COLUMNS["income"]),
    }
    assert outcomes(columns) == OUTCOMES


def test_columns_of_contexts_are_taken_apart() -> None:
    people = [{"age": 17, "since": None}, {"age": 18, "since": "2026-11-23"}]
    table = pa.table({"person": people, "income": [1.0, 1.0]})
    assert outcomes(table) == ["decline", "approve"]


@pytest.mark.parametrize(
    "type_", [pa.int8(), pa.int64(), pa.uint16(), pa.float32(), pa.float64(), pa.decimal128(9, 2)], ids=str
)
def test_numbers_of_any_type_mean_what_they_show(type_: pa.DataType) -> None:
    whole = pa.array([17, 18], pa.int64())
    ages = pa.array([Decimal(17), Decimal(18)], type_) if pa.types.is_decimal(type_) else whole.cast(type_)
    table = pa.table({"person.age": ages, "income": [1.0, 1.0]})
    assert outcomes(table) == ["decline", "approve"]


def test_small_floats_are_read_by_their_own_shortest_text() -> None:
    table = pa.table({"income": pa.array([0.3, 0.29], pa.float32()), "person.age": [20, 20]})
    assert outcomes(table) == ["approve", "decline"]


def test_decimals_and_dates_are_taken_as_they_are() -> None:
    table = pa.table(
        {
            "person.age": [20, 20, 20],
            "income": pa.array(map(Decimal, ("0.30", "0.29", "1.00")), pa.decimal128(12, 2)),
            "person.since": pd.to_datetime(["2026-11-22", None, "2026-11-23"]),
        }
    )
    result = policy().decide_batch(table, as_of="2026-11-23").to_arrow()
    assert result.column("outcome").to_pylist() == ["approve", "decline", "approve"]
    assert result.column("days").to_pylist()[0] == "P1D"


def test_causes_stand_in_columns_of_their_own() -> None:
    table = arrow().append_column(
        "person.age.missing", pa.array([None, "no_record", "not_given", None, "stolen"])
    )
    result = policy().decide_batch(table, as_of="2026-11-23").to_arrow()
    assert result.column("causes").to_pylist()[2] == ["not_given person.age", ""]
    assert "unknown-cause" in result.column("errors").to_pylist()[4][0]


def test_a_refused_row_keeps_its_place_and_says_everything_that_is_wrong() -> None:
    table = pa.table({"person.age": [20, 200, 20], "income": [1.0, -1.0, 1.0]})
    result = policy().decide_batch(table, as_of="2026-11-23")
    answers = result.to_arrow().to_pylist()
    assert [answer["outcome"] for answer in answers] == ["approve", "error", "approve"]
    assert len(answers[1]["errors"]) == 2
    assert result.stages.refused == 1
    with pytest.raises(InputError, match=r"person\.age is 200"):
        result.explain(1)


def refused(data: Any, **options: Any) -> list[str]:
    with pytest.raises(InputError) as error:
        outcomes(data, **options)
    return [problem.code for problem in error.value.problems]


def test_columns_that_no_row_can_make_right_are_refused_at_once_and_all_together() -> None:
    table = pa.table({"person.agee": [1, 2], "incomee": [1, 2]})
    assert refused(table) == ["missing-input", "unknown-field", "unknown-field"]
    assert refused(pa.table({"person.age": [1]})) == ["missing-input"]
    assert refused(arrow(), keep=["id"]) == ["missing-input"]
    assert refused({"income": [1.0], "person.age": [1, 2]}) == ["bad-data"]
    assert refused(3) == ["bad-data"]
    assert refused(arrow(), as_of=["2026-11-23"]) == ["bad-date"]


def test_what_is_wrong_with_a_file_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.parquet") == ["no-such-file"]
    assert refused(tmp_path / "none.csv") == ["no-such-file"]
    assert refused(tmp_path / "data.ods") == ["unknown-format"]
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    assert refused(str(tmp_path / "bad.parquet")) == ["unreadable-file"]
    (tmp_path / "bad.csv").write_text("")
    assert refused(str(tmp_path / "bad.csv")) == ["unreadable-file"]
    for name in ("none.xlsx", "none.jsonl"):
        assert refused(tmp_path / name) == ["no-such-file"]


@pytest.mark.parametrize(
    ("data", "chinese"),
    [
        (None, "它既不是表，也不是列表"),
        ([None], "第 1 项不是记录"),
        ([{"income": 1.0}, 3], "第 2 项不是记录"),
        ({"income": 3}, "列 income 既不是列表，也不是数组"),
        ({"income": [1.0], "person.age": [1, 2]}, "列 income 有 1 行，列 person.age 有 2 行"),
    ],
)
def test_what_is_no_table_is_said_in_both_languages_without_words_of_python(data: Any, chinese: str) -> None:
    with pytest.raises(InputError) as error:
        outcomes(data)
    (problem,) = error.value.problems
    assert in_language(problem.message, "zh") == f"数据不是表：{chinese}"
    assert "object" not in problem.message
    assert "pyarrow" not in problem.message


def test_an_empty_file_is_told_in_chinese_too(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(InputError) as error:
        outcomes(tmp_path / "empty.csv")
    (problem,) = error.value.problems
    assert in_language(problem.message, "zh") == "无法读取此 CSV 文件：文件为空；应有列名行"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"person": {"age": 200}}', "person.age is 200;"),
        ('{"person": {"age": true}}', "person.age is true;"),
        ('{"person": {"age": [1, null, "a"]}}', 'person.age is [1, null, "a"];'),
        ('[{"income": 17}]', 'the record is [{"income": 17}];'),
        ("null", "the record is null;"),
    ],
)
def test_a_refused_value_is_shown_as_json_writes_it(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(line + "\n")
    result = policy().decide_batch(tmp_path / "one.jsonl", as_of="2026-11-23").to_arrow()
    assert any(told in text for text in result["errors"].to_pylist()[0])


def test_files_give_the_same_decisions_as_the_table_that_they_hold(tmp_path: Path) -> None:
    pq.write_table(arrow(), tmp_path / "in.parquet", row_group_size=2)
    csv.write_csv(arrow(), tmp_path / "in.csv")
    expected = policy().decide_batch(arrow(), as_of="2026-11-23").to_arrow().drop_columns("errors")
    for name in ("in.parquet", "in.csv"):
        result = policy().decide_batch(tmp_path / name, as_of="2026-11-23", chunk_rows=2)
        assert result.to_arrow().drop_columns("errors").equals(expected)
        assert result.decision(1).outcome == "approve"


def test_reading_a_large_file_keeps_none_of_what_has_been_decided(tmp_path: Path) -> None:
    file, groups, rows = tmp_path / "large.parquet", 24, 40_000
    rng = np.random.default_rng(1)
    schema = pa.schema([("income", pa.float64()), ("person.age", pa.int64())])
    with pq.ParquetWriter(file, schema, use_dictionary=False) as writer:
        for _ in range(groups):
            numbers = rng.random(rows)
            writer.write_table(pa.table([numbers, (numbers * 100).astype(np.int64)], schema=schema))
    before, most = pa.total_allocated_bytes(), 0
    for _ in ParquetSource(str(file)).chunks(rows):
        most = max(most, pa.total_allocated_bytes() - before)
    assert most < file.stat().st_size / 3


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "csv"])
def test_results_are_written_to_files_whole_or_not_at_all(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out.{suffix}"
    result = policy().decide_batch(arrow(), as_of="2026-11-23", output=path, chunk_rows=2)
    if suffix == "csv":
        assert path.read_text("utf-8").splitlines()[1].startswith('"decline"')
    else:
        assert result.to_arrow().equals(policy().decide_batch(arrow(), as_of="2026-11-23").to_arrow())
    before = path.read_bytes()
    broken = pa.RecordBatchReader.from_batches(arrow().schema, iter(arrow().to_batches()))
    assert refused(broken, output=path, keep=["none"]) == ["missing-input"]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    assert refused(arrow(), output=tmp_path / "none" / "out.parquet") == ["unwritable-file"]
    assert refused(arrow(), output=tmp_path / "out.doc") == ["unknown-format"]


def test_columns_to_keep_stand_beside_the_answers() -> None:
    table = arrow().append_column("id", pa.array(list("abcde")))
    result = policy().decide_batch(table, as_of="2026-11-23", keep=["id"]).to_arrow()
    assert result.column_names[:2] == ["id", "outcome"]
    assert result.column("id").to_pylist() == list("abcde")


def test_every_row_may_have_its_own_dates_and_version() -> None:
    days = ["2020-06-01", "2021-06-01", "2019-01-01", None]
    table = pa.table({"person.age": [20] * 4, "income": [1.0] * 4, "day": days})
    result = policy(18, 21).decide_batch(table, as_of="day", chunk_rows=3)
    answers = result.to_arrow().to_pylist()
    assert [answer["reasons"] for answer in answers] == [[], ["young"], [], []]
    assert [answer["outcome"] for answer in answers[2:]] == ["error", "error"]
    assert "not-in-force" in answers[2]["errors"][0]
    assert "bad-date" in answers[3]["errors"][0]
    same = policy(18, 21).decide_batch(table.drop_columns("day"), as_of=days)
    assert same.to_arrow().equals(result.to_arrow())
    assert result.decision(1).as_of == "2021-06-01"


def test_an_empty_table_gives_an_empty_table() -> None:
    result = policy().decide_batch(arrow().slice(0, 0), as_of="2026-11-23")
    assert result.to_arrow().num_rows == 0
    assert result.stages.share_by_rows == 0.0


def test_several_processes_give_the_same_table_in_the_same_order() -> None:
    table = pa.concat_tables([arrow()] * 40)
    one = policy(18, 21).decide_batch(table, as_of="2026-11-23", chunk_rows=7).to_arrow()
    two = policy(18, 21).decide_batch(table, as_of="2026-11-23", chunk_rows=7, workers=2).to_arrow()
    assert two.equals(one)
