"""Versions of a policy in a directory, and the three dates of a decision."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from credit_engine import InputError, PolicyError, load_policy

TEMPLATE = """\
policy: tiny
version: "{version}"
effective: {{from: {start}{end}, time_zone: Asia/Shanghai}}
outcomes: {{order: [approve, refer, decline], undecided: refer, nothing_fired: approve}}
inputs:
  income: {{type: number, range: ">= 0"}}
  as_seen_on: {{type: date, missing: {{not_given: undecided}}}}
parameters:
  least: {{dated: {{2025-01-01: 1000, 2026-02-01: {least}}}}}
decisions:
  age_of_data: {{formula: data_as_of - as_seen_on}}
  admission:
    rules:
      - {{id: R1, when: income < least, then: decline, because: poor}}
decision:
  outcome: [admission]
  outputs:
    least_income: {{when: always, of: least}}
reasons:
  poor: {{en: Income too low, zh: 收入过低}}
"""


def write(folder: Path, version: str, start: str, end: str = "", least: int = 2000) -> None:
    text = TEMPLATE.format(version=version, start=start, end=f", to: {end}" if end else "", least=least)
    (folder / f"{version}.yaml").write_text(text, encoding="utf-8")


def codes(folder: Path) -> list[str]:
    with pytest.raises(PolicyError) as refused:
        load_policy(folder)
    return [problem.code for problem in refused.value.problems]


@pytest.fixture
def two_versions(tmp_path: Path) -> Path:
    write(tmp_path, "2025", "2025-01-01", "2026-01-01", least=3000)
    write(tmp_path, "2026", "2026-01-01")
    return tmp_path


def test_the_version_in_force_decides(two_versions: Path) -> None:
    policy = load_policy(two_versions)
    assert [version.spec.version for version in policy.versions] == ["2025", "2026"]
    for day, version in (("2025-12-31", "2025"), ("2026-01-01", "2026")):
        assert policy.decide({"income": 5}, as_of=day).compiled.spec.version == version


def test_a_case_in_the_pipeline_stays_on_its_version_but_reads_parameters_of_the_day(
    two_versions: Path,
) -> None:
    policy = load_policy(two_versions)
    decision = policy.decide({"income": 2500}, as_of="2026-03-01", policy_as_of="2025-12-31")
    assert (decision.compiled.spec.version, decision.outputs["least_income"]) == ("2025", 3000)
    assert decision.outcome == "decline"
    assert policy.decide({"income": 2500}, as_of="2026-03-01").outcome == "approve"
    assert dict(decision.dates) == {
        "as_of": "2026-03-01",
        "policy_as_of": "2025-12-31",
        "data_as_of": "2026-03-01",
    }


def test_a_dated_parameter_changes_on_its_day(two_versions: Path) -> None:
    policy = load_policy(two_versions)
    seen = [
        policy.decide({"income": 0}, as_of=day).outputs["least_income"]
        for day in ("2026-01-31", "2026-02-01")
    ]
    assert seen == [1000, 2000]


def test_a_moment_counts_in_the_time_zone_of_the_policy(two_versions: Path) -> None:
    policy = load_policy(two_versions)
    evening = dt.datetime(2025, 12, 31, 17, 0, tzinfo=dt.UTC)
    assert policy.decide({"income": 5}, as_of=evening).compiled.spec.version == "2026"
    assert policy.decide({"income": 5}, as_of="2025-12-31T15:59:59Z").compiled.spec.version == "2025"


def test_the_day_of_the_data_is_its_own(two_versions: Path) -> None:
    decision = load_policy(two_versions).decide(
        {"income": 5000, "as_seen_on": "2026-01-01"}, as_of="2026-03-01", data_as_of="2026-01-11"
    )
    node = decision.compiled.parts["age_of_data"].value
    assert node is not None
    assert str(decision.value(node)) == "P10D"


def test_no_version_in_force_is_an_error_of_the_input(two_versions: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_policy(two_versions).decide({"income": 5}, as_of="2024-12-31")
    assert [problem.code for problem in refused.value.problems] == ["not-in-force"]


def test_overlaps_gaps_and_other_policies_are_diagnostics(tmp_path: Path) -> None:
    overlap, gap, open_end = (tmp_path / name for name in ("overlap", "gap", "open"))
    for folder, end in ((overlap, "2026-02-01"), (gap, "2025-12-01"), (open_end, "")):
        folder.mkdir()
        write(folder, "2025", "2025-01-01", end)
        write(folder, "2026", "2026-01-01")
    assert codes(overlap) == ["versions-overlap"]
    assert codes(gap) == ["versions-gap"]
    assert codes(open_end) == ["versions-overlap"]


def test_a_scorecard_may_stand_beside_policies(two_versions: Path) -> None:
    (two_versions / "card.yaml").write_text("scorecard: card\n", encoding="utf-8")
    assert len(load_policy(two_versions).versions) == 2


def test_a_directory_without_policies_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["no-policy"]
