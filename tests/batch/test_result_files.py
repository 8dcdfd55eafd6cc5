"""Result files say what the table says, exactly, in every form; in words, too, where these are asked for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from batch.loans import POLICY_FILE, loan_policy, loan_table
from batch.processes import processes_policy, processes_table
from cli.calling import call
from credit_engine import InputError, Policy
from credit_engine.api.batch import workbook
from credit_engine.policy.finding import finder
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

AS_OF = "2026-11-23"
DAY = dt.datetime.fromisoformat
TEXT = """
policy: small
version: "1"
effective: {from: 2020-01-01, time_zone: Asia/Shanghai}
outcomes:
  order: [pass, refer]
  undecided: refer
  nothing_fired: pass
  titles: {refer: {en: To an officer, zh: 转人工}}
inputs:
  amount: {type: number, title: {en: Amount, zh: 金额}, missing: {not_given: undecided}}
decisions:
  share: {formula: amount / 3}
  checks: {rules: [{id: R-1, when: amount > 100, then: refer, because: large}]}
decision: {outcome: [checks], outputs: {share: {when: always, round: 2}}}
reasons: {large: {internal: {en: Large amount, zh: 金额较大}, customer: {en: Too much, zh: 过高}}}
"""


def policy() -> Policy:
    return Policy((compile_policy(Source("small.yaml", TEXT), finder(Path("small.yaml"))),))


AWKWARD: dict[str, list[Any]] = {
    "formula": ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "'=1"],
    "text": ["", " a ", "line\nbreak", "贷款 \U0001f600", '"quoted", with comma', "_x0041_", "http://x.cn"],
    "controls": ["\x01", "\x1f", "\x7f", "\x85", "\u2028", "\ufffe", "\uffff"],
    "digits": ["007", "1e5", "TRUE", "2026-11-23", "#N/A", "NaN", "null"],
    "float": [0.1, 1 / 3, 1e15 + 0.5, 123456789012345.0, 1e22, 5e-324, -0.0],
    "integer": [0, 2**53 + 1, 999999999999999, 1000000000000001, -(2**63), 10**17, 2**63 - 1],
    "decimal": list(map(Decimal, ("0.10", "12345678901234567.89", "1.00", "-0.01", "0.00", "99.99", "3.00"))),
    "flag": [True, False, None, True, False, None, True],
    "day": [
        dt.date(2026, 11, 23),
        dt.date(1900, 2, 28),
        dt.date(1900, 3, 1),
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
        None,
        dt.date(2024, 2, 29),
    ],
    "numbers": [[1, 2], [], None, [3], [2**53 + 1], [0], [1]],
    "texts": [["a", "b"], [], None, ["="], ["x | y"], [""], ["中"]],
}


def awkward() -> pa.Table:
    return pa.table({"amount": [float(row) * 50 for row in range(7)], **AWKWARD})


def written(path: Path, table: pa.Table | None = None, **options: Any) -> pa.Table:
    table = awkward() if table is None else table
    keep = [name for name in table.column_names if name != "amount"]
    policy().decide_batch(table, as_of=AS_OF, keep=keep, output=path, **options)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    return policy().decide_batch(table, as_of=AS_OF, keep=keep, **options).to_arrow()


def exact(value: Any) -> Any:
    """A value as JSON says it, numbers as decimals."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(map(exact, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson"])
def test_json_lines_say_every_value_exactly(tmp_path: Path, ending: str) -> None:
    expected = written(tmp_path / f"out{ending}", lang="zh")
    lines = (tmp_path / f"out{ending}").read_text("utf-8").split("\n")
    assert lines.pop() == ""
    rows = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]
    assert [list(row) for row in rows] == [expected.column_names] * 7
    assert rows == [{name: exact(value) for name, value in row.items()} for row in expected.to_pylist()]


def cells(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["decisions"]
    assert all(cell.data_type != "f" for row in book.active for cell in row)
    assert all(cell.hyperlink is None for row in book.active for cell in row)
    return [[cell.value for cell in row] for row in book.active]


def test_a_workbook_holds_every_text_as_a_text_and_every_number_exactly(tmp_path: Path) -> None:
    expected = written(tmp_path / "out.xlsx", lang="en")
    names, *rows = cells(tmp_path / "out.xlsx")
    assert names == expected.column_names
    found = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    for name in ("formula", "digits"):
        assert found[name] == AWKWARD[name]
    # openpyxl leaves the escape of an underscore as it is; Excel reads it back as one.
    assert [(value or "").replace("_x005F_", "_") for value in found["text"]] == AWKWARD["text"]
    for name in ("float", "integer", "decimal"):
        for value, given in zip(found[name], AWKWARD[name], strict=True):
            assert Decimal(str(value)) == exact(given), name
            number = not isinstance(value, str)
            assert number or len(Decimal(value).normalize().as_tuple().digits) > 15 or abs(given) < 1e-307
    assert found["flag"] == AWKWARD["flag"]
    assert found["day"] == [
        DAY("2026-11-23"),
        "1900-02-28",
        DAY("1900-03-01"),
        "0001-01-01",
        DAY("9999-12-31"),
        None,
        DAY("2024-02-29"),
    ]
    assert found["numbers"] == ["[1,2]", "", None, "[3]", "[9007199254740993]", "[0]", "[1]"]
    assert [value or "" for value in found["texts"]] == ["a | b", "", "", "=", "x | y", "", "中"]
    assert found["outcome_text"] == ["Pass"] * 3 + ["To an officer"] * 4
    assert found["share"] == [0, 16.67, 33.33, 50, 66.67, 83.33, 100]


def test_control_characters_are_kept_in_a_workbook(tmp_path: Path) -> None:
    written(tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert all(f"_x{ord(one):04X}_" in sheet for one in "\x01\x1f\ufffe\uffff")
    assert "_x005F_x0041_" in sheet, "a text that looks like an escape is not one"


def test_the_same_results_are_the_same_bytes(tmp_path: Path) -> None:
    for ending in (".xlsx", ".jsonl", ".csv", ".parquet"):
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir(exist_ok=True)
            policy().decide_batch(
                {"amount": [1.0, 200.0]}, as_of=AS_OF, output=tmp_path / folder / f"out{ending}"
            )
        one, two = (tmp_path / folder / f"out{ending}" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), ending


def refusal(path: Path, table: Any, **options: Any) -> str:
    with pytest.raises(InputError) as refused:
        policy().decide_batch(table, as_of=AS_OF, output=path, **options)
    assert list(path.parent.iterdir()) == []
    (problem,) = refused.value.problems
    return f"{problem.message} [{problem.code}]"


def test_what_excel_cannot_hold_is_said_before_anything_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.xlsx"
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    assert refusal(out, {"amount": [1.0] * 4}) == "the result has 4 rows [excel-limit]"
    policy().decide_batch({"amount": [1.0] * 3}, as_of=AS_OF, output=out)
    out.unlink()
    unknown = pa.RecordBatchReader.from_batches(
        pa.schema([("amount", pa.float64())]),
        iter(pa.table({"amount": [1.0] * 9}).to_batches(max_chunksize=2)),
    )
    assert "[excel-limit]" in refusal(out, unknown, chunk_rows=2)
    long = pa.table({"amount": [1.0, 2.0], "note": ["a" * 32_767, "b" * 32_768]})
    assert (
        refusal(out, long, keep=["note"]) == "row 2 has a text of 32,768 characters in column 1 [excel-limit]"
    )
    monkeypatch.setattr(workbook, "MAX_COLUMNS", 5)
    assert refusal(out, {"amount": [1.0]}) == "the result has 6 columns [excel-limit]"


def test_a_csv_file_says_whatever_it_can_and_the_rest_as_json(tmp_path: Path) -> None:
    expected = written(tmp_path / "out.csv", lang="zh").to_pylist()
    data = (tmp_path / "out.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    for name in ("formula", "text", "controls", "digits"):
        assert [row[name] for row in rows] == AWKWARD[name]
    for name in ("float", "integer", "decimal"):
        assert [Decimal(row[name]) for row in rows] == list(map(exact, AWKWARD[name])), name
    assert [row["numbers"] for row in rows] == ["[1,2]", "", "", "[3]", "[9007199254740993]", "[0]", "[1]"]
    assert [row["reason_texts"] for row in rows] == [" | ".join(row["reason_texts"]) for row in expected]


def test_a_byte_order_mark_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    written(tmp_path / "out.csv", bom=True)
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"formula"')
    assert pyarrow.csv.read_csv(io.BytesIO(data.replace(b"line\nbreak", b""))).column_names[0] == "formula"
    (tmp_path / "out.csv").unlink()
    assert refusal(tmp_path / "out.jsonl", {"amount": [1.0]}, bom=True).endswith("[unknown-format]")


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a", None]).dictionary_encode(),
        pa.array([b"\x00", None]),
        pa.array([dt.time(1, 2, 3), None]),
        pa.array([dt.timedelta(days=1), None]),
        pa.array([None, None]),
        pa.array(["a", None], pa.large_string()),
        pa.array([[{"a": 1, "b": ["x"]}], None]),
        pa.array([DAY("2026-01-01"), None], pa.timestamp("ns", "UTC")),
        pa.array([DAY("2026-01-01"), None], pa.timestamp("us")),
        pa.array([float("nan"), float("inf")]),
        pa.array([[["a"]], [None]]),
        pa.array([["a", None], None]),
        pa.array([1.5, None], pa.float32()),
        pa.array([1, None], pa.uint64()),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx", ".parquet", ".arrow"])
def test_columns_of_any_type_are_kept_in_any_form(tmp_path: Path, column: Any, ending: str) -> None:
    table = pa.table({"amount": [1.0, 2.0], "kept": column})
    out = tmp_path / f"out{ending}"
    policy().decide_batch(table, as_of=AS_OF, keep=["kept"], output=out)
    assert out.stat().st_size > 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_texts_are_those_of_the_decisions_whichever_way_they_were_made(lang: Any) -> None:
    for deciding, table in (
        (loan_policy(), loan_table(90, 5)),
        (processes_policy(), processes_table(90, 7)),
    ):
        result = deciding.decide_batch(table, as_of=AS_OF, lang=lang)
        answers = result.to_arrow()
        assert result.stages.redecided < len(result)
        seen = 0
        for row, (outcome, told, reasons) in enumerate(
            zip(
                *(answers.column(n).to_pylist() for n in ("outcome", "outcome_text", "reason_texts")),
                strict=True,
            )
        ):
            if outcome == "error":
                assert (told, reasons) == (
                    {"en": "Not decided: the record is refused", "zh": "未作决策：记录被拒绝"}[lang],
                    [],
                )
                continue
            decision = result.decision(row)
            assert reasons == [reason.text(lang) for reason in decision.reasons]
            assert told in decision.explain(lang).splitlines()[0]
            seen += len(reasons)
        assert seen > 40
        plain = deciding.decide_batch(table, as_of=AS_OF).to_arrow()
        assert answers.drop_columns(["outcome_text", "reason_texts"]).equals(plain)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown language 'fr'"):
        policy().decide_batch({"amount": [1.0]}, as_of=AS_OF, lang="fr")  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", [".parquet", ".xlsx", ".jsonl"])
def test_the_command_writes_every_form_with_texts(tmp_path: Path, ending: str) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / f"out{ending}"
    pq.write_table(loan_table(50, 3), source)
    done = call(
        "batch", str(POLICY_FILE), str(source), str(out), "--as-of", AS_OF, "--lang", "zh", "--workers", "2"
    )
    assert done.status == 0, done.err
    if ending == ".parquet":
        texts = pq.read_table(out).column("outcome_text").to_pylist()
    elif ending == ".jsonl":
        texts = [json.loads(line)["outcome_text"] for line in out.read_text("utf-8").splitlines()]
    else:
        names, *rows = cells(out)
        texts = [row[names.index("outcome_text")] for row in rows]
    assert len(texts) == len(pq.read_table(source))
    assert {"批准", "拒绝"} <= set(texts)
