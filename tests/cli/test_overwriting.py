"""No command writes over a file that it reads, called and included ones among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import AS_OF, call, small_policy

SHARED = "shared: people\nreasons: {under_age: {en: Under age, zh: 未成年}}\n"
CALLING = """\
policy: outer
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
include: people.yaml
inputs:
  years: {type: integer, range: "[0..130]"}
  wage: {type: number}
decisions:
  inner:
    call: {policy: inner, with: {age: years}, outcomes: {approve: approve, decline: decline}}
  band:
    table: {hit: first, in: [wage], out: {band: [low, high]}, sheet: bands.csv}
  checks: {rules: [{id: A, when: 'years < 18 and band = "low"', then: decline, because: under_age}]}
decision: {outcome: [inner, checks]}
"""
INNER = """\
policy: inner
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  age: {type: integer, range: "[0..130]"}
decisions:
  checks: {rules: [{id: A, when: age < 18, then: decline, because: under_age}]}
decision: {outcome: [checks]}
reasons: {under_age: {en: Under age, zh: 未成年}}
"""
FILES = {
    "outer.yaml": CALLING,
    "inner.yaml": INNER,
    "people.yaml": SHARED,
    "bands.csv": "wage,band\n< 3000,low\n-,high\n",
    "record.json": '{"years": 30, "wage": 4000}',
    "records.csv": "years,wage\n30,4000\n",
    "outer.cases.yaml": """\
cases: outer
as_of: 2026-11-23
examples: {grown: {base: record.json, expect: approve}}
""",
}
READ_FOR_A_POLICY = ("outer.yaml", "inner.yaml", "people.yaml", "bands.csv")
COMMANDS = {
    "decide": ("decide", "outer.yaml", "record.json", *AS_OF, "--output"),
    "book": ("book", "outer.yaml", "--output"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", READ_FOR_A_POLICY)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_policy_is_read_from_is_not_overwritten(folder: Path, command: str, name: str) -> None:
    found = call(*COMMANDS[command], name)
    assert found.status == (2 if name == "outer.yaml" else 1)
    assert (found.err.count("would be overwritten"), name in found.err) == (1, True)
    assert {one: (folder / one).read_text("utf-8") for one in FILES} == FILES


def test_a_batch_does_not_overwrite_the_sheet_of_its_policy(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    found = call("batch", "outer.yaml", "records.csv", "bands.csv", *AS_OF)
    assert (found.status, found.err.startswith("bands.csv: this file cannot be written")) == (1, True)
    assert (folder / "bands.csv").read_text("utf-8") == FILES["bands.csv"]


@pytest.mark.parametrize("name", [*READ_FOR_A_POLICY, "record.json", "outer.cases.yaml"])
def test_results_of_cases_do_not_overwrite_what_was_read_for_them(folder: Path, name: str) -> None:
    found = call("test", "outer.cases.yaml", "--junit", name)
    assert (found.status, found.err.startswith(f"{name}: this file cannot be written")) == (1, True)
    assert {one: (folder / one).read_text("utf-8") for one in FILES} == FILES


def test_another_name_of_a_file_is_that_file(folder: Path) -> None:
    found = call("book", "outer.yaml", "--output", str(folder / "." / "people.yaml"))
    assert (found.status, "would be overwritten" in found.err) == (1, True)


def test_a_version_of_a_policy_in_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    path = small_policy(tmp_path / "versions")
    found = call("book", str(tmp_path / "versions"), "--output", path)
    assert (found.status, "would be overwritten" in found.err) == (1, True)


def test_a_book_that_was_written_before_is_written_anew(folder: Path) -> None:
    for _ in range(2):
        found = call("book", "outer.yaml", "--output", "outer.txt")
        assert (found.status, found.err) == (0, "")
    assert "outer" in (folder / "outer.txt").read_text("utf-8")
