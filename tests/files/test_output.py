"""Output files appear whole or not at all, whatever stands in their place and whoever else writes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from credit_engine import InputError
from credit_engine.files.output import filling, remove_unfinished, replacing, write_text
from credit_engine.problems import Problem

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes, locks of POSIX")


def refusal(place: Path) -> Problem:
    with pytest.raises(InputError) as refused:
        write_text(str(place), "new")
    (problem,) = refused.value.problems
    return problem


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_aside_is_private_and_named_at_random(tmp_path: Path) -> None:
    seen = set()
    for _ in range(2):
        with replacing(str(tmp_path / "out")) as out:
            assert out.aside is not None
            assert out.aside.parent == tmp_path
            assert out.aside.stat().st_mode & 0o777 == 0o600
            seen.add(out.aside.name)
    assert len(seen) == 2
    assert all(len(name) == len(".out.") + 32 + len(".part") for name in seen)


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_gets_the_permissions_that_the_umask_leaves(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_text(str(tmp_path / "out"), "new")
    finally:
        os.umask(before)
    assert (tmp_path / "out").stat().st_mode & 0o777 == mode


def test_a_file_that_is_replaced_keeps_its_permissions_and_its_other_names(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    out.write_text("old", "utf-8")
    out.chmod(0o640)
    other.hardlink_to(out)
    write_text(str(out), "new")
    assert (out.read_text("utf-8"), out.stat().st_mode & 0o777) == ("new\n", 0o640)
    assert other.read_text("utf-8") == "old"


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old", "utf-8")
    with pytest.raises(ZeroDivisionError), replacing(str(out)) as writing:
        writing.file.write(b"%d" % (1 // 0))
    assert out.read_text("utf-8") == "old"
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("target", ["foreign", "nowhere", ".", "out"])
def test_a_link_in_the_place_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "foreign").write_text("foreign", "utf-8")
    (tmp_path / "out").symlink_to(target)
    assert refusal(tmp_path / "out").code == "unwritable-file"
    assert (tmp_path / "foreign").read_text("utf-8") == "foreign"
    assert names(tmp_path) == ["foreign", "out"]


def test_a_link_that_is_planted_while_the_file_is_written_is_not_followed(tmp_path: Path) -> None:
    foreign, out = tmp_path / "foreign", tmp_path / "out"
    foreign.write_text("foreign", "utf-8")
    with replacing(str(out)) as writing:
        writing.file.write(b"new")
        out.symlink_to(foreign)
    assert not out.is_symlink()
    assert (out.read_text("utf-8"), foreign.read_text("utf-8")) == ("new", "foreign")


@pytest.mark.parametrize("planted", ["link", "folder", "pipe"])
def test_what_is_planted_in_the_place_of_the_lock_is_neither_followed_nor_waited_for(
    tmp_path: Path, planted: str
) -> None:
    lock, foreign = tmp_path / ".out.lock", tmp_path / "foreign"
    foreign.write_text("foreign", "utf-8")
    {"link": lambda: lock.symlink_to(foreign), "folder": lock.mkdir, "pipe": lambda: os.mkfifo(lock)}[
        planted
    ]()
    assert refusal(tmp_path / "out").code == "unwritable-file"
    assert foreign.read_text("utf-8") == "foreign"
    assert names(tmp_path) == [".out.lock", "foreign"]


def test_a_lock_that_is_another_name_of_a_foreign_file_leaves_that_unharmed(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text("", "utf-8")
    (tmp_path / ".out.lock").hardlink_to(foreign)
    write_text(str(tmp_path / "out"), "new")
    assert names(tmp_path) == ["foreign", "out"]


def test_another_file_in_the_place_of_what_was_written_aside_is_no_success(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def write() -> None:
        with replacing(str(out)) as writing:
            assert writing.aside is not None
            writing.aside.unlink()
            writing.aside.write_bytes(b"foreign")

    with pytest.raises(InputError, match="another program"):
        write()


def test_while_one_writes_another_is_told_and_the_first_has_its_own_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with replacing(str(out)) as writing:
        writing.file.write(b"first")
        assert refusal(out).code == "output-in-use"
        assert refusal(tmp_path / "." / "out").code == "output-in-use"
        program = f"from credit_engine.files.output import write_text; write_text({str(out)!r}, 'other')"
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert "[output-in-use]" in run.stderr
        write_text(str(tmp_path / "beside"), "another target")
    assert out.read_text("utf-8") == "first"
    write_text(str(out), "later")
    assert out.read_text("utf-8") == "later\n"
    assert names(tmp_path) == ["beside", "out"]


def test_of_many_writers_at_once_each_succeeds_or_is_told(tmp_path: Path) -> None:
    out, ended = tmp_path / "out", []

    def write(number: int) -> None:
        for _ in range(50):
            try:
                write_text(str(out), f"{number}" * 1000)
                ended.append("written")
            except InputError as error:
                ended.append(error.problems[0].code)

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 200
    assert set(ended) <= {"written", "output-in-use"}
    assert "written" in ended
    assert len(set(out.read_text("utf-8").strip())) == 1
    assert names(tmp_path) == ["out"]


def test_what_a_killed_run_left_goes_with_the_next_one_and_nothing_else_does(tmp_path: Path) -> None:
    out, others = tmp_path / "out", [f".out.{'0' * 32}.part", ".out.part", "..part"]
    program = (
        "import os, signal; from credit_engine.files.output import replacing\n"
        f"with replacing({str(out)!r}) as out, out.folder() as folder:\n"
        "    out.file.write(b'half'); out.file.flush()\n"
        "    open(folder + '/more', 'w').close()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert len(names(tmp_path)) == 3
    for other in others:
        (tmp_path / other).write_text("foreign", "utf-8")
    write_text(str(out), "new")
    assert names(tmp_path) == sorted(["out", *others])


@pytest.mark.parametrize("noted", ["../foreign", "foreign", ".out.part", "", "\0", "x" * 5000])
def test_a_lock_file_cannot_make_a_run_remove_a_foreign_file(tmp_path: Path, noted: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "foreign").write_text("foreign", "utf-8")
    (tmp_path / "in" / "foreign").write_text("foreign", "utf-8")
    (tmp_path / "in" / ".out.lock").write_text(noted, "utf-8")
    write_text(str(tmp_path / "in" / "out"), "new")
    assert names(tmp_path) == ["foreign", "in"]
    assert names(tmp_path / "in") == ["foreign", "out"]


def test_a_process_that_is_about_to_end_removes_what_it_has_begun(tmp_path: Path) -> None:
    seen = []

    def write() -> None:
        with replacing(str(tmp_path / "out")) as out, out.folder():
            seen.append(len(names(tmp_path)))
            remove_unfinished()
            seen.append(len(names(tmp_path)))

    with pytest.raises(InputError):
        write()
    assert seen == [3, 0]


def test_a_pipe_and_standard_output_are_written_to_as_they_are(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    write_text(str(pipe), "new")
    reader.join()
    assert read == ["new\n"]
    assert names(tmp_path) == ["pipe"]
    program = "from credit_engine.files.output import write_text; write_text('/dev/stdout', 'said')"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"said\n"
    )


@pytest.mark.parametrize("name", ["n" * 255, "名" * 85, "a b", "%s", "-x", ".hidden"])
def test_any_name_that_the_file_system_allows_is_taken(tmp_path: Path, name: str) -> None:
    write_text(str(tmp_path / name), "new")
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("place", ["missing/out", ".", "x" * 256, "名" * 86, "a\0b", "file/below"])
def test_what_cannot_be_written_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert refusal(tmp_path / place).code == "unwritable-file"
    assert names(tmp_path) == ["file"]


def test_the_place_is_the_same_when_the_current_directory_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with replacing("out") as out:
        out.file.write(b"new")
        monkeypatch.chdir("elsewhere")
    assert names(tmp_path) == ["elsewhere", "out"]


@pytest.mark.parametrize("is_there", [False, True])
def test_a_folder_is_filled_at_once_or_not_at_all(tmp_path: Path, is_there: bool) -> None:
    target = tmp_path / "out"
    if is_there:
        target.mkdir()

    def fill(fails: bool) -> None:
        with filling(str(target)) as folder:
            assert folder.stat().st_mode & 0o777 == 0o700
            (folder / "a").mkdir()
            (folder / "a" / "file").write_text("a", "utf-8")
            assert not is_there or names(target) == []
            if fails:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fill(fails=True)
    assert names(tmp_path) == (["out"] if is_there else [])
    fill(fails=False)
    assert (names(tmp_path), names(target)) == (["out"], ["a"])
    assert target.stat().st_mode & 0o777 == 0o755
    with pytest.raises(InputError, match="not empty"):
        fill(fails=False)


def test_a_signal_removes_a_folder_that_is_being_filled(tmp_path: Path) -> None:
    with filling(str(tmp_path / "out")) as folder:
        (folder / "file").write_text("half", "utf-8")
        remove_unfinished()
        assert names(tmp_path) == []
        folder.mkdir()  # so that the writer ends as if nothing had been


def test_a_name_that_another_put_into_the_folder_meanwhile_is_theirs(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()

    def fill() -> None:
        with filling(str(target)) as folder:
            for name in ("a", "b"):
                (folder / name).mkdir()
                (folder / name / "own").touch()
            (target / "b").mkdir()
            (target / "b" / "theirs").touch()

    with pytest.raises(InputError, match="unwritable-file"):
        fill()
    assert names(tmp_path) == ["out"]
    assert sorted(str(path.relative_to(target)) for path in target.rglob("*")) == ["b", "b/theirs"]


def test_two_cannot_fill_one_folder_and_a_killed_run_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    with filling(str(tmp_path / "out")), pytest.raises(InputError, match="output-in-use"):
        filling(str(tmp_path / "out")).__enter__()
    (tmp_path / "out").rmdir()
    program = (
        "import os; from credit_engine.files.output import filling\n"
        f"with filling({str(tmp_path / 'out')!r}) as folder: (folder / 'half').touch(); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    assert [name.startswith(".out.") for name in names(tmp_path)] == [True, True]
    with filling(str(tmp_path / "out")):
        pass
    assert names(tmp_path) == ["out"]
