"""`credit-engine scorecard monitor`."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import call

pytest.importorskip("pandas")
pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")
pytest.importorskip("optbinning")

pytestmark = pytest.mark.heavy

CARD = """\
scorecard: small
version: "1"
scaling: {base_score: 100, base_odds: 1, points_to_double_odds: 20}
reason_codes: {method: below_maximum}
characteristics:
  income:
    reason: {code: INCOME, en: Income, zh: 收入}
    attributes:
      - {range: "< 10", goods: 20, bads: 20, points: 90}
      - {range: ">= 10", goods: 50, bads: 10, points: 110}
      - {missing: any, points: 90}
development:
  score_bands:
    - {range: "< 100", goods: 20, bads: 20}
    - {range: ">= 100", goods: 50, bads: 10}
"""
ROWS = "income,bad,month,decision,override\n" + "5,1,01,no,0\n20,0,01,yes,0\n15,0,02,yes,1\n,1,02,no,0\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, Path]:
    (tmp_path / "card.yaml").write_text(CARD, "utf-8")
    (tmp_path / "data.csv").write_text(ROWS, "utf-8")
    return str(tmp_path / "card.yaml"), str(tmp_path / "data.csv"), tmp_path


def test_figures_on_standard_output_and_a_report(files: tuple[str, str, Path]) -> None:
    card, data, folder = files
    report = folder / "report.html"
    ended = call(
        "scorecard",
        "monitor",
        card,
        data,
        "--target",
        "bad",
        "--period",
        "month",
        "--decision",
        "decision",
        "--approved",
        "yes",
        "--override",
        "override",
        "--report",
        str(report),
        "--lang",
        "zh",
    )
    assert ended.status == 0
    assert ended.out.startswith(
        "small 1: 4 rows, 4 scored\n"
        "all: mean score 100.0, PSI 0.0405 (chance alone gives up to 4.0535), AUC 1.000"
    )
    assert "\n02: mean score 100.0" in ended.out
    assert "[few-bads]" in ended.err
    assert "评分卡监控报告" in report.read_text("utf-8")


def test_without_labels_only_stability(files: tuple[str, str, Path]) -> None:
    ended = call("scorecard", "monitor", *files[:2])
    assert (ended.status, ended.out) == (
        0,
        "small 1: 4 rows, 4 scored\nall: mean score 100.0, PSI 0.0405 (chance alone gives up to 4.0535)\n",
    )


def test_a_wrong_column_is_a_diagnostic_and_nothing_is_written(files: tuple[str, str, Path]) -> None:
    card, data, folder = files
    ended = call(
        "scorecard", "monitor", card, data, "--target", "bda", "--report", str(folder / "report.html")
    )
    assert ended.status == 1
    assert "target: the data have no column 'bda' [unknown-column]" in ended.err
    assert not (folder / "report.html").exists()


def test_a_text_among_numbers_is_a_diagnostic(files: tuple[str, str, Path]) -> None:
    card, data, _ = files
    Path(data).write_text(ROWS + "abc,0,02,no,0\n", "utf-8")
    ended = call("scorecard", "monitor", card, data)
    assert (ended.status, ended.out) == (1, "")
    assert "income: 'income' holds texts among numbers in 1 row, first 'abc' in data row 5" in ended.err
    assert "[text-among-numbers]" in ended.err


def test_rows_without_a_period_and_without_a_score(files: tuple[str, str, Path]) -> None:
    """An infinite income is no number of any attribute; that row alone has no score."""
    card, data, folder = files
    Path(data).write_text(ROWS + "inf,0,02,no,0\n7,0,,no,0\n", "utf-8")
    report = folder / "report.html"
    ended = call("scorecard", "monitor", card, data, "--period", "month", "--report", str(report))
    assert ended.status == 0
    assert ended.out.startswith("small 1: 6 rows, 5 scored\n")
    assert "\nrows without a period: mean score 90.0" in ended.out
    assert "rows without a period" in report.read_text("utf-8")
    assert "Rows without a score" in report.read_text("utf-8")


def test_the_inputs_are_not_overwritten(files: tuple[str, str, Path]) -> None:
    card, data, _ = files
    assert call("scorecard", "monitor", card, data, "--report", data).status == 2


def test_files_that_are_none_are_diagnostics(files: tuple[str, str, Path]) -> None:
    card, data, folder = files
    assert "[no-such-file]" in call("scorecard", "monitor", str(folder / "no.yaml"), data).err
    assert "[no-such-file]" in call("scorecard", "monitor", card, str(folder / "no.csv")).err
