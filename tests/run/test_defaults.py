"""Values that a policy takes for missing ones are values that the input can have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from credit_engine import PolicyError, load_policy

POLICY = """\
policy: defaults
version: "1"
effective: {{from: 2026-11-01}}
outcomes: {{order: [approve, refer], undecided: refer, nothing_fired: approve}}
inputs:
  given: {{{declared}, missing: {{no_record: {{value: {value}}}, not_given: undecided}}}}
decisions:
  taken: {{formula: given}}
  admission: {{rules: [{{id: R, when: is missing(given), then: refer, because: r}}]}}
decision: {{outcome: [admission], outputs: {{taken: always}}}}
reasons: {{r: {{en: r, zh: r}}}}
"""


def _written(folder: Path, declared: str, value: str) -> Path:
    path = folder / "defaults.yaml"
    path.write_text(POLICY.format(declared=declared, value=value), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("type: number", '"0"'),
        ("type: number", "true"),
        ("type: number", ""),
        ("type: number", "[1]"),
        ("type: integer", "1.5"),
        ('type: number, range: ">= 0"', "-1"),
        ("type: text, values: [owner, rent]", "renter"),
        ("type: text", "0"),
        ("type: boolean", "0"),
        ("type: date", "2026-02-30"),
    ],
)
def test_a_value_that_the_input_cannot_have_is_refused(tmp_path: Path, declared: str, value: str) -> None:
    with pytest.raises(PolicyError) as refused:
        load_policy(_written(tmp_path, declared, value))
    assert [problem.code for problem in refused.value.problems] == ["wrong-value"]
    assert "defaults.yaml:6:" in str(refused.value)


@pytest.mark.parametrize(
    ("declared", "value", "taken"),
    [
        ('type: number, range: ">= 0"', "0", 0),
        ("type: text, values: [owner, rent]", "rent", "rent"),
        ("type: date", "2026-02-28", date(2026, 2, 28)),
    ],
)
def test_a_default_is_read_as_the_record_would_be(
    tmp_path: Path, declared: str, value: str, taken: object
) -> None:
    policy = load_policy(_written(tmp_path, declared, value))
    decision = policy.decide({"given": {"missing": "no_record"}}, as_of="2026-11-23")
    assert decision.outputs["taken"] == taken
