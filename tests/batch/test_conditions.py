"""A batch lists the conditions that rows list, as ids and, where an output asks for them, as texts."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from batch.tables import both, differences, table_of
from parts.test_conditions import DAY, OFFER, policy

OUTPUTS = """\
  outputs:
    ids: {when: 'outcome != "decline"', of: approval.ids}
    texts: {when: 'outcome != "decline"', of: approval.zh}
    approval: outcome != "decline"
"""


def random_record(rng: Random) -> dict[str, Any]:
    return {
        "collateral": rng.choice(("property", "machine", "none")),
        "listed": rng.choice((True, False, None)),
        "guarantee": rng.choice((True, False, None, {"missing": "no_record"})),
        "debt_ratio": rng.choice((0.5, 0.6, 0.61, 0.95)),
        "signed_on": rng.choice(("2026-02-28", None)),
    }


def test_a_batch_lists_what_rows_list(tmp_path: Path) -> None:
    text = OFFER.replace('  outputs: {approval: outcome != "decline"}\n', OUTPUTS)
    loaded, rng = policy(tmp_path, text), Random(7)
    table = table_of(loaded.versions[0].fields, [random_record(rng) for _ in range(300)], rng)
    result, batch, rows = both(loaded, table, DAY, 64)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
