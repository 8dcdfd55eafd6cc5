"""The report and the workbook of a review: both languages, all tables of the last month."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")
openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

from credit_engine import InputError  # noqa: E402
from credit_engine.portfolio import load_review  # noqa: E402
from credit_engine.portfolio.results import Results  # noqa: E402
from credit_engine.portfolio.workbook import write_workbook  # noqa: E402
from credit_engine.report.portfolio import write_portfolio_report  # noqa: E402
from reviews.made import chain  # noqa: E402
from reviews.test_chain import BOOKS  # noqa: E402

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("report")
    review = load_review(chain(folder / "in", BOOKS))
    return review.run(folder / "in" / "books", folder / "out")


@pytest.fixture(scope="module")
def pages(results: Results, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    for lang in ("en", "zh"):
        write_portfolio_report(results, folder / f"{lang}.html", lang=lang)
    return {lang: (folder / f"{lang}.html").read_text("utf-8") for lang in ("en", "zh")}


def text_of(page: str) -> str:
    """What a reader of the page reads."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_a_page_tells_the_month_in_its_language(pages: dict[str, str]) -> None:
    english, chinese = text_of(pages["en"]), text_of(pages["zh"])
    assert "Two policies" in english
    assert "两项政策" in chinese
    assert re.search("[\u4e00-\u9fff]", english) is None
    for word in ("Watch list", "Migration", "Vintages", "Overdue", "Cannot be decided: Level (not given)"):
        assert word in english
    for word in ("关注清单", "分类迁徙", "逾期", "无法判定：预警级别（未提供）", "被拒绝：days 是"):
        assert word in chinese


def test_what_deserves_a_look_is_said(pages: dict[str, str]) -> None:
    english = text_of(pages["en"])
    assert "loans refused by a policy: 1" in english
    assert "appear only now, their states unknown: 1" in english


def test_a_page_needs_nothing_else_and_is_the_same_again(
    results: Results, pages: dict[str, str], tmp_path: Path
) -> None:
    assert re.findall(r'(?:src|href)="(?!data:)', pages["en"]) == []
    assert (
        len(re.findall(r'<img [^>]*alt="[^"]+"', pages["en"])) == len(re.findall("<img ", pages["en"])) >= 6
    )
    write_portfolio_report(results, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text("utf-8") == pages["en"]


def test_chinese_labels_without_a_chinese_font_are_text_for_the_readers_font(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credit_engine.report.pictures.chinese_font", lambda: None)
    write_portfolio_report(results, tmp_path / "zh.html", lang="zh")
    sources = re.findall(
        r'src="data:image/svg\+xml;base64,([^"]+)"', (tmp_path / "zh.html").read_text("utf-8")
    )
    shown = "".join(base64.b64decode(one).decode("utf-8") for one in sources)
    assert re.search(r"font-family: 'Noto Sans CJK SC'[^>]*'Microsoft YaHei'[^>]*>各区间滚动率</text>", shown)
    assert "Roll rates" not in shown


def test_a_first_month_has_nothing_to_move_from(tmp_path: Path) -> None:
    review = load_review(chain(tmp_path / "in", {"2026-01": BOOKS["2026-01"]}))
    write_portfolio_report(review.run(tmp_path / "in" / "books", tmp_path / "out"), tmp_path / "page.html")
    assert "This is the first month" in (tmp_path / "page.html").read_text("utf-8")


def test_a_workbook_holds_the_tables_of_the_last_month(results: Results, tmp_path: Path) -> None:
    write_workbook(results, tmp_path / "tables.xlsx", lang="zh")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames[:2] == ["概览", "结果"]
    listed = [[cell.value for cell in row] for row in book["关注清单"].iter_rows()]
    assert listed[0][:3] == ["借据号", "余额", "逾期天数"]
    assert [row[0] for row in listed[1:]] == ["D", "B", "C", "E", "A"]
    assert listed[1][1] == 250
    overview: Any = book["概览"]
    assert [row[0].value for row in overview.iter_rows(min_row=2)] == list(results.names)


def test_a_language_that_is_none_is_refused(results: Results, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="reports are not written in 'fr'"):
        write_portfolio_report(results, tmp_path / "page.html", lang="fr")
    assert list(tmp_path.iterdir()) == []


def test_losses_and_provisions_are_added_up_month_by_month(pages: dict[str, str]) -> None:
    """January provides 635.12 for a balance of 3,500.50; February 9 + 500.12 + 3 for 3,200.50."""
    english, chinese = text_of(pages["en"]), text_of(pages["zh"])
    assert re.search(r"2026-01\s+635\.12\s+18\.14%\s+2026-02\s+512\.12\s+16\.00%", english)
    assert "损失、准备及其他金额" in chinese
    assert re.search(r"2026-01\s+635\.12\s+18\.14%", chinese)
