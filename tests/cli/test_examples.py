"""`credit-engine examples`: what the package ships, as files of the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.calling import AS_OF, ROOT, call
from credit_engine.library import FOLDERS


def test_the_shipped_files_are_written_and_decide(tmp_path: Path) -> None:
    place = tmp_path / "work"
    assert call("examples", str(place)).status == 0
    for folder in FOLDERS:
        shipped = sorted(
            p.relative_to(ROOT) for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix != ".pyc"
        )
        assert sorted(p.relative_to(place) for p in (place / folder).rglob("*") if p.is_file()) == shipped
    policy = place / "policies" / "origination" / "consumer_loan.yaml"
    record = place / "examples" / "consumer_loan" / "approve_salaried.json"
    decided = call("decide", str(policy), str(record), *AS_OF)
    assert (decided.status, decided.out.splitlines()[0]) == (0, "Unsecured consumer loan: Approve")


def test_an_empty_folder_is_filled_and_stays_the_folder_that_somebody_is_in(tmp_path: Path) -> None:
    before = tmp_path.stat()
    assert call("examples", str(tmp_path)).status == 0
    assert {path.name for path in tmp_path.iterdir()} == set(FOLDERS)
    assert os.path.samestat(before, tmp_path.stat())


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_is_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "work").symlink_to("foreign")
    found = call("examples", str(tmp_path / "work"))
    assert (found.status, "it is a link to foreign [unwritable-file]" in found.err) == (1, True)
    assert [path.name for path in (tmp_path / "foreign").iterdir()] == []


@pytest.mark.parametrize("place", ["full", "full/note.txt", "none/work"])
def test_nothing_is_overwritten_and_nothing_is_left(tmp_path: Path, place: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine")
    found = call("examples", str(tmp_path / place))
    assert found.status == 1
    assert "[unwritable-file]" in found.err
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "note.txt"]
    assert (tmp_path / "full" / "note.txt").read_text() == "mine"
