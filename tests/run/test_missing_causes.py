"""Asking a policy's input for the cause of its absence, and what the customer is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compiled import load_once
from credit_engine import Policy, PolicyError

POLICY = """\
policy: causes
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  months:
    type: integer
    range: ">= 0"
    missing: {no_record: not_applicable, failed: undecided, not_given: undecided}
  debt: {type: number, range: ">= 0"}
decisions:
  checks:
    rules:
      - id: R1
        when: is missing(months, "no_record") or months < 6
        then: refer
        because: thin
      - id: R2
        when: 1 / debt > 1
        then: decline
        because: odd
decision:
  outcome: [checks]
reasons:
  thin: {en: Thin file, zh: 信用白户}
  odd: {en: Odd, zh: 异常}
"""


def load(folder: Path, text: str = POLICY) -> Policy:
    (folder / "causes.yaml").write_text(text, encoding="utf-8")
    return load_once(folder / "causes.yaml")


@pytest.mark.parametrize(
    ("months", "reasons"),
    [
        ({"missing": "no_record"}, ["thin"]),
        ({"missing": "failed"}, ["undecided"]),
        (None, ["undecided"]),
        (5, ["thin"]),
        (6, []),
    ],
)
def test_only_the_cause_that_was_asked_for_counts(tmp_path: Path, months: Any, reasons: list[str]) -> None:
    decision = load(tmp_path).decide({"months": months, "debt": 5}, as_of="2026-11-23")
    assert [reason.code for reason in decision.reasons] == reasons


def test_a_cause_that_the_input_does_not_declare_is_a_diagnostic(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as refused:
        load(tmp_path, POLICY.replace('"no_record")', '"no_recrd")'))
    (problem,) = refused.value.problems
    assert (problem.code, problem.hint) == ("unknown-value", "did you mean 'no_record'?")


def test_the_customer_hears_what_is_missing_but_not_what_failed_inside(tmp_path: Path) -> None:
    decision = load(tmp_path).decide({"months": None, "debt": 0}, as_of="2026-11-23")
    texts = {reason.rule: (reason.text("en"), reason.text("en", "customer")) for reason in decision.reasons}
    assert texts["R1"] == ("Cannot be decided: months (not given)",) * 2
    assert texts["R2"] == (
        "Cannot be decided: division by zero (/)",
        "Some information cannot be assessed at present",
    )
