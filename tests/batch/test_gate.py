"""What crosses the border as records and tables: one bad cell is one row's error, and names its place."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel, Field

from credit_engine import InputError
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

TEXT = """
policy: gate
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: number, codes: {"N/A": no_record}, missing: {not_given: undecided, no_record: not_applicable}}
  a.n: {type: integer, missing: {not_given: undecided}}
  b: {type: boolean, missing: {not_given: not_applicable}, rationale: tests}
  t: {type: text, missing: {not_given: not_applicable}, rationale: tests}
  d: {type: date, missing: {not_given: not_applicable}, rationale: tests}
  items: {type: list, items: {v: {type: number}}, missing: {not_given: not_applicable}, rationale: tests}
decisions:
  n: {formula: a.n}
  final:
    rules:
      - {id: R1, when: x > 1, then: decline, because: much}
      - {id: R2, when: 'b and t = "x" and d > date("2020-01-01") and count(items) > 1', then: decline, because: much}
decision: {outcome: [final], outputs: {n: {when: not(is missing(a.n))}}}
reasons: {much: {en: Much, zh: 多}}
"""  # noqa: E501


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy((compile_policy(Source("gate.yaml", TEXT), lambda kind, name: Source(name, "")),))


def answers(policy: Policy, data: Any, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        policy.decide_batch(data, as_of="2026-11-23", **options).to_arrow().to_pylist()
    )
    return found


def seen(policy: Policy, data: Any, **options: Any) -> list[str]:
    """Outcomes; for an error row its errors."""
    return [" | ".join(row["errors"] or ()) or row["outcome"] for row in answers(policy, data, **options)]


def refusal(policy: Policy, data: Any, **options: Any) -> list[str]:
    with pytest.raises(InputError) as refused:
        answers(policy, data, **options)
    return [problem.code for problem in refused.value.problems]


def csv_file(folder: Path, text: str | bytes) -> str:
    path = folder / "in.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


@pytest.mark.parametrize(
    "cell",
    [
        "5%",
        "1 000",
        "NA",
        "yes",
        "十七",
        "NaN",
        "null",
        "NULL",
        "inf",
        "-",
        "0x10",
        "1_000",
        "５",
        " ",
        "1e",
        ".",
    ],
)
def test_a_cell_that_is_no_number_is_its_rows_error_with_line_and_column(
    policy: Policy, tmp_path: Path, cell: str
) -> None:
    found = seen(policy, csv_file(tmp_path, f"x\n1\n{cell}\n2\n"))
    assert found == ["approve", f'line 3: x is "{cell}"; expected: a number [wrong-type]', "decline"]


def test_only_an_empty_cell_is_missing_unless_the_policy_has_a_code(policy: Policy, tmp_path: Path) -> None:
    rows = answers(policy, csv_file(tmp_path, 'x,b\n,1\nN/A,1\n"",1\n'))
    assert [row["causes"] for row in rows] == [["not_given x"], [], ["not_given x"]]


def test_the_line_is_that_of_the_file_with_empty_lines_and_lines_within_quotes(
    policy: Policy, tmp_path: Path
) -> None:
    found = seen(policy, csv_file(tmp_path, '\nx,t\n\n1,"two\nlines"\n1,"a,b"\n\n5%,c\n'))
    assert found == ["approve", "approve", 'line 8: x is "5%"; expected: a number [wrong-type]']


def test_every_wrong_cell_of_a_line_is_told(policy: Policy, tmp_path: Path) -> None:
    found = seen(policy, csv_file(tmp_path, "x,a.n,b,d\n5%,1.5,yes,2026-13-01\n"))
    assert {part.split(";")[0] for part in found[0].split(" | ")} == {
        'line 2: x is "5%"',
        "line 2: a.n is 1.5",
        'line 2: b is "yes"',
        'line 2: d is "2026-13-01"',
    }


def test_a_line_with_more_or_fewer_cells_is_its_rows_error(policy: Policy, tmp_path: Path) -> None:
    found = seen(policy, csv_file(tmp_path, "x,t\n1,a\n1\n1,a,b\n2,a\n"))
    assert found == [
        "approve",
        "line 3: the line has 1 cell, the head 2 columns; expected: "
        "a cell for each column; one that holds a comma stands in quotes [row-width]",
        "line 4: the line has 3 cells, the head 2 columns; expected: "
        "a cell for each column; one that holds a comma stands in quotes [row-width]",
        "decline",
    ]


def test_no_row_is_lost_where_lines_of_another_width_come_late(policy: Policy, tmp_path: Path) -> None:
    lines = ["x,t"] + ["1,a"] * 400_000 + ["1"] + ["2,a"] * 10
    found = seen(policy, csv_file(tmp_path, "\n".join(lines)), chunk_rows=100_000)
    assert len(found) == 400_011
    assert found[400_000].startswith("line 400002: the line has 1 cell,")
    assert found[400_001:] == ["decline"] * 10


def test_a_quote_that_is_never_closed_is_told_with_its_line(policy: Policy, tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'x,t\n1,a\n1,"b\n2,c\n3,d\n')
    assert refusal(policy, path) == ["unclosed-quote"]
    with pytest.raises(InputError, match="line 3"):
        answers(policy, path)


@pytest.mark.parametrize(
    ("encoding", "named"), [("gbk", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
)
def test_a_file_of_another_encoding_is_named_with_the_mend(
    policy: Policy, tmp_path: Path, encoding: str, named: str
) -> None:
    path = csv_file(tmp_path, "x,t\n1,张三\n".encode(encoding))
    with pytest.raises(InputError, match=rf"(?s){named} \[not-utf8\].*iconv"):
        answers(policy, path)


def test_a_name_of_another_encoding_far_into_the_file_is_told_with_its_line(
    policy: Policy, tmp_path: Path
) -> None:
    path = csv_file(tmp_path, b"x,t\n" + b"1,a\n" * 500_000 + "1,张三\n".encode("gbk"))
    with pytest.raises(InputError, match="line 500002 is not UTF-8 text; it looks like GBK"):
        answers(policy, path)


def test_numbers_of_a_csv_file_are_what_is_written(policy: Policy, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "x\n1.0000000000000000001\n1.00000000000000000\n 1 \n+1\n1e0\n" + "1" * 35 + "\n"
    )
    found = seen(policy, path)
    assert found[:5] == ["decline", "approve", "approve", "approve", "approve"]
    assert "number-too-long" in found[5]


def test_columns_that_are_kept_from_a_csv_file_are_as_they_were(policy: Policy, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "x,k\n1,007\n1,A7\n1,\n")
    assert [row["k"] for row in answers(policy, path, keep=["k"])] == ["007", "A7", None]


@pytest.mark.parametrize(
    ("text", "keep", "codes"),
    [
        ("x,x\n1,2\n", (), ["duplicate-value"]),
        ("x,k\n1,2\n", ("k", "k"), ["duplicate-value"]),
        ("x,k,k\n1,2,3\n", ("k",), ["duplicate-value"]),
        ("", (), ["unreadable-file"]),
    ],
)
def test_a_name_that_stands_twice_is_refused(
    policy: Policy, tmp_path: Path, text: str, keep: tuple[str, ...], codes: list[str]
) -> None:
    assert refusal(policy, csv_file(tmp_path, text), keep=keep) == codes


def test_an_undeclared_column_names_the_option_that_keeps_it(policy: Policy) -> None:
    with pytest.raises(InputError, match="--keep k"):
        answers(policy, {"x": [1], "k": [1]})


def test_a_structure_beside_a_column_of_its_entry_is_refused(policy: Policy) -> None:
    assert refusal(policy, pa.table({"x": [1], "a": [{"n": 1}], "a.n": [2]})) == ["duplicate-value"]


def test_a_column_of_objects_is_read_value_by_value(policy: Policy) -> None:
    values = [1, "5%", float("nan"), None, pd.NA, 10**30, True, Decimal("1.5"), [1], object(), "a\ud83d"]
    expected = ["approve", "wrong-type", "refer", "refer", "refer", "decline", "wrong-type", "decline"]
    expected += ["wrong-type"] * 3
    for data in (pd.DataFrame({"x": pd.Series(values, dtype=object)}), {"x": values}):
        found = [one.rpartition("[")[2].removesuffix("]") for one in seen(policy, data)]
        assert found == expected


def test_columns_without_any_value_are_missing_whatever_type_a_frame_gave_them(policy: Policy) -> None:
    nothing = {name: [np.nan, np.nan] for name in ("t", "d", "b", "items", "a.n")}
    assert seen(policy, pd.DataFrame({"x": [1.0, 2.0], **nothing})) == ["approve", "decline"]
    assert seen(policy, pa.table({"x": [1.0, 2.0], **nothing})) == ["approve", "decline"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("x", pa.array([True, None, False]), ["x is true; expected: a number", "", "x is false; "]),
        ("x", pa.array(["5", None, "N/A"]), ['x is "5"; expected: a number', "", ""]),
        ("x", pa.array([dt.date(2026, 1, 5), None, None]), ["x is 2026-01-05; expected: a number", "", ""]),
        ("x", pa.array([b"5", None, None]), ["x is b'5'; expected: a number", "", ""]),
        ("x", pa.array([dt.timedelta(1), None, None]), ["x is P1D; expected: a number", "", ""]),
        ("t", pa.array([5, None, 6]), ["t is 5; expected: a text", "", "t is 6; expected: a text"]),
        ("t", pa.array([True, None, None]), ["t is true; expected: a text", "", ""]),
        ("t", pa.array([dt.date(2026, 1, 5), None, None]), ["t is 2026-01-05; expected: a text", "", ""]),
        ("b", pa.array(["true", None, None]), ['b is "true"; expected: true or false', "", ""]),
        ("b", pa.array([1, None, 0]), ["b is 1; expected: true or false", "", "b is 0; "]),
        ("d", pa.array([20260105, None, None]), ["d is 20260105; expected: a date", "", ""]),
        ("d", pa.array([1.5, None, None]), ["d is 1.5; expected: a date such as 2026-11-23", "", ""]),
        ("items", pa.array([1, None, None]), ["items is 1; expected: a list", "", ""]),
        ("items", pa.array([[1], None, []]), ["items[0] is 1; expected: ", "", ""]),
    ],
)
def test_a_typed_column_that_holds_no_such_values_is_read_value_by_value_in_every_form(
    policy: Policy, name: str, values: pa.Array, expected: list[str], tmp_path: Path
) -> None:
    table = pa.table({"x": pa.array([1.0] * 3), name: values} if name != "x" else {"x": values})
    pq.write_table(table, tmp_path / "in.parquet")
    forms = [
        table,
        tmp_path / "in.parquet",
        polars.from_arrow(table),
        table.to_pandas(types_mapper=pd.ArrowDtype),
    ]
    for data in forms:
        found = [" ".join(row["errors"] or ()) for row in answers(policy, data)]
        assert [bool(one) for one in found] == [bool(one) for one in expected]
        assert all(one.startswith(start) for one, start in zip(found, expected, strict=True)), found


def test_lists_of_items_of_another_form_are_their_rows_errors(policy: Policy) -> None:
    found = seen(policy, {"x": [1] * 5, "items": [[{"v": 1}], [{"v": "a"}], "no", [{"v": 1, "w": 1}], None]})
    assert [one.rpartition("[")[2] for one in found] == [
        "approve",
        "wrong-type]",
        "wrong-type]",
        "unknown-field]",
        "approve",
    ]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (pd.DataFrame(index=range(3)), 3),
        (pd.DataFrame(), 0),
        (polars.DataFrame(), 0),
        ({}, 0),
        ([], 0),
        (pa.table({}), 0),
        ([{}, {}], 2),
    ],
)
def test_a_table_without_columns_has_its_own_number_of_rows(policy: Policy, data: Any, rows: int) -> None:
    assert seen(policy, data) == ["refer"] * rows


@pytest.mark.parametrize("name", ["workers", "chunk_rows"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "2", None, 10**20])
def test_counts_that_are_none_are_refused(policy: Policy, name: str, value: Any) -> None:
    options: Any = {name: value}
    assert refusal(policy, {"x": [1]}, **options) in (["wrong-type"], ["out-of-range"])


class Item(BaseModel):
    value: float = Field(alias="v")


class Part(BaseModel):
    number: int = Field(serialization_alias="n")


class Model(BaseModel):
    x: Decimal
    a: Part
    items: list[Item] = []


@dataclass
class Plain:
    x: Any
    a: Any = None


RECORDS = [
    Model(x=Decimal("1.5"), a=Part(number=7), items=[Item(v=1), Item(v=2)]),
    Plain(2, Part(number=7)),
    Plain(2, Plain(1)),
    {"x": 2, "a": Part(number=7)},
    {"x": 2, "a": {"n": 7}},
]


def test_models_with_aliases_dataclasses_and_dicts_are_read_alike_alone_and_in_lists(policy: Policy) -> None:
    assert [policy.decide(one, as_of="2026-11-23").outputs["n"] for one in (RECORDS[0], *RECORDS[3:])] == [
        7
    ] * 3
    found = seen(policy, RECORDS)
    kinds = [one.rpartition("[")[2] for one in found]
    assert kinds == ["decline", "decline", "unknown-field]", "decline", "decline"]


def test_frames_of_polars_are_read_lazily_or_not(policy: Policy) -> None:
    frame = polars.DataFrame({"x": [1.0, 2.0, None]})
    assert seen(policy, frame.lazy()) == seen(policy, frame) == ["approve", "decline", "refer"]


def test_json_lines_are_read_as_strictly_as_json(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [
        '{"x": 2, "k": "007"}',
        '{"x": 1, "x": 2}',
        "",
        '{"x": "5%"}',
        '{"x": NaN}',
        "5",
        '{"y": 1}',
        '{"t": "\\ud83d"}',
        '{"x": ' + "1" * 35 + "}",
        "{bad",
        '{"x": {"missing": "no_record"}, "k": 5}',
        '{"x": 1.0000000000000000001}',
    ]
    path.write_text("\n".join(lines), "utf-8")
    found = answers(policy, path, keep=["k"])
    codes = [(row["errors"] or ["[]"])[0].rpartition("[")[2].removesuffix("]") for row in found]
    assert codes == [
        "",
        "duplicate-key",
        "wrong-type",
        "not-finite",
        "wrong-type",
        "unknown-field",
        "lone-surrogate",
        "number-too-long",
        "unclosed-bracket",
        "",
        "",
    ]
    assert found[2]["errors"] == ['line 4: x is "5%"; expected: a number [wrong-type]']
    assert [row["k"] for row in found if row["k"]] == ["007", "5"]
    assert [row["outcome"] for row in found if row["outcome"] != "error"] == ["decline", "approve", "decline"]


def test_a_line_that_is_no_record_is_not_shown_where_the_policy_hides_an_input(tmp_path: Path) -> None:
    text = TEXT.replace("t: {type: text,", "t: {type: text, redact: true,")
    hiding = Policy((compile_policy(Source("gate.yaml", text), lambda kind, name: Source(name, "")),))
    path = tmp_path / "in.jsonl"
    path.write_text('{"t": secret}\n{"x": ' + "7" * 40 + "}\n", "utf-8")
    assert seen(hiding, path) == [
        f"line {line}: the row is refused; it is not shown [{code}]"
        for line, code in ((1, "unknown-word"), (2, "number-too-long"))
    ]


def test_a_worksheet_is_read_row_by_row(policy: Policy, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    morning = dt.datetime(2024, 1, 1, 8)  # noqa: DTZ001 - cells have no zone
    rows: list[list[Any]] = [
        ["x", "a.n", "b", "t", "d", "k"],
        [2, 5, True, "x", dt.date(2024, 1, 1), 7],
        [None] * 6,
        ["5%", 1.5, "yes", 5],
        ["=1+1"],
        [1, None, None, None, morning],
        [1, "=NA()"],
    ]
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    found = answers(policy, tmp_path / "in.xlsx", keep=["k"])
    assert [row["outcome"] for row in found] == ["decline", "error", "error", "error", "error"]
    assert {one.partition(";")[0] for one in found[1]["errors"]} == {
        'line 4: x is "5%"',
        "line 4: a.n is 1.5",
        'line 4: b is "yes"',
        "line 4: t is 5",
    }
    assert "formula-cell" in found[2]["errors"][0]
    assert found[0]["k"] == "7"


WHOLE = [9007199254740993, 2**64 - 1, 10**33 + 1, -(10**33) - 1, 10**20, 0]


def test_whole_numbers_of_any_size_are_released_as_they_are(policy: Policy) -> None:
    assert [policy.decide({"x": 1, "a": {"n": n}}, as_of="2026-11-23").outputs["n"] for n in WHOLE] == WHOLE


@pytest.mark.parametrize(
    "digits",
    [10**34 + 1, Decimal(10**34 + 1), Decimal("1." + "1" * 34), 10**7000],
    ids=["int", "whole", "fraction", "huge"],
)
def test_numbers_of_more_than_34_digits_are_refused(policy: Policy, digits: Any) -> None:
    with pytest.raises(InputError, match="number-too-long"):
        policy.decide({"x": digits}, as_of="2026-11-23")
    assert "number-too-long" in seen(policy, {"x": [digits]})[0]


@pytest.mark.parametrize(
    "record", [{"t": "\ud83d"}, {"t": "中\udc00文"}, {"\ud83d": 1}, {"items": [{"v": 1, "\ud83d": 1}]}]
)
def test_half_of_a_character_is_refused_and_told_in_text_that_can_be_written(
    policy: Policy, record: dict[str, Any]
) -> None:
    with pytest.raises(InputError) as refused:
        policy.decide({"x": 1, **record}, as_of="2026-11-23")
    assert [problem.code for problem in refused.value.problems] == ["lone-surrogate"]
    assert json.dumps(str(refused.value), ensure_ascii=False).encode()
    assert "lone-surrogate" in seen(policy, [{"x": 1, **record}])[0]


def test_half_of_a_character_in_an_intervention_is_refused(policy: Policy) -> None:
    given = {
        "kind": "waiver",
        "rule": "R1",
        "by": "\ud83d",
        "authority": "a",
        "reason": "b",
        "expires": "2026-12-31",
    }
    with pytest.raises(InputError, match="lone-surrogate"):
        policy.decide({"x": 2}, as_of="2026-11-23", interventions=[given])
