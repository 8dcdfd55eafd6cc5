"""The engine's FEEL against the public DMN conformance cases."""

from __future__ import annotations

import pytest

from conformance.cases import CASES, load, score

pytestmark = pytest.mark.skipif(
    not CASES.exists(), reason="the conformance cases are not beside this checkout"
)


def test_all_cases_agree() -> None:
    result = score(load())
    assert result.failures == []
    assert result.total == 2086


def test_cases_with_a_value_agree_to_more_than_99_percent_in_the_mean_over_folders() -> None:
    solid = [case for case in load() if not case["expected"].get("null")]
    assert score(solid).macro > 0.99


def test_no_case_without_a_value_is_refused_as_no_feel() -> None:
    hollow = [case for case in load() if case["expected"].get("null")]
    refused = [case["id"] for case in hollow if _raises(case)]
    assert refused == []


def _raises(case: dict[str, object]) -> bool:
    from conformance.cases import run

    try:
        run(case)
    except Exception:
        return True
    return False
