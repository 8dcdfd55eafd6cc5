"""Worksheets of Excel workbooks: taken as they are shown, or refused with the cell and what to do."""

from __future__ import annotations

import datetime as dt
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from credit_engine import PolicyError, load_policy
from credit_engine.files.sheet_text import Worksheet
from credit_engine.files.sheets import read_sheet
from credit_engine.problems import Problem
from sheets.policies import POLICY, RECORDS, loaded, written
from sheets.test_any_text import loaded_or_refused
from sheets.test_sheets import DAYS, answers

IN_BOOKS = (
    POLICY.replace("sheet: rates.csv", "sheet: {file: book.xlsx, tab: Rates}")
    .replace("sheet: caps.csv", "sheet: caps.xlsx")
    .replace("sheet: industries.csv", "sheet: {file: book.xlsx, tab: 行业}")
)
RATES = [
    ["id", "kind", "pd", "grade", "rate"],
    ["r1", '"retail"', "< 0.01", "A", 0.03],
    ["r2", '"retail"', ">= 0.01", "B", 0.05],
    ["r3", '"sme"', "-", "C", 0.07],
]
CAPS = [["kind / pd", "< 0.01", ">= 0.01"], ['"retail"', 100, 50], ['"sme"', "200 * 2", 0]]
DAY, EARLY = dt.date(2026, 7, 1), dt.date(2020, 1, 1)
INDUSTRIES = [
    ["code", "title.en", "title.zh", "from", "to", "stance", "share", "cyclical", "since", "note"],
    ["C", "Manufacturing", "制造业", None, None, "support", 0.3, True, EARLY, "broad, mixed"],
    ["C25", "Coal", "煤炭", None, DAY, "support", 0.1, True, EARLY, "-"],
    ["C25", "Coal", "煤炭", DAY, None, "prohibited", 0, False, DAY, "-"],
    ["D", None, None, None, None, "support", 0.5, False, EARLY, "utilities"],
]

Change = Callable[[Any, Any], Any]


def books(folder: Path, change: Change = lambda rates, industries: None) -> Path:
    """The policy beside its workbooks, the worksheets of the first of them changed."""
    book, caps = openpyxl.Workbook(), openpyxl.Workbook()
    rates, industries = book.active, book.create_sheet("行业")
    rates.title = "Rates"
    for sheet, rows in ((rates, RATES), (industries, INDUSTRIES), (caps.active, CAPS)):
        for row in rows:
            sheet.append(row)
    change(rates, industries)
    book.save(folder / "book.xlsx")
    caps.save(folder / "caps.xlsx")
    return written(folder, text=IN_BOOKS)


def problems(folder: Path, change: Change) -> tuple[Problem, ...]:
    path = books(folder, change)
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    return raised.value.problems


def test_a_worksheet_decides_as_the_same_rows_in_csv(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    policy = load_policy(books(tmp_path))
    assert policy.warnings == ()
    assert answers(policy) == answers(loaded(tmp_path / "csv"))


def test_the_text_of_a_worksheet_has_its_texts_in_quotes(tmp_path: Path) -> None:
    books(tmp_path)
    source = read_sheet(tmp_path, "book.xlsx[Rates]")
    assert source.name == f"{tmp_path / 'book.xlsx'}[Rates]"
    assert source.text.splitlines()[1] == '"r1","""retail""","< 0.01","A",0.03'
    assert read_sheet(tmp_path, "book.xlsx[行业]").text.splitlines()[3] == (
        '"C25","Coal","煤炭",2026-07-01,,"prohibited",0,false,2026-07-01,"-"'
    )


def test_places_in_a_worksheet_are_cells() -> None:
    sheet = Worksheet("book.xlsx[A]", '"a,b",1\n,"c ""d"" e",2\n')
    assert [sheet.place(sheet.text.index(one)) for one in ('"a', "1", ',"c', '"c', "e", "2")] == [
        "A1",
        "B1",
        "A2",
        "B2",
        "B2",
        "C2",
    ]


def set_cell(name: str, value: Any, layout: str | None = None, sheet: int = 0) -> Change:
    def change(*sheets: Any) -> None:
        sheets[sheet][name] = value
        if layout is not None:
            sheets[sheet][name].number_format = layout

    return change


def hide(dimensions: str, which: Any) -> Change:
    return lambda rates, industries: setattr(getattr(rates, dimensions)[which], "hidden", True)


@pytest.mark.parametrize(
    ("change", "code", "place", "said"),
    [
        (set_cell("E4", "=0.05+0.02"), "formula-cell", "E4", "a formula"),
        (set_cell("E4", 0.07, "0%"), "percent-cell", "E4", "holds 0.07"),
        (set_cell("E4", 0.07, '0.00"%"'), None, "", ""),
        (set_cell("E4", 0.0749, "0.00"), "hidden-digits", "E4", "holds 0.0749"),
        (set_cell("E4", 0.07, "#,##0.00"), None, "", ""),
        (set_cell("E4", 7000, "0.0,"), "hidden-digits", "E4", "in thousands"),
        (set_cell("E4", 0.1234567890123456), "hidden-digits", "E4", "0.1234567890123456"),
        (set_cell("E4", dt.datetime(2026, 7, 1, 8)), "time-cell", "E4", "a time of day"),  # noqa: DTZ001
        (set_cell("E4", dt.time(8)), "time-cell", "E4", "a time of day"),
        (set_cell("E4", dt.date(2026, 7, 1)), "date-cell", "E4", "a subtraction here"),
        (set_cell("E4", "two\nlines"), "line-in-cell", "E4", "several lines"),
        (set_cell("E4", "#N/A"), "error-cell", "E4", "#N/A"),
        (set_cell("B4", "sme"), "unquoted-text", "B4", "'sme'"),
        (set_cell("C2", "< 1%"), "percent-sign", "C2", "'%'"),
        (set_cell("D4", "E"), "unknown-value", "D4", "'E'"),
        (set_cell("E4", None), "empty-cell", "E4", "empty"),
        (set_cell("A2", 31, sheet=1), "code-as-number", "A2", "31"),
        (set_cell("G2", "0.3", sheet=1), "number-as-text", "G2", "0.3"),
        (set_cell("J2", 5, sheet=1), "text-as-number", "J2", "5"),
        (set_cell("D4", "2026/7/1", sheet=1), "bad-date", "D4", "'2026/7/1'"),
        (lambda rates, _: rates.merge_cells("B2:B3"), "merged-cells", "B2", "B2:B3 are merged"),
        (hide("row_dimensions", 3), "hidden-cells", "A3", "row 3"),
        (hide("column_dimensions", "C"), "hidden-cells", "C1", "column C"),
    ],
)
def test_what_is_not_shown_as_it_is_has_a_diagnostic(
    tmp_path: Path, change: Change, code: str | None, place: str, said: str
) -> None:
    if code is None:
        load_policy(books(tmp_path, change))
        return
    (found,) = problems(tmp_path, change)
    name, _, cell = found.place.rpartition(":")
    assert name in {f"{tmp_path / 'book.xlsx'}[{tab}]" for tab in ("Rates", "行业")}
    assert (found.code, cell) == (code, place)
    assert said in found.message


def test_all_cells_of_a_worksheet_are_reported_at_once(tmp_path: Path) -> None:
    def change(rates: Any, _: Any) -> None:
        rates["E3"] = "=1"
        rates["E4"].number_format = "0%"

    assert [one.code for one in problems(tmp_path, change)] == ["formula-cell", "percent-cell"]


def test_a_date_with_midnight_is_a_date(tmp_path: Path) -> None:
    change = set_cell("E3", dt.datetime(2026, 7, 1), sheet=1)  # noqa: DTZ001
    assert answers(load_policy(books(tmp_path, change)))


def test_empty_rows_below_and_hidden_ones_without_content_do_not_matter(tmp_path: Path) -> None:
    def change(rates: Any, _: Any) -> None:
        rates["A9"].number_format = "0.00"
        rates.row_dimensions[9].hidden = True

    plain = answers(load_policy(books(tmp_path)))
    assert answers(load_policy(books(tmp_path, change))) == plain


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("book.xlsx", "the workbook has 2 worksheets"),
        ("{file: book.xlsx, tab: Rate}", "there is no worksheet 'Rate'"),
        ("{file: bok.xlsx, tab: Rates}", "there is no sheet 'bok.xlsx'"),
    ],
)
def test_a_worksheet_is_named_where_there_are_several(tmp_path: Path, sheet: str, said: str) -> None:
    path = books(tmp_path)
    path.write_text(IN_BOOKS.replace("{file: book.xlsx, tab: Rates}", sheet), "utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    (problem,) = raised.value.problems
    assert (problem.code, problem.message) == ("unknown-sheet", said)
    assert problem.span is not None
    assert problem.expected + problem.hint != ""


def _archive(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", content)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"PK\x03\x04 no archive"),
        lambda path: path.write_text("a,b\n1,2\n"),
        lambda path: _archive(path, b"<workbook/>"),
        lambda path: _archive(path, b"<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>"),
        lambda path: path.write_bytes(b""),
    ],
    ids=["broken archive", "CSV", "no workbook", "entities", "empty"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    path = books(tmp_path)
    make(tmp_path / "book.xlsx")
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    assert {problem.code for problem in raised.value.problems} == {"unreadable-workbook"}


def test_a_workbook_with_damaged_parts_is_read_or_refused(tmp_path: Path) -> None:
    path = books(tmp_path)
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rng, seen = Random(3), set()
    for _ in range(150):
        name = rng.choice(sorted(parts))
        text = bytearray(parts[name])
        at = rng.randrange(len(text))
        text[at : at + rng.randrange(4)] = bytes(
            rng.choice(b'<>&"/=0 aZ\x00\xff') for _ in range(rng.randrange(4))
        )
        with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
            for other, content in parts.items():
                archive.writestr(other, bytes(text) if other == name else content)
        found = loaded_or_refused(path)
        seen.add(isinstance(found, str))
    assert seen == {True, False}


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = books(tmp_path)
    with zipfile.ZipFile(tmp_path / "book.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/large.bin", b"\0" * 90_000_000)
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    assert {problem.code for problem in raised.value.problems} == {"file-too-large"}


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = books(tmp_path)
    monkeypatch.setattr("credit_engine.files.workbook.find_spec", lambda name: None)
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    assert raised.value.problems[0].code == "missing-package"
    assert "extra 'excel'" in raised.value.problems[0].hint


def test_cached_and_pickled_policies_say_cells_too(tmp_path: Path) -> None:
    path = books(tmp_path)
    policy, cached = (load_policy(path, cache=tmp_path / "cache") for _ in range(2))
    packed = pickle.loads(pickle.dumps(policy))
    texts = {one.decide(RECORDS[0], as_of=DAYS[0]).explain("en") for one in (policy, cached, packed)}
    assert len(texts) == 1
    document = packed.versions[0].with_sources.document
    assert document.span(("decisions", "grade", "table", "rows", 2, "then", 1)).source.place(0) == "A1"
