"""A type checker sees what the public face takes and gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_a_users_program_is_checked_strictly(tmp_path: Path) -> None:
    """`--strict` refuses an ignored error that is none, so that each `type: ignore` there has to be one."""
    program = ROOT / "tests" / "typed_user.py"
    options = ["--strict", "--config-file=", "--cache-dir", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "src",
    )
    assert (run.returncode, run.stdout.splitlines()) == (0, ["Success: no issues found in 1 source file"])
