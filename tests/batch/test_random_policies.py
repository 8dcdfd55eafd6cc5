"""Random policies over random tables: a batch says of every row what its single decision says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from batch.edges import STRANGE
from batch.random_law import found_differences, interventions_for
from batch.tables import both, differences, settled, table_of
from credit_engine.api.batch.answers import Answers
from credit_engine.api.batch.chunks import Decider
from credit_engine.api.batch.days import Days
from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy
from credit_engine.run.columns import tape
from drawing import examples
from laws.policies import Drawn, policies, record_for

AS_OF = "2026-11-23"
few = settings(
    max_examples=examples(30),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""As many as take a few seconds; making a failing policy smaller would take minutes."""
Draw = tuple[Drawn, Random]
SIZES = (1, 3, 16, 1_000)


def assert_as_by_rows(drawn: Draw, extreme: bool = False, strange: bool = False) -> None:
    policy, rng = drawn
    records = [record_for(rng, policy, extreme) for _ in range(rng.choice((1, 7, 40)))]
    if strange:
        for record in records:
            if isinstance(record.get("amount"), int | float):
                record["amount"] = rng.choice(STRANGE)
    table = table_of(policy.compiled.fields, records, rng)
    with patch.object(tape, "FEW", rng.choice((0, tape.FEW))):  # read as few rows are, or as many
        _, batch, rows = both(Policy((policy.compiled,)), table, AS_OF, rng.choice(SIZES))
    assert differences(batch, rows) == []


@few
@given(policies())
def test_a_batch_equals_its_rows(drawn: Draw) -> None:
    assert_as_by_rows(drawn)


@few
@given(policies(observing=True))
def test_a_batch_equals_its_rows_where_the_policy_sees_what_is_missing(drawn: Draw) -> None:
    assert_as_by_rows(drawn)


@few
@given(policies(observing=True))
def test_a_batch_equals_its_rows_for_extreme_numbers(drawn: Draw) -> None:
    assert_as_by_rows(drawn, extreme=True)


@few
@given(policies())
def test_a_batch_equals_its_rows_for_floats_of_many_digits(drawn: Draw) -> None:
    assert_as_by_rows(drawn, strange=True)


@few
@given(policies(observing=True, stateful=True))
def test_a_batch_equals_its_rows_where_called_policies_keep_states(drawn: Draw) -> None:
    assert_as_by_rows(drawn)


@few
@given(policies(stateful=True))
def test_a_batch_equals_its_rows_under_interventions(drawn: Draw) -> None:
    policy, rng = drawn
    assert_as_decided(policy, rng, 20)


def assert_as_decided(policy: Drawn, rng: Random, count: int) -> int:
    """A batch with random interventions says what `decide` does; returns how many rows were changed."""
    deciding = Policy((policy.compiled,))
    records = [record_for(rng, policy) for _ in range(count)]
    made = [interventions_for(rng, policy) for _ in records]
    listed = [{"row": row, **one} for row, some in enumerate(made, 1) for one in some]
    table = table_of(policy.compiled.fields, records, rng)
    found = deciding.decide_batch(table, as_of=AS_OF, interventions=listed, chunk_rows=rng.choice(SIZES))
    days = Days(np.zeros((), dtype=np.int64), [(AS_OF, None, None)])
    decided = Decider(deciding).decisions(table, days, made)
    rows = settled(Answers(policy.compiled).of_decisions(decided))
    assert differences(found.to_arrow().drop_columns(["system_outcome", "conditions"]), rows) == []
    changed = [one for one in decided if isinstance(one, Decision) and one.interventions]
    systems = found.to_arrow()["system_outcome"].to_pylist()
    for one, system in zip(decided, systems, strict=True):
        assert system == (one.system_outcome if isinstance(one, Decision) else "error")
    return len(changed)


@few
@given(policies(observing=True))
def test_the_size_of_chunks_changes_nothing(drawn: Draw) -> None:
    policy, rng = drawn
    table = table_of(policy.compiled.fields, [record_for(rng, policy) for _ in range(20)], rng)
    tables = [
        Policy((policy.compiled,)).decide_batch(table, as_of=AS_OF, chunk_rows=size).to_arrow()
        for size in (2, 7, 100)
    ]
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_equals_its_rows_in_every_dimension_at_once(seed: int, tmp_path: Path) -> None:
    assert found_differences(Random(seed), 30, tmp_path, Counter()) == []


@pytest.mark.slow
def test_many_rows_of_every_dimension_equal_their_decisions(tmp_path: Path) -> None:
    counted: Counter[str] = Counter()
    for seed in range(2_000, 2_030):
        assert found_differences(Random(seed), 100, tmp_path, counted) == []
    counted["better"] = counted["approve"] + counted["counter_offer"]
    assert min(counted[one] for one in ("better", "refer", "decline", "error")) > 20
