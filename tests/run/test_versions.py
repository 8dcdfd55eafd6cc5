"""Versions of a policy in one directory are told apart by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import PolicyError, load_policy

VERSION = """\
policy: card
version: "{version}"
effective: {{{effective}}}
outcomes: {{order: [approve, decline], undecided: decline, nothing_fired: approve}}
inputs:
  score: {{type: integer}}
decisions:
  admission: {{rules: [{{id: S, when: score < 600, then: decline, because: low}}]}}
decision: {{outcome: [admission]}}
reasons: {{low: {{en: Low score, zh: 评分过低}}}}
"""


def _write(folder: Path, file: str, version: str, effective: str) -> None:
    (folder / file).write_text(VERSION.format(version=version, effective=effective), encoding="utf-8")


def test_two_versions_of_one_name_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, "a.yaml", "1", "from: 2026-01-01, to: 2026-06-01")
    _write(tmp_path, "b.yaml", "2", "from: 2026-06-01, to: 2026-12-01")
    _write(tmp_path, "c.yaml", "1", "from: 2026-12-01")
    with pytest.raises(PolicyError) as refused:
        load_policy(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == ("duplicate-value", "two versions are called '1'")
    assert problem.place.endswith("c.yaml:2:10")


def test_versions_of_different_names_are_taken(tmp_path: Path) -> None:
    _write(tmp_path, "a.yaml", "1", "from: 2026-01-01, to: 2026-06-01")
    _write(tmp_path, "b.yaml", "2", "from: 2026-06-01")
    assert [version.spec.version for version in load_policy(tmp_path).versions] == ["1", "2"]


def test_both_endings_are_read_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    _write(tmp_path, "a.yaml", "1", "from: 2026-01-01, to: 2026-06-01")
    _write(tmp_path, "b.yml", "2", "from: 2026-06-01")
    _write(tmp_path, ".b.yaml", "3", "from: 2026-06-01")
    assert [version.spec.version for version in load_policy(tmp_path).versions] == ["1", "2"]
