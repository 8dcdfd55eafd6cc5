"""A small float is the number that its own shortest text says, in columns and in records made of them."""

from __future__ import annotations

import numpy as np
import pytest

from arrow import pa
from credit_engine.api.batch.records import records


@pytest.mark.parametrize("kind", [np.float16, np.float32])
@pytest.mark.parametrize("number", [0.1, 1.1, -0.3, 2.5])
def test_a_record_holds_what_a_small_float_says(kind: type, number: float) -> None:
    table = pa.table({"income": pa.array(np.array([number], kind))})
    assert list(records(table, ("income",))) == [{"income": number}]
