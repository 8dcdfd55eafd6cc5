"""The day on which a loan came into the book, as a CSV file has it: a text that is no day is none."""

from __future__ import annotations

import pytest

from arrow import pa
from credit_engine.portfolio.loans import month_numbers


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-02-28", 2026 * 12 + 1),
        ("2024-02-29", 2024 * 12 + 1),
        ("2026-12-31T23:59:59", 2026 * 12 + 11),
        ("2026-12-31 23:59:59", 2026 * 12 + 11),
        ("0001-01-01", 12),
        ("9999-12-31", 9999 * 12 + 11),
        ("2026-02-30", None),
        ("2025-02-29", None),
        ("2026-13-01", None),
        ("2026-1-5", None),
        ("2026-01-05x", None),
        ("2026-01-055", None),
        ("never", None),
        ("", None),
        (None, None),
    ],
)
def test_a_text_that_is_no_day_is_no_day(text: str | None, month: int | None) -> None:
    assert month_numbers(pa.array([text], pa.string())).to_pylist() == [month]
