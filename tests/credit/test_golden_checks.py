"""The independent checks of the golden file hold, whatever of them is pure mathematics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from credit.checks import ANSWERS, answer, class_by_policy, golden_checks

CHECKS = [
    check
    for check in golden_checks(*ANSWERS)
    if any(names <= check["inputs"].keys() for names, _ in ANSWERS[check["category"]])
]


def differences(found: Any, expected: Any, tolerance: Any, where: str = "") -> list[str]:
    """Where two values differ by more than a tolerance, or than the one of their name."""
    if isinstance(expected, Mapping):
        return [
            line
            for key, value in expected.items()
            for line in differences(
                found[key],
                value,
                tolerance[key] if isinstance(tolerance, Mapping) else tolerance,
                f"{where}.{key}",
            )
        ]
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        pairs = enumerate(zip(found, expected, strict=True))
        return [line for i, (f, e) in pairs for line in differences(f, e, tolerance, f"{where}[{i}]")]
    same = found == expected if isinstance(expected, str) else abs(Decimal(found) - expected) <= tolerance
    return [] if same else [f"{where}: {found} is not {expected}"]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check["id"])
def test_a_golden_check_holds(check: dict[str, Any]) -> None:
    assert differences(answer(check), check["expected"], check["tolerance"]) == []


def test_all_checks_are_answered() -> None:
    if not golden_checks(*ANSWERS):
        pytest.skip("the golden file is not there")
    left = {check["id"] for check in golden_checks(*ANSWERS)} - {check["id"] for check in CHECKS}
    assert left == set()


def test_the_policy_agrees_with_the_checks_of_days_past_due() -> None:
    by_days = [check for check in golden_checks("classification") if "technical_overdue" in check["inputs"]]
    if not by_days:
        pytest.skip("the golden file is not there")
    assert [class_by_policy(check["inputs"]) for check in by_days] == [one["expected"] for one in by_days]


def test_differences_are_seen() -> None:
    assert differences({"a": [1, 2]}, {"a": [1, Decimal("2.1")]}, Decimal("0.01")) == [".a[1]: 2 is not 2.1"]
    assert differences("正常", "关注", 0) != []
