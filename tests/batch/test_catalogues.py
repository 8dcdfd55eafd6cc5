"""A batch says of catalogues what rows say, and looks a code up once for each day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from batch.tables import both, differences, table_of
from parts.test_catalogue import FIRST, INDUSTRIES, SECOND, policy, records


@pytest.mark.parametrize("match", ["longest_prefix", "exact"])
@pytest.mark.parametrize("as_of", [FIRST, SECOND])
def test_a_batch_says_what_rows_say(tmp_path: Path, match: str, as_of: dt.date) -> None:
    loaded = policy(tmp_path, INDUSTRIES.replace("match: longest_prefix", f"match: {match}"))
    rng = Random(f"{match}{as_of}")
    table = table_of(loaded.versions[0].fields, records(rng, 400), rng)
    result, batch, rows = both(loaded, table, as_of, 64)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
