"""Random policies over random tables: a batch says of every row what its single decision says."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, Phase, given, settings

from batch.edges import STRANGE
from batch.tables import both, differences, table_of
from credit_engine.api.policy import Policy
from laws.policies import Drawn, policies, record_for

AS_OF = "2026-11-23"
few = settings(
    max_examples=30, derandomize=True, deadline=None, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
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
