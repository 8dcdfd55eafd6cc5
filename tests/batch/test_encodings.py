"""Texts that are no UTF-8, as of a database that keeps them in GBK: their rows are refused, no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from compiled import policy_of
from credit_engine import InputError, Policy

POLICY = """
policy: names
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  name: {type: text, missing: {no_record: undecided, not_given: undecided}}
  grade: {type: text, values: [A, B], missing: undecided}
  since: {type: date, missing: undecided}
  income: {type: number, missing: undecided}
  people: {type: list, items: {name: {type: text}}, missing: undecided}
decisions:
  admission:
    rules:
      - {id: R1, when: name = "张三", then: decline, because: listed, waivable_by: head_office}
      - {id: R2, when: grade = "B", then: decline, because: listed}
      - {id: R3, when: since > @"2026-01-01" or income < 3, then: decline, because: listed}
      - {id: R4, when: some p in people satisfies p.name = "张三", then: decline, because: listed}
decision: {outcome: [admission]}
reasons: {listed: {en: Listed, zh: 在名单上}}
"""
GBK = "李四".encode("gbk")
WAIVER = {
    "row": [2],
    "kind": ["waiver"],
    "rule": ["R1"],
    "by": ["u1"],
    "authority": ["head_office"],
    "reason": ["settled"],
    "expires": ["2027-01-01"],
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_of(POLICY)


def texts(*values: bytes | None) -> pa.Array:
    """Texts of any bytes: Arrow asks no questions."""
    ends = np.cumsum([0, *(len(value or b"") for value in values)]).astype(np.int32)
    held = pa.py_buffer(b"".join(value or b"" for value in values))
    present = pa.array([value is not None for value in values])
    bits = pa.py_buffer(np.packbits(present.to_numpy(zero_copy_only=False), bitorder="little").tobytes())
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(ends.tobytes()), held, bits)


def errors(policy: Policy, data: Any, **options: Any) -> list[list[str] | None]:
    options.setdefault("as_of", "2026-11-23")
    found: list[Any] = policy.decide_batch(data, **options).to_arrow().column("errors").to_pylist()
    return found


def refused(path: str, text: str = "����") -> list[str]:
    return [f'{path} holds bytes that are no UTF-8 text: "{text}"; expected: UTF-8 text [not-utf8]']


THREE = texts("张三".encode(), GBK, None)
COLUMNS = {
    "a text": ("name", THREE),
    "a large text": ("name", THREE.cast(pa.large_string())),
    "a view of a text": ("name", THREE.cast(pa.string_view())),
    "texts as codes": ("name", pa.DictionaryArray.from_arrays([0, 1, None], THREE.slice(0, 2))),
    "a cause": ("name.missing", texts(b"no_record", GBK, None)),
    "a declared value": ("grade", texts(b"A", GBK, None)),
    "a date": ("since", texts(b"2025-01-01", GBK, None)),
    "a list": (
        "people",
        pa.ListArray.from_arrays([0, 1, 2, 2], pa.StructArray.from_arrays([THREE.slice(0, 2)], ["name"])),
    ),
}


AS_CODES = ("texts as codes", "file")
"""What Arrow's reader refuses by itself, with the whole file."""


@pytest.mark.parametrize(
    ("column", "form"),
    [(column, form) for column in COLUMNS for form in ("table", "file") if (column, form) != AS_CODES],
)
def test_a_row_with_bytes_that_are_no_text_is_refused_and_no_other(
    policy: Policy, column: str, form: str, tmp_path: Path
) -> None:
    name, values = COLUMNS[column]
    data: Any = pa.table({name: values})
    if form == "file":
        pq.write_table(data, tmp_path / "data.parquet")
        data = tmp_path / "data.parquet"
    assert errors(policy, data) == [None, refused(name), None]


def test_a_column_of_numbers_as_texts_says_of_each_row_what_is_wrong_with_it(policy: Policy) -> None:
    assert errors(policy, pa.table({"income": texts(b"5%", GBK, None)})) == [
        ['income is "5%"; expected: a number [wrong-type]'],
        refused("income"),
        None,
    ]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx", "parquet"])
def test_a_kept_column_is_written_with_a_mark_for_what_cannot_be_read(
    policy: Policy, suffix: str, tmp_path: Path
) -> None:
    data, output = pa.table({"contract": texts(b"c1", GBK), "income": [5, 5]}), tmp_path / f"out.{suffix}"
    assert errors(policy, data, keep=["contract"]) == [None, refused("contract")]
    policy.decide_batch(data, as_of="2026-11-23", keep=["contract"], output=output)
    assert output.exists()


@pytest.mark.parametrize("form", ["table", "file"])
def test_a_column_that_nothing_reads_refuses_no_row(form: str, tmp_path: Path) -> None:
    data: Any = pa.table({"name": ["a", "b"], "note": texts(b"n1", GBK)})
    if form == "file":
        pq.write_table(data, tmp_path / "data.parquet")
        data = tmp_path / "data.parquet"
    listing = policy_of(POLICY.replace("outcomes:", "unknown_fields: list\noutcomes:"))
    assert errors(listing, data) == [None, None]


def test_bytes_far_down_a_large_table_refuse_their_row(policy: Policy) -> None:
    names = texts(*(b"%d" % i for i in range(5_000)), GBK)
    found = errors(policy, pa.table({"name": names}), chunk_rows=2_000)
    assert found == [*[None] * 5_000, refused("name")]


@pytest.mark.parametrize(
    "days",
    [texts(b"2026-01-01", GBK), texts(b"2026-01-01", GBK).cast(pa.string_view()), ["2026-01-01", "\ud83d"]],
    ids=["bytes", "view", "half of a character"],
)
def test_a_day_that_cannot_be_read_is_none(policy: Policy, days: Any) -> None:
    first, second = errors(policy, pa.table({"income": [5, 5]}), as_of=days)
    assert first is None
    assert second is not None
    assert second[0].endswith("expected: a date such as 2026-11-23 [bad-date]")


@pytest.mark.parametrize("name", ["rule", "by", "reason", "expires"])
def test_an_intervention_that_cannot_be_read_is_refused_with_its_column(policy: Policy, name: str) -> None:
    made = pa.table({**WAIVER, name: texts(GBK)})
    with pytest.raises(InputError) as caught:
        policy.decide_batch({"name": ["a", "张三"]}, as_of="2026-11-23", interventions=made)
    assert [(one.path, one.code) for one in caught.value.problems] == [("interventions[0]", "not-utf8")]
    assert f"{name} holds bytes that are no UTF-8 text" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("made.csv", "row,kind,rule,by\n2,waiver,R1,u1\n2,waiver,R1\n", "row-width"),
        ("made.jsonl", '{"row": 2, "kind": "waiver"}\n{"row":\n', "unclosed-bracket"),
    ],
)
def test_a_line_of_interventions_that_cannot_be_read_is_told_by_what_is_wrong_with_it(
    policy: Policy, tmp_path: Path, name: str, text: str, code: str
) -> None:
    head, *lines = text.split("\n")
    if name.endswith("csv"):
        head, lines = (
            f"{head},authority,reason,expires",
            [f"{lines[0]},head_office,ok,2027-01-01", *lines[1:]],
        )
    (tmp_path / name).write_text("\n".join([head, *lines]), "utf-8")
    with pytest.raises(InputError) as caught:
        policy.decide_batch({"name": ["a", "张三"]}, as_of="2026-11-23", interventions=tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.path, problem.code) == ("interventions[1]", code)
    assert str(problem.message).startswith("line ")


@pytest.mark.parametrize(("first", "rows"), [(0, 1_500), (700, 1_300), (1_999, 1_001)])
def test_of_a_slice_of_many_rows_those_are_refused_whose_texts_are_no_utf8(
    policy: Policy, first: int, rows: int
) -> None:
    names = [GBK if row in (699, 1_999) else b"Li" for row in range(3_000)]
    table = pa.table({"name": texts(*names)}).slice(first, rows)
    expected = [refused("name") if row in (699, 1_999) else None for row in range(first, first + rows)]
    assert errors(policy, table) == expected


def test_development_tells_a_column_of_a_file_that_cannot_be_read_and_leaves_it_out_where_told_so(
    tmp_path: Path,
) -> None:
    pytest.importorskip("scipy")
    from credit_engine.develop import fit_scorecard
    from credit_engine.develop.data_files import read_frame

    age = [20 + i % 50 for i in range(600)]
    bad = [int(i % 7 == 0 and years < 45) for i, years in enumerate(age)]
    town = texts(*(GBK if i == 3 else b"a" if i % 3 else b"b" for i in range(600)))
    path = tmp_path / "loans.parquet"
    pq.write_table(pa.table({"age": age, "town": town, "bad": bad}), path)
    frame, _ = read_frame(str(path))
    with pytest.raises(InputError) as caught:
        fit_scorecard(frame, "bad")
    assert [(one.path, one.code) for one in caught.value.problems] == [("town", "lone-surrogate")]
    assert "data row 4" in str(caught.value)
    card = fit_scorecard(frame, "bad", leave_out=["town"])
    assert [one.name for one in card.characteristics] == ["age"]
