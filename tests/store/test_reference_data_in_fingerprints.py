"""A policy that reads shipped reference data has another fingerprint where these data are others."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import load_policy
from credit_engine.credit import reference_data
from credit_engine.policy import cache

POLICY = """policy: rate
version: "1"
effective: {{from: 2026-01-01, time_zone: Asia/Shanghai}}
outcomes: {{order: [approve, decline], undecided: decline, nothing_fired: approve}}
inputs:
  rate: {{type: number, missing: {{not_given: undecided}}}}
decisions:
  screening:
    rules:
      - {{id: R-1, when: 'rate > {most}', then: decline, because: why}}
decision: {{outcome: [screening]}}
reasons:
  why: {{en: Too high, zh: 过高}}
"""
READS = [
    'reference_value("china", "lpr_1y", today())',
    'reference_band("basel", "risk_weight_residential", 0.8, today())',
    'reference_figures("china", "days_past_due_bounds", today())[2]',
]


def _fingerprint(folder: Path, most: str) -> str:
    file = folder / "rate.yaml"
    file.write_text(POLICY.format(most=most), "utf-8")
    return load_policy(file).fingerprint


@pytest.mark.parametrize(("most", "changes"), [*((one, True) for one in READS), ("0.03", False)])
def test_a_fingerprint_changes_with_the_data_that_the_policy_reads_and_no_other(
    tmp_path, monkeypatch, most, changes
):
    # given
    before = _fingerprint(tmp_path, most)
    # when
    kept = reference_data._shipped_text
    monkeypatch.setattr(reference_data, "_shipped_text", lambda name: kept(name) + "# another\n")
    # then
    assert (_fingerprint(tmp_path, most) != before) is changes


def test_the_cache_counts_the_shipped_data_among_the_files_of_the_engine(tmp_path, monkeypatch):
    # given
    (tmp_path / "data.yaml").write_text("value: 1", "utf-8")
    monkeypatch.setattr(cache, "_ENGINE", tmp_path)
    before = cache._engine.__wrapped__()
    # when
    (tmp_path / "data.yaml").write_text("value: 2", "utf-8")
    # then
    assert cache._engine.__wrapped__() != before
