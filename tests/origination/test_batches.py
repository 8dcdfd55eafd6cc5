"""A batch of the policies on customers decides as rows do, none of them anew by rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from batch.tables import both, differences, table_of
from compiled import shipped
from origination import test_admission, test_exit, test_segmentation

GENERATORS: dict[str, Callable[[Random], dict[str, Any]]] = {
    "segmentation": test_segmentation.random_customer,
    "admission": test_admission.random_customer,
    "exit": test_exit.random_customer,
}


@pytest.mark.parametrize("name", GENERATORS)
def test_a_batch_decides_as_rows_do(name: str) -> None:
    random, policy = Random(11), shipped(name)
    records = [GENERATORS[name](random) for _ in range(400)]
    table = table_of(policy.versions[-1].fields, records, random)
    result, batch, rows = both(policy, table, date(2026, 11, 30), 64)
    assert differences(batch, rows) == []
    assert len(set(batch.column("outcome").to_pylist())) >= 3
    assert result.stages.redecided == 0
