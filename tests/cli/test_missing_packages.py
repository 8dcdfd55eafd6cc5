"""A command that needs an extra says which, before it begins its work."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from cli.calling import POLICY, ROOT, call

REVIEW = str(ROOT / "policies" / "post_loan" / "review.yaml")
FEEDBACK = ("feedback", POLICY, "no_book.csv", "--as-of", "2026-11-23", "--bad", "bad")
PORTFOLIO = ("portfolio", REVIEW, "no_books", "reviewed")


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
    """None of the files is there: the extra is told first."""
    find = importlib.util.find_spec

    def lacking(name: str, *more: Any) -> Any:
        return None if name == package else find(name, *more)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lacking)
    for module in ("api.policy", "feedback.review", "portfolio.review", "portfolio.workbook"):
        monkeypatch.setattr(f"credit_engine.{module}.find_spec", lacking)
    ended = call(*command)
    assert ended.status == 1
    assert f"needs the package {package}, which is not installed [missing-package]" in ended.err
    assert f"extra '{extra}'" in ended.err
    assert not list(tmp_path.iterdir())
