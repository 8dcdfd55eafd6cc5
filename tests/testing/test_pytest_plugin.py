"""pytest collects cases files, one test for each case, and leaves other files alone."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import credit_engine
from testing.support import written

PLUGIN = "credit_engine.testing.pytest_plugin"


def run(folder: Path) -> tuple[int, str]:
    """pytest in a folder; the plugin is named where the installed package does not yet announce it."""
    installed = any(one.value == PLUGIN for one in entry_points(group="pytest11"))
    named = [] if installed else ["-p", PLUGIN]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *named, "-q", "-c", "/dev/null", "."]
    environment = {**os.environ, "PYTHONPATH": str(Path(credit_engine.__file__).parents[1])}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    return done.returncode, done.stdout


def test_each_case_is_a_test_and_a_failure_is_readable(tmp_path: Path) -> None:
    written(tmp_path, "examples:\n  good: {expect: approve}\n  bad: {expect: decline}\n")
    status, out = run(tmp_path)
    assert status == 1
    assert "1 failed, 1 passed" in out
    assert "  outcome: expected decline, got approve" in out
    assert "Traceback" not in out


@pytest.mark.slow
def test_a_mistake_in_the_file_is_a_diagnostic(tmp_path: Path) -> None:
    written(tmp_path, "examples:\n  good: {expect: aprove}\n")
    status, out = run(tmp_path)
    assert status == 2
    assert "unknown outcome 'aprove' [unknown-outcome]" in out
    assert "Traceback" not in out


@pytest.mark.slow
def test_other_files_of_that_ending_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other.cases.yaml").write_text("- an unrelated list\n", "utf-8")
    status, out = run(tmp_path)
    assert status == 5
    assert "no tests ran" in out
