"""Workbooks of records: no row is lost, no cell is read as empty that is not, and what is hidden is said."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.formula import ArrayFormula

from cli.calling import call
from compiled import load_once
from credit_engine import InputError
from credit_engine.api.policy import Policy

TEXT = """
policy: p
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: number, missing: {not_given: undecided}}
  y: {type: number, missing: {not_given: not_applicable}, rationale: tests}
decisions:
  rules: {rules: [{id: R1, when: x > 10 or y > 10, then: decline, because: r, waivable_by: boss}]}
decision: {outcome: [rules]}
reasons: {r: {en: R, zh: 理由}}
"""
ROWS = [["x", "y"], [1, 2], [20, 3], [4, None]]
DECIDED = ["approve", "decline", "approve"]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("policy") / "p.yaml"
    path.write_text(TEXT, "utf-8")
    return load_once(path)


def workbook(folder: Path, change: Callable[[Any], Any] = lambda sheet: None, rows: Any = ROWS) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(folder / "in.xlsx")
    return str(folder / "in.xlsx")


def with_text(folder: Path, change: Callable[[str], str]) -> str:
    """The workbook after a change of its worksheet's own XML."""
    path = workbook(folder)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return path


def refusal(policy: Policy, path: str, **options: Any) -> list[tuple[str, str]]:
    """The codes and places of a refusal, without the folder."""
    with pytest.raises(InputError) as refused:
        policy.decide_batch(path, as_of="2026-11-23", **options)
    return [(one.code, Path(one.place).name) for one in refused.value.problems]


def outcomes(result: Any) -> list[str]:
    found: list[str] = result.to_arrow().column("outcome").to_pylist()
    return found


@pytest.mark.parametrize(
    ("merged", "rows"),
    [("A2:A3", [["x"], [1], [2], [3]]), ("B2:B3", ROWS), ("A2:B2", ROWS), ("A1:B1", ROWS), ("E8:F9", ROWS)],
    ids=["a whole row", "part of a row", "along a row", "names", "beside the records"],
)
def test_merged_cells_are_refused_with_their_place(
    policy: Policy, tmp_path: Path, merged: str, rows: Any
) -> None:
    path = workbook(tmp_path, lambda sheet: sheet.merge_cells(merged), rows)
    assert refusal(policy, path) == [("merged-cells", f"in.xlsx[Sheet]:{merged[:2]}")]


def test_a_formula_of_several_cells_is_refused_because_only_its_first_shows_it(
    policy: Policy, tmp_path: Path
) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = ArrayFormula("B2:B3", "=A2:A3*2")

    assert refusal(policy, workbook(tmp_path, fill)) == [("formula-cell", "in.xlsx[Sheet]:B2")]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('<row r="3"', '<row r="2"'),
        lambda text: text.replace('<row r="2"', '<row r="7"'),
        lambda text: text.replace('r="B3"', 'r="A3"'),
        lambda text: text.replace('r="B3"', 'r="B9"'),
    ],
    ids=["a row twice", "rows out of order", "a cell twice", "a cell of another row"],
)
def test_rows_and_cells_that_would_be_lost_are_refused(
    policy: Policy, tmp_path: Path, change: Callable[[str], str]
) -> None:
    assert refusal(policy, with_text(tmp_path, change)) == [("unreadable-workbook", "in.xlsx")]


def test_rows_and_cells_without_names_of_their_own_follow_each_other(policy: Policy, tmp_path: Path) -> None:
    path = with_text(tmp_path, lambda text: re.sub(r' r="[A-Z]*\d+"', "", text))
    assert outcomes(policy.decide_batch(path, as_of="2026-11-23")) == DECIDED


def test_what_a_broken_cell_holds_is_not_told(policy: Policy, tmp_path: Path) -> None:
    path = with_text(tmp_path, lambda text: text.replace("<v>20</v>", "<v>6225S8S137</v>"))
    with pytest.raises(InputError) as refused:
        policy.decide_batch(path, as_of="2026-11-23")
    assert "6225" not in str(refused.value)
    assert [one.code for one in refused.value.problems] == ["unreadable-workbook"]


def test_hidden_rows_and_columns_are_read_and_said(policy: Policy, tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        for row in (3, 9):  # nothing stands in row 9
            sheet.row_dimensions[row].hidden = True
        for column in ("B", "D"):
            sheet.column_dimensions[column].hidden = True

    result = policy.decide_batch(workbook(tmp_path, hide), as_of="2026-11-23")
    assert outcomes(result) == DECIDED
    assert [(one.severity, one.code, one.message) for one in result.notes] == [
        ("warning", "hidden-cells", "row 3 is hidden"),
        ("warning", "hidden-cells", "column B is hidden"),
    ]


def test_the_first_ten_hidden_rows_are_named_and_the_others_counted(policy: Policy, tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        for row in range(2, 20):
            sheet.row_dimensions[row].hidden = True

    path = workbook(tmp_path, hide, [["x"], *([number] for number in range(30))])
    result = policy.decide_batch(path, as_of="2026-11-23")
    assert len(result) == 30
    assert [one.message for one in result.notes] == [
        "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 8 more are hidden"
    ]


@pytest.mark.parametrize("quiet", [[], ["--quiet"]], ids=["plain", "quiet"])
def test_the_command_says_what_is_hidden(policy: Policy, tmp_path: Path, quiet: list[str]) -> None:
    path = workbook(tmp_path, lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True))
    (tmp_path / "p.yaml").write_text(TEXT, "utf-8")
    files = (str(tmp_path / "p.yaml"), path, str(tmp_path / "out.csv"))
    done = call("batch", *files, "--as-of", "2026-11-23", "--workers", "1", *quiet)
    assert done.status == 0
    assert "warning: row 3 is hidden [hidden-cells]" in done.err


def test_nobody_intervenes_in_a_hidden_row(policy: Policy, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    (tmp_path / "interventions").mkdir()
    names = ["row", "kind", "rule", "by", "authority", "reason", "expires"]
    made = workbook(
        tmp_path / "interventions",
        lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True),
        [names, [2, "waiver", "R1", "u", "boss", "ok", "2027-01-01"]],
    )
    assert refusal(policy, path, interventions=made) == [("hidden-cells", "in.xlsx[Sheet]")]


def test_a_chart_sheet_beside_the_records_does_not_count(policy: Policy, tmp_path: Path) -> None:
    path = workbook(tmp_path, lambda sheet: sheet.parent.create_chartsheet("Chart").add_chart(BarChart()))
    assert outcomes(policy.decide_batch(path, as_of="2026-11-23")) == DECIDED


def test_several_worksheets_are_refused_with_their_names(policy: Policy, tmp_path: Path) -> None:
    path = workbook(tmp_path, lambda sheet: sheet.parent.create_sheet("Other"))
    with pytest.raises(InputError) as refused:
        policy.decide_batch(path, as_of="2026-11-23")
    (problem,) = refused.value.problems
    assert (problem.code, problem.expected) == ("unknown-sheet", "Sheet, Other")
    assert "{file:" not in problem.hint


def test_empty_rows_after_the_last_one_are_no_records(policy: Policy, tmp_path: Path) -> None:
    def touch(sheet: Any) -> None:
        sheet["A5000"].font = openpyxl.styles.Font(bold=True)

    assert outcomes(policy.decide_batch(workbook(tmp_path, touch), as_of="2026-11-23")) == DECIDED
