"""A batch says of checklists what rows say: outcomes, what is missing, what has expired, and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from batch.tables import both, differences, table_of
from parts.test_checklist import DAY, DUE_DILIGENCE, PRESENTED, policy, random_record

ENTRIES = "{diligence: always, complete: {when: always, of: diligence.complete}}"


@pytest.mark.parametrize("as_of", [DAY, dt.date(2026, 6, 29), dt.date(2027, 1, 1)])
def test_a_batch_says_what_rows_say(tmp_path: Path, as_of: dt.date) -> None:
    loaded = policy(tmp_path, DUE_DILIGENCE.replace("{diligence: always}", ENTRIES))
    rng = Random(as_of.toordinal())
    table = table_of(loaded.versions[0].fields, [random_record(rng) for _ in range(400)], rng)
    result, batch, rows = both(loaded, table, as_of, 64)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0


def test_a_batch_sees_what_is_there_as_rows_do(tmp_path: Path) -> None:
    loaded, rng = policy(tmp_path, PRESENTED), Random(3)
    days = ("2026-05-01", "2026-04-30", "2026-07-01", {"missing": "failed"}, None)
    records = [
        {"report_date": rng.choice(days), "contract_no": rng.choice(("K-1", "", None))} for _ in range(200)
    ]
    result, batch, rows = both(loaded, table_of(loaded.versions[0].fields, records, rng), DAY, 64)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
