"""Numbers of any size leave a batch as they leave `decide`, in every form of a result."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import openpyxl
import polars
import pyarrow as pa
import pytest

from cli.calling import call
from credit_engine import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

AS_OF = "2026-11-23"
TEXT = """
policy: exact
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: number, missing: {not_given: undecided}}
prior: {total: {type: number, initially: 1}}
decisions:
  twice: {formula: x * 2}
  third: {formula: x / 3}
  named: {formula: 'if x > 1000 then 9007199254740993 else 0.5'}
  adm: {rules: [{id: A, when: x > 100 and third > 0 and twice > 0, then: decline, because: r}]}
decision:
  outcome: [adm]
  outputs:
    x: {of: x, when: always}
    twice: {when: always}
    third: {when: always, round: 4}
    named: {when: always}
next: {total: x + prior.total}
reasons: {r: {en: R, zh: R}}
"""
OUTPUTS = ("x", "twice", "third", "named")
COLUMNS = (*OUTPUTS, "next.total")
NEW = {"prior.missing": "no_prior"}
WHOLE = (9007199254740993, 2**64 - 1, 10**33 + 1, -(10**33) - 1, 10**20, 9007199254740992, 3)
FRACTIONS = tuple(map(Decimal, ("9007199254740993.5", "0.1", "1E-30", "123456789012345678.9")))
EVERY: Sequence[Any] = (0.5, 3, 1e-5, *WHOLE, *FRACTIONS, None, 0, Decimal("1E+300"), Decimal("7E+4000"))
SIZES = (1, 4, 100)


@cache
def policy() -> Policy:
    return Policy((compile_policy(Source("exact.yaml", TEXT), lambda kind, name: Source(name, "")),))


def data(values: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"x": value, "prior": {"missing": "no_prior"}} for value in values]


def test_a_whole_number_of_a_table_is_itself_and_not_only_the_shortest_text_of_its_float() -> None:
    values = [18014398509481990, 18014398509481992, 10**23, 10**22]
    for value in values:
        (found,) = policy().decide_batch(data([value]), as_of=AS_OF).to_arrow().column("x").to_pylist()
        assert int(found) == value
        assert Decimal(str(found)) == value


def digits(value: Any) -> str | None:
    """A cell's number in plain digits, whatever type its column has."""
    if value is None or value == "":
        return None
    text = format(Decimal(repr(value) if isinstance(value, float) else str(value)), "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def alone(values: Sequence[Any]) -> list[tuple[str | None, ...]]:
    """The numbers that `decide` puts out for each record."""
    decisions = [policy().decide(record, as_of=AS_OF) for record in data(values)]
    return [
        (
            *(digits(one.outputs.get(name)) for name in OUTPUTS),
            None if isinstance(one.state["total"], dict) else digits(one.state["total"]),
        )
        for one in decisions
    ]


def shown(rows: Sequence[dict[str, Any]]) -> list[tuple[str | None, ...]]:
    return [tuple(digits(row[name]) for name in COLUMNS) for row in rows]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "values",
    [WHOLE, FRACTIONS, EVERY, (1.5, 2), [2**53 + 1] * 9],
    ids=["whole", "parts", "all", "few", "same"],
)
def test_a_table_has_the_numbers_of_its_rows_own_decisions(values: Sequence[Any], size: int) -> None:
    table = policy().decide_batch(data(values), as_of=AS_OF, chunk_rows=size).to_arrow()
    assert shown(table.to_pylist()) == alone(values)


def test_a_decision_has_the_numbers_that_were_given() -> None:
    assert [row[0] for row in alone(WHOLE)] == list(map(str, WHOLE))
    assert alone([9007199254740993])[0] == (
        "9007199254740993",
        "18014398509481986",
        "3002399751580331",
        "9007199254740993",
        "9007199254740994",
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 0.5, 2**53), pa.float64()),
        ((1, 2**53 + 1), pa.decimal128(38, 0)),
        ((0.25, 2**53 + 1), pa.decimal128(38, 2)),
        ((10**33 + 1, Decimal("0.1234")), pa.decimal128(38, 4)),
        ((10**33 + 1, Decimal("0.12345")), pa.string()),
        ((None, None), pa.float64()),
    ],
    ids=str,
)
def test_the_type_of_a_column_is_that_of_all_its_rows_whatever_the_chunks(
    values: Sequence[Any], expected: Any, tmp_path: Path
) -> None:
    for size in SIZES:
        for output in (None, tmp_path / "out.parquet", tmp_path / "out.arrow"):
            table = (
                policy().decide_batch(data(values), as_of=AS_OF, chunk_rows=size, output=output).to_arrow()
            )
            assert table.schema.field("x").type == expected


def test_workers_change_neither_types_nor_numbers() -> None:
    values = [*range(70_000), 2**53 + 1]
    table = pa.table({"x": values, "prior.missing": ["no_prior"] * len(values)})
    alone, shared = (policy().decide_batch(table, as_of=AS_OF, workers=n).to_arrow() for n in (1, 2))
    assert alone.schema.field("x").type == pa.decimal128(38, 0)
    assert shared.equals(alone)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file without a schema."""
    if path.suffix == ".jsonl":
        return [json.loads(line, parse_float=Decimal) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".csv":
        return list(csv.DictReader(path.read_text("utf-8").splitlines()))
    names, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx"])
def test_files_without_types_have_every_number_as_it_is_whatever_the_chunks(
    ending: str, tmp_path: Path
) -> None:
    written = set()
    for size in SIZES:
        path = tmp_path / f"out{ending}"
        policy().decide_batch(data(EVERY), as_of=AS_OF, chunk_rows=size, output=path)
        assert shown(read(path)) == alone(EVERY)
        written.add(path.read_bytes())
    assert len(written) == 1


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
@pytest.mark.parametrize("values", [EVERY, WHOLE, (*range(9), 2**53 + 1), (2**53 + 1, *range(9))])
def test_files_with_types_are_the_table(values: Sequence[Any], ending: str, tmp_path: Path) -> None:
    expected = policy().decide_batch(data(values), as_of=AS_OF).to_arrow()
    for size in SIZES:
        path = tmp_path / f"out{ending}"
        result = policy().decide_batch(data(values), as_of=AS_OF, chunk_rows=size, output=path)
        assert result.to_arrow().equals(expected)
        assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_pipe_takes_a_file_whose_types_are_known_late(tmp_path: Path) -> None:
    pipe = tmp_path / "out.parquet"
    os.mkfifo(pipe)
    taken: list[bytes] = []
    reader = Thread(target=lambda: taken.append(pipe.read_bytes()))
    reader.start()
    values = [1, 2, 2**53 + 1]
    policy().decide_batch(data(values), as_of=AS_OF, chunk_rows=1, output=pipe)
    reader.join()
    table = pa.parquet.read_table(pa.BufferReader(taken[0]))
    assert shown(table.to_pylist()) == alone(values)


@pytest.mark.parametrize("form", ["int64", "uint64", "decimal128", "objects", "text"])
def test_numbers_are_as_they_are_in_whatever_column_they_come(form: str, tmp_path: Path) -> None:
    values = [9007199254740993, 4, 2**62 + 1]
    columns: dict[str, Any] = {
        "int64": pa.array(values),
        "uint64": pa.array(values, pa.uint64()),
        "objects": values,
        "decimal128": pa.array(list(map(Decimal, values)), pa.decimal128(34, 0)),
    }
    given: Any = {"x": columns.get(form), "prior.missing": ["no_prior"] * 3}
    if form == "text":
        given = tmp_path / "in.csv"
        given.write_text("x,prior.missing\n" + "".join(f"{value},no_prior\n" for value in values), "utf-8")
    result = policy().decide_batch(given, as_of=AS_OF)
    assert shown(result.to_arrow().to_pylist()) == alone(values)
    assert shown(result.to_pandas().to_dict("records")) == alone(values)
    assert shown(result.to_polars().to_dicts()) == alone(values)


def test_numbers_decided_again_under_interventions_and_over_versions_are_as_they_are() -> None:
    newer = TEXT.replace('version: "1"', 'version: "2"').replace("2020-01-01}", "2026-01-01}")
    older = TEXT.replace("2020-01-01}", "2020-01-01, to: 2026-01-01}").replace("twice", "double")
    both = Policy(
        tuple(
            compile_policy(Source("exact.yaml", text), lambda kind, name: Source(name, ""))
            for text in (older, newer)
        )
    )
    table = pa.table(
        {"x": [2**53 + 1, 2**53 + 3], "day": ["2025-06-01", AS_OF], "prior.missing": ["no_prior"] * 2}
    )
    rows = both.decide_batch(table, as_of="day").to_arrow().to_pylist()
    assert [(row["x"], row["double"], row["twice"]) for row in rows] == [
        (2**53 + 1, 2**54 + 2, None),
        (2**53 + 3, None, 2**54 + 6),
    ]
    waivable = TEXT.replace("because: r}", "because: r, waivable_by: [officer]}")
    waiving = Policy((compile_policy(Source("exact.yaml", waivable), lambda kind, name: Source(name, "")),))
    waiver = {
        "row": 2,
        "kind": "waiver",
        "rule": "adm.A",
        "by": "u",
        "authority": "officer",
        "reason": "w",
        "expires": "2026-12-31",
    }
    found = waiving.decide_batch(table.drop_columns(["day"]), as_of=AS_OF, interventions=[waiver]).to_arrow()
    assert found.column("outcome").to_pylist() == ["decline", "approve"]
    assert found.column("x").to_pylist() == [2**53 + 1, 2**53 + 3]


def test_with_fixed_types_a_row_with_another_number_is_refused_and_says_which() -> None:
    table = policy().decide_batch(data([1, 2**53 + 1, 0.5]), as_of=AS_OF, fixed_types=True).to_arrow()
    assert table.schema.field("x").type == pa.float64()
    assert table.column("outcome").to_pylist() == ["approve", "error", "approve"]
    assert table.column("errors").to_pylist()[1] == [
        f"the outcome is decline, but the output {name} is {number}, which a column of doubles cannot hold; "
        "expected: up to 15 digits [too-large]"
        for name, number in (
            ("x", 2**53 + 1),
            ("twice", 2**54 + 2),
            ("named", 2**53 + 1),
        )
    ]


def test_the_command_fixes_types_on_request(tmp_path: Path) -> None:
    (tmp_path / "exact.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "in.csv").write_text("x,prior.missing\n9007199254740993,no_prior\n", "utf-8")
    outcomes = []
    for more in ((), ("--fixed-types",)):
        names = [str(tmp_path / name) for name in ("exact.yaml", "in.csv", "out.parquet")]
        assert call("batch", *names, "--as-of", AS_OF, *more).status == 0
        outcomes.append(polars.read_parquet(names[2])["outcome"].to_list())
    assert outcomes == [["decline"], ["error"]]
