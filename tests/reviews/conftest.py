"""Reviews need the extra `batch`: without it there is nothing to test here."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore_glob = [] if find_spec("pyarrow") is not None else ["test_*.py", "loan_books.py", "made.py"]


@pytest.fixture(scope="session")
def checked_policies(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of checked policies: all reviews here are of the same few, each is compiled once."""
    return str(tmp_path_factory.mktemp("checked"))


@pytest.fixture(autouse=True)
def _policies_are_checked_once(checked_policies: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIT_ENGINE_CACHE", checked_policies)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the books of five months, 1,500 loans at first, and their review."""
    from reviews.loan_books import write_books
    from reviews.made import REVIEW, review_file

    folder = tmp_path_factory.mktemp("made")
    write_books(folder / "books", 1_500, 5)
    review_file(folder, REVIEW)
    return folder
