"""`credit-engine portfolio`: what it writes and says, in both languages, and a run that is killed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from credit_engine.cli import main
from reviews.made import ROOT, chain
from reviews.test_chain import BOOKS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    chain(tmp_path / "in", BOOKS)
    return tmp_path


def arguments(place: Path, *more: str) -> list[str]:
    files = (place / "in" / "review.yaml", place / "in" / "books", place / "out")
    return ["portfolio", *map(str, files), "--workers", "1", "--no-cache", *more]


def test_each_month_is_told_in_a_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(place)) == 0
    assert capsys.readouterr().err.splitlines() == [
        "2026-01: 3 loans; 3 new, 0 back, 0 left",
        "2026-02: 3 loans; 1 new, 0 back, 1 left",
        "2026-03: 5 loans; 0 new, 1 back, 0 left; 1 late, their state unknown; 1 refused by a policy",
    ]
    assert main(arguments(place, "--lang", "zh")) == 0
    assert capsys.readouterr().err.splitlines()[2] == (
        "2026-03：5 笔贷款；新增 0，重新出现 1，退出 0；迟到且状态未知 1；被政策拒绝 1"
    )


def test_months_can_be_reviewed_one_after_the_other(place: Path) -> None:
    assert main(arguments(place, "--until", "2026-02", "--quiet")) == 0
    assert sorted(one.name for one in (place / "out").iterdir()) == ["2026-01", "2026-02"]
    one_by_one = digests(place / "out")
    assert main(arguments(place, "--quiet")) == 0
    assert one_by_one.items() < digests(place / "out").items()


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_is_wrong_ends_the_command_with_a_diagnostic(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "in" / "books" / "2026-02.csv").unlink()
    assert main(arguments(place, "--lang", "zh")) == 1
    assert "缺少 2026-02 的贷款簿" in capsys.readouterr().err
    assert not (place / "out").exists()


def test_the_review_is_not_overwritten(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = place / "in" / "review.yaml"
    assert main(arguments(place, "--report", str(review))) == 2
    assert "would be overwritten" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_no_book_and_no_month_is_overwritten_and_two_files_are_two(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, month = place / "in" / "books" / "2026-01.csv", place / "out" / "2026-01" / "decisions.parquet"
    assert main(arguments(place, "--quiet", "--until", "2026-01")) == 0
    before = book.read_bytes(), month.read_bytes()
    for option, name in (("--report", book), ("--excel", book), ("--report", month), ("--excel", month)):
        assert main(arguments(place, option, str(name))) == 2
        assert f"{name.name} would be overwritten" in "".join(capsys.readouterr().err.split("\n"))
    one = str(place / "one.html")
    assert main(arguments(place, "--report", one, "--excel", one)) == 2
    assert (book.read_bytes(), month.read_bytes()) == before


def test_a_run_that_is_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    """Killed while it writes the third of four months of 30,000 loans, by the shipped classification."""
    from reviews.loan_books import write_books
    from reviews.made import REVIEW, review_file

    write_books(tmp_path / "books", 30_000, 4)
    review = review_file(tmp_path, REVIEW)
    program = "import sys; from credit_engine.cli import main; sys.exit(main())"

    def command(folder: str) -> list[str]:
        places = [str(review), str(tmp_path / "books"), str(tmp_path / folder)]
        return [sys.executable, "-c", program, "portfolio", *places, "--workers", "1", "--quiet"]

    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(command("whole"), check=True, env=environment)
    killed = subprocess.Popen(command("ended"), env=environment)
    wanted = (tmp_path / "ended" / "2026-02", ".2026-03.*.files/decisions.parquet")
    while killed.poll() is None and not (wanted[0].exists() and list((tmp_path / "ended").glob(wanted[1]))):
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert not (tmp_path / "ended" / "2026-03").exists()
    subprocess.run(command("ended"), check=True, env=environment)
    assert digests(tmp_path / "ended") == digests(tmp_path / "whole")
