"""Exponential and logarithm are checked against decimals, and not used where they are worse than assumed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from batch.edges import edge_policy
from batch.tables import both, differences
from batch.test_edges import edge_table
from credit_engine.run.columns import functions


@pytest.fixture(autouse=True)
def checked_anew() -> Iterator[None]:
    functions.are_trusted.cache_clear()
    yield
    functions.are_trusted.cache_clear()


def test_the_functions_of_this_machine_are_trusted() -> None:
    assert functions.are_trusted()


@pytest.mark.parametrize("name", ["exp", "expm1", "log1p"])
def test_a_function_that_is_five_units_off_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = getattr(np, name)

    def worse(x: Any) -> Any:
        return exact(x) * (1 + 5 * 2.0**-52)

    monkeypatch.setattr(functions.np, name, worse)
    assert not functions.are_trusted()


def test_without_trust_the_row_evaluation_computes_what_needs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions.np, "log1p", lambda x: x)
    result, batch, rows = both(edge_policy(), edge_table(50, 1, 0.0), "2026-11-23", 50)
    assert differences(batch, rows) == []
    assert "payment" not in result.stages.parts  # exact values, to which no bound applies
