"""Random policies of several versions over rows with days of their own: a batch says what `decide` says."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from batch.dated_policies import NAMES, dated_policy, dated_table, found_differences


@pytest.mark.parametrize("seed", range(24))
def test_a_batch_of_dated_rows_equals_its_rows(seed: int) -> None:
    assert found_differences(Random(seed), 30, Counter()) == []


@pytest.mark.slow
def test_many_dated_rows_equal_their_rows() -> None:
    counted: Counter[str] = Counter()
    for seed in range(1_000, 1_075):
        assert found_differences(Random(seed), 100, counted) == []
    assert min(counted["approve"], counted["refer"], counted["decline"], counted["error"]) > 20


def test_the_size_of_chunks_and_the_number_of_workers_change_nothing_of_dated_rows() -> None:
    rng = Random(7)
    dated = dated_policy(rng)
    table = dated_table(rng, dated, 60)
    alone, chunks, shared = (
        dated.policy.decide_batch(
            table,
            as_of=NAMES["as_of"],
            policy_as_of=NAMES["policy_as_of"],
            data_as_of=NAMES["data_as_of"],
            chunk_rows=size,
            workers=workers,
            fingerprints=True,
        ).to_arrow()
        for size, workers in ((1_000, 1), (7, 1), (25, 2))
    )
    assert chunks.equals(alone)
    assert shared.equals(alone)
