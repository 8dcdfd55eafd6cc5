"""Random policies over records with values of any type: a batch says of every row what its decision says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from batch.awkward import Form, as_columns, as_json_lines, as_list, differing
from batch.test_random_policies import Draw
from drawing import examples
from laws.policies import policies

few = settings(
    max_examples=examples(12),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("form", [as_list, as_columns, as_json_lines])
@few
@given(policies(observing=True))
def test_a_batch_equals_its_rows_for_values_of_any_type(form: Form, tmp_path: Path, drawn: Draw) -> None:
    policy, rng = drawn
    assert differing(policy, rng, 30, form, tmp_path) == []
