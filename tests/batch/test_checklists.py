"""A batch says of checklists what rows say: outcomes, what is missing, what has expired, and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from batch.tables import both, differences, table_of
from parts.test_checklist import DAY, DUE_DILIGENCE, policy, random_record

ENTRIES = "{diligence: always, complete: {when: always, of: diligence.complete}}"


@pytest.mark.parametrize("as_of", [DAY, dt.date(2026, 6, 29), dt.date(2027, 1, 1)])
def test_a_batch_says_what_rows_say(tmp_path: Path, as_of: dt.date) -> None:
    loaded = policy(tmp_path, DUE_DILIGENCE.replace("{diligence: always}", ENTRIES))
    rng = Random(as_of.toordinal())
    table = table_of(loaded.versions[0].fields, [random_record(rng) for _ in range(400)], rng)
    result, batch, rows = both(loaded, table, as_of, 64)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
