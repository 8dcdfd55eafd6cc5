"""tools/make-venv: which Python it takes, and what it says when none will do.

Nothing is installed here: the interpreters are stand-ins that fail where the test wants it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("cat", "cksum", "dirname", "mkdir", "mv", "rm", "sh")

WITHOUT_ENSUREPIP = 'case " $* " in *" -m "*) exit 1;; esac\n'
SHIM_THAT_DOES_NOT_RUN = "echo 'command not found' >&2; exit 127\n"
MAKES_ENVIRONMENTS_WITHOUT_PIP = """\
case "$*" in "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; exit;; esac
case " $* " in *" -m pip install "*) echo "pip says: $*" >&2; exit 7;; *" -m "*) exit 0;; esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the script reads, in a directory with a blank in its name."""
    copy = tmp_path / "a checkout"
    shutil.copytree(ROOT / "tools", copy / "tools")
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """The only directory on PATH: the tools that the script needs, and no Python yet."""
    directory = tmp_path / "programs"
    directory.mkdir()
    for tool in (*TOOLS, "cp"):
        found = shutil.which(tool)
        if found is None:
            pytest.skip(f"this machine has no {tool}")
        (directory / tool).symlink_to(found)
    return directory


def stand_in(directory: Path, name: str, version: str, behaviour: str = "") -> None:
    """An interpreter that says it is `version`, after doing what `behaviour` says."""
    program = directory / name
    program.write_text(f"#!/bin/sh\n{behaviour}echo {version}\n", "utf-8")
    program.chmod(0o755)


def make_venv(checkout: Path, path: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "tools" / "make-venv", ".venv-x", "core"],
        env={"PATH": str(path), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_any_python_it_says_what_to_install(checkout: Path, programs: Path) -> None:
    run = make_venv(checkout, programs)
    assert run.returncode == 1
    assert run.stderr == (
        "credit-engine needs Python 3.11 to 3.14; found: none\n"
        "to mend it: install Python from https://www.python.org/downloads/\n"
    )


def test_with_only_old_pythons_it_names_them(checkout: Path, programs: Path) -> None:
    stand_in(programs, "python3.9", "3.9")
    stand_in(programs, "python3", "3.10")
    stand_in(programs, "apt-get", "")
    run = make_venv(checkout, programs)
    assert run.returncode == 1
    found = f"{programs}/python3 (3.10) {programs}/python3.9 (3.9)"
    assert run.stderr == (
        f"credit-engine needs Python 3.11 to 3.14; found: {found}\n"
        "to mend it: apt-get install python3 python3-venv\n"
    )


def test_where_nothing_makes_environments_it_names_the_missing_package(
    checkout: Path, programs: Path
) -> None:
    stand_in(programs, "python3.12", "3.12", WITHOUT_ENSUREPIP)
    stand_in(programs, "apt-get", "")
    run = make_venv(checkout, programs)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == "to mend it: apt-get install python3.12-venv"
    assert not (checkout / ".venv-x").exists()


@pytest.mark.parametrize(("program", "version"), [("python3.9", "3.9"), ("python9", "none")])
def test_a_python_that_was_asked_for_but_does_not_suit_is_refused(
    checkout: Path, programs: Path, program: str, version: str
) -> None:
    stand_in(programs, "python3.9", "3.9")
    stand_in(programs, "python3.12", "3.12", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    run = make_venv(checkout, programs, PYTHON=program)
    assert run.returncode == 1
    assert run.stderr == f"credit-engine needs Python 3.11 to 3.14; PYTHON={program} gives {version}\n"


def test_the_newest_that_runs_and_makes_environments_is_taken(checkout: Path, programs: Path) -> None:
    stand_in(programs, "python3.14", "3.14", SHIM_THAT_DOES_NOT_RUN)
    stand_in(programs, "python3.13", "3.13", WITHOUT_ENSUREPIP)
    stand_in(programs, "python3.12", "3.12", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    stand_in(programs, "python3.11", "3.11", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    run = make_venv(checkout, programs)
    assert f".venv-x: Python 3.12 ({programs}/python3.12), installing" in run.stderr
    assert "--require-hashes" in run.stderr


def test_a_shim_that_does_not_run_does_not_hide_the_interpreter_behind_it(
    checkout: Path, programs: Path, tmp_path: Path
) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    stand_in(shims, "python3.12", "3.12", SHIM_THAT_DOES_NOT_RUN)
    stand_in(programs, "python3.12", "3.12", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    run = make_venv(checkout, f"{shims}{os.pathsep}{programs}")
    assert f"Python 3.12 ({programs}/python3.12)" in run.stderr


def test_python3_is_taken_where_no_program_is_named_after_its_version(checkout: Path, programs: Path) -> None:
    stand_in(programs, "python3", "3.13", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    assert f"Python 3.13 ({programs}/python3)" in make_venv(checkout, programs).stderr


def test_a_failed_installation_is_no_finished_environment(checkout: Path, programs: Path) -> None:
    stand_in(programs, "python3.12", "3.12", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    first = make_venv(checkout, programs)
    assert first.returncode != 0
    assert not (checkout / ".venv-x" / "complete").exists()
    assert make_venv(checkout, programs).stderr == first.stderr


def test_a_directory_that_is_no_environment_is_left_alone(checkout: Path, programs: Path) -> None:
    kept = checkout / ".venv-x" / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("ten years of work", "utf-8")
    stand_in(programs, "python3.12", "3.12", MAKES_ENVIRONMENTS_WITHOUT_PIP)
    run = make_venv(checkout, programs)
    assert run.returncode == 1
    assert "is in the way" in run.stderr
    assert kept.read_text("utf-8") == "ten years of work"


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.stem)
def test_locks_pin_every_package_with_hashes_and_name_no_place(lock: Path) -> None:
    entries = lock.read_text("utf-8").replace("\\\n", " ").splitlines()
    assert entries
    for entry in entries:
        assert "==" in entry.split()[0], entry
        assert "--hash=sha256:" in entry, entry
        assert "/" not in entry, entry
        assert " @ " not in entry, entry
