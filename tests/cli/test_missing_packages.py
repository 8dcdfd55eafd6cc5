"""A command that needs an extra says which, before it begins its work."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from cli.calling import POLICY, ROOT, call

REVIEW = str(ROOT / "policies" / "post_loan" / "review.yaml")
FEEDBACK = ("feedback", POLICY, "no_book.csv", "--as-of", "2026-11-23", "--bad", "bad")
PORTFOLIO = ("portfolio", REVIEW, "books", "reviewed")


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("package", "extra", "command"),
    [
        ("pyarrow", "batch", FEEDBACK),
        ("pyarrow", "batch", PORTFOLIO),
        ("pyarrow", "batch", ("batch", POLICY, "no_book.csv", "decided.csv", "--as-of", "2026-11-23")),
        ("jinja2", "develop", (*FEEDBACK, "--report", "report.html")),
        ("jinja2", "develop", (*PORTFOLIO, "--report", "report.html")),
        ("xlsxwriter", "excel", (*PORTFOLIO, "--excel", "review.xlsx")),
    ],
)
def test_a_command_names_the_extra_that_it_lacks(
    package: str, extra: str, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No book can be read: the extra is told before one is opened."""
    find = importlib.util.find_spec

    def lacking(name: str, *more: Any) -> Any:
        return None if name == package else find(name, *more)

    monkeypatch.chdir(tmp_path)
    Path("books").mkdir()
    Path("books", "2026-01.parquet").touch()
    monkeypatch.setattr(importlib.util, "find_spec", lacking)
    ended = call(*command)
    assert ended.status == 1
    assert f"needs the package {package}, which is not installed [missing-package]" in ended.err
    assert f"extra '{extra}'" in ended.err
    assert list(tmp_path.iterdir()) == [tmp_path / "books"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("no_books", "reviewed"), "no_books: there is no folder of books"),
        (("books", "reviewed", "--until", "2026-13"), "until"),
    ],
)
def test_a_folder_or_month_that_cannot_be_meant_is_told_before_an_extra(
    words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("books").mkdir()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    ended = call("portfolio", REVIEW, *words, "--excel", "review.xlsx")
    assert ended.status == 1
    assert told in ended.err
    assert "missing-package" not in ended.err
