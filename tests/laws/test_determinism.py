"""The same program, record and dates give the same canonical JSON, byte for byte, wherever they meet."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from laws.deciding import ROOT, decisions

COUNT = 300
OTHER = "CREDIT_ENGINE_OTHER_PYTHON"
"""Names another interpreter, one that has the core dependencies, to compare with."""


@pytest.fixture(scope="module")
def here() -> list[str]:
    return decisions(COUNT)


def elsewhere(python: str, *arguments: str, hash_seed: str = "0") -> list[str]:
    """What a process of its own prints."""
    path = os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests")))
    environment = {"PYTHONPATH": path, "PYTHONHASHSEED": hash_seed, "PATH": os.environ.get("PATH", "")}
    script = str(Path(__file__).with_name("deciding.py"))
    done = subprocess.run(
        [python, "-X", "utf8", script, str(COUNT), *arguments],
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def other_pythons() -> list[str]:
    """Interpreters of other versions that can import what the engine needs."""
    named = os.environ.get(OTHER)
    names = (
        [named]
        if named
        else [f"python3.{minor}" for minor in (11, 12, 13, 14) if minor != sys.version_info.minor]
    )
    found = [path for name in names if (path := shutil.which(name))]
    probe = "import lark, numpy, pydantic, re2, tzdata, yaml"
    return [
        p for p in found if subprocess.run([p, "-c", probe], capture_output=True, check=False).returncode == 0
    ]


def test_decisions_are_there_to_compare(here: list[str]) -> None:
    assert len(here) > COUNT + 50
    assert sum(line.startswith("refused") for line in here) < len(here) / 20
    assert {json.loads(line)["outcome"] for line in here if line.startswith("{")} >= {
        "approve",
        "refer",
        "decline",
    }


def test_a_second_run_in_the_same_process_gives_the_same(here: list[str]) -> None:
    assert decisions(COUNT, rounds=2) == here


def test_the_order_of_keys_at_every_level_gives_the_same(here: list[str]) -> None:
    assert decisions(COUNT, turned=True) == here


@pytest.mark.parametrize("hash_seed", ["0", "1", "4294967295"])
def test_processes_with_different_hash_seeds_give_the_same(here: list[str], hash_seed: str) -> None:
    assert elsewhere(sys.executable, hash_seed=hash_seed) == here


def test_another_python_gives_the_same(here: list[str]) -> None:
    others = other_pythons()
    if not others:
        pytest.skip(f"no other Python with the dependencies; name one in {OTHER}")
    for python in others:
        assert elsewhere(python) == here
        assert elsewhere(python, "backwards", hash_seed="7") == here
