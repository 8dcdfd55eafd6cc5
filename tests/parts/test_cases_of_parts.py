"""Cases, coverage and mutants of policies with a matrix, a tree and an escalation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credit_engine.cli import main
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.testing.mutation import mutants_of
from parts.policies import HEAD, TAIL
from parts.test_escalation import POLICY as ALERTS
from parts.test_matrix import MATRIX
from parts.test_tree import TREE

POLICIES = {
    "matrix": HEAD + MATRIX.strip("\n") + TAIL,
    "tree": HEAD + TREE.strip("\n") + TAIL,
    "escalation": ALERTS,
}
EXPECTED = {
    "matrix": ["decisions.value.row.1: dropped", "decisions.value.in.1: 10 -> 11"],
    "tree": ["branches.0.tree.branches.0.if: 12 -> 13", "decisions.value.tree.branches.1: dropped"],
    "escalation": ["decisions.level.escalation.E-2.fired: 2 -> 3", "decisions.level.escalation.E-3: dropped"],
}
CASES = {
    "matrix": ("example", "value: middle", {"size": 9, "kind": "b"}),
    "tree": ("example", "value: young", {"size": 3, "kind": "a"}),
    "escalation": ("alerts", "", {"a": True, "b": True, "c": False}),
}


@pytest.mark.parametrize("name", POLICIES)
def test_mutants_change_what_is_in_the_document(name: str) -> None:
    compiled = compile_policy(Source("example.yaml", POLICIES[name]), lambda kind, name: None)
    found = mutants_of(compiled)
    for mutant in found:
        assert all(path in compiled.document for path in mutant.values), mutant.name
        assert mutant.removed is None or mutant.removed in compiled.document, mutant.name
    for wanted in EXPECTED[name]:
        assert any(wanted in mutant.name for mutant in found), [mutant.name for mutant in found]


@pytest.mark.parametrize("name", POLICIES)
def test_cases_run_with_coverage_and_mutants(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy, outputs, record = CASES[name]
    (tmp_path / f"{policy}.yaml").write_text(POLICIES[name], "utf-8")
    expect = (
        f"{{outputs: {{{outputs}}}}}" if outputs else "{outcome: red, rules: {E-2: fired, E-3: not_fired}}"
    )
    cases = (
        f"cases: {policy}\nas_of: 2026-02-01\nbase: plain\nbases: {{plain: {{with: {json.dumps(record)}}}}}\n"
        f"examples:\n  one:\n    expect: {expect}\n"
    )
    (tmp_path / f"{policy}.cases.yaml").write_text(cases, "utf-8")
    assert main(["test", str(tmp_path / f"{policy}.cases.yaml"), "--mutate"]) in (0, 1)
    shown = capsys.readouterr().out
    assert "Traceback" not in shown
    assert "1 passed" in shown or "1 case" in shown, shown
