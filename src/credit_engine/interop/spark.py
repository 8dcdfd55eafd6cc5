"""Deciding a Spark frame: the batch function over the Arrow batches of each partition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from credit_engine.api.policy import Policy

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def decide(
    frame: DataFrame,
    policy: Policy,
    *,
    as_of: Any,
    policy_as_of: Any = None,
    data_as_of: Any = None,
    keep: Sequence[str] = (),
    fingerprints: bool = False,
) -> DataFrame:
    """The decisions of a Spark frame's rows, as `Policy.decide_batch` gives them.

    Columns, dates, `keep` and the columns of the result are those of `decide_batch`; dates are values or
    names of columns. Rows that are refused have the outcome `error`, as do rows with an output that no double
    holds, because a frame's types are fixed before its rows are known. The policy travels to the executors,
    which need this package with the extra `batch`. Needs the extra `spark`. Raises InputError where the
    columns do not fit the policy.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from credit_engine.api.batch.running import decide_batch, result_schema

    options = {
        "as_of": as_of,
        "policy_as_of": policy_as_of,
        "data_as_of": data_as_of,
        "keep": tuple(keep),
        "fingerprints": fingerprints,
    }
    names = list(frame.columns)
    schema = result_schema(policy, to_arrow_schema(frame.schema), **options)

    def decided(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            table = pa.Table.from_batches([batch]).rename_columns(names)
            answers = decide_batch(policy, table, **options, fixed_types=True).to_arrow()
            yield from answers.cast(schema).combine_chunks().to_batches()

    # Spark takes a dot in a column's name for an access to a struct.
    numbered = frame.toDF(*(f"c{i}" for i in range(len(names))))
    return numbered.mapInArrow(decided, from_arrow_schema(schema))
