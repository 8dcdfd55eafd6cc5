"""A column that is an input and kept, or a day, or a key of interventions, is taken over as it was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from credit_engine import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

TEXT = """
policy: kept
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: number, missing: {not_given: undecided}}
  since: {type: date, missing: {not_given: undecided}}
decisions:
  adm: {rules: [{id: A, when: x > 1, then: decline, because: r, waivable_by: [officer]}]}
decision: {outcome: [adm]}
reasons: {r: {en: R, zh: R}}
"""
CELLS = ["1", "5%", "9007199254740993", ""]
WAIVER = {
    "kind": "waiver",
    "rule": "adm.A",
    "by": "u",
    "authority": "officer",
    "reason": "w",
    "expires": "2026-12-31",
}


def policy() -> Policy:
    return Policy((compile_policy(Source("kept.yaml", TEXT), lambda kind, name: Source(name, "")),))


def csv(folder: Path) -> Any:
    (folder / "in.csv").write_text("x,since\n" + "".join(f"{c},2026-01-05\n" for c in CELLS), "utf-8")
    return folder / "in.csv"


def json_lines(folder: Path) -> Any:
    values = [c if c.isdigit() else f'"{c}"' for c in CELLS[:3]]
    lines = [f'{{"x": {value}, "since": "2026-01-05"}}\n' for value in values]
    (folder / "in.jsonl").write_text("".join(lines) + '{"since": "2026-01-05"}\n', "utf-8")
    return folder / "in.jsonl"


def workbook(folder: Path) -> Any:
    book = openpyxl.Workbook()
    rows = (
        ["x", "since"],
        [1, "2026-01-05"],
        ["5%", "2026-01-05"],
        [2.5, "2026-01-05"],
        [None, "2026-01-05"],
    )
    for row in rows:
        book.active.append(row)
    book.save(folder / "in.xlsx")
    return folder / "in.xlsx"


def objects(folder: Path) -> Any:
    return {"x": [1, "5%", 9007199254740993, None], "since": ["2026-01-05"] * 4}


def records(folder: Path) -> Any:
    return [
        {"x": 1, "since": "2026-01-05"},
        {"x": "5%", "since": "2026-01-05"},
        {"x": 9007199254740993, "since": "2026-01-05"},
        {"since": "2026-01-05"},
    ]


FORMS = pytest.mark.parametrize("form", [csv, json_lines, workbook, objects, records])


@FORMS
@pytest.mark.parametrize("size", [1, 100])
def test_kept_inputs_are_taken_over_as_they_stand(form: Any, size: int, tmp_path: Path) -> None:
    rows = policy().decide_batch(form(tmp_path), as_of="since", keep=["x"], chunk_rows=size).to_arrow()
    large = "2.5" if form is workbook else "9007199254740993"
    assert rows.column("x").to_pylist() == ["1", "5%", large, None]
    assert rows.column("outcome").to_pylist() == ["approve", "error", "decline", "refer"]


@FORMS
def test_an_input_may_be_the_key_of_interventions(form: Any, tmp_path: Path) -> None:
    key = "2.5" if form is workbook else "9007199254740993"
    rows = policy().decide_batch(
        form(tmp_path), as_of="2026-11-23", interventions=[{"x": key, **WAIVER}], interventions_key="x"
    )
    assert rows.to_arrow().column("outcome").to_pylist() == ["approve", "error", "approve", "refer"]


def test_an_undeclared_key_of_json_lines_says_how_to_keep_it(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"x": 1, "contract": {"id": 7}}\n{"xx": 1}\n', "utf-8")
    errors = policy().decide_batch(tmp_path / "in.jsonl", as_of="2026-11-23").to_arrow()["errors"].to_pylist()
    assert errors == [
        [
            "line 1: contract is not an input of this policy; take it over into the result "
            "(--keep contract, keep=['contract']), or leave it out [unknown-field]"
        ],
        ["line 2: xx is not an input of this policy; did you mean 'x'? [unknown-field]"],
    ]
    kept = (
        policy().decide_batch(tmp_path / "in.jsonl", as_of="2026-11-23", keep=["contract", "xx"]).to_arrow()
    )
    assert kept["contract"].to_pylist() == ['{"id": 7}', None]
    assert kept["outcome"].to_pylist() == ["approve", "refer"]


@pytest.mark.parametrize("form", ["records", "columns"])
def test_an_input_of_one_version_may_be_a_group_in_another(form: str) -> None:
    def version(number: int, name: str, period: str) -> Any:
        text = TEXT.replace('"1"', f'"{number}"').replace("from: 2020-01-01", period)
        text = text.replace("  x: ", f"  {name}: ").replace("when: x", f"when: {name}")
        return compile_policy(Source("kept.yaml", text), lambda kind, name: Source(name, ""))

    both = Policy(
        (
            version(1, "income", "from: 2020-01-01, to: 2026-01-01"),
            version(2, "income.monthly", "from: 2026-01-01"),
        )
    )
    data: Any = [{"income": 5, "day": "2025-01-01"}, {"income": {"monthly": 5}, "day": "2026-02-01"}]
    if form == "columns":
        data = {"income": [5, None], "income.monthly": [None, 5], "day": ["2025-01-01", "2026-02-01"]}
    assert both.decide_batch(data, as_of="day").to_arrow()["outcome"].to_pylist() == ["decline"] * 2
