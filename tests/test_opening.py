"""The files that a policy names: no link leads out of their folders, no pipe is waited for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Event, Thread

import pytest

from cli.calling import ROOT
from credit_engine import Policy, PolicyError, load_policy
from credit_engine.opening import LedOutError, NotRegularError, open_regular, open_within

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
    path = tmp_path / "policies" / "consumer_loan.yaml"
    if linked == ("scorecards",):
        assert problem(path) == ("link-out-of-folder", str(ROOT / "scorecards"))
    else:
        assert load_policy(path).fingerprint == load_policy(ROOT / "policies" / path.name).fingerprint


@pytest.mark.parametrize(("folder", "kind"), [("scorecards", "scorecard"), ("policies", "policy")])
@pytest.mark.parametrize("place", ["..", "."])
def test_a_card_or_callee_that_links_out_of_its_folder_is_refused(
    tmp_path: Path, folder: str, kind: str, place: str
) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("password: hunter2\n", "utf-8")
    path = tmp_path / "own" / "caller.yaml"
    found = path.parent / place / folder
    found.mkdir(parents=True)
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
