"""Weights of evidence of counts at the ends of the range of numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from credit_engine.absent import Absent
from credit_engine.credit.scaling import information_value, weight_of_evidence


@pytest.mark.parametrize("function", [weight_of_evidence, information_value])
@pytest.mark.parametrize(
    ("goods", "bads"),
    [
        ([Decimal("1E+6144"), 2], [Decimal("1E+6144"), 3]),
        ([Decimal("1E-6176"), Decimal("1E+3000")], [Decimal("1E+3000"), 1]),
    ],
)
def test_counts_too_far_apart_have_none(function: Any, goods: list[Any], bads: list[Any]) -> None:
    found = function(goods, bads)
    assert isinstance(found, Absent)
    assert [cause.code for cause in found.causes] == ["overflow"]
